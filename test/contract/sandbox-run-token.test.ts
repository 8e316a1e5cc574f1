/** GITHUB_TOKEN of a run, what it may do, and what anybody can fake with one. */
import { afterEach, expect, test } from '@jest/globals';
import type { Sandbox, WorkflowRun } from '../../src/sandbox/index.ts';
import { API, call, city, GATES } from './sandbox-city.ts';

let world: Sandbox;
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = '/repos/acme/shop';
const shaOf = (branch: string): string => world.repository('acme/shop').refs.get(`refs/heads/${branch}`) ?? '';

/** A run of a workflow with these permissions, and its token. */
function running(permissions: string | null, more: Parameters<Sandbox['actions']['run']>[1] = { workflow: 'gates.yml' }) {
  const text = GATES.replace(/permissions: .*\n/, permissions === null ? '' : `permissions: ${permissions}\n`);
  world.as('alice').pushes('acme/shop', { '.github/workflows/gates.yml': text });
  const run = world.actions.run('acme/shop', more);
  world.actions.starts(run);
  return { run, token: world.actions.job(run).token };
}

const TRIES: Readonly<Record<string, { readonly line: string; readonly body?: object }>> = {
  'contents: read': { line: `GET ${REPO}/contents/README.md` },
  'issues: read': { line: `GET ${REPO}/issues/1` },
  'issues: write': { line: `POST ${REPO}/issues/1/comments`, body: { body: 'from a run' } },
  'pull-requests: read': { line: `GET ${REPO}/pulls/2` },
  'actions: read': { line: `GET ${REPO}/actions/runs` },
  'actions: write': {
    line: `POST ${REPO}/actions/workflows/gates.yml/dispatches`,
    body: { ref: 'main', inputs: { nonce: 'n' } },
  },
  'checks: read': { line: `GET ${REPO}/commits/main/check-runs` },
  'checks: write': { line: `POST ${REPO}/check-runs`, body: { name: 'gates', head_sha: 'SHA' } },
  'statuses: read': { line: `GET ${REPO}/commits/main/statuses` },
  'statuses: write': { line: `POST ${REPO}/statuses/SHA`, body: { state: 'success' } },
};

async function allowed(token: string): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const [name, { line, body }] of Object.entries(TRIES)) {
    const filled = body && JSON.parse(JSON.stringify(body).replace('SHA', shaOf('main')));
    const answer = await call(world, line.replace('SHA', shaOf('main')), { token, ...(filled ? { body: filled } : {}) });
    if (answer.status < 300) answers.push(name);
    else expect([name, answer.status, answer.json.message]).toEqual([name, 403, 'Resource not accessible by integration']);
  }
  return answers;
}

const READS = Object.keys(TRIES).filter((name) => name.endsWith('read'));

test.each<[string | null, readonly string[]]>([
  [null, ['contents: read']],
  ['{}', []],
  ['read-all', READS],
  ['write-all', Object.keys(TRIES)],
  ['{ contents: read, issues: write }', ['contents: read', 'issues: read', 'issues: write']],
  ['{ checks: write, id-token: write }', ['checks: read', 'checks: write']],
  ['{ contents: none, statuses: write }', ['statuses: read', 'statuses: write']],
])('with permissions %s a run may exactly this', async (permissions, wanted) => {
  world = city();
  expect(await allowed(running(permissions).token)).toEqual(wanted);
});

test('what a job names counts before what the file names', async () => {
  world = city();
  const { token } = running('{ contents: read }\nenv: {}');
  const text = GATES.replace('runs-on: ubuntu-latest,', 'runs-on: ubuntu-latest, permissions: { issues: read },');
  world.as('alice').pushes('acme/shop', { '.github/workflows/job.yml': text });
  const job = world.actions.job(world.actions.run('acme/shop', { workflow: 'job.yml' }));
  expect(await allowed(token)).toEqual(['contents: read']);
  expect(await allowed(job.token)).toEqual(['issues: read']);
});

