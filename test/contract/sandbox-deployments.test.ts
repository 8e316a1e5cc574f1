/** Deployments of the sandbox: made, reported on, read by both APIs, told of. Every answer and delivery is held to GitHub's contract. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Deployment, GITHUB_LIMITS, type Sandbox } from '../../src/sandbox/index.ts';
import { call, city } from './sandbox-city.ts';

let world: Sandbox;
beforeEach(() => {
  world = city();
});
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = 'acme/shop';
const PATH = `/repos/${REPO}/deployments`;
const post = (body: object, token?: string) =>
  call(world, `POST ${PATH}`, { body: { ref: 'main', auto_merge: false, required_contexts: [], ...body }, ...(token ? { token } : {}) });
const say = (id: number, body: object) => call(world, `POST ${PATH}/${id}/statuses`, { body });
const head = (ref = 'refs/heads/main') => world.repository(REPO).refs.get(ref);
const hooks = (event: string) => world.hooks.log.filter((one) => one.event === event).map(({ payload }) => payload);
const ids = async (query: string): Promise<readonly number[]> =>
  (await call(world, `GET ${PATH}?${query}`)).json.map(({ id }: { id: number }) => id);

async function ask(selection: string) {
  const query = `{ repository(owner: "acme", name: "shop") { ${selection} } }`;
  const { json } = await call(world, 'POST /graphql', { body: { query } });
  return json.errors ?? json.data.repository;
}

test.each([
  ['a branch', 'main'],
  ['a full branch', 'refs/heads/main'],
  ['an annotated tag', 'v1'],
  ['a SHA', 'SHA'],
])('a deployment of %s is of one commit, belongs to the App, and is told of', async (_, name) => {
  const ref = name === 'SHA' ? String(head()) : name;
  const { status, json } = await post({ ref, environment: 'staging', payload: { promotion: 7 }, description: 'd', task: 'deploy:web' });
  expect(status).toBe(201);
  const facts = {
    sha: head(),
    ref,
    environment: 'staging',
    original_environment: 'staging',
    task: 'deploy:web',
    payload: { promotion: 7 },
  };
  const by = { creator: { login: 'promotion-bot[bot]', type: 'Bot' }, performed_via_github_app: { id: world.app.id } };
  expect(json).toMatchObject({ ...facts, ...by, production_environment: false, transient_environment: false });
  expect((await call(world, `GET ${PATH}/${json.id}`)).json).toEqual(json);
  expect(hooks('deployment').at(-1)).toMatchObject({ action: 'created', deployment: { id: json.id, ...facts }, workflow_run: null });
});

test('what is left out is production, and a ref nobody has makes nothing', async () => {
  expect((await post({})).json).toMatchObject({ environment: 'production', production_environment: true, task: 'deploy', payload: '' });
  const before = world.repository(REPO).deployments.length;
  const refused = await post({ ref: 'nowhere' });
  expect([refused.status, refused.json.message]).toEqual([422, 'No ref found for: nowhere']);
  expect(world.repository(REPO).deployments).toHaveLength(before);
});

test('without empty contexts a commit that is not green is not deployed, and one required context is enough', async () => {
  world.as('ci').reports(REPO, 'main', { state: 'success', context: 'build' });
  world.as('ci').reports(REPO, 'main', { state: 'pending', context: 'promotion' });
  const open = await call(world, `POST ${PATH}`, { body: { ref: 'main' } });
  expect([open.status, open.json.message]).toEqual([409, 'Conflict: Commit status checks failed for main.']);
  expect((await post({ required_contexts: ['build'] })).status).toBe(201);
  expect((await post({ required_contexts: ['build', 'nobody said this'] })).status).toBe(409);
});

test('a branch that is behind is merged instead of deployed, unless that is switched off', async () => {
  world.as('alice').pushes(REPO, { 'late.md': 'late\n' });
  const branch = head('refs/heads/feature');
  expect((await post({ ref: 'feature' })).json.sha).toBe(branch);
  const { status, json } = await post({ ref: 'feature', auto_merge: true });
  expect([status, json.message]).toEqual([202, 'Auto-merged main into feature on deployment.']);
  expect(world.repository(REPO).commits.get(head('refs/heads/feature') ?? '')?.parents).toEqual([branch, head()]);
});

test('deployments are found by commit, ref, task and environment, the newest first, in pages', async () => {
  const [first] = world.repository(REPO).deployments.map(({ id }) => id);
  const a = (await post({ environment: 'staging' })).json.id;
  const b = (await post({ environment: 'staging', task: 'rollback', ref: 'feature' })).json.id;
  expect(await ids('')).toEqual([b, a, first]);
  expect(await ids('environment=staging')).toEqual([b, a]);
  expect(await ids('task=rollback')).toEqual([b]);
  expect(await ids('ref=v1')).toEqual([first]);
  expect(await ids(`sha=${head()}`)).toEqual([a, first]);
  expect(await ids('per_page=1&page=2')).toEqual([a]);
  expect((await call(world, `GET ${PATH}/1`)).status).toBe(404);
});

test('a status says how far it is, with an address, and is told of', async () => {
  const { id } = (await post({ environment: 'staging' })).json;
  const said = await say(id, { state: 'in_progress', description: 'rolling out', log_url: 'https://ci.example.com/1' });
  expect(said.status).toBe(201);
  const facts = { state: 'in_progress', description: 'rolling out', log_url: 'https://ci.example.com/1', environment: 'staging' };
  expect(said.json).toMatchObject({ ...facts, target_url: facts.log_url, environment_url: '', creator: { type: 'Bot' } });
  expect(hooks('deployment_status').at(-1)).toMatchObject({ action: 'created', deployment_status: facts, deployment: { id } });
  await say(id, { state: 'failure' });
  const listed = await call(world, `GET ${PATH}/${id}/statuses`);
  expect(listed.json.map(({ state }: { state: string }) => state)).toEqual(['failure', 'in_progress']);
  expect((await say(id, { state: 'success', description: 'x'.repeat(140) })).status).toBe(201);
  const refused = await say(id, { state: 'success', description: 'x'.repeat(141) });
  expect([refused.status, refused.json.message]).toEqual([422, expect.stringContaining('maximum is 140 characters')]);
});

test('a success retires earlier successes of its environment, but none of production and none that is transient', async () => {
  const make = async (body: object): Promise<Deployment> => {
    const { id } = (await post({ environment: 'staging', ...body })).json;
    await say(id, { state: 'success', auto_inactive: false });
    return world.repository(REPO).deployments.find((one) => one.id === id) as Deployment;
  };
  const bodies = [{}, { environment: 'test' }, { transient_environment: true }, { production_environment: true }, {}];
  const made: Deployment[] = [];
  for (const body of bodies) made.push(await make(body));
  const told = hooks('deployment_status').length;
  await say(made[4]?.id ?? 0, { state: 'success' });
  expect(made.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(['inactive', 'success', 'success', 'success', 'success']);
  expect(hooks('deployment_status')).toHaveLength(told + 1);
});

test('an outside system deploys as the bot it is, and GraphQL shows what it did', async () => {
  const argo = world.as('argo-cd[bot]');
  const deployment = argo.deploys(REPO, { ref: 'v1', environment: 'staging', payload: { image: 'shop@sha256:1' } });
  argo.setsDeploymentStatus(deployment, { state: 'in_progress' });
  world.clock.advance(60);
  argo.setsDeploymentStatus(deployment, { state: 'success', description: 'healthy', logUrl: 'https://argo.example.com/2' });
  const nodes = `nodes { id databaseId commitOid environment task payload createdAt creator { __typename login } state ref { name }
    latestStatus { state createdAt description logUrl environmentUrl creator { login } } statuses(first: 5) { nodes { state } } }`;
  expect(await ask(`deployments(environments: ["staging"], first: 5) { totalCount ${nodes} }`)).toEqual({
    deployments: {
      totalCount: 1,
      nodes: [
        {
          id: deployment.nodeId,
          databaseId: null,
          commitOid: head(),
          environment: 'staging',
          task: 'deploy',
          payload: '{"image":"shop@sha256:1"}',
          createdAt: '2026-11-20T10:00:00Z',
          creator: { __typename: 'Bot', login: 'argo-cd' },
          state: 'ACTIVE',
          ref: { name: 'v1' },
          latestStatus: {
            state: 'SUCCESS',
            createdAt: '2026-11-20T10:01:00Z',
            description: 'healthy',
            logUrl: 'https://argo.example.com/2',
            environmentUrl: null,
            creator: { login: 'argo-cd' },
          },
          statuses: { nodes: [{ state: 'SUCCESS' }, { state: 'IN_PROGRESS' }] },
        },
      ],
    },
  });
  expect(await ask('deployments(last: 1) { nodes { environment } }')).toEqual({ deployments: { nodes: [{ environment: 'staging' }] } });
  const order = 'orderBy: { field: CREATED_AT, direction: DESC }';
  expect(await ask(`deployments(last: 1, ${order}) { nodes { environment } }`)).toEqual({
    deployments: { nodes: [{ environment: 'production' }] },
  });
});

test('both APIs need the permission', async () => {
  const { deployments: _, ...installed } = world.app.permissions;
  world.organisation('acme', { installed });
  expect((await post({})).status).toBe(403);
  expect(await ask('deployments(first: 1) { totalCount }')).toEqual([expect.objectContaining({ type: 'FORBIDDEN' })]);
});

test('an answer that is lost leaves the deployment made, reads can lag, and content is counted', async () => {
  world.lags(10);
  world.faults.push({ match: ({ path }) => path.endsWith('/deployments'), answer: 'drop answer' });
  await expect(post({ environment: 'lost' })).rejects.toThrow('fetch failed');
  expect(await ids('environment=lost')).toEqual([]);
  world.lags(0);
  expect(await ids('environment=lost')).toHaveLength(1);
  world.limits.on = { ...GITHUB_LIMITS, contentPerMinute: 2 };
  const { id } = (await post({})).json;
  expect((await say(id, { state: 'queued' })).status).toBe(201);
  expect((await say(id, { state: 'in_progress' })).status).toBe(403);
});
