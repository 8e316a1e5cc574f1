/** Workflow runs of the sandbox: dispatched, listed, carried out, run again. Every answer and delivery is held to GitHub's contract. */
import { afterEach, expect, test } from '@jest/globals';
import { checkWebhook } from '../../src/sandbox/contract/webhooks.ts';
import type { Outcome, Sandbox, WorkflowRun } from '../../src/sandbox/index.ts';
import { call, city, GATES } from './sandbox-city.ts';

let world: Sandbox;
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = 'acme/shop';
const DISPATCHES = `POST /repos/${REPO}/actions/workflows/gates.yml/dispatches`;
const dispatch = (body: object) =>
  call(world, DISPATCHES, { body: { ref: 'main', inputs: { nonce: 'n1' }, return_run_details: true, ...body } });

async function dispatched(body: object = {}): Promise<WorkflowRun> {
  const { json } = await dispatch(body);
  const run = world.actions.runs.find(({ id }) => id === json.workflow_run_id);
  if (run === undefined) throw new Error(`not dispatched: ${JSON.stringify(json)}`);
  return run;
}

const shown = async (run: WorkflowRun, rest = '') => (await call(world, `GET /repos/${REPO}/actions/runs/${run.id}${rest}`)).json;
const ids = async (path: string): Promise<readonly number[]> =>
  (await call(world, `GET /repos/${REPO}/actions/${path}`)).json.workflow_runs.map(({ id }: { id: number }) => id);

test('a dispatch answers with the run it started, and the run says where it comes from', async () => {
  world = city();
  const { status, json } = await dispatch({});
  const run = world.actions.runs.at(-1);
  expect(status).toBe(200);
  expect(json).toEqual({
    workflow_run_id: run?.id,
    run_url: `https://api.github.com/repos/${REPO}/actions/runs/${run?.id}`,
    html_url: `https://github.com/${REPO}/actions/runs/${run?.id}`,
  });
  const main = world.repository(REPO).refs.get('refs/heads/main');
  expect((await call(world, `GET /repos/${REPO}/actions/runs/${run?.id}`)).json).toMatchObject({
    name: 'Gates',
    display_title: 'Gates n1 by promotion-bot[bot]',
    path: '.github/workflows/gates.yml',
    event: 'workflow_dispatch',
    head_branch: 'main',
    head_sha: main,
    status: 'queued',
    conclusion: null,
    run_attempt: 1,
    actor: { login: 'promotion-bot[bot]' },
    triggering_actor: { login: 'promotion-bot[bot]' },
    repository: { full_name: REPO },
    head_repository: { full_name: REPO },
    referenced_workflows: [{ path: 'acme/shared/.github/workflows/report.yml@v1' }],
  });
  expect(run?.inputs).toEqual({ nonce: 'n1', stage: 'staging', dry: 'false' });
});

test('without asking for the run a dispatch answers nothing and starts it all the same; an older server takes it no other way', async () => {
  world = city();
  expect(await dispatch({ return_run_details: false })).toMatchObject({ status: 204, json: undefined });
  world.actions.answersRunDetails = false;
  const words = expect.stringContaining('"return_run_details" is not a permitted key.');
  expect(await dispatch({})).toMatchObject({ status: 422, json: { message: words } });
  expect(await dispatch({ return_run_details: undefined })).toMatchObject({ status: 204, json: undefined });
  expect(world.actions.of(REPO, 'gates.yml').filter(({ event }) => event === 'workflow_dispatch')).toHaveLength(2);
});

