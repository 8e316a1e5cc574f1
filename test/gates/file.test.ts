import { table } from './asked.ts';

const text = (content: string) => ({ file: { text: content, source: { path: 'docs/web.md' } } });

table('file', [
  ['it exists', { file: '{spec}' }, text('# Web'), 'pass', 'docs/web.md exists'],
  ['it is empty', { file: 'docs/web.md' }, text(' \n'), 'fail', 'docs/web.md is empty'],
  ['it holds the text', { file: 'docs/web.md', contains: '## Rollback' }, text('## Rollback\n'), 'pass', 'docs/web.md has "## Rollback"'],
  [
    'it lacks the text',
    { file: 'docs/web.md', contains: '## Rollback' },
    text('# Web'),
    'fail',
    'docs/web.md lacks "## Rollback"; add it there',
  ],
  [
    '`contains` of a missing file',
    { file: 'docs/web.md', contains: 'x' },
    { file: { message: 'there is no docs/web.md' } },
    'error',
    'there is no docs/web.md',
  ],
]);
