/** `.github/workflows/release.yml` itself, step by step in a shell: what comes out, and that it goes on after a failure at any of them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROGRAM, type Project, project } from '../harness/release.ts';
import { type Runs, runsOn } from '../harness/release-run.ts';

const BRANCH = ['prepare', 'tag'];
const TAG = ['test', 'build', 'attest', 'npm', 'publish'];

/** Both runs; a job that fails is run again, as somebody does who presses the button. */
function releases(shop: Project, step = 'patch', fails: Readonly<Record<string, readonly string[]>> = {}): Runs {
  const first = runsOn(shop, 'main', step);
  for (const job of BRANCH) until(first, job, shop, fails[job]);
  const tag = /gh workflow run release\.yml --ref (\S+)/.exec(first.asked().join('\n'))?.[1] ?? '';
  const second = runsOn(shop, tag, step, first.state);
  for (const job of TAG) until(second, job, shop, fails[job]);
  return second;
}

function until(runs: Runs, job: string, shop: Project, fails: readonly string[] = []): void {
  const before = shop.at('v0');
  for (const words of fails) {
    runs.failsAt(words);
    expect(() => runs.job(job)).toThrow('no luck');
    // Nobody who follows the major version has got anything.
    expect(shop.at('v0')).toBe(before);
  }
  runs.job(job);
}

const published = ({ state }: Runs, tag: string) => ({
  draft: readFileSync(join(state, `draft-${tag}`), 'utf8').trim(),
  files: readdirSync(join(state, 'files')).toSorted(),
});

const FILES = ['SHA256SUMS', 'promotion-bot-0.1.0.tgz', 'sbom.spdx.json'];

describe('a release', () => {
  test('brings tag, tested bundle, attestations, package and files, and then lets the major tag follow', () => {
    const shop = project();
    const runs = releases(shop);
    expect(published(runs, 'v0.1.0')).toEqual({ draft: 'false', files: FILES });
    expect(shop.at('v0')).toBe(shop.at('v0.1.0'));
    expect(
      runs
        .asked()
        .map((line) =>
          line.replace(/\S+\/built\/(?=release\/\S+ --prov)/, '').replace(/ --notes-file.*| \S+\/built\/.*| --ignore-scripts/, ''),
        ),
    ).toEqual([
      'npm ci',
      'npm run -s build:action',
      'git push with a-key, which nothing else is told, 600',
      'gh workflow run release.yml --ref v0.1.0',
      'npm ci',
      'npm run check',
      'npm ci',
      'npm run build',
      'npm run build:action',
      'npm pack --pack-destination release',
      'npm sbom --package-lock-only --sbom-format spdx',
      `attest ${['action/dist/index.js', ...FILES.map((name) => `release/${name}`)].join(' ')}`,
      'attest release/promotion-bot-0.1.0.tgz with release/sbom.spdx.json',
      'npm view promotion-bot@0.1.0 dist.integrity',
      'npm publish release/promotion-bot-0.1.0.tgz --provenance --access public --tag latest',
      'gh release view v0.1.0 --json isDraft --jq .isDraft',
      'gh release create v0.1.0 --draft --verify-tag --title v0.1.0',
      'gh release upload v0.1.0 --clobber',
      'gh release edit v0.1.0 --draft=false --prerelease=false --latest=true',
      'gh auth setup-git',
    ]);
  });

  test('a candidate is one on GitHub and on npm, and moves nothing', () => {
    const shop = project();
    releases(shop);
    shop.clone().commits('Try it', { 'src/core/a.ts': '2' });
    const asked = releases(shop, 'preminor').asked().join('\n');
    expect(asked).toContain('--draft=false --prerelease=true --latest=false');
    expect(asked).toContain('--tag next');
    expect([shop.at('v0.2.0-rc.0') !== undefined, shop.at('v0')]).toEqual([true, shop.at('v0.1.0')]);
  });

  test('run again with nothing new, it changes nothing', () => {
    const shop = project();
    const { state } = releases(shop);
    const refs = shop.remote.git('show-ref');
    writeFileSync(join(state, 'asked'), '');
    const first = runsOn(shop, 'main', 'major', state);
    for (const job of BRANCH) first.job(job);
    const second = runsOn(shop, 'v0.1.0', 'major', state);
    for (const job of TAG) second.job(job);
    const asked = second.asked().join('\n');
    expect(asked).toContain('gh workflow run release.yml --ref v0.1.0');
    expect(asked).not.toMatch(/npm publish|gh release (create|upload|edit)/);
    expect(shop.remote.git('show-ref')).toBe(refs);
  });
});