test.each([
  ['a SHA', { ref: 'SHA' }, /^No ref found for: [0-9a-f]{40}$/],
  ['a ref that is not there', { ref: 'nowhere' }, /^No ref found for: nowhere$/],
  ['an input nobody declared', { inputs: { nonce: 'n', evil: 'x' } }, /^Unexpected inputs provided: \["evil"\]$/],
  ['a required input that is missing', { inputs: {} }, /^Required input 'nonce' not provided$/],
  ['a choice that is none', { inputs: { nonce: 'n', stage: 'moon' } }, /^Provided value 'moon' for input 'stage' not in the list/],
  ['a boolean that is none', { inputs: { nonce: 'n', dry: 'perhaps' } }, /^Provided value 'perhaps' for input 'dry'/],
])('a dispatch with %s is refused and starts nothing', async (_, body, words) => {
  world = city();
  const before = world.actions.runs.length;
  const sha = world.repository(REPO).refs.get('refs/heads/main') ?? '';
  const answer = await dispatch({ ...body, ...('ref' in body && body.ref === 'SHA' ? { ref: sha } : {}) });
  expect({ status: answer.status, message: answer.json.message }).toEqual({ status: 422, message: expect.stringMatching(words) });
  expect(world.actions.runs).toHaveLength(before);
});

test('more than 25 inputs do not fit the contract', async () => {
  world = city();
  const inputs = Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`i${i}`, 'x']));
  expect((await dispatch({ inputs })).status).toBe(422);
  expect(world.contract.problems.splice(0)).toEqual([expect.stringContaining('must NOT have more than 25 properties')]);
});

test('a workflow must be on the default branch, be listening there, and runs as its ref says', async () => {
  world = city();
  const alice = world.as('alice');
  alice.pushes(
    REPO,
    { '.github/workflows/only-here.yml': GATES, '.github/workflows/gates.yml': GATES.replace('Gates $', 'Other $') },
    { branch: 'feature' },
  );
  alice.pushes(REPO, { '.github/workflows/deaf.yml': 'on: push\njobs: { a: { runs-on: x, steps: [] } }\n' });
  const post = (file: string) => call(world, `POST /repos/${REPO}/actions/workflows/${file}/dispatches`, { body: { ref: 'main' } });
  expect((await post('only-here.yml')).status).toBe(404);
  expect((await post('deaf.yml')).json.message).toBe("Workflow does not have 'workflow_dispatch' trigger");
  expect(await shown(await dispatched({ ref: 'feature' }))).toMatchObject({
    head_branch: 'feature',
    display_title: 'Other n1 by promotion-bot[bot]',
  });
  world.as('alice').tags(REPO, 'v2');
  expect(await shown(await dispatched({ ref: 'v2' }))).toMatchObject({ head_branch: 'v2' });
});

test('whoever may not write to the repository dispatches nothing', async () => {
  world = city();
  const body = { ref: 'main', inputs: { nonce: 'n' } };
  expect((await call(world, DISPATCHES, { token: 'ghp_mallory', body })).status).toBe(403);
  expect((await call(world, DISPATCHES, { token: 'ghp_alice', body })).status).toBe(204);
  expect(world.actions.runs.at(-1)?.actor.login).toBe('alice');
});

test('runs are found by event, branch, actor, state and time, the newest first', async () => {
  world = city();
  const [ended, waiting] = world.actions.runs.map(({ id }) => id);
  world.clock.advance(86_400);
  const mine = await dispatched();
  const other = await dispatched({ ref: 'feature' });
  const gates = 'workflows/gates.yml/runs';
  expect(await ids(`${gates}?event=workflow_dispatch`)).toEqual([other.id, mine.id]);
  expect(await ids(`${gates}?branch=feature`)).toEqual([other.id]);
  expect(await ids(`${gates}?actor=alice&status=success`)).toEqual([ended]);
  expect(await ids('runs?status=queued')).toEqual([other.id, mine.id, waiting]);
  expect(await ids(`runs?head_sha=${other.sha}`)).toEqual([other.id]);
  for (const created of [
    '>=2026-11-21',
    '>2026-11-20',
    '2026-11-21',
    '2026-11-21T09:00:00Z..*',
    '2026-11-21T10:00:00Z..2026-11-21T10:00:00Z',
  ])
    expect([created, await ids(`${gates}?created=${encodeURIComponent(created)}`)]).toEqual([created, [other.id, mine.id]]);
  for (const created of ['<2026-11-21', '<=2026-11-20', '2026-11-20', '*..2026-11-20'])
    expect([created, await ids(`${gates}?created=${encodeURIComponent(created)}`)]).toEqual([created, [waiting, ended]]);
  const page = await call(world, `GET /repos/${REPO}/actions/${gates}?per_page=3&page=2`);
  expect([page.json.total_count, page.json.workflow_runs.length]).toEqual([4, 1]);
});

