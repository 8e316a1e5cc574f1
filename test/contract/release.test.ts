/** The programs of a release, on real repositories: what is made, what is refused, and what happens when they are run again. */
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sectionIn } from '../../.github/release/changelog.mjs';
import { type Clone, type Project, project } from '../harness/release.ts';

/** Prepares, pushes and moves, as the workflow does. */
function release(shop: Project, bump = 'patch'): string {
  const here = shop.clone();
  const tag = /^tag=(.*)$/m.exec(must(here, 'prepare', bump))?.[1] ?? '';
  must(here, 'push', tag, 'main');
  const there = shop.clone(tag);
  must(there, 'check', tag, 'main');
  must(there, 'move', tag);
  return tag;
}

const write = (clone: Clone, path: string, text: string): void => writeFileSync(join(clone.folder, path), text);

function must(clone: Clone, ...words: string[]): string {
  const { code, said } = clone.step(...words);
  if (code !== 0) throw new Error(said);
  return said;
}

describe('a release', () => {
  test('the first is the version that is written down, of all commits, and the major tag follows', () => {
    const shop = project();
    expect(release(shop)).toBe('v0.1.0');
    expect(shop.at('v0')).toBe(shop.at('v0.1.0'));
    expect(shop.remote.git('rev-parse', 'main')).toBe(shop.at('v0.1.0'));
    const changelog = shop.clone().read('CHANGELOG.md');
    expect(changelog).toMatch(/^# Changelog\n[\s\S]*\n## 0\.1\.0 \(\d{4}-\d\d-\d\d\)\n\n### Quality gates\n/);
    expect(changelog).toContain('* Judge coverage, as @\u200bbob asked in #\u200b7 \\<b\\> (');
  });

  test('the second has the commits since the first, and says its version wherever one stands', () => {
    const shop = project();
    release(shop);
    shop.clone().commits('Draw pages', { 'src/web/page.ts': '2' });
    expect(release(shop, 'minor')).toBe('v0.2.0');
    const here = shop.clone('v0.2.0');
    const changelog = here.read('CHANGELOG.md');
    const section = sectionIn(changelog, '0.2.0') ?? '';
    expect(section).toMatch(/^## 0\.2\.0 .*\n\n### Dashboard\n\n\* Draw pages \([0-9a-f]{7}\)\n$/m);
    expect(section).not.toContain('Judge coverage');
    expect(changelog.indexOf('## 0.2.0')).toBeLessThan(changelog.indexOf('## 0.1.0'));
    const lock = JSON.parse(here.read('package-lock.json'));
    expect([JSON.parse(here.read('package.json')).version, lock.version, lock.packages[''].version]).toEqual(['0.2.0', '0.2.0', '0.2.0']);
    expect(lock.packages['node_modules/a'].version).toBe('0.1.0');
    expect(here.read('action/dist/index.js')).toBe(`export const VERSION = '0.2.0';\n`);
    expect(here.read('templates/workflows/gates.yml')).toBe(
      'uses: promotion-bot/promotion-bot/action@v0.2.0 # CHANGE\napp_version: "0.1.0"\n',
    );
    expect(here.read('README.md')).toBe('This is version 0.2. It runs in version 0.1.0.\n');
    expect(here.read('docs/action.md')).toBe('uses: promotion-bot/promotion-bot/action@v0.2.0 # CHANGE\n');
    expect([shop.at('v0'), shop.at('v0') === shop.at('v0.1.0')]).toEqual([shop.at('v0.2.0'), false]);
  });

  test('the tag of a new major version leaves the one before where it is', () => {
    const shop = project();
    release(shop);
    shop.clone().commits('Break it', { 'src/core/a.ts': '2' });
    expect(release(shop, 'major')).toBe('v1.0.0');
    expect([shop.at('v0'), shop.at('v1')]).toEqual([shop.at('v0.1.0'), shop.at('v1.0.0')]);
  });

  test('a candidate moves no tag, and is followed by what it is a candidate of', () => {
    const shop = project();
    release(shop);
    shop.clone().commits('Try it', { 'src/core/a.ts': '2' });
    expect(release(shop, 'preminor')).toBe('v0.2.0-rc.0');
    expect(shop.at('v0')).toBe(shop.at('v0.1.0'));
    shop.clone().commits('Mend it', { 'src/core/a.ts': '3' });
    expect(release(shop, 'prerelease')).toBe('v0.2.0-rc.1');
    shop.clone().commits('Mend it again', { 'src/core/a.ts': '4' });
    expect(release(shop, 'minor')).toBe('v0.2.0');
    expect(shop.at('v0')).toBe(shop.at('v0.2.0'));
  });

  test('nothing new to release: what is there is gone on with, and nothing is made', () => {
    const shop = project();
    release(shop);
    const here = shop.clone();
    const { code, said } = here.step('prepare', 'minor');
    expect([code, said]).toEqual([
      0,
      'Nothing has changed since v0.1.0. What is missing of that release is made up for.\ntag=v0.1.0\nnew=false\n',
    ]);
    expect(here.git('status', '--porcelain')).toBe('');
    expect(shop.remote.git('tag', '--list').split('\n')).toEqual(['v0', 'v0.1.0']);
  });
});

describe('run again', () => {
  test('after it failed before anything was pushed, it makes the same release', () => {
    const shop = project();
    expect(shop.clone().step('prepare', 'patch').said).toContain('tag=v0.1.0');
    expect(shop.at('v0.1.0')).toBeUndefined();
    expect(release(shop)).toBe('v0.1.0');
  });

  test('after commit and tag were pushed, each step says that it is done', () => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    must(here, 'push', 'v0.1.0', 'main');
    expect(here.step('push', 'v0.1.0', 'main')).toMatchObject({ code: 0, said: expect.stringContaining('is there already') });
    expect(shop.clone().step('prepare', 'patch').said).toContain('tag=v0.1.0\nnew=false');
    const there = shop.clone('v0.1.0');
    must(there, 'move', 'v0.1.0');
    expect(there.step('move', 'v0.1.0')).toMatchObject({ code: 0, said: 'v0 is at v0.1.0 already.\n' });
  });

  test('an older release that is made up for later does not take the tag back', () => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    must(here, 'push', 'v0.1.0', 'main');
    shop.clone().commits('Go on', { 'src/core/a.ts': '2' });
    expect(release(shop)).toBe('v0.1.1');
    expect(shop.clone('v0.1.0').step('move', 'v0.1.0').said).toBe('v0 stays at v0.1.1, which is newer than v0.1.0.\n');
    expect(shop.at('v0')).toBe(shop.at('v0.1.1'));
  });
});

