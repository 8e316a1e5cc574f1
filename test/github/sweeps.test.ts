/** What a sweep asks of GitHub, against the whole sandbox: which deliveries were lost, where promotions are, and what it costs. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { lostDeliveries } from '../../src/app/lost.ts';
import { listDeliveries, redeliver } from '../../src/github/deliveries.ts';
import { EVENTS } from '../../src/github/events.ts';
import { createProbot } from '../../src/github/octokit.ts';
import { eachOpen, listPlaces, listPromotionIssues } from '../../src/github/promotions.ts';
import { createWorld, type Sandbox } from '../../src/sandbox/index.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const START = '2026-11-20T10:00:00Z';

function city() {
  const world = createWorld({ at: START, secret: 'sixteen letters!', app: { publicKey } });
  world.organisation('acme');
  world.repository('acme/shop', { files: { 'README.md': '# Shop\n' }, labels: ['promotion', 'bug', 'status:awaiting-approval'] });
  const log = pino({ level: 'silent' });
  const probot = createProbot({
    appId: world.app.id,
    privateKey,
    secret: 'sixteen letters!',
    log,
    fetch: world.fetch,
    pacing: { sleep: async () => {} },
  });
  const installation = (login: string) => world.installations.find(({ account }) => account.login === login)?.id ?? 0;
  return { world, probot, installation };
}

const opens = (world: Sandbox, labels: readonly string[], repo = 'acme/shop') =>
  world.as('alice').opens(repo, { title: 'Ask', body: 'text', labels });

/** Asked since, and the answers to it were as GitHub publishes them. */
function asked({ requests, contract }: Sandbox, since: number): readonly string[] {
  expect(contract.problems).toEqual([]);
  return requests.slice(since).map(({ method, path, graphql }) => (graphql ? `query ${graphql.name}` : `${method} ${path}`));
}

test('what was lost is found, sent again, and not lost any more', async () => {
  const { world, probot } = city();
  const app = await probot.auth();
  for (let i = 0; i < 3; i += 1) opens(world, ['promotion']);
  const heard: string[] = [];
  let isUp = false;
  const hear = () =>
    world.deliver(async ({ guid }) => {
      if (!isUp) throw new Error('down');
      heard.push(guid);
    });
  await hear();
  world.clock.advance(3_600);
  isUp = true;
  opens(world, []);
  await hear();
  world.clock.advance(60);
  const lost = async () => {
    const known = { stored: new Set(heard), events: EVENTS, now: world.clock.now() };
    return lostDeliveries(await listDeliveries(app, START), known);
  };
  const ids = await lost();
  expect(ids.map((id) => world.hooks.attempts.find((one) => String(one.id) === id)?.delivery.event)).toEqual(Array(6).fill('issues'));
  const before = world.requests.length;
  for (const id of ids) await redeliver(app, id);
  expect(asked(world, before)).toEqual(ids.map((id) => `POST /app/hook/deliveries/${id}/attempts`));
  await hear();
  expect(new Set(heard)).toEqual(new Set(world.hooks.log.filter(({ event }) => event === 'issues').map(({ guid }) => guid)));
  world.clock.advance(60);
  expect(await lost()).toEqual([]);
});

test('two hundred and fifty deliveries are three requests, and the older ones none', async () => {
  const { world, probot } = city();
  for (let i = 0; i < 200; i += 1) opens(world, []);
  await world.deliver(async () => {});
  world.clock.advance(60);
  const since = world.clock.now();
  for (let i = 0; i < 250; i += 1) opens(world, []);
  await world.deliver(async () => {});
  const app = await probot.auth();
  const before = world.requests.length;
  expect(await listDeliveries(app, since)).toHaveLength(250);
  expect(asked(world, before)).toHaveLength(3);
});

test('every place is found but suspended ones; a page costs a request, signing in another', async () => {
  const { world, probot, installation } = city();
  world.organisation('away');
  world.repository('away/shop', {});
  world.suspends('away');
  world.organisation('big');
  for (let i = 0; i < 101; i += 1) world.repository(`big/r${i}`, {});
  const app = await probot.auth();
  const before = world.requests.length;
  const places = await listPlaces(app, (id) => probot.auth(id));
  expect(places).toHaveLength(102);
  expect(places[0]).toEqual({
    installation: installation('acme'),
    repository: world.repository('acme/shop').id,
    owner: 'acme',
    repo: 'shop',
    archived: false,
  });
  expect(new Set(places.map(({ owner }) => owner))).toEqual(new Set(['acme', 'big']));
  expect(asked(world, before)).toEqual([
    'GET /app/installations?per_page=100',
    `POST /app/installations/${installation('acme')}/access_tokens`,
    'GET /installation/repositories?per_page=100',
    `POST /app/installations/${installation('big')}/access_tokens`,
    'GET /installation/repositories?per_page=100',
    'GET /installation/repositories?per_page=100&page=2',
  ]);
});

const SHOP = { owner: 'acme', repo: 'shop' };

test('an installation that fails takes nothing from the others, and is told when they have been asked', async () => {
  const { world, probot, installation } = city();
  const here = opens(world, ['promotion']);
  world.organisation('away');
  world.repository('away/shop', {});
  const [away, acme] = [installation('away'), installation('acme')];
  const seen: unknown[] = [];
  // Whatever the order, the one that fails comes before and after the other.
  for (const broken of [away, acme]) {
    const clientOf = (id: number) => (id === broken ? Promise.reject(new Error(`no token for ${id}`)) : probot.auth(id));
    const asking = eachOpen(await probot.auth(), clientOf, async ({ owner }, numbers) => seen.push([owner, ...numbers]));
    await expect(asking).rejects.toThrow(`no token for ${broken}`);
  }
  expect(seen).toEqual([['acme', here.number], ['away']]);
  expect(
    await eachOpen(
      await probot.auth(),
      (id) => probot.auth(id),
      async () => {},
    ),
  ).toBe(1);
});

test('promotions are what carries one of our labels; the longest unchanged comes first', async () => {
  const { world, probot, installation } = city();
  const first = opens(world, ['promotion']);
  opens(world, ['bug']);
  const known = opens(world, ['status:awaiting-approval']);
  const over = opens(world, ['promotion', 'bug']);
  world.as('alice').closes(over);
  world.clock.advance(5);
  world.as('alice').comments(first, 'still there?');
  const client = await probot.auth(installation('acme'));
  expect(await listPromotionIssues(client, SHOP, { open: true })).toEqual([known.number, first.number]);
  expect(await listPromotionIssues(client, SHOP, { open: false })).toEqual([known.number, over.number, first.number]);
});

test('an issue that changes between two pages leaves none out, and a hundred cost a request', async () => {
  const { world, probot, installation } = city();
  const all = Array.from({ length: 201 }, () => opens(world, ['promotion']));
  const client = await probot.auth(installation('acme'));
  await client.request('GET /repos/{owner}/{repo}', SHOP);
  const before = world.requests.length;
  world.turn = async (_request, moment) => {
    if (moment !== 'answer') return;
    world.clock.advance(1);
    const [first] = all;
    if (first) world.as('alice').comments(first, 'news');
  };
  const found = await listPromotionIssues(client, SHOP, { open: true });
  world.turn = undefined;
  expect(new Set(found)).toEqual(new Set(all.map(({ number }) => number)));
  expect(found.at(-1)).toBe(all[0]?.number);
  expect(asked(world, before)).toEqual(Array(3).fill('query Promotions'));
});