test('a list can lag behind what is found by its number', async () => {
  world = city();
  world.clock.advance(60);
  world.actions.listLag = 10;
  const run = await dispatched();
  expect((await shown(run)).status).toBe('queued');
  expect(await ids('workflows/gates.yml/runs?event=workflow_dispatch')).toEqual([]);
  world.clock.advance(10);
  expect(await ids('workflows/gates.yml/runs?event=workflow_dispatch')).toEqual([run.id]);
});

test('a run is run again with the same commit, by whoever asks; earlier attempts stay as they ended', async () => {
  world = city();
  const run = await dispatched();
  const rerun = `POST /repos/${REPO}/actions/runs/${run.id}/rerun`;
  expect((await call(world, rerun)).status).toBe(403);
  world.actions.finishes(run, { conclusion: 'failure', artifacts: [{ name: 'evidence', files: { a: 'first' } }] });
  world.as('alice').pushes(REPO, { 'README.md': 'moved on\n' });
  expect((await call(world, rerun, { token: 'ghp_alice' })).status).toBe(201);
  world.actions.finishes(run, { conclusion: 'success', artifacts: [{ name: 'evidence', files: { a: 'second' } }] });
  const same = { id: run.id, head_sha: run.sha, actor: { login: 'promotion-bot[bot]' } };
  expect(await shown(run)).toMatchObject({ ...same, run_attempt: 2, conclusion: 'success', triggering_actor: { login: 'alice' } });
  expect(await shown(run, '/attempts/1')).toMatchObject({
    ...same,
    run_attempt: 1,
    conclusion: 'failure',
    triggering_actor: { login: 'promotion-bot[bot]' },
  });
  expect((await call(world, `GET /repos/${REPO}/actions/runs/${run.id}/attempts/3`)).status).toBe(404);
  expect((await shown(run, '/artifacts')).total_count).toBe(2);
});

