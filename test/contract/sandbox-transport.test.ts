import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { Probot, ProbotOctokit } from 'probot';
import { createWorld, type Listening, listen, type Sandbox, sign } from '../../src/sandbox/index.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function city(): Sandbox {
  const world = createWorld({ at: '2026-11-20T10:00:00Z', secret: 's' });
  world.organisation('acme', { teams: { qa: ['carol'] } });
  world.repository('acme/shop', { files: { 'README.md': 'hello\n' }, collaborators: { alice: 'write' } });
  world.as('alice').opens('acme/shop', { title: 'Promote', body: 'text' });
  return world;
}

async function opened(world: Sandbox, hookUrl?: string): Promise<Listening> {
  const server = await listen(world, hookUrl === undefined ? {} : { hookUrl });
  closing.push(server.close);
  return server;
}

const asApp = (world: Sandbox) => ({ authorization: `token ${world.installationToken('acme')}` });
const GRAPHQL = JSON.stringify({ query: 'query Look { repository(owner: "acme", name: "shop") { url issue(number: 1) { url title } } }' });
const comment = (issue: string): string =>
  JSON.stringify({
    query: `mutation Say { a: addComment(input: { subjectId: "${issue}", body: "x" }) { clientMutationId } b: closeIssue(input: { issueId: "${issue}" }) { clientMutationId } }`,
  });

test.each([
  ['GET', '/repos/acme/shop/issues/1', undefined],
  ['GET', '/api/v3/repos/acme/shop/issues/1', undefined],
  ['GET', '/repos/acme/shop/labels?per_page=5', undefined],
  ['GET', '/repos/acme/shop/branches', undefined],
  ['GET', '/nothing', undefined],
  ['POST', '/graphql', GRAPHQL],
  ['POST', '/api/graphql', GRAPHQL],
])('%s %s gets the same answer in process and over HTTP', async (method, path, body) => {
  const world = city();
  const { url } = await opened(world);
  const init = { method, headers: asApp(world), ...(body === undefined ? {} : { body }) };
  const [inside, outside] = await Promise.all([world.fetch(`https://api.github.com${path}`, init), fetch(`${url}${path}`, init)]);
  const seen = async (answer: Response) => ({
    status: answer.status,
    date: answer.headers.get('date'),
    type: answer.headers.get('content-type'),
    json: await answer.json(),
  });
  expect(await seen(outside)).toEqual(await seen(inside));
});

test('time passes only when told, and every answer carries it', async () => {
  const world = city();
  const dated = async () => (await world.fetch('https://api.github.com/repos/acme/shop', { headers: asApp(world) })).headers.get('date');
  expect(await dated()).toBe('Fri, 20 Nov 2026 10:00:00 GMT');
  world.clock.advance(86_400);
  expect(await dated()).toBe('Sat, 21 Nov 2026 10:00:00 GMT');
  expect(world.as('bob').opens('acme/shop', { title: 'Later' }).createdAt).toBe('2026-11-21T10:00:00Z');
  expect(() => world.clock.advance(0.5)).toThrow('whole seconds');
  expect(() => createWorld({ at: 'noon' })).toThrow('"noon" is no moment');
});

test('the same story gives the same world: ids, node ids, SHAs, GUIDs and tokens', () => {
  const [one, two] = [city(), city()];
  expect(one.hooks.log.map(({ guid, body }) => [guid, body])).toEqual(two.hooks.log.map(({ guid, body }) => [guid, body]));
  expect(one.installationToken('acme')).toBe(two.installationToken('acme'));
  expect([...one.nodes.keys()]).toEqual([...two.nodes.keys()]);
});