test('the tag of a major version that somebody has annotated follows as well', () => {
  const shop = project();
  release(shop);
  const here = shop.clone();
  here.git('tag', '-a', '-f', '-m', 'By hand', 'v0', 'v0.1.0^{commit}');
  here.git('push', '--quiet', '--force', 'origin', 'refs/tags/v0');
  shop.clone().commits('Go on', { 'src/core/a.ts': '2' });
  expect(release(shop)).toBe('v0.1.1');
  expect(shop.at('v0')).toBe(shop.at('v0.1.1'));
});

test('one release is the newest, also when an older one is made up for later', () => {
  const shop = project();
  const follows = (tag: string) => /^follows=(.*)$/m.exec(must(shop.clone(tag), 'rank', tag))?.[1];
  release(shop);
  expect(follows('v0.1.0')).toBe('latest');
  for (const [bump, tag] of [
    ['preminor', 'v0.2.0-rc.0'],
    ['prerelease', 'v0.2.0-rc.1'],
  ] as const) {
    shop.clone().commits(`Go on with ${tag}`, { 'src/core/a.ts': tag });
    release(shop, bump);
    expect([follows(tag), follows('v0.1.0')]).toEqual(['next', 'latest']);
  }
  expect(follows('v0.2.0-rc.0')).toBe('older');
  shop.clone().commits('Go on', { 'src/core/a.ts': '3' });
  release(shop, 'minor');
  expect(['v0.1.0', 'v0.2.0-rc.1', 'v0.2.0'].map(follows)).toEqual(['older', 'older', 'latest']);
});