test('a run that ended cannot be cancelled, and one that was cancelled stays so', async () => {
  world = city();
  const run = await dispatched();
  const cancel = `POST /repos/${REPO}/actions/runs/${run.id}/cancel`;
  expect((await call(world, cancel)).status).toBe(202);
  expect((await call(world, cancel)).status).toBe(409);
  world.actions.finishes(run, 'success');
  expect(await shown(run)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
});

const nothing = async (): Promise<void> => {};
const EVIDENCE: Outcome = { conclusion: 'success', artifacts: [{ name: 'evidence', files: { 'a.json': '{}' } }] };

test('a runner carries out what is dispatched while webhooks are handed over', async () => {
  world = city();
  world.actions.cancels(world.actions.of(REPO)[1] as WorkflowRun);
  const seen: unknown[] = [];
  world.actions.runner('gates.yml', (run, inputs, job) => {
    seen.push([run.id, inputs['nonce'], job.env['GITHUB_RUN_ID'], job.event['inputs']]);
    return EVIDENCE;
  });
  const run = await dispatched();
  await world.deliver(nothing);
  expect(seen).toEqual([[run.id, 'n1', String(run.id), run.inputs]]);
  expect(await shown(run)).toMatchObject({ status: 'completed', conclusion: 'success' });
  expect((await shown(run, '/artifacts')).artifacts).toMatchObject([{ name: 'evidence', workflow_run: { id: run.id, head_sha: run.sha } }]);
});

test('a runner takes its time by the clock of the world', async () => {
  world = city();
  world.actions.cancels(world.actions.of(REPO)[1] as WorkflowRun);
  world.actions.runner('gates.yml', async () => EVIDENCE, { waits: 30, takes: 120 });
  const run = await dispatched();
  const states: unknown[] = [];
  for (let next = world.actions.next(); next !== undefined; next = world.actions.next()) {
    const { status } = await shown(run);
    states.push([next, status, await world.actions.work()]);
    world.clock.advance((Date.parse(next) - Date.parse(world.clock.now())) / 1000);
    await world.deliver(nothing);
  }
  expect(states).toEqual([
    ['2026-11-20T10:00:30Z', 'queued', 0],
    ['2026-11-20T10:02:30Z', 'in_progress', 0],
  ]);
  expect(await shown(run)).toMatchObject({
    conclusion: 'success',
    run_started_at: '2026-11-20T10:00:30Z',
    updated_at: '2026-11-20T10:02:30Z',
  });
});

test('what a runner brings after its run was cancelled counts no more', async () => {
  world = city();
  world.actions.runner('gates.yml', () => EVIDENCE, { takes: 60 });
  const run = await dispatched();
  await world.actions.work();
  await call(world, `POST /repos/${REPO}/actions/runs/${run.id}/cancel`);
  world.clock.advance(60);
  await world.actions.work();
  expect([await shown(run), (await shown(run, '/artifacts')).total_count]).toMatchObject([{ conclusion: 'cancelled' }, 0]);
});

test('a runner that throws fails its run, and whoever works hears of it', async () => {
  world = city();
  world.actions.runner('gates.yml', () => {
    throw new Error('the stub is wrong');
  });
  await expect(world.deliver(nothing)).rejects.toThrow('the stub is wrong');
  expect(world.actions.of(REPO)[1]?.attempts.at(-1)).toMatchObject({ status: 'completed', conclusion: 'failure' });
});

test('runs nobody dispatched: another workflow, another ref, a fork', async () => {
  world = city();
  world.as('mallory').forks(REPO);
  world.as('mallory').pushes('mallory/shop', { 'evil.py': 'x\n' }, { branch: 'evil' });
  const pull = world.as('mallory').proposes(REPO, { title: 'Trust me', head: 'evil', from: 'mallory/shop' });
  const foreign = world.actions.run(REPO, { workflow: 'gates.yml', pull, outcome: EVIDENCE });
  expect(await shown(foreign)).toMatchObject({
    event: 'pull_request',
    head_branch: 'evil',
    repository: { full_name: REPO, fork: false },
    head_repository: { full_name: 'mallory/shop', fork: true },
    pull_requests: [],
  });
  const artifact = (await shown(foreign, '/artifacts')).artifacts[0].workflow_run;
  expect(artifact.head_repository_id).toBe(world.repository('mallory/shop').id);
  expect(artifact.repository_id).toBe(world.repository(REPO).id);
  const own = world.as('alice').proposes(REPO, { title: 'Mine', head: 'feature' });
  const local = world.actions.run(REPO, { workflow: 'other.yml', pull: own, title: 'Gates n1 by promotion-bot[bot]' });
  world.actions.saysRefInPath = true;
  expect(await shown(local)).toMatchObject({
    path: '.github/workflows/other.yml@feature',
    display_title: 'Gates n1 by promotion-bot[bot]',
    pull_requests: [{ number: own.number }],
  });
});

test('the App hears of every step of a run and of its checks, as GitHub publishes it', async () => {
  world = city();
  world.hooks.log.splice(0);
  const run = await dispatched();
  world.actions.starts(run);
  world.actions.finishes(run, 'failure');
  world.silently(() => world.actions.reruns(run, 'alice'));
  expect(world.hooks.log.map(({ event, action }) => `${event}.${action}`)).toEqual([
    'check_run.created',
    'check_run.created',
    'workflow_run.requested',
    'workflow_run.in_progress',
    'check_run.completed',
    'check_run.completed',
    'workflow_run.completed',
  ]);
  for (const { event, action, payload } of world.hooks.log)
    expect({ event, action, problems: checkWebhook(event, action, payload) }).toEqual({ event, action, problems: [] });
  expect(world.hooks.log.at(-1)?.payload).toMatchObject({
    workflow: { path: '.github/workflows/gates.yml' },
    workflow_run: { id: run.id, conclusion: 'failure', run_attempt: 1, head_sha: run.sha },
    sender: { login: 'promotion-bot[bot]' },
  });
});