test('a run for a pull request from a fork only reads, except where GitHub trusts the event', async () => {
  world = city();
  world.as('alice').pushes('acme/shop', { '.github/workflows/gates.yml': GATES.replace(/permissions: .*\n/, 'permissions: write-all\n') });
  world.as('mallory').forks('acme/shop');
  world.as('mallory').pushes('mallory/shop', { 'evil.py': 'x\n' }, { branch: 'evil' });
  const pull = world.as('mallory').proposes('acme/shop', { title: 'Trust me', head: 'evil', from: 'mallory/shop' });
  const tokenOf = (run: WorkflowRun): string => world.actions.job(run).token;
  expect(await allowed(tokenOf(world.actions.run('acme/shop', { workflow: 'gates.yml', pull })))).toEqual(READS);
  const trusted = world.actions.run('acme/shop', { workflow: 'gates.yml', pull, event: 'pull_request_target' });
  expect(await allowed(tokenOf(trusted))).toEqual(Object.keys(TRIES));
});

test('a token ends with its run, sees no private repository beside its own, and only reads a public one', async () => {
  world = city();
  world.repository('acme/back', { files: { a: 'b' }, private: true });
  world.repository('acme/.github', { files: { a: 'b' } });
  const { run, token } = running('write-all');
  expect((await call(world, 'GET /repos/acme/back', { token })).status).toBe(404);
  expect((await call(world, 'GET /repos/acme/.github', { token })).status).toBe(200);
  expect((await call(world, 'POST /repos/acme/.github/issues', { token, body: { title: 'x' } })).status).toBe(403);
  expect((await call(world, `GET ${REPO}`, { token })).status).toBe(200);
  world.actions.finishes(run);
  expect((await call(world, `GET ${REPO}`, { token })).status).toBe(401);
});

