import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { restContract } from '../../src/sandbox/contract/rest.ts';
import { createWorld } from '../../src/sandbox/index.ts';
import { routes } from '../../src/sandbox/rest/table.ts';
import { API, APP_TOKEN, call, city, drive } from './sandbox-city.ts';

test.each(Object.keys(routes))('%s is answered as GitHub publishes it', async (operation) => {
  const world = city();
  await world.deliver(async () => {});
  const { line, status, options } = drive(world, operation);
  const [method = '', path = ''] = line.split(' ');
  expect(restContract().match(method, path.split('?')[0] ?? '')?.operation.id).toBe(operation);
  const answer = await call(world, line, options);
  expect({ status: answer.status, problems: world.contract.problems, body: answer.status >= 400 ? answer.json : 'fine' }).toEqual({
    status,
    problems: [],
    body: 'fine',
  });
});

test('the contract notices an answer that GitHub would not give', async () => {
  const operation = restContract().operations.find((one) => one.id === 'issues/get');
  if (operation === undefined) throw new Error('issues/get is not in the contract');
  expect(restContract().checkResponse(operation, 200, { id: 'one' })).toContain('/id must be integer');
  expect(restContract().checkResponse(operation, 204, undefined)).toEqual([expect.stringContaining('status 204 is none of 200')]);
});

test('an answer of the sandbox that does not fit is noted', async () => {
  const world = city();
  Object.assign(world.repository('acme/shop').issues[0] ?? {}, { title: 7 });
  expect((await call(world, 'GET /repos/acme/shop/issues/1')).status).toBe(200);
  expect(world.contract.problems).toEqual(['issues/get was answered wrongly by the sandbox: /title must be string']);
});

test('a repository that was never made is named, not made by a typing error', () => {
  expect(() => city().repository('acme/shp')).toThrow("There is no repository acme/shp. Make it with world.repository('acme/shp', {}).");
  expect(() => city().as('bob').opens('acme/shp', { title: 'x' })).toThrow('There is no repository acme/shp.');
});

test('a call that GitHub would refuse is refused and noted', async () => {
  const world = city();
  const answer = await call(world, 'POST /repos/acme/shop/issues/1/comments', { body: { bdy: 'x' } });
  expect(answer.status).toBe(422);
  expect(world.contract.problems).toEqual(["issues/create-comment was called wrongly: / must have required property 'body'"]);
  expect((await call(world, 'GET /repos/acme/shop/issues?state=ajar')).status).toBe(422);
  const broken = await world.fetch(`${API}/repos/acme/shop/issues`, {
    method: 'POST',
    headers: { authorization: `token ${world.installationToken('acme')}` },
    body: '{',
  });
  expect(broken.status).toBe(400);
});

test('a route GitHub has and the sandbox has not says where to add it', async () => {
  const world = city();
  const answer = await call(world, 'GET /repos/acme/shop/branches');
  expect(answer.status).toBe(501);
  expect(answer.json.message).toBe(
    'The sandbox does not emulate repos/list-branches (GET /repos/{owner}/{repo}/branches). Add it to a file in src/sandbox/rest and to table.ts there.',
  );
  expect(world.contract.problems).toEqual([answer.json.message]);
});

test('a route GitHub has not is not found and noted', async () => {
  const world = city();
  expect((await call(world, 'GET /repos/acme/shop/promotions')).status).toBe(404);
  expect(world.contract.problems).toEqual([
    'GitHub has no GET /repos/acme/shop/promotions, as far as src/sandbox/contract/rest.json knows',
  ]);
});

test('every installation route is closed to a token without its permission', async () => {
  const guarded = Object.entries(routes).filter(([, { needs }]) => typeof needs === 'object');
  expect(guarded.length).toBeGreaterThan(20);
  for (const [operation] of guarded) {
    const world = city();
    const { line, options } = drive(world, operation);
    world.organisation('acme', { installed: {} });
    const answer = await call(world, line, options);
    expect({ operation, status: answer.status, message: answer.json?.message }).toEqual({
      operation,
      status: 403,
      message: 'Resource not accessible by integration',
    });
  }
});

test('reading is not writing, and an unknown token is nobody', async () => {
  const world = city();
  world.organisation('acme', { installed: { metadata: 'read', issues: 'read' } });
  expect((await call(world, 'GET /repos/acme/shop/issues/1')).status).toBe(200);
  expect((await call(world, 'POST /repos/acme/shop/issues/1/comments', { body: { body: 'x' } })).status).toBe(403);
  expect((await call(world, 'GET /repos/acme/shop', { token: 'ghs_made_up' })).status).toBe(401);
  expect((await call(world, 'GET /app')).status).toBe(401);
  expect((await call(world, 'GET /repos/acme/shop/issues/1', { token: APP_TOKEN })).status).toBe(401);
});

