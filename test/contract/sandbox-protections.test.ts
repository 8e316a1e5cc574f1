/** Jobs of the sandbox that reach an environment: a deployment each, and a question to the App where it guards the environment. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sandbox, WorkflowRun } from '../../src/sandbox/index.ts';
import { call, city, waitingRun } from './sandbox-city.ts';

let world: Sandbox;
beforeEach(() => {
  world = city();
  world.actions.runner('deploy.yml', () => ({ conclusion: 'success' }));
});
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = 'acme/shop';
const review = async (run: WorkflowRun, body: object, token?: string) => {
  const line = `POST /repos/${REPO}/actions/runs/${run.id}/deployment_protection_rule`;
  const { status } = await call(world, line, { body: { environment_name: 'production', ...body }, ...(token ? { token } : {}) });
  return status;
};
const shown = async (run: WorkflowRun) => {
  const { json } = await call(world, `GET /repos/${REPO}/actions/runs/${run.id}`);
  return [json.status, json.conclusion];
};
const states = (run: WorkflowRun) =>
  world.actions.reachesOf(run).map(({ state, deployment }) => [state, ...deployment.statuses.map((one) => one.state)]);
const asked = () => world.hooks.log.filter(({ event }) => event === 'deployment_protection_rule').map(({ payload }) => payload);
const deliver = () => world.deliver(async () => {});

test('a job that nobody guards is a deployment of its actor by way of GitHub Actions', async () => {
  const run = waitingRun(world, 'staging');
  await deliver();
  expect([await shown(run), states(run), asked()]).toEqual([['completed', 'success'], [['free', 'in_progress', 'success']], []]);
  const { json } = await call(world, `GET /repos/${REPO}/deployments?environment=staging`);
  expect(json).toMatchObject([
    { sha: run.sha, ref: 'main', creator: { login: 'alice' }, performed_via_github_app: { slug: 'github-actions' } },
  ]);
  const told = world.hooks.log.find(({ event, payload }) => event === 'deployment' && payload['workflow_run'] !== null)?.payload;
  expect(told).toMatchObject({ deployment: { environment: 'staging' }, workflow: { name: 'Deploy' }, workflow_run: { id: run.id } });
});

test('a guarded job asks the App, waits, and goes on when it is approved', async () => {
  const run = waitingRun(world);
  await deliver();
  expect([await shown(run), states(run)]).toEqual([['waiting', null], [['waiting', 'waiting']]]);
  expect(asked()).toMatchObject([
    {
      action: 'requested',
      environment: 'production',
      event: 'workflow_dispatch',
      sha: run.sha,
      ref: 'refs/heads/main',
      deployment_callback_url: `https://api.github.com/repos/${REPO}/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: { environment: 'production', sha: run.sha },
      repository: { full_name: REPO },
      installation: { id: world.installations[0]?.id },
      sender: { login: 'alice' },
    },
  ]);
  expect(await review(run, { comment: 'two of three approvals' })).toBe(204);
  expect(await shown(run)).toEqual(['waiting', null]);
  expect(await review(run, { state: 'approved', comment: 'promotion #7' })).toBe(204);
  await deliver();
  expect([await shown(run), states(run)]).toEqual([['completed', 'success'], [['approved', 'waiting', 'in_progress', 'success']]]);
  expect(world.actions.reachesOf(run)[0]?.reviews.map(({ state, comment }) => [state, comment])).toEqual([
    [undefined, 'two of three approvals'],
    ['approved', 'promotion #7'],
  ]);
  expect(await review(run, { state: 'rejected' })).toBe(422);
});

test('a rejected job fails without having run, and asks again when it is run again', async () => {
  const run = waitingRun(world);
  expect(await review(run, { state: 'rejected', comment: 'not approved' })).toBe(204);
  await deliver();
  expect([await shown(run), states(run)]).toEqual([['completed', 'failure'], [['rejected', 'waiting', 'failure']]]);
  world.actions.reruns(run, 'alice');
  expect([await shown(run), states(run), asked().length]).toEqual([['waiting', null], [['waiting', 'waiting']], 2]);
});

test('comments are short and few, and only the App says something of an environment that waits', async () => {
  const run = waitingRun(world);
  expect(await review(run, { comment: 'x'.repeat(1025) })).toBe(422);
  for (let count = 1; count <= 10; count += 1) expect(await review(run, { comment: 'x'.repeat(1024) })).toBe(204);
  expect(await review(run, { comment: 'eleven' })).toBe(422);
  expect(await review(run, { environment_name: 'staging', state: 'approved' })).toBe(404);
  expect(await review(run, { state: 'approved' }, 'ghp_alice')).toBe(404);
  world.faults.push({ match: ({ path }) => path.endsWith('_protection_rule'), answer: 'drop answer' });
  await expect(review(run, { state: 'approved' })).rejects.toThrow('fetch failed');
  expect(world.actions.reachesOf(run)[0]?.state).toBe('approved');
});