test('every call is written down with what it asked for', async () => {
  const world = city();
  const headers = asApp(world);
  const issue = world.repository('acme/shop').issues[0]?.nodeId ?? '';
  const sha = world.repository('acme/shop').refs.get('refs/heads/main');
  await world.fetch('https://api.github.com/graphql', { method: 'POST', headers, body: GRAPHQL });
  await world.fetch('https://api.github.com/graphql', { method: 'POST', headers, body: comment(issue) });
  await world.fetch(`https://api.github.com/repos/acme/shop/statuses/${sha}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ state: 'success' }),
  });
  await world.fetch('https://api.github.com/repos/acme/shop', {});
  expect(
    world.requests.map(({ caller, login, method, graphql, createsContent, status }) => [
      caller,
      login,
      method,
      graphql?.name,
      graphql?.fields,
      createsContent,
      status,
    ]),
  ).toEqual([
    ['installation', 'promotion-bot[bot]', 'POST', 'Look', ['repository'], 0, 200],
    ['installation', 'promotion-bot[bot]', 'POST', 'Say', ['addComment', 'closeIssue'], 1, 200],
    ['installation', 'promotion-bot[bot]', 'POST', undefined, undefined, 1, 201],
    ['nobody', '', 'GET', undefined, undefined, 0, 200],
  ]);
});

test('faults happen once, in order, to the call they fit', async () => {
  const world = city();
  const issue = world.repository('acme/shop').issues[0];
  const post = () =>
    world.fetch('https://api.github.com/graphql', { method: 'POST', headers: asApp(world), body: comment(issue?.nodeId ?? '') });
  const writes = (request: { graphql: { operation: string } | undefined }): boolean => request.graphql?.operation === 'mutation';
  world.faults.push({ match: writes, answer: 'drop request' });
  world.faults.push({ match: writes, answer: 'drop answer' });
  world.faults.push({ match: writes, answer: { status: 502, body: { message: 'Bad Gateway' }, headers: { 'retry-after': '5' } } });
  await expect(post()).rejects.toThrow('fetch failed');
  expect(issue?.comments).toHaveLength(0);
  await expect(post()).rejects.toThrow('fetch failed');
  expect(issue?.comments).toHaveLength(1);
  const third = await post();
  expect([third.status, third.headers.get('retry-after'), issue?.comments.length]).toEqual([502, '5', 1]);
  expect((await post()).status).toBe(200);
  expect(world.requests.map(({ status }) => status)).toEqual([0, 0, 502, 200]);
});

test('a dropped connection is a broken connection over HTTP too', async () => {
  const world = city();
  const { url } = await opened(world);
  world.faults.push({ match: () => true, answer: 'drop request' });
  await expect(fetch(`${url}/repos/acme/shop`)).rejects.toThrow();
  expect((await fetch(`${url}/repos/acme/shop`)).status).toBe(200);
});

test('a scheduler decides when a call is looked at and when its answer leaves', async () => {
  const world = city();
  const moments: string[] = [];
  world.turn = async (request, moment) => void moments.push(`${moment} ${request.status} ${request.path}`);
  await world.fetch('https://api.github.com/repos/acme/shop', {});
  expect(moments).toEqual(['request 0 /repos/acme/shop', 'answer 0 /repos/acme/shop']);
});

test('over HTTP webhooks are posted right after the change, signed', async () => {
  const heard: { event: unknown; good: boolean }[] = [];
  const bot = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      heard.push({ event: request.headers['x-github-event'], good: request.headers['x-hub-signature-256'] === sign('s', body) });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => bot.close(() => resolve())));
  const world = city();
  world.hooks.queue.length = 0;
  const { settled } = await opened(world, `http://127.0.0.1:${(bot.address() as AddressInfo).port}/hook`);
  const issue = world.repository('acme/shop').issues[0];
  if (issue) world.as('carol').comments(issue, '/approve');
  await settled();
  expect(heard).toEqual([{ event: 'issue_comment', good: true }]);
  expect(world.hooks.log.at(-1)).toMatchObject({ status: 202, attempts: 1 });
});

test('the server stays on this machine', async () => {
  await expect(listen(city(), { host: '0.0.0.0' })).rejects.toThrow('use 127.0.0.1, not 0.0.0.0');
});

test('Probot works on it: it hears, signs in, asks and answers', async () => {
  const world = city();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  Object.assign(world.app, { publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() });
  const probot = new Probot({
    appId: world.app.id,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    secret: 's',
    logLevel: 'fatal',
    request: { fetch: world.fetch },
    Octokit: ProbotOctokit.defaults((options: object) => ({ ...options, retry: { enabled: false }, throttle: { enabled: false } })),
  });
  await probot.load((app) => {
    app.on('issue_comment.created', async (context) => {
      if (context.isBot) return;
      await context.octokit.rest.issues.createComment(context.issue({ body: `heard ${context.payload.comment.body}` }));
    });
  });
  const issue = world.repository('acme/shop').issues[0];
  if (issue) world.as('carol').comments(issue, '/approve');
  await world.deliver((delivery) =>
    probot.webhooks.verifyAndReceive({
      id: delivery.guid,
      name: delivery.event,
      payload: delivery.body,
      signature: delivery.headers['x-hub-signature-256'] ?? '',
    }),
  );
  expect(world.hooks.log.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(issue?.comments.map(({ author, body }) => [author?.login, body])).toEqual([
    ['carol', '/approve'],
    ['promotion-bot[bot]', 'heard /approve'],
  ]);
  expect(world.contract.problems).toEqual([]);
});