test('a token of one installation sees nothing of another, and a limited one only its repositories', async () => {
  const world = city();
  world.organisation('other');
  world.repository('other/secret', { private: true });
  world.repository('acme/back', {});
  expect((await call(world, 'GET /repos/other/secret')).status).toBe(404);
  expect((await call(world, 'GET /orgs/acme/teams/qa/members', { token: world.installationToken('other') })).status).toBe(404);
  const path = `POST /app/installations/${world.installations[0]?.id}/access_tokens`;
  const limited = await call(world, path, { token: APP_TOKEN, body: { repositories: ['back'], permissions: { metadata: 'read' } } });
  expect(limited.json).toMatchObject({
    repository_selection: 'selected',
    expires_at: '2026-11-20T11:00:00Z',
    permissions: { metadata: 'read' },
  });
  expect((await call(world, 'GET /repos/acme/back', { token: limited.json.token })).status).toBe(200);
  expect((await call(world, 'GET /repos/acme/shop', { token: limited.json.token })).status).toBe(404);
  expect((await call(world, path, { token: APP_TOKEN, body: { permissions: { administration: 'write' } } })).status).toBe(422);
});

test('people have what their role gives them', async () => {
  const world = city();
  world.repository('acme/vault', { private: true, collaborators: { bob: 'read' }, files: { a: 'b' } });
  expect((await call(world, 'GET /repos/acme/vault', { token: 'ghp_mallory' })).status).toBe(404);
  expect((await call(world, 'GET /repos/acme/vault', { token: 'ghp_bob' })).status).toBe(200);
  const sha = world.repository('acme/vault').refs.get('refs/heads/main');
  expect((await call(world, `POST /repos/acme/vault/statuses/${sha}`, { token: 'ghp_bob', body: { state: 'success' } })).status).toBe(403);
  const roles = await Promise.all(
    ['alice', 'carol', 'mallory'].map((login) => call(world, `GET /repos/acme/shop/collaborators/${login}/permission`)),
  );
  expect(roles.map(({ json }) => [json.permission, json.role_name])).toEqual([
    ['write', 'maintain'],
    ['read', 'read'],
    ['read', 'read'],
  ]);
});

test("the App's own token must be signed with its key when the key is known", async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const world = createWorld({ app: { publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() } });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'RS256' })}.${part({ iss: world.app.id })}`;
  const signature = sign('RSA-SHA256', Buffer.from(unsigned), privateKey).toString('base64url');
  expect((await call(world, 'GET /app', { token: `${unsigned}.${signature}` })).status).toBe(200);
  expect((await call(world, 'GET /app', { token: `${unsigned}.${signature.split('').reverse().join('')}` })).status).toBe(401);
});

test('long lists come in pages that link to each other', async () => {
  const world = city();
  const issue = world.repository('acme/shop').issues[0];
  if (issue === undefined) throw new Error('no issue');
  for (let number = 1; number <= 100; number += 1) world.as('bob').comments(issue, `comment ${number}`);
  const first = await call(world, 'GET /repos/acme/shop/issues/1/comments?per_page=100');
  expect(first.json).toHaveLength(100);
  expect(first.headers.get('link')).toContain('<https://api.github.com/repos/acme/shop/issues/1/comments?per_page=100&page=2>; rel="next"');
  const second = await call(world, 'GET /repos/acme/shop/issues/1/comments?per_page=100&page=2');
  expect(second.json.map((one: { body: string }) => one.body)).toEqual(['comment 100']);
});

test('the newest status of a context comes first, drafts are for those who push, deleted issues are gone', async () => {
  const world = city();
  world.release('acme/shop', 'v2', { draft: true });
  for (const state of ['pending', 'failure'] as const) world.as('ci').reports('acme/shop', 'main', { state, context: 'build' });
  const statuses = await call(world, 'GET /repos/acme/shop/commits/v1/statuses');
  expect(statuses.json.map((one: { state: string }) => one.state)).toEqual(['failure', 'pending']);
  expect((await call(world, 'GET /repos/acme/shop/releases')).json).toHaveLength(2);
  world.organisation('acme', { installed: { ...world.app.permissions, contents: 'read' } });
  expect((await call(world, 'GET /repos/acme/shop/releases')).json).toHaveLength(1);
  const issue = world.repository('acme/shop').issues[0];
  if (issue) world.as('alice').deletes(issue);
  expect((await call(world, 'GET /repos/acme/shop/issues/1')).status).toBe(410);
  expect((await call(world, 'GET /repos/acme/shop/issues/9')).status).toBe(404);
});
