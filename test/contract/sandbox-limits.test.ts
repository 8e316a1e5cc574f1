/** GitHub's limits, kept by the sandbox when it is told to: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
import { expect, test } from '@jest/globals';
import { GITHUB_LIMITS, type LimitSettings, type Sandbox } from '../../src/sandbox/index.ts';
import { API, APP_TOKEN, call, city } from './sandbox-city.ts';

function limited(settings: Partial<LimitSettings>): Sandbox {
  const world = city();
  world.limits.on = { ...GITHUB_LIMITS, ...settings };
  return world;
}

const ISSUE = 'GET /repos/acme/shop/issues/1';
const COMMENTS = 'POST /repos/acme/shop/issues/1/comments';

const say = (world: Sandbox) => call(world, COMMENTS, { body: { body: 'x' } });
const read = (world: Sandbox) => call(world, ISSUE);
const graphql = (world: Sandbox, query: string) => call(world, 'POST /graphql', { body: { query } });
const look = (world: Sandbox) => graphql(world, '{ viewer { login } }');
const says = (world: Sandbox, times = 1) => {
  const id = world.repository('acme/shop').issues[0]?.nodeId;
  const fields = Array.from(
    { length: times },
    (_, n) => `m${n}: addComment(input: { subjectId: "${id}", body: "x" }) { clientMutationId }`,
  );
  return graphql(world, `mutation { ${fields.join(' ')} }`);
};
const comments = (world: Sandbox): number => world.repository('acme/shop').issues[0]?.comments.length ?? 0;

const rate = ({ headers }: { readonly headers: Headers }) =>
  ['limit', 'remaining', 'used', 'reset', 'resource'].map((name) => headers.get(`x-ratelimit-${name}`));
const RESET = String(Date.parse('2026-11-20T11:00:00Z') / 1000);
const refusals = async (world: Sandbox, ask: (at: Sandbox) => ReturnType<typeof call>, times: number) => {
  for (let i = 0; i < times; i += 1) expect((await ask(world)).status).toBeLessThan(300);
  return ask(world);
};

test('no limit is kept, and none is told of, until it is switched on', async () => {
  const world = city();
  for (let i = 0; i < 90; i += 1) expect((await say(world)).status).toBe(201);
  expect(rate(await read(world))).toEqual([null, null, null, null, null]);
});

test('every answer to an installation says what is left of its hour; REST and GraphQL are counted apart, installations too', async () => {
  const world = limited({});
  world.organisation('other');
  expect(rate(await read(world))).toEqual(['5000', '4999', '1', RESET, 'core']);
  expect(rate(await call(world, 'GET /nothing'))).toEqual(['5000', '4998', '2', RESET, 'core']);
  expect(rate(await look(world))).toEqual(['5000', '4999', '1', RESET, 'graphql']);
  expect(rate(await call(world, 'GET /repos/acme/shop', { token: world.installationToken('other') }))[2]).toBe('1');
  expect(rate(await call(world, 'GET /app', { token: APP_TOKEN }))[2]).toBe(null);
});

test('REST beyond the hour is refused with 403 and nothing left, until the hour is over', async () => {
  const world = limited({ hourly: 2 });
  const refused = await refusals(world, read, 2);
  expect([refused.status, refused.json.message, ...rate(refused)]).toEqual([
    403,
    `API rate limit exceeded for installation ID ${world.installations[0]?.id}.`,
    '2',
    '0',
    '2',
    RESET,
    'core',
  ]);
  expect((await look(world)).status).toBe(200);
  world.clock.advance(3_600);
  expect((await read(world)).status).toBe(200);
  expect(world.limits).toMatchObject({ refusals: 1, violations: [] });
});

test('GraphQL beyond the hour is refused with 200 and an error, and nothing is carried out', async () => {
  const world = limited({ hourly: 1 });
  await says(world);
  const before = comments(world);
  const refused = await says(world);
  expect([refused.status, refused.json]).toEqual([
    200,
    { errors: [{ type: 'RATE_LIMITED', message: `API rate limit exceeded for installation ID ${world.installations[0]?.id}.` }] },
  ]);
  expect([comments(world), refused.headers.get('x-ratelimit-remaining')]).toEqual([before, '0']);
});

test.each([
  ['REST', 403, say],
  ['GraphQL', 403, says],
  ['GraphQL', 200, says],
] as const)('content beyond 80 a minute is refused: %s with %i', async (_api, graphqlStatus, ask) => {
  const world = limited({ graphqlStatus });
  const before = comments(world);
  const refused = await refusals(world, (at) => ask(at), 80);
  expect(refused.status).toBe(graphqlStatus);
  expect(JSON.stringify(refused.json)).toContain(
    '"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."',
  );
  expect([comments(world) - before, refused.headers.get('retry-after')]).toEqual([80, '60']);
  expect((await read(world)).status).toBe(200);
  world.clock.advance(60);
  expect((await ask(world)).status).toBeLessThan(300);
  expect(world.limits.violations).toEqual([]);
});

test('each field of a mutation counts, and what does not fit is refused as a whole', async () => {
  const world = limited({ contentPerMinute: 5 });
  expect((await says(world, 3)).status).toBe(200);
  const before = comments(world);
  expect((await says(world, 3)).status).toBe(403);
  expect(comments(world)).toBe(before);
  expect((await says(world, 2)).status).toBe(200);
});

test('content beyond 500 an hour is refused, and told when the first of it is an hour old', async () => {
  const world = limited({});
  for (let minute = 0; minute < 10; minute += 1) {
    for (let i = 0; i < 50; i += 1) expect((await say(world)).status).toBe(201);
    world.clock.advance(60);
  }
  const refused = await say(world);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, String(3_600 - 600)]);
  world.clock.advance(3_000);
  expect((await say(world)).status).toBe(201);
});

test.each([
  ['reads of REST', 900, read],
  ['writes of REST', 180, (world: Sandbox) => call(world, 'PATCH /repos/acme/shop/issues/1', { body: { title: 'x' } })],
  ['queries', 2_000, look],
] as const)('%s beyond the points of a minute are refused', async (_what, times, ask) => {
  const world = limited({});
  const refused = await refusals(world, ask, times);
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('x-ratelimit-remaining')]).toEqual([
    403,
    '60',
    String(5_000 - times),
  ]);
  world.clock.advance(60);
  expect((await ask(world)).status).toBe(200);
});

test('more than a hundred at once are refused; a place is free again when its answer has left', async () => {
  const world = limited({});
  const headers = { authorization: `token ${world.installationToken('acme')}` };
  const ask = (_: unknown, n: number) => world.fetch(n % 2 ? `${API}/repos/acme/shop` : `${API}/repos/acme/shop/issues/1`, { headers });
  const gate: (() => void)[] = [];
  world.turn = (_request, moment) => (moment === 'answer' ? new Promise((resolve) => gate.push(resolve)) : Promise.resolve());
  const all = Promise.all(Array.from({ length: 103 }, ask));
  while (gate.length < 103) await new Promise(setImmediate);
  for (const open of gate) open();
  const statuses = (await all).map(({ status }) => status);
  expect(statuses.filter((status) => status === 403)).toHaveLength(3);
  world.turn = undefined;
  world.clock.advance(60);
  expect((await Promise.all(Array.from({ length: 100 }, ask))).every(({ status }) => status === 200)).toBe(true);
  expect(world.limits.violations).toEqual([]);
});

test('whoever does not wait as long as was asked is noted, with everything of that installation', async () => {
  const world = limited({ contentPerMinute: 1 });
  await refusals(world, say, 1);
  await read(world);
  expect(world.limits.violations).toEqual([]);
  world.clock.advance(59);
  await read(world);
  await look(world);
  const id = world.installations[0]?.id;
  expect(world.limits.violations).toEqual([
    `core: installation ${id} came 59 s into a wait of 60 s`,
    `graphql: installation ${id} came 59 s into a wait of 60 s`,
  ]);
  world.clock.advance(1);
  await say(world);
  expect(world.limits.violations).toHaveLength(2);
});

test('a secondary limit that says nothing asks for a minute, twice as long when it is met again, and forgets when it is kept', async () => {
  const world = limited({ contentPerHour: 1, saysWhen: false });
  const refused = await refusals(world, say, 1);
  expect(refused.headers.get('retry-after')).toBe(null);
  await say(world);
  world.clock.advance(60);
  await say(world);
  world.clock.advance(119);
  await say(world);
  expect(world.limits.violations).toEqual([expect.stringContaining('119 s into a wait of 120 s')]);
  world.clock.advance(3_600);
  expect((await say(world)).status).toBe(201);
  await say(world);
  world.clock.advance(59);
  await read(world);
  expect(world.limits.violations[1]).toContain('59 s into a wait of 60 s');
});
