/** What pages take from the code is what the code says; tables are drawn, and every block is of a kind that something checks. */
import { expect, test } from '@jest/globals';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { parse } from 'yaml';
import { STATUSES } from '../../src/core/promotion.ts';
import { replaceBlock } from '../../src/core/records/block.ts';
import { setPython } from '../../src/core/records/python.ts';
import { GENERATED, weave } from '../../src/docs.ts';
import { blocksIn, fenced, MADE, PAGES, textOf, wrong } from './pages.ts';

test.each(Object.entries(GENERATED))('what %s takes from the code is what the code says; `npm run docs` mends it', async (path, parts) => {
  expect(weave(textOf(path), await parts())).toBe(textOf(path));
});

test('every page with a mark is one that is made', () => {
  const marked = PAGES.filter((page) => MADE.test(textOf(page)) || textOf(page).includes('<!-- generated:'));
  expect(marked.toSorted()).toEqual(Object.keys(GENERATED).toSorted());
});

test('a mark that nothing fills, and a part without a place, are named', () => {
  const page = '<!-- generated:a -->\nold\n<!-- /generated -->';
  expect(weave(page, { a: 'new $1' })).toBe('<!-- generated:a -->\nnew $1\n<!-- /generated -->');
  expect(() => weave(page, { b: 'new' })).toThrow('Nothing generates "a". Take one of: b.');
  expect(() => weave(page, { a: 'new', b: 'more' })).toThrow('No place is marked for: b.');
});

const drawn = (page: string): string => micromark(textOf(page), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });

test('every table is drawn as one', () => {
  expect(wrong((page) => drawn(page).match(/^.*\| ?-{3}.*$/gm) ?? [])).toEqual([]);
  // A row with a cell too many is cut without a word.
  const ragged = (page: string) =>
    textOf(page)
      .split('\n\n')
      .filter((part) => /^\|.*\n\| ?---/.test(part))
      .flatMap((table) => {
        const [head = '', ...rows] = table
          .split('\n')
          .filter((line) => line.startsWith('|'))
          .map((line) => line.replaceAll('\\|', '').split('|').length);
        return rows.flatMap((cells, at) => (cells === head ? [] : [`row ${at} of ${table.slice(0, 60)}`]));
      });
  expect(wrong(ragged)).toEqual([]);
});

/** What each kind of block is held to, and where. */
const LANGUAGES: Readonly<Record<string, string>> = {
  sh: 'page-commands.test.ts: every line is run, or it is said why not',
  yaml: 'page-settings.test.ts: a whole promotion.yml that is right',
  'yaml organization': 'page-settings.test.ts: right, and what lies below the next',
  'yaml repository': 'page-settings.test.ts: right, laid over the one before',
  yml: 'page-settings.test.ts: a part of YAML',
  text: 'here: printed by the very command, so it is made',
  mermaid: 'here',
  markdown: 'here',
  python: 'here',
};

test('every block has a language that something checks', () => {
  expect(
    wrong((page) => blocksIn(page).flatMap(({ language, text }) => (LANGUAGES[language] ? [] : [`${language}: ${text.slice(0, 40)}`]))),
  ).toEqual([]);
});

/** Pages that a test of their own runs, with what is printed. */
const RUN_AS_A_WHOLE = ['docs/importing.md'];

test('what a command is said to print was printed by it', () => {
  const byHand = (page: string) =>
    blocksIn(page, textOf(page).replaceAll(MADE, '')).flatMap(({ language, text }) => (language === 'text' ? [text] : []));
  expect(
    wrong(
      byHand,
      PAGES.filter((page) => !RUN_AS_A_WHOLE.includes(page)),
    ),
  ).toEqual([]);
});

test('pictures name statuses and files that exist', () => {
  const pictures = PAGES.flatMap((page) => fenced(page, 'mermaid')).join('\n');
  const named = [...pictures.matchAll(/\b[A-Z_]{6,}\b/g)].map(([status]) => status);
  expect(new Set(named)).toEqual(new Set(STATUSES));
});

test('the Markdown and the Python that a page shows are what records can change', () => {
  const [marks = ''] = fenced('docs/records.md', 'markdown');
  const filled = replaceBlock(marks, { name: 'promotion', content: 'Stage: production' });
  expect(filled).toEqual({ ok: true, value: marks.replace('staging', 'production') });
  const [module = ''] = fenced('docs/records.md', 'python');
  for (const [name, value] of [
    ['__version__', '1.5.0'],
    ['__maturity__', 'production'],
    ['Maturity', 'production'],
  ] as const)
    expect(setPython(module, { name, value })).toEqual({ ok: true, value: expect.stringContaining(value) });
});

test('every part of YAML can be read', () => {
  const parts = PAGES.flatMap((page) => fenced(page, 'yml'));
  expect(parts.length).toBeGreaterThan(20);
  for (const part of parts) expect(() => parse(part)).not.toThrow();
});
