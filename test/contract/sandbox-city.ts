/** A small world with one of everything, and one good call for each REST operation of the sandbox. */
import { createWorld, type Sandbox, type WorkflowRun } from '../../src/sandbox/index.ts';
import { clientId } from '../../src/sandbox/json.ts';
import { CLIENT_SECRET } from '../../src/sandbox/oauth.ts';

export const API = 'https://api.github.com';
export const APP_TOKEN = 'a.b.c';
const PERSON = 'ghp_carol';
/** Stands for the client itself, with its ID and secret. */
const CLIENT = 'client';

/** A workflow as the bot dispatches it. */
export const GATES = `name: Gates
run-name: 'Gates \${{ inputs.nonce }} by \${{ github.actor }}'
on:
  workflow_dispatch:
    inputs:
      nonce: { required: true, type: string }
      stage: { type: choice, options: [staging, production], default: staging }
      dry: { type: boolean, default: false }
permissions: { contents: read, issues: write, checks: write }
jobs:
  gates: { name: Run the gates, runs-on: ubuntu-latest, steps: [] }
  report: { uses: acme/shared/.github/workflows/report.yml@v1 }
`;

/** A workflow with a job that reaches an environment. */
export const DEPLOY = `name: Deploy
on: { workflow_dispatch: { inputs: { to: { required: true, type: string } } } }
jobs:
  deploy: { runs-on: ubuntu-latest, environment: { name: '\${{ inputs.to }}' }, steps: [] }
`;

export function city(): Sandbox {
  const world = createWorld({ at: '2026-11-20T10:00:00Z' });
  const installed = { ...world.app.permissions, checks: 'write', pull_requests: 'write' } as const;
  world.organisation('acme', { teams: { qa: ['carol', 'dave'] }, installed });
  world.repository('acme/shop', {
    files: { 'README.md': 'hello\n', 'docs/guide/start.md': 'start\n', '.github/workflows/gates.yml': GATES },
    collaborators: { alice: 'maintain' },
    labels: ['promotion', 'urgent'],
  });
  world.as('alice').tags('acme/shop', 'v1', { annotated: true });
  world.release('acme/shop', 'v1');
  const issue = world.as('alice').opens('acme/shop', { title: 'Promote', body: 'text', labels: ['promotion'] });
  world.as('carol').comments(issue, 'hello');
  world.as('alice').pushes('acme/shop', { 'README.md': 'hello, world\n', 'docs/new.md': 'new\n' }, { branch: 'feature' });
  world.as('alice').pushes('acme/shop', { 'docs/adopt.md': 'adopt\n' }, { branch: 'adopt' });
  world.as('alice').proposes('acme/shop', { title: 'Say more', head: 'feature' });
  const artifacts = [{ name: 'evidence', files: { 'evidence.json': '{}' } }];
  world.actions.run('acme/shop', { workflow: 'gates.yml', by: 'alice', outcome: { conclusion: 'success', artifacts } });
  world.actions.run('acme/shop', { workflow: 'gates.yml', by: 'alice' });
  const deployed = world.as('argo-cd[bot]').deploys('acme/shop', { ref: 'v1', payload: { promotion: 1 } });
  world.as('argo-cd[bot]').setsDeploymentStatus(deployed, { state: 'success', logUrl: 'https://argo.example.com/1' });
  return world;
}

/** A run with a job that waits for the word of the App, which guards `production`. */
export function waitingRun(world: Sandbox, to = 'production'): WorkflowRun {
  world.as('alice').pushes('acme/shop', { '.github/workflows/deploy.yml': DEPLOY });
  world.actions.guards('acme/shop', 'production');
  return world.actions.run('acme/shop', { workflow: 'deploy.yml', event: 'workflow_dispatch', by: 'alice', inputs: { to } });
}

export async function call(world: Sandbox, line: string, options: { token?: string; body?: unknown } = {}) {
  const [method = 'GET', path = '/'] = line.split(' ');
  const said =
    options.token === CLIENT
      ? `Basic ${btoa(`${clientId(world)}:${CLIENT_SECRET}`)}`
      : `token ${options.token ?? world.installationToken('acme')}`;
  const headers = options.token === '' ? {} : { authorization: said };
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const answer = await world.fetch(`${API}${path}`, { method, headers, redirect: 'manual', ...body });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text === '' ? undefined : JSON.parse(text) };
}

