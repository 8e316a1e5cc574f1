/** Rows of an import: names and versions that exist, or why a row is left out. */
import { describe, expect, test } from '@jest/globals';
import { type Named, namedRows, resolvedRows, type Versions, wantedOf } from '../../src/core/imports/rows.ts';
import { rules, sha, told } from './imports-rules.ts';

const COMMIT = { statuses: [], paths: {}, people: [], strangers: [] };
const VERSIONS: Versions = {
  tags: {
    'v1.2.0': { ...COMMIT, sha: sha('a') },
    '2.0.0': { ...COMMIT, sha: sha('b') },
    'v2.0.0': { ...COMMIT, sha: sha('c') },
    '3.0.0': { ...COMMIT, sha: sha('d') },
  },
  commits: { [sha('e')]: { ...COMMIT, sha: sha('e') }, [sha('f')]: { ...COMMIT, sha: sha('f') } },
  held: [sha('e')],
  files: { '3.0.0:agents/bob/agent.json': '{"version":"2.9.0"}', 'bob-v3.1.0:agents/bob/agent.json': '{}' },
};
const found = (subject: string, environment: string, version: string | undefined, line = 1, more: object = {}) => ({
  ...{ subjects: [subject], environment, version, since: null },
  ...{ source: { kind: 'maturity' as const, file: 'MATURITY.md', line, deployment: null }, ...more },
});
const rowsOf = (...all: readonly ReturnType<typeof found>[]) => {
  const named = namedRows({ found: all, left: [] }, rules, []);
  const { rows, left } = resolvedRows(named.rows, VERSIONS, '2026-11-20T10:00:00Z');
  return {
    rows: rows.map(({ subject, environment, version, sha: at }) => `${subject.name} ${environment.name} ${version} ${at.slice(0, 3)}`),
    left: told([...named.left, ...left]),
  };
};

describe('rows', () => {
  test.each<[string, ReturnType<typeof found>, string]>([
    ['a tag', found('carbon', 'stage', 'v1.2.0'), 'carbon staging v1.2.0 aaa'],
    ['a number stands for its tag', found('carbon', 'stage', '1.2.0'), 'carbon staging v1.2.0 aaa'],
    ['a commit of the default branch', found('carbon', 'prod', sha('e')), 'carbon production eeeeeee eee'],
    [
      'a commit goes by the tag that stands for it',
      found('carbon', 'prod', sha('e'), 1, { tag: 'v1.2.0' }),
      'carbon production eeeeeee eee',
    ],
  ])('%s', (_what, one, row) => {
    expect(rowsOf(one)).toEqual({ rows: [row], left: [] });
  });

  test.each<[string, readonly ReturnType<typeof found>[], RegExp]>([
    [
      'no version',
      [found('carbon', 'stage', undefined)],
      /the source does not say which version\. Say it: --version carbon@staging=1\.2\.0/,
    ],
    [
      'a subject nobody knows',
      [found('carbom', 'stage', 'v1.2.0')],
      /"carbom" is no subject of .* Did you mean "carbon"\? Name it with --subject/,
    ],
    [
      'an environment nobody knows',
      [found('carbon', 'moon', 'v1.2.0')],
      /"moon" is no environment of .* There are: development, staging, production\. Add it there/,
    ],
    ['a tag that is not there', [found('carbon', 'stage', 'v9')], /there is no tag "v9"\. Push it, or name another/],
    [
      'two tags of that number',
      [found('carbon', 'stage', '2.0.0')],
      /"2\.0\.0" may be the tag 2\.0\.0 or v2\.0\.0, and they are different commits/,
    ],
    ['a short SHA', [found('carbon', 'stage', 'abcdef1')], /"abcdef1" looks like a shortened SHA/],
    ['a branch expression', [found('carbon', 'stage', 'main~1')], /"main~1" is neither a tag nor a full commit SHA/],
    ['a commit that is not there', [found('carbon', 'stage', sha('9'))], /there is no commit "9{40}" in this repository/],
    [
      'a commit of a fork',
      [found('carbon', 'stage', sha('f'))],
      /commit f{40} is not on the default branch, so it may be of a fork\. Tag it here/,
    ],
    [
      'a tag whose file says another version',
      [found('bob', 'stage', '3.0.0')],
      /no tag of "3\.0\.0" says in its file that it is that version/,
    ],
    [
      'a day to come',
      [found('carbon', 'stage', 'v1.2.0', 1, { since: '2027-01-01T00:00:00Z' })],
      /since 2027-01-01T00:00:00Z, which is still to come/,
    ],
    [
      'two sources that disagree',
      [found('carbon', 'stage', 'v1.2.0', 3), found('carbon', 'staging', sha('e'), 7)],
      /MATURITY\.md:3 carbon in staging: v1\.2\.0 here, and eeeeeee in MATURITY\.md:7\. Leave one of them out, or say which: --version\nMATURITY\.md:7 /,
    ],
  ])('%s is left out, with what was found and the remedy', (_what, all, words) => {
    const { rows, left } = rowsOf(...all);
    expect(rows).toEqual([]);
    expect(left.join('\n')).toMatch(words);
  });

  test('two sources that agree are one row', () => {
    expect(rowsOf(found('carbon', 'stage', 'v1.2.0', 3), found('Carbon', 'staging', '1.2.0', 7)).rows).toEqual([
      'carbon staging v1.2.0 aaa',
    ]);
  });

  test('what has to be looked up: tags in full, commits, and the files of agents that name their version', () => {
    const rows: readonly Named[] = namedRows(
      { found: [found('bob', 'dev', '1.2.0'), found('carbon', 'dev', sha('e'), 1, { tag: 'v7' })], left: [] },
      rules,
      [],
    ).rows;
    expect(wantedOf(rows)).toMatchObject({
      tags: ['1.2.0', 'v1.2.0', 'bob-v1.2.0', 'bob@1.2.0', 'bob/v1.2.0', 'v7'],
      shas: [sha('e')],
      files: expect.arrayContaining([{ at: 'bob@1.2.0', path: 'agents/bob/agent.json' }]),
    });
  });
});