test('after a failure at every step, one after the other, the same release comes of it', () => {
  const shop = project();
  const runs = releases(shop, 'patch', {
    prepare: ['npm ci', 'npm run -s build:action'],
    tag: ['gh workflow run'],
    test: ['npm ci', 'npm run check'],
    build: ['npm ci', 'npm run build', 'npm run build:action', 'npm pack', 'npm sbom'],
    npm: ['npm publish'],
    publish: ['gh release create', 'gh release upload', 'gh release edit', 'gh auth setup-git'],
  });
  expect(published(runs, 'v0.1.0')).toEqual({ draft: 'false', files: FILES });
  expect([shop.at('v0'), shop.remote.git('rev-parse', 'main')]).toEqual([shop.at('v0.1.0'), shop.at('v0.1.0')]);
  const asked = runs.asked().join('\n');
  expect([asked.match(/npm publish/g), asked.match(/gh release create/g)].map((found) => found?.length)).toEqual([2, 2]);
});

test('an older release that is made up for later is the newest nowhere, also when only its failed jobs are run again', () => {
  const shop = project();
  const first = runsOn(shop, 'main');
  for (const job of BRANCH) first.job(job);
  const old = runsOn(shop, 'v0.1.0', 'patch', first.state);
  for (const job of ['test', 'build', 'attest']) old.job(job);
  shop.clone().commits('Go on', { 'src/core/a.ts': '2' });
  expect(releases(shop).asked().join('\n')).toMatch(/0\.1\.1\.tgz .*--tag latest[\s\S]*--latest=true/);
  for (const job of ['npm', 'publish']) old.job(job);
  const asked = old.asked().join('\n');
  expect([/0\.1\.0\.tgz .*--tag (\w+)/.exec(asked)?.[1], /v0\.1\.0 --draft=false .*--latest=(\w+)/.exec(asked)?.[1]]).toEqual([
    'older',
    'false',
  ]);
  expect(shop.at('v0')).toBe(shop.at('v0.1.1'));
});

test('without the key nothing is pushed, and the log says where it is made', () => {
  const shop = project();
  const first = runsOn(shop, 'main');
  first.job('prepare');
  writeFileSync(join(first.state, 'no-key'), '');
  const second = runsOn(shop, 'main', 'patch', first.state);
  second.job('prepare');
  expect(() => second.job('tag')).toThrow('The environment release has no secret RELEASE_KEY. CONTRIBUTING.md says how to make it.');
  expect(shop.at('v0.1.0')).toBeUndefined();
});

describe('attack 86', () => {
  test('a program that comes with the commit of a release is not the one that pushes it', () => {
    const shop = project();
    const runs = runsOn(shop, 'main');
    runs.job('prepare');
    const program = join(runs.state, 'artifact-commit', PROGRAM);
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, 'process.exitCode = 1;\n');
    runs.job('tag');
    expect(shop.at('v0.1.0')).toBeDefined();
  });

  test('a tag that somebody made beside the branch: nothing is built, so there is nothing to attest', () => {
    const shop = project();
    const other = shop.clone();
    other.git('commit', '--quiet', '--allow-empty', '-m', 'Never merged');
    other.git('tag', 'v9.9.9');
    other.git('push', '--quiet', 'origin', 'refs/tags/v9.9.9');
    const runs = runsOn(shop, 'v9.9.9');
    expect(() => runs.job('build')).toThrow('v9.9.9 is no part of main');
    expect(existsSync(join(runs.state, 'artifact-release'))).toBe(false);
  });

  // Falls without: the comparison of action/dist in `build`
  test.each([
    ['a byte of the bundle', { 'action/dist/index.js': `export const VERSION = '0.1.0' ;\n` }],
    ['a file more in the bundle', { 'action/dist/more.js': 'more\n' }],
  ])('%s that the source does not make: nothing is released', (_what, files) => {
    const shop = project();
    const first = runsOn(shop, 'main');
    for (const job of BRANCH) first.job(job);
    const here = shop.clone();
    here.commits('Tamper', files);
    here.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/tags/v0.1.0');
    const second = runsOn(shop, 'v0.1.0', 'patch', first.state);
    expect(() => second.job('build')).toThrow('action/dist');
    expect(existsSync(join(first.state, 'artifact-release'))).toBe(false);
  });

  test('npm has another file under this version: it is not published again, and the tag does not move', () => {
    const shop = project();
    const first = runsOn(shop, 'main');
    for (const job of BRANCH) first.job(job);
    writeFileSync(join(first.state, 'npm-0.1.0'), 'sha512-another\n');
    const second = runsOn(shop, 'v0.1.0', 'patch', first.state);
    for (const job of ['build', 'attest']) second.job(job);
    expect(() => second.job('npm')).toThrow('npm has another file as 0.1.0');
    expect(shop.at('v0')).toBeUndefined();
  });
});