/** One good call for each operation: `{sha}`, `{comment}` and others are filled in; the first `{run}` has ended, `{queued}` has not, a `{delivery}` was sent. */
const DRIVES: Readonly<Record<string, { line: string; status: number; body?: unknown; token?: string }>> = {
  'apps/get-authenticated': { line: 'GET /app', status: 200, token: APP_TOKEN },
  'apps/create-installation-access-token': { line: 'POST /app/installations/{installation}/access_tokens', status: 201, token: APP_TOKEN },
  'apps/get-repo-installation': { line: 'GET /repos/acme/shop/installation', status: 200, token: APP_TOKEN },
  'apps/list-installations': { line: 'GET /app/installations', status: 200, token: APP_TOKEN },
  'apps/create-from-manifest': { line: 'POST /app-manifests/anything/conversions', status: 201, token: '' },
  'apps/list-repos-accessible-to-installation': { line: 'GET /installation/repositories?per_page=1', status: 200 },
  'apps/list-webhook-deliveries': { line: 'GET /app/hook/deliveries?per_page=2', status: 200, token: APP_TOKEN },
  'apps/get-webhook-delivery': { line: 'GET /app/hook/deliveries/{delivery}', status: 200, token: APP_TOKEN },
  'apps/redeliver-webhook-delivery': { line: 'POST /app/hook/deliveries/{delivery}/attempts', status: 202, token: APP_TOKEN },
  'issues/get': { line: 'GET /repos/acme/shop/issues/1', status: 200 },
  'issues/list-for-repo': { line: 'GET /repos/acme/shop/issues?labels=promotion&state=all', status: 200 },
  'issues/create': { line: 'POST /repos/acme/shop/issues', status: 201, body: { title: 'Second', body: 'b', labels: ['urgent', 'fresh'] } },
  'issues/update': {
    line: 'PATCH /repos/acme/shop/issues/1',
    status: 200,
    body: { title: 'Other', body: 'new', state: 'closed', state_reason: 'not_planned', labels: ['urgent'] },
  },
  'issues/list-labels-for-repo': { line: 'GET /repos/acme/shop/labels', status: 200 },
  'issues/get-label': { line: 'GET /repos/acme/shop/labels/promotion', status: 200 },
  'issues/create-label': { line: 'POST /repos/acme/shop/labels', status: 201, body: { name: 'new', color: 'ff0000', description: 'd' } },
  'issues/list-labels-on-issue': { line: 'GET /repos/acme/shop/issues/1/labels', status: 200 },
  'issues/add-labels': { line: 'POST /repos/acme/shop/issues/1/labels', status: 200, body: { labels: ['urgent'] } },
  'issues/set-labels': { line: 'PUT /repos/acme/shop/issues/1/labels', status: 200, body: { labels: ['urgent'] } },
  'issues/remove-label': { line: 'DELETE /repos/acme/shop/issues/1/labels/promotion', status: 200 },
  'issues/list-comments': { line: 'GET /repos/acme/shop/issues/1/comments', status: 200 },
  'issues/get-comment': { line: 'GET /repos/acme/shop/issues/comments/{comment}', status: 200 },
  'issues/create-comment': { line: 'POST /repos/acme/shop/issues/1/comments', status: 201, body: { body: 'from the App' } },
  'issues/update-comment': { line: 'PATCH /repos/acme/shop/issues/comments/{comment}', status: 200, body: { body: 'other' } },
  'issues/delete-comment': { line: 'DELETE /repos/acme/shop/issues/comments/{comment}', status: 204 },
  'repos/get': { line: 'GET /repos/acme/shop', status: 200 },
  'repos/get-collaborator-permission-level': { line: 'GET /repos/acme/shop/collaborators/alice/permission', status: 200 },
  'teams/list-members-in-org': { line: 'GET /orgs/acme/teams/qa/members', status: 200 },
  'repos/create-commit-status': {
    line: 'POST /repos/acme/shop/statuses/{sha}',
    status: 201,
    body: { state: 'success', context: 'c', target_url: 'https://example.com/' },
  },
  'repos/list-commit-statuses-for-ref': { line: 'GET /repos/acme/shop/commits/main/statuses', status: 200 },
  'repos/get-content': { line: 'GET /repos/acme/shop/contents/README.md?ref=v1', status: 200 },
  'git/get-ref': { line: 'GET /repos/acme/shop/git/ref/tags/v1', status: 200 },
  'git/create-ref': { line: 'POST /repos/acme/shop/git/refs', status: 201, body: { ref: 'refs/tags/promotions/7', sha: '{sha}' } },
  'git/update-ref': { line: 'PATCH /repos/acme/shop/git/refs/tags/v1', status: 200, body: { sha: '{sha}' } },
  'git/delete-ref': { line: 'DELETE /repos/acme/shop/git/refs/tags/v1', status: 204 },
  'repos/list-releases': { line: 'GET /repos/acme/shop/releases', status: 200 },
  'git/get-tree': { line: 'GET /repos/acme/shop/git/trees/{sha}?recursive=1', status: 200 },
  'actions/list-repo-workflows': { line: 'GET /repos/acme/shop/actions/workflows', status: 200 },
  'actions/get-workflow': { line: 'GET /repos/acme/shop/actions/workflows/gates.yml', status: 200 },
  'actions/create-workflow-dispatch': {
    line: 'POST /repos/acme/shop/actions/workflows/gates.yml/dispatches',
    status: 200,
    body: { ref: 'main', inputs: { nonce: 'n1' }, return_run_details: true },
  },
  'actions/list-workflow-runs': {
    line: 'GET /repos/acme/shop/actions/workflows/gates.yml/runs?event=push&branch=main&created=>=2026-11-20',
    status: 200,
  },
  'actions/list-workflow-runs-for-repo': { line: 'GET /repos/acme/shop/actions/runs?status=success', status: 200 },
  'actions/get-workflow-run': { line: 'GET /repos/acme/shop/actions/runs/{run}', status: 200 },
  'actions/get-workflow-run-attempt': { line: 'GET /repos/acme/shop/actions/runs/{run}/attempts/1', status: 200 },
  'actions/cancel-workflow-run': { line: 'POST /repos/acme/shop/actions/runs/{queued}/cancel', status: 202 },
  'actions/re-run-workflow': { line: 'POST /repos/acme/shop/actions/runs/{run}/rerun', status: 201 },
  'actions/list-workflow-run-artifacts': { line: 'GET /repos/acme/shop/actions/runs/{run}/artifacts?name=evidence', status: 200 },
  'actions/get-artifact': { line: 'GET /repos/acme/shop/actions/artifacts/{artifact}', status: 200 },
  'actions/download-artifact': { line: 'GET /repos/acme/shop/actions/artifacts/{artifact}/zip', status: 302 },
  'checks/list-for-ref': { line: 'GET /repos/acme/shop/commits/main/check-runs?filter=all', status: 200 },
  'checks/list-suites-for-ref': { line: 'GET /repos/acme/shop/commits/main/check-suites', status: 200 },
  'checks/get': { line: 'GET /repos/acme/shop/check-runs/{check}', status: 200 },
  'checks/create': {
    line: 'POST /repos/acme/shop/check-runs',
    status: 201,
    body: { name: 'promotion', head_sha: '{sha}', status: 'completed', conclusion: 'success', output: { title: 't', summary: 's' } },
  },
  'repos/create-deployment': {
    line: 'POST /repos/acme/shop/deployments',
    status: 201,
    body: { ref: '{sha}', environment: 'staging', payload: { promotion: 1 }, auto_merge: false, required_contexts: [], description: 'd' },
  },
  'repos/list-deployments': { line: 'GET /repos/acme/shop/deployments?environment=production&per_page=1', status: 200 },
  'repos/get-deployment': { line: 'GET /repos/acme/shop/deployments/{deployment}', status: 200 },
  'repos/create-deployment-status': {
    line: 'POST /repos/acme/shop/deployments/{deployment}/statuses',
    status: 201,
    body: { state: 'in_progress', description: 'd', log_url: 'https://example.com/log' },
  },
  'repos/list-deployment-statuses': { line: 'GET /repos/acme/shop/deployments/{deployment}/statuses', status: 200 },
  'actions/review-custom-gates-for-run': {
    line: 'POST /repos/acme/shop/actions/runs/{waiting}/deployment_protection_rule',
    status: 204,
    body: { environment_name: 'production', state: 'approved', comment: 'fine' },
  },
  'pulls/get': { line: 'GET /repos/acme/shop/pulls/2', status: 200 },
  'pulls/create': { line: 'POST /repos/acme/shop/pulls', status: 201, body: { title: 'Adopt', body: 'b', head: 'adopt', base: 'main' } },
  'users/get-authenticated': { line: 'GET /user', status: 200, token: PERSON },
  'apps/list-installations-for-authenticated-user': { line: 'GET /user/installations?per_page=1', status: 200, token: PERSON },
  'apps/list-installation-repos-for-authenticated-user': {
    line: 'GET /user/installations/{installation}/repositories',
    status: 200,
    token: PERSON,
  },
  'teams/list-for-authenticated-user': { line: 'GET /user/teams', status: 200, token: PERSON },
  'apps/delete-token': {
    line: 'DELETE /applications/{client}/token',
    status: 204,
    token: CLIENT,
    body: { access_token: '{installed}' },
  },
  'pulls/list-files': { line: 'GET /repos/acme/shop/pulls/2/files', status: 200 },
};

export function drive(world: Sandbox, operation: string) {
  const drive = DRIVES[operation];
  if (drive === undefined) throw new Error(`The route ${operation} has no drive: add one good call for it to DRIVES in this file.`);
  const repo = world.repository('acme/shop');
  const { runs, artifacts, suites } = world.actions;
  const known: Readonly<Record<string, unknown>> = {
    sha: repo.refs.get('refs/heads/main'),
    comment: repo.issues[0]?.comments[0]?.id,
    installation: world.installations[0]?.id,
    client: clientId(world),
    get installed() {
      return world.installationToken('acme');
    },
    run: runs[0]?.id,
    queued: runs[1]?.id,
    get waiting() {
      return waitingRun(world).id;
    },
    artifact: artifacts[0]?.id,
    check: suites[0]?.runs[0]?.id,
    deployment: repo.deployments[0]?.id,
    delivery: world.hooks.attempts[0]?.id,
  };
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name]));
  const line = filled(drive.line);
  const options = {
    ...(drive.token === undefined ? {} : { token: drive.token }),
    ...(drive.body === undefined ? {} : { body: JSON.parse(filled(JSON.stringify(drive.body))) }),
  };
  return { line, status: drive.status, options };
}