test('a run speaks on a pull request as github-actions[bot], and edits what it said', async () => {
  world = city();
  const { token } = running('{ pull-requests: write }');
  const made = await call(world, `POST ${REPO}/issues/2/comments`, { token, body: { body: 'first' } });
  expect(made.json).toMatchObject({
    user: { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' },
    performed_via_github_app: { id: 15_368, slug: 'github-actions' },
    html_url: expect.stringContaining('/pull/2#issuecomment-'),
  });
  const edited = await call(world, `PATCH ${REPO}/issues/comments/${made.json.id}`, { token, body: { body: 'second' } });
  expect([edited.status, edited.json.body]).toEqual([200, 'second']);
  expect((await call(world, `GET ${REPO}/issues/2/comments`, { token })).json).toHaveLength(1);
  // The permission for pull requests opens no issue.
  expect((await call(world, `POST ${REPO}/issues/1/comments`, { token, body: { body: 'x' } })).status).toBe(403);
  expect(world.hooks.log.at(-1)).toMatchObject({ event: 'issue_comment', action: 'edited', payload: { issue: { pull_request: {} } } });
});

test('GraphQL knows the run, keeps it to its permissions, and gives it no board of an organisation', async () => {
  world = city();
  world.project('acme', { number: 11, fields: {} });
  const ask = async (token: string, query: string): Promise<{ readonly data?: unknown; readonly errors?: readonly unknown[] }> => {
    const answer = await world.fetch(`${API}/graphql`, {
      method: 'POST',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { readonly data?: unknown; readonly errors?: readonly unknown[] };
  };
  const { token } = running('{ contents: read }');
  expect(await ask(token, '{ viewer { login } }')).toEqual({ data: { viewer: { login: 'github-actions[bot]' } } });
  const issue = '{ repository(owner: "acme", name: "shop") { issue(number: 1) { title } } }';
  expect(await ask(token, issue)).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
  const board = '{ organization(login: "acme") { projectV2(number: 11) { title } } }';
  expect((await ask(running('write-all').token, board)).errors).toHaveLength(1);
  const pull =
    '{ repository(owner: "acme", name: "shop") { issues(first: 9) { totalCount } issueOrPullRequest(number: 2) { __typename } issue(number: 2) { title } } }';
  expect(await ask(world.installationToken('acme'), pull)).toMatchObject({
    data: { repository: { issues: { totalCount: 1 }, issueOrPullRequest: { __typename: 'PullRequest' }, issue: null } },
    errors: [{ type: 'NOT_FOUND' }],
  });
});

test('any workflow can fake a check of GitHub Actions by name, and not one of another App', async () => {
  world = city();
  const head_sha = shaOf('main');
  const [honest] = world.actions.suites;
  const body = { name: 'Run the gates', head_sha, status: 'completed', conclusion: 'success' };
  const { token } = running('{ checks: write }', { workflow: 'gates.yml', sha: shaOf('main') });
  const fake = (await call(world, `POST ${REPO}/check-runs`, { token, body })).json;
  expect(fake).toMatchObject({ app: { id: 15_368 }, check_suite: { id: honest?.id }, name: 'Run the gates', conclusion: 'success' });
  const ours = (await call(world, `POST ${REPO}/check-runs`, { body })).json;
  expect(ours.app.id).toBe(world.app.id);
  expect((await call(world, `POST ${REPO}/check-runs`, { token: 'ghp_alice', body })).json.message).toBe(
    'You must authenticate via a GitHub App.',
  );
  const unfinished = { name: 'x', head_sha, status: 'completed' };
  expect((await call(world, `POST ${REPO}/check-runs`, { body: unfinished })).status).toBe(422);
  expect((await call(world, `POST ${REPO}/check-runs`, { body: { ...body, head_sha: '0'.repeat(40) } })).status).toBe(422);
});

test('checks are listed the newest of a name first, by App, by name, page by page', async () => {
  world = city();
  const sonar = { id: 57_789, slug: 'sonarcloud', name: 'SonarCloud' };
  const at = world.as('alice').pushes('acme/shop', { 'README.md': 'third\n' });
  for (const conclusion of ['failure', 'success'] as const)
    world.actions.check('acme/shop', at, { app: sonar, name: 'quality', conclusion });
  world.actions.check('acme/shop', at, { name: 'quality', status: 'in_progress' });
  const list = async (query: string) => {
    const { json } = await call(world, `GET ${REPO}/commits/${at}/check-runs?${query}`);
    return json.check_runs.map((one: { app: { slug: string }; conclusion: string | null }) => [one.app.slug, one.conclusion]);
  };
  expect(await list('')).toEqual([
    ['github-actions', null],
    ['sonarcloud', 'success'],
  ]);
  expect(await list('filter=all&app_id=57789')).toEqual([
    ['sonarcloud', 'success'],
    ['sonarcloud', 'failure'],
  ]);
  expect(await list('status=in_progress')).toEqual([['github-actions', null]]);
  expect(await list('check_name=other')).toEqual([]);
  expect(await list('filter=all&per_page=2&page=2')).toEqual([['sonarcloud', 'failure']]);
  expect((await call(world, `GET ${REPO}/commits/nowhere/check-runs`)).status).toBe(422);
  const suites = (await call(world, `GET ${REPO}/commits/${at}/check-suites`)).json.check_suites;
  expect(suites.map((one: { app: { slug: string }; status: string }) => [one.app.slug, one.status])).toEqual([
    ['sonarcloud', 'completed'],
    ['github-actions', 'in_progress'],
  ]);
});

test('GraphQL shows the checks of a commit with the App and the run behind them', async () => {
  world = city();
  const sonar = { id: 57_789, slug: 'sonarcloud', name: 'SonarCloud' };
  for (const conclusion of ['failure', 'success'] as const)
    world.actions.check('acme/shop', 'main', { app: sonar, name: 'quality', conclusion });
  const ask = async (filter: string, token = world.installationToken('acme')): Promise<unknown> => {
    const suites = `checkSuites(first: 9, filterBy: { ${filter} }) { nodes { conclusion app { slug databaseId } workflowRun { event file { path } }
      checkRuns(first: 9, filterBy: { checkType: LATEST }) { nodes { name status conclusion } } } }`;
    const query = `{ repository(owner: "acme", name: "shop") { object(expression: "main") { ... on Commit { ${suites} } } } }`;
    const headers = { authorization: `token ${token}` };
    return (await world.fetch(`${API}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };
  const nodes = (...list: readonly object[]): object => ({ data: { repository: { object: { checkSuites: { nodes: list } } } } });
  expect(await ask('appId: 57789')).toEqual(
    nodes({
      conclusion: 'SUCCESS',
      app: { slug: 'sonarcloud', databaseId: 57_789 },
      workflowRun: null,
      checkRuns: { nodes: [{ name: 'quality', status: 'COMPLETED', conclusion: 'SUCCESS' }] },
    }),
  );
  const workflowRun = { event: 'push', file: { path: '.github/workflows/gates.yml' } };
  expect(await ask('checkName: "report"')).toMatchObject(
    nodes({ conclusion: 'SUCCESS', app: { slug: 'github-actions' }, workflowRun }, { conclusion: null, workflowRun }),
  );
  expect(await ask('appId: 57789', running('{ contents: read }').token)).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
});
