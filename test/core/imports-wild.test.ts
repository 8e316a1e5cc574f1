/** Files as teams really write them: what is understood is imported, the rest is said with its place and the remedy, and nothing is guessed. */
import { describe, expect, test } from '@jest/globals';
import { outcome, sha } from './imports-rules.ts';

const CARBON = '**Component**: carbon\n**Stage**: dev\n**Version**: v1.2.0\n';
const table = (head: string, ...rows: readonly string[]): string =>
  [head, head.replaceAll(/[^|]+/g, '-'), ...rows].map((row) => `|${row}|\n`).join('');

describe('tables', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a status that does not deny it',
      table('Component|Env|Version|Status', 'carbon|dev|v1.2.0|✅ Live'),
      ['MATURITY.md:3 carbon development v1.2.0'],
    ],
    [
      'a status with a moment in it',
      table('Component|Env|Version|Status', 'carbon|dev (since 2025-10-08T10:30:00Z)|v1.2.0|Live, 10:30:00 UTC'),
      ['MATURITY.md:3 carbon development v1.2.0'],
    ],
    ['a column of commits', table('Component|Env|SHA|Owner', `carbon|dev|${sha('e')}|@ada`), ['MATURITY.md:3 carbon development eeeeeee']],
    [
      'a version, and beside it the beginning of its commit',
      table('Component|Env|Version|Commit', 'carbon|dev|v1.2.0|`aaaaaaa`'),
      ['MATURITY.md:3 carbon development v1.2.0'],
    ],
    [
      'the version in two writings',
      table('Component|Env|Version|Tag', 'carbon|dev|1.2.0|v1.2.0'),
      ['MATURITY.md:3 carbon development v1.2.0'],
    ],
    [
      'heads with a colon',
      table('**Component:**|**Stage:**|**Version:**', 'carbon|dev|v1.2.0'),
      ['MATURITY.md:3 carbon development v1.2.0'],
    ],
    [
      'a place that one table leaves open and another does not',
      `${table('Component|Stage', 'carbon|dev')}\n${table('Component|Dev', 'carbon|v1.2.0')}`,
      ['MATURITY.md:7 carbon development v1.2.0'],
    ],
    [
      'ticks and cakes around a version, and a cross where nothing runs',
      table('Component|Dev|Staging|Prod', 'carbon|✅ v1.3.0|v1.2.0 🎉|❌'),
      ['MATURITY.md:3 carbon development v1.3.0', 'MATURITY.md:3 carbon staging v1.2.0'],
    ],
  ])('%s', (_what, text, rows) => {
    expect(outcome(text)).toEqual({ rows, left: [] });
  });

  test.each<[string, string, readonly RegExp[]]>([
    [
      'a row under a merged cell',
      table('Component|Stage|Version', '|staging|v1.2.0'),
      [/^MATURITY\.md:3 the row: the row names no component, and that of the row above is not guessed\. Write its name there$/],
    ],
    [
      'a column of an environment nobody knows',
      table('Component|QA', 'carbon|v1.2.0'),
      [
        /^MATURITY\.md:1 the table: its column "QA" is neither an environment .* There are: development, .* alias, or head the column "Stage"$/,
      ],
    ],
    [
      'stages under another head',
      table('Component|Status', 'carbon|Staging'),
      [/^MATURITY\.md:1 the table: its column "Status" is neither/],
    ],
    [
      'two columns that name different environments',
      table('Component|Stage|Environment|Version', 'carbon|dev|production|v1.2.0'),
      [/^MATURITY\.md:3 carbon: it says "dev" here and "production" in line 3\. Mend the file$/],
    ],
    [
      'two columns that name different versions',
      table('Component|Env|Version|Tag', 'carbon|dev|v1.2.0|v1.3.0'),
      [/v1\.2\.0 here, and v1\.3\.0 in MATURITY\.md:3\. Leave one of them out, or say which: --version$/, /v1\.3\.0 here/],
    ],
    [
      'a version, and beside it the beginning of another commit',
      table('Component|Env|Version|Commit', 'carbon|dev|v1.2.0|bbbbbbb'),
      [/"bbbbbbb" looks like a shortened SHA/, /v1\.2\.0 here, and bbbbbbb in MATURITY\.md:3/],
    ],
    [
      'a row that is there twice, once with a version nobody knows',
      table('Component|Stage|Version', 'carbon|dev|v1.2.0', 'carbon|development|v9'),
      [/there is no tag "v9"/, /^MATURITY\.md:3 carbon in development: v1\.2\.0 here, and v9 in MATURITY\.md:4/],
    ],
    [
      'signs that may say that it is not so',
      table('Component|Dev|Staging|Prod', 'carbon|❌ v1.3.0|⏳ v1.2.0|:construction: v1.2.0'),
      [/"❌ v1\.3\.0" is neither a tag nor/, /"⏳ v1\.2\.0" is neither/, /":construction: v1\.2\.0" is neither/],
    ],
    [
      'a status that denies it',
      table('Component|Stage|Version|Status', 'carbon|dev|v1.2.0|Planned', 'bob|dev|v1.2.0|🚧', 'bob|-|v1.2.0|Retired'),
      [/^MATURITY\.md:3 carbon: its status is "Planned", which may say that it does not run there\. Mend/, /^MATURITY\.md:4 bob: .*"🚧"/],
    ],
    ...['Inactive', 'No', 'Stopped', 'Not deployed'].map((found): [string, string, RegExp[]] => [
      `the status ${found}`,
      table('Component|Stage|Version|Deployment Status', `carbon|dev|v1.2.0|${found}`),
      [new RegExp(`carbon: its status is "${found}"`)],
    ]),
    ...['No', 'not yet', '❌', 'planned 2025-10-08'].map((found): [string, string, RegExp[]] => [
      `deployed: ${found}`,
      table('Component|Stage|Version|Deployed', `carbon|dev|v1.2.0|${found}`),
      [new RegExp(`carbon: its status is "${found}"`)],
    ]),
    [
      'a day that is an end, or still to come',
      table('Component|Dev|Staging', 'carbon|v1.2.0 (until 2025-10-08)|v1.3.0 (planned for 2025-10-08)'),
      [/"v1\.2\.0 \(until 2025-10-08\)" is neither/, /"v1\.3\.0 \(planned for 2025-10-08\)" is neither/],
    ],
    [
      'a stage that is still to come',
      table('Component|Stage|Version', 'carbon|⏳ production|v1.2.0'),
      [/"⏳ production" is no environment of/],
    ],
    [
      'ticks instead of versions, and one that is to be determined',
      table('Component|Version|Dev|Prod', 'carbon|v1.2.0|✅|TBD'),
      [
        /carbon in development: the source does not say which version\. Say it: --version carbon@development=1\.2\.0/,
        /carbon in production: /,
      ],
    ],
    [
      'versions of nobody',
      `${table('Component|Stage|Version')}\n${table('Env|Version', 'dev|v1.2.0')}`,
      [/^MATURITY\.md:4 the table: it says which versions are where, and not of which component\. Give it a column "Component"/],
    ],
    [
      'a table in HTML',
      '# Maturity\n\n<table>\n<tr><th>\nComponent\n</th><th>Stage</th></tr>\n<tr><td>carbon</td><td>dev</td></tr>\n</table>\n',
      [/^MATURITY\.md:3 the table: it is written in HTML, which is not read\. Write it in Markdown: \| Component \| Stage \| Version \|$/],
    ],
  ])('%s: left out', (_what, text, words) => {
    const { rows, left } = outcome(text);
    expect([rows, left]).toEqual([[], words.map((one) => expect.stringMatching(one))]);
  });

  test('what has nothing to do with it is passed over in silence', () => {
    const others = [
      table('Check|Dev|Staging|Prod', 'Coverage|60%|75%|85%', 'Lint|✅|✅|❌'),
      table('Component|Stage|Owner|Runtime', 'carbon|-|@ada|20.1.0'),
      table('Requirement|Version', 'node|20.1.0'),
      '<table><tr><td>Coverage</td></tr></table>\n',
    ];
    expect(outcome([CARBON, ...others].join('\n'))).toEqual({ rows: ['MATURITY.md:2 carbon development v1.2.0'], left: [] });
  });
});

