/** What the programs of a release write and count with. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import semver from 'semver';
import { groupOf, plain, sectionIn, sectionOf, withSection } from '../../.github/release/changelog.mjs';
import { BUMPS, compare, newest, raised } from '../../.github/release/version.mjs';

describe('words and numbers', () => {
  const number = fc.integer({ min: 0, max: 12 });
  const version = fc
    .tuple(number, number, number, fc.option(number))
    .map(([major, minor, patch, rc]) => `${major}.${minor}.${patch}${rc === null ? '' : `-rc.${rc}`}`);

  test('every step is the one of npm, and the order too', () => {
    fc.assert(
      fc.property(version, fc.constantFrom(...BUMPS), (from, bump) => {
        expect(raised(from, bump)).toBe(semver.inc(from, bump as semver.ReleaseType, 'rc'));
      }),
    );
    fc.assert(fc.property(version, version, (a, b) => expect(compare(a, b)).toBe(semver.compare(a, b))));
    expect(newest(['v1', 'v1.2.0', 'v1.10.0', 'v1.10.0-rc.3', 'v2.0.0-beta', '3.0.0', 'v01.0.0'])).toBe('1.10.0');
  });

  test.each([
    [['src/core/gates/a.ts', 'src/core/b.ts'], 'Quality gates'],
    [['action/main.ts', 'action/dist/index.js'], 'The Action'],
    [['action/dist/index.js'], 'Tests, packages and how it is made'],
    [['src/core/decide.ts', 'README.md', 'test/a.ts'], 'Promotions'],
    [['templates/promotion.yml'], 'Templates'],
    [['docs/gates.md'], 'Documentation'],
    [['test/a.ts', 'package.json'], 'Tests, packages and how it is made'],
  ])('%j is told under %s', (paths, title) => {
    expect(groupOf(paths)).toBe(title);
  });

  test('what somebody wrote into a commit is text: it calls nobody, links nowhere and begins no section', () => {
    const hostile = '@team ## 9.9.9 (x) <img src=x> [a](https://evil.example) #1 www.evil.example \u202e`x`';
    expect(plain(hostile)).not.toMatch(/@\w|[^\\][<[`]|#\d|:\/\/|www\.|\u202e/);
    const commits = [{ sha: 'a'.repeat(40), subject: hostile, paths: [] }];
    const text = withSection('', sectionOf({ version: '1.0.0', date: '2026-01-01', commits }));
    expect(sectionIn(text, '9.9.9')).toBeUndefined();
    expect(sectionIn(withSection(text, sectionOf({ version: '1.1.0', date: '2026-01-02', commits })), '1.0.0')).toBe(
      sectionIn(text, '1.0.0'),
    );
  });
});
