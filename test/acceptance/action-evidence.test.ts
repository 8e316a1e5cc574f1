/** What the Action takes as evidence for a commit: artifacts of its own runs, checks of the app that is asked for; and how long it waits. */
import { expect, test } from '@jest/globals';
import type { Outcome, WorkflowRun } from '../../src/sandbox/index.ts';
import { CI, REPO, rules, sample, type Workshop, workshop } from './action-world.ts';

const COVERAGE = rules('coverage: { coverage: reports/coverage.json, min: 70 }', '', CI);
const green = { 'coverage.json': sample('coveragepy-json/line.json') };

/** Does something right after GitHub was asked for this the first time. */
function after({ world }: Workshop, asked: RegExp, happens: () => void): void {
  let isDone = false;
  world.turn = async ({ method, path }, moment) => {
    if (isDone || moment !== 'answer' || !asked.test(`${method} ${path}`)) return;
    isDone = true;
    happens();
  };
}
const PATIENT = { wait: '5', poll: '0.01' };
const running = { outcome: undefined } as { readonly outcome?: never };

test.each<[why: string, prepare: (shop: Workshop) => unknown, sentence: string]>([
  ['no run', () => {}, 'ci.yml has not run for this commit, so there is no artifact reports'],
  [
    'a run without the artifact',
    ({ world, sha }) => world.actions.run(REPO, { workflow: 'ci.yml', sha, outcome: { conclusion: 'success' } }),
    'the runs of ci.yml for this commit left no artifact reports',
  ],
  [
    'an artifact that has expired',
    ({ ci, world }) => {
      ci(green, { days: 1 });
      world.clock.advance(2 * 86_400);
    },
    'the artifact reports has expired; run ci.yml again',
  ],
  ['an artifact without the file', ({ ci }) => ci({ 'other.json': '{}' }), 'there is no file reports/coverage.json'],
  [
    'a newer run that failed before it uploaded',
    ({ ci, world, sha }) => {
      ci(green);
      world.actions.run(REPO, { workflow: 'ci.yml', sha, outcome: { conclusion: 'failure' } });
    },
    'the runs of ci.yml for this commit left no artifact reports',
  ],
  ['a run for another commit', ({ ci, push }) => ci(green, { sha: push({ 'a.txt': 'a' }) }), 'ci.yml has not run for this commit'],
  [
    'a server that breaks',
    ({ ci, world }) => {
      ci(green);
      world.faults.push({ match: ({ path }) => path.includes('/artifacts'), answer: { status: 502, body: { message: 'Server Error' } } });
    },
    'the artifact reports could not be had: Server Error',
  ],
])('evidence is missing for want of it: %s', async (_why, prepare, sentence) => {
  const shop = await workshop(COVERAGE);
  prepare(shop);
  const { exit, report } = await shop.gates();
  const [gate] = report?.promotion_criteria.details ?? [];
  expect([exit, gate?.outcome, gate?.summary]).toEqual([1, 'error', expect.stringContaining(sentence)]);
  expect(gate?.summary).toContain('there is no file reports/coverage.json');
});

test('any workflow may make the artifact when none is named: the newest that did', async () => {
  const shop = await workshop(COVERAGE.replace(', workflow: ci.yml', ''));
  shop.ci({ 'coverage.json': sample('coveragepy-json/malformed.truncated.json') });
  shop.ci(green);
  shop.world.actions.run(REPO, { workflow: 'other.yml', sha: shop.sha, outcome: { conclusion: 'success' } });
  expect(await shop.gates()).toMatchObject({ exit: 0, outputs: { 'gate-coverage': 'pass' } });
});

test('the run that makes the evidence has not ended: it is waited for', async () => {
  const shop = await workshop(COVERAGE);
  const run = shop.ci({}, running);
  shop.world.actions.starts(run);
  after(shop, /workflows\/ci\.yml\/runs/, () =>
    shop.world.actions.finishes(run, { conclusion: 'success', artifacts: [{ name: 'reports', files: green }] }),
  );
  expect(await shop.gates(PATIENT)).toMatchObject({ exit: 0, outputs: { 'gate-coverage': 'pass' } });
});

test.each([COVERAGE, COVERAGE.replace(', workflow: ci.yml', '')])('it does not end in time: pending, and where to look', async (config) => {
  const shop = await workshop(config);
  const run = shop.ci({}, running);
  const { exit, report, outputs } = await shop.gates({ wait: '0.001', poll: '0.01' });
  expect([exit, outputs['gate-coverage'], outputs['result']]).toEqual([1, 'pending', 'blocked']);
  expect(report?.promotion_criteria.details[0]?.summary).toMatch(
    new RegExp(`has not ended yet for this commit: http.*/actions/runs/${run.id}`),
  );
});

test('its own run is not waited for: the artifact that it may leave comes later', async () => {
  const shop = await workshop(COVERAGE.replace(', workflow: ci.yml', ''));
  const { outputs, report } = await shop.gates(PATIENT);
  expect([outputs['gate-coverage'], report?.promotion_criteria.details[0]?.summary]).toEqual([
    'error',
    expect.stringContaining('left no artifact reports'),
  ]);
});