describe('examples, and what looks like the beginning of one', () => {
  const example = table('Component|Stage|Version', 'bob|production|v1.3.0');
  const inside = (begin: string, lead: string, end: string): string =>
    `${begin}\n${example.replaceAll(/^/gm, lead)}\n${lead}**Stage**: production\n${end}\n\n`;
  test.each<[string, string]>([
    ['indented code', inside('For instance:\n', '    ', '')],
    ['code indented by a tab', inside('For instance:\n', '\t', '')],
    ['a fence in a list', inside('- ```', '  ', '  ```')],
    ['a fence in a numbered list', inside('1. ~~~', '   ', '   ~~~')],
    ['a fence in a quote', inside('> ```', '> ', '> ```')],
    ['preformatted HTML', inside('<pre>', '', '</pre>')],
    ['a comment that begins in a line', inside('Seen <!-- not', '', 'yet -->')],
    ['an unclosed comment in a fence', '```html\n<!-- begin\n```\n'],
    ['three back-ticks in a text', '```promote``` is how one does it.\n'],
    ['a comment that is only spoken of', 'Write `<!--` first.\n'],
  ])('%s', (_what, before) => {
    const { rows, left } = outcome(`# Maturity\n\n${before}${CARBON}`);
    expect([rows.map((row) => row.replace(/:\d+/, '')), left]).toEqual([['MATURITY.md carbon development v1.2.0'], []]);
  });

  test('a list whose items are indented is none', () => {
    expect(outcome('- carbon\n\n    - Component: carbon\n    - Stage: dev\n    - Version: v1.2.0\n').rows).toEqual([
      'MATURITY.md:4 carbon development v1.2.0',
    ]);
  });
});

