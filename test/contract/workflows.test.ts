/** What CI runs is what people run, with no power it does not need and no code that could change under it. */
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = '.github/workflows';
const files = readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`);
const textOf = (file: string): string => readFileSync(file, 'utf8');

/** The part of https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax that is used here. */
const step = z.union([
  z.strictObject({ uses: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ run: z.string() }),
]);
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      'runs-on': z.literal('ubuntu-latest'),
      'timeout-minutes': z.int().max(30),
      strategy: z.strictObject({ 'fail-fast': z.boolean(), matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
      steps: z.array(step).min(1),
    }),
  ),
});
const stepsOf = (file: string) => Object.values(workflow.parse(parse(textOf(file))).jobs).flatMap(({ steps }) => steps);
const runsOf = (file: string): readonly string[] => stepsOf(file).flatMap((one) => ('run' in one ? [one.run] : []));

const scripts: Readonly<Record<string, string>> = JSON.parse(textOf('package.json')).scripts;

test.each(files)('%s may only read, and runs no code of strangers with rights of ours', (file) => {
  const { permissions, on } = workflow.parse(parse(textOf(file)));
  expect(permissions).toEqual({ contents: 'read' });
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
});

test.each(files)('%s: every action is pinned to a commit, with its version beside it', (file) => {
  const used = textOf(file)
    .split('\n')
    .filter((line) => /\buses:/.test(line));
  expect(used.length).toBeGreaterThan(0);
  for (const line of used) expect(line).toMatch(/^ +- uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
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

test('ci runs the README’s test command, every part of `npm run check`, and a play, on every Node.js that is promised', () => {
  const { jobs } = workflow.parse(parse(textOf(`${FOLDER}/ci.yml`)));
  const runs = jobs['check']?.steps.flatMap((one) => ('run' in one ? [one.run] : []));
  expect(runs).toEqual(['npm cit', 'npm run types', 'npm run lint', 'npm run build', 'npm run sandbox -- --play']);
  for (const [, part = ''] of (scripts['check'] ?? '').matchAll(/npm run -s (\S+)/g)) expect(runs).toContain(`npm run ${part}`);
  const nodes = jobs['check']?.strategy?.matrix['node'];
  expect(nodes).toEqual([20, 22, 24]);
  expect(JSON.parse(textOf('package.json')).engines.node).toMatch(new RegExp(`^>=${String(nodes?.[0])}\\.`));
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