describe('attack 86: refused', () => {
  /** A commit beside the branch, with a tag. */
  function tagged(shop: Project, tag: string): string {
    const other = shop.clone();
    other.git('commit', '--quiet', '--allow-empty', '-m', 'Something else');
    other.git('tag', tag);
    other.git('push', '--quiet', 'origin', `refs/tags/${tag}`);
    return other.git('rev-parse', 'HEAD');
  }

  test('a tag that is at another commit already', () => {
    const shop = project();
    const other = tagged(shop, 'v0.1.0');
    expect(shop.clone().step('prepare', 'patch')).toMatchObject({ code: 1, said: expect.stringContaining('v0.1.0 is there already') });
    expect(shop.at('v0.1.0')).toBe(other);
  });

  test('a tag that somebody made while the release was prepared: neither branch nor tag is pushed', () => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    const before = shop.remote.git('rev-parse', 'main');
    const other = tagged(shop, 'v0.1.0');
    expect(here.step('push', 'v0.1.0', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('is never moved') });
    expect([shop.remote.git('rev-parse', 'main'), shop.at('v0.1.0')]).toEqual([before, other]);
  });

  test('a branch that has gone on meanwhile', () => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    const newer = shop.clone().commits('Be quicker', { 'src/core/a.ts': '2' });
    here.git('fetch', '--quiet', 'origin');
    expect(here.step('push', 'v0.1.0', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('main has gone on') });
    // Also when it was not seen: both are pushed or neither.
    here.git('update-ref', 'refs/remotes/origin/main', 'v0.1.0^');
    expect(here.step('push', 'v0.1.0', 'main').code).toBe(1);
    expect([shop.remote.git('rev-parse', 'main'), shop.at('v0.1.0')]).toEqual([newer, undefined]);
  });

  test('a commit of a release that changes more than a release has to', () => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    here.git('rm', '--quiet', 'src/core/gates/coverage.ts');
    here.git('commit', '--quiet', '--amend', '--no-edit');
    here.git('tag', '--force', 'v0.1.0');
    expect(here.step('push', 'v0.1.0', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('src/core/gates/coverage.ts') });
    expect(shop.at('v0.1.0')).toBeUndefined();
  });

  // Packages of others are at work where the commit is made.
  const manifest = (scripts: object) => JSON.stringify({ name: 'promotion-bot', version: '0.1.0', scripts }, null, 2);
  test.each<[string, (here: Clone) => void, string]>([
    ['a script at installation', (here) => write(here, 'package.json', manifest({ postinstall: 'node evil.js' })), 'package.json'],
    ['a template that says more', (here) => write(here, 'templates/workflows/gates.yml', 'uses: evil\n'), 'templates/workflows/gates.yml'],
    ['another changelog', (here) => write(here, 'CHANGELOG.md', `${here.read('CHANGELOG.md')}more\n`), 'CHANGELOG.md'],
    ['a space at the end of a file', (here) => write(here, 'README.md', `${here.read('README.md')} `), 'README.md'],
    ['a program in the bundle', (here) => chmodSync(join(here.folder, 'action/dist/index.js'), 0o755), 'action/dist/index.js'],
    ['a link in the bundle', (here) => symlinkSync('/etc/passwd', join(here.folder, 'action/dist/more.js')), 'action/dist/more.js'],
    ['a new template', (here) => write(here, 'templates/more.yml', 'more\n'), 'templates/more.yml'],
  ])('a commit of a release with %s', (_what, tamper, path) => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    tamper(here);
    here.git('add', '--', path);
    here.git('commit', '--quiet', '--amend', '--no-edit');
    here.git('tag', '--force', 'v0.1.0');
    expect(here.step('push', 'v0.1.0', 'main')).toMatchObject({
      code: 1,
      said: `The commit of v0.1.0 changes ${path} in a way that no release has to. Look at it, then start anew.\n`,
    });
    expect(shop.at('v0.1.0')).toBeUndefined();
  });

  test('a commit of a release that brings others along, and a version that no step leads to', () => {
    const shop = project();
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    const [tree, before] = [here.git('rev-parse', 'HEAD^{tree}'), here.git('rev-parse', 'HEAD^')];
    const other = here.git('commit-tree', '-m', 'Hidden', tree);
    here.git('tag', '--force', 'v0.1.0', here.git('commit-tree', '-m', 'Release', '-p', before, '-p', other, tree));
    expect(here.step('push', 'v0.1.0', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('brings other commits along') });
    here.git('tag', 'v9.9.9', 'HEAD');
    expect(here.step('push', 'v9.9.9', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('no step from 0.1.0') });
    expect([shop.at('v0.1.0'), shop.at('v9.9.9')]).toEqual([undefined, undefined]);
  });

  test('a tag beside the branch, and a tag that was only set', () => {
    const shop = project();
    release(shop);
    tagged(shop, 'v0.1.1');
    expect(shop.clone('v0.1.1').step('check', 'v0.1.1', 'main')).toMatchObject({
      code: 1,
      said: expect.stringContaining('no part of main'),
    });
    const here = shop.clone();
    here.git('tag', 'v0.3.0');
    expect(here.step('check', 'v0.3.0', 'main')).toMatchObject({ code: 1, said: expect.stringContaining('does not say everywhere') });
    expect(shop.clone().step('check', 'v0.1.0', 'main').code).toBe(0);
  });

  test('a major tag that somebody put at what is no release', () => {
    const shop = project();
    release(shop);
    const strange = shop.clone().commits('Go on', { 'src/core/a.ts': '2' });
    shop.clone().git('push', '--quiet', '--force', 'origin', `${strange}:refs/tags/v0`);
    const here = shop.clone();
    must(here, 'prepare', 'patch');
    must(here, 'push', 'v0.1.1', 'main');
    expect(shop.clone('v0.1.1').step('move', 'v0.1.1')).toMatchObject({ code: 1, said: expect.stringContaining('which is no release') });
    expect(shop.at('v0')).toBe(strange);
  });

  test.each([
    [[], 'Say one of'],
    [['prepare', 'huge'], ''],
    [['move', 'v0'], 'is no tag of a release'],
    [['push', 'v9.9.9', 'main'], 'There is no tag v9.9.9 here'],
    [['move', '--force'], 'is no tag of a release'],
  ])('%j', (words, said) => {
    const shop = project();
    if (words.includes('huge')) {
      release(shop);
      shop.clone().commits('Go on', { 'src/core/a.ts': '2' });
    }
    expect(shop.clone().step(...words)).toMatchObject({ code: 1, said: expect.stringContaining(said || 'There is no step "huge"') });
  });

  test('files that differ from the last commit', () => {
    const here = project().clone();
    here.git('rm', '--quiet', '--cached', 'package.json');
    expect(here.step('prepare', 'patch')).toMatchObject({ code: 1, said: expect.stringContaining('clean checkout') });
  });
});