describe('keys', () => {
  test('a part about something that nobody knows is not of the component before it', () => {
    expect(outcome('# Maturity\n\n## carbon\n\nFine.\n\n## billing\n\n**Stage**: production\n**Version**: v1.2.0\n')).toEqual({
      rows: [],
      left: [expect.stringMatching(/^MATURITY\.md:9 billing in production: "billing" is no subject of/)],
    });
  });

  test('a key that names another component begins a part about that one', () => {
    const bob = '**Component**: Bob\n**Stage**: prod\n**Version**: v1.3.0\n';
    expect(outcome(`**Component**: carbon\n\n${bob}`)).toEqual({ rows: ['MATURITY.md:4 bob production v1.3.0'], left: [] });
    expect(outcome(`${CARBON}\n${bob}`).rows).toEqual(['MATURITY.md:2 carbon development v1.2.0', 'MATURITY.md:6 bob production v1.3.0']);
    expect(outcome(`${CARBON}\n${bob.replace('Bob', 'billing')}`)).toEqual({
      rows: ['MATURITY.md:2 carbon development v1.2.0'],
      left: [expect.stringContaining('"billing" is no subject of')],
    });
    expect(outcome('## carbon\n\n**Stage**: dev\n**Name**: Carbon API\n**Version**: v1.2.0\n').left).toEqual([]);
    expect(outcome('**Stage**: dev\n**Component**: Carbon\n**Version**: v1.2.0\n').rows).toHaveLength(1);
  });

  test.each(['**Status**: Planned', 'Status: ❌ Not deployed', '**Deployed**: No', '- **Promoted:** not yet'])('%s: left out', (line) => {
    expect(outcome(`${CARBON}${line}\n`)).toEqual({ rows: [], left: [expect.stringMatching(/^MATURITY\.md:2 carbon: its status is "/)] });
    expect(outcome(`${line}\n${CARBON}`).rows).toEqual([]);
    expect(outcome(`${CARBON}\n### Unit tests\n\n${line}\n`).left).toEqual([]);
  });

  test('headings may be underlined', () => {
    const part = (name: string, stage: string) => `${name}\n------\n\n**Stage**: ${stage}\n**Version**: v1.2.0\n\n`;
    expect(outcome(`Maturity\n========\n\n${part('carbon', 'dev')}${part('bob', 'prod')}`)).toEqual({
      rows: ['MATURITY.md:7 carbon development v1.2.0', 'MATURITY.md:13 bob production v1.2.0'],
      left: [],
    });
    expect(outcome('Carbon Component Maturity\n===\n\n**Stage**: dev\n**Version**: v1.2.0\n').rows).toHaveLength(1);
  });

  test('two versions: neither is believed, one that is said instead counts, and two writings of one are one', () => {
    const two = (one: string, other: string) => `**Component**: carbon\n**Stage**: dev\n**Version**: ${one}\n\n**Version**: ${other}\n`;
    const { rows, left } = outcome(two('v1.2.0', 'v1.3.0'));
    expect([rows, left]).toEqual([
      [],
      [
        expect.stringMatching(/^MATURITY\.md:2 carbon in development: v1\.2\.0 here, and v1\.3\.0 in MATURITY\.md:5\. .*--version$/),
        expect.stringMatching(/^MATURITY\.md:5 /),
      ],
    ]);
    const row = 'MATURITY.md:2 carbon development';
    expect(outcome(two('v1.2.0', 'v1.3.0'), 'MATURITY.md', 'carbon@dev=v1.3.0')).toEqual({ rows: [`${row} v1.3.0`], left: [] });
    expect(outcome(two('1.2.0', 'v1.2.0'))).toEqual({ rows: [`${row} v1.2.0`], left: [] });
  });

  test('a stage with a cross, and a version to be determined', () => {
    expect(outcome('**Component**: carbon\n**Stage**: ❌ Production\n').left).toEqual([expect.stringContaining('"❌ Production" is no')]);
    expect(outcome('**Component**: carbon\n**Stage**: dev\n**Version**: TBD\n').left).toEqual([
      expect.stringContaining('the source does not say which version. Say it: --version carbon@development=1.2.0'),
    ]);
  });
});