const CHECK = rules('build: { check: build }');
const WORKFLOW = rules('ci: { workflow: ci.yml }');
const checkOn = ({ world, sha }: Workshop, more: object) => world.actions.check(REPO, sha, { name: 'build', ...more });

test('a check that runs is waited for, and then judged', async () => {
  const shop = await workshop(WORKFLOW);
  const run = shop.ci({}, running);
  after(shop, /workflows\/ci\.yml\/runs/, () => shop.world.actions.finishes(run));
  expect(await shop.gates(PATIENT)).toMatchObject({ exit: 0, outputs: { 'gate-ci': 'pass' } });
});

test('a check that is still to come is waited for, and then judged', async () => {
  const shop = await workshop(CHECK);
  after(shop, /check-runs/, () => checkOn(shop, { conclusion: 'failure' }));
  expect(await shop.gates(PATIENT)).toMatchObject({ exit: 1, outputs: { 'gate-build': 'fail' } });
});

test('one that does not end in time is pending: exit 1, and nothing is waited for twice as long', async () => {
  const shop = await workshop(rules('ci: { workflow: ci.yml }\nbuild: { check: build }'));
  shop.ci({}, running);
  const { exit, outputs, report, log } = await shop.gates({ wait: '0.005', poll: '0.01' });
  expect([exit, outputs['gates'], outputs['result']]).toEqual([1, '{"ci":"pending","build":"pending"}', 'blocked']);
  expect(report?.promotion_criteria.details[0]?.summary).toContain('it has not ended yet (queued): http');
  // What may still come is no error to be marked in red.
  expect(log).not.toContain('::error');
});

// Falls without: the app in `check` of src/runner/commit.ts.
test('attack 37: a green check of that name by another app is not the one that is asked for', async () => {
  const shop = await workshop(CHECK);
  checkOn(shop, { app: { id: 4242, slug: 'mallory-ci', name: 'Mallory CI' }, conclusion: 'success' });
  const { exit, report } = await shop.gates();
  expect([exit, report?.promotion_criteria.details[0]]).toMatchObject([
    1,
    { outcome: 'error', summary: expect.stringContaining('one of that name was made by mallory-ci, which is not believed') },
  ]);
  checkOn(shop, { conclusion: 'failure' });
  expect((await shop.gates()).outputs['gate-build']).toBe('fail');
  checkOn(shop, { app: { id: 4242, slug: 'mallory-ci', name: 'Mallory CI' }, conclusion: 'success' });
  expect((await shop.gates()).outputs['gate-build']).toBe('fail');
});

/** A fork with the commit under test at the head of a branch, and what its owner has run there. */
function forked({ world, sha }: Workshop, outcome: Outcome): WorkflowRun {
  world.as('mallory').forks(REPO);
  return theirs({ world, sha }, outcome);
}

function theirs({ world, sha }: Pick<Workshop, 'world' | 'sha'>, outcome: Outcome): WorkflowRun {
  const made = world.actions.run(REPO, { workflow: 'ci.yml', from: 'mallory/shop', sha, by: 'mallory', event: 'pull_request', outcome });
  expect([made.sha, made.headRepo.owner.login]).toEqual([sha, 'mallory']);
  return made;
}

// Falls without: head_repository in runsOf of src/runner/commit.ts.
test.each([COVERAGE, COVERAGE.replace(', workflow: ci.yml', '')])(
  'attack 38: what the run of a fork left for the very same commit is no evidence',
  async (config) => {
    const shop = await workshop(config);
    forked(shop, { conclusion: 'success', artifacts: [{ name: 'reports', files: green }] });
    expect(await shop.gates()).toMatchObject({ exit: 1, outputs: { 'gate-coverage': 'error' } });
  },
);

// Falls without: the same.
test('attack 38: the run of a fork is not the run of the workflow', async () => {
  const shop = await workshop(WORKFLOW);
  forked(shop, { conclusion: 'success' });
  expect(await shop.gates()).toMatchObject({ exit: 1, outputs: { 'gate-ci': 'pending' } });
  shop.ci({}, { outcome: { conclusion: 'failure' } });
  theirs(shop, { conclusion: 'success' });
  expect(await shop.gates()).toMatchObject({ exit: 1, outputs: { 'gate-ci': 'fail' } });
});

// Falls without: isPart in action/gates.ts.
test('where one of several artifacts is missing, the rest of them passes nothing', async () => {
  const shards =
    'evidence:\n  - { artifact: reports, workflow: ci.yml, to: reports/ }\n  - { artifact: more, workflow: ci.yml, to: reports/ }\n';
  const shop = await workshop(rules('tests: { tests: "reports/*.xml" }', '', shards));
  shop.ci({ 'a.xml': '<testsuite tests="1"><testcase name="a"/></testsuite>' });
  const { exit, report } = await shop.gates();
  expect([exit, report?.promotion_criteria.details[0]]).toMatchObject([
    1,
    {
      outcome: 'error',
      summary: expect.stringMatching(/^only a part of the evidence is there: .*left no artifact more \(it said: 1 passed/),
    },
  ]);
});
