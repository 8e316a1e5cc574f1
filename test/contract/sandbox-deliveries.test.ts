/** What GitHub remembers of the App's deliveries, and how it sends one again: https://docs.github.com/en/rest/apps/webhooks */
import { expect, test } from '@jest/globals';
import type { Delivery, Sandbox } from '../../src/sandbox/index.ts';
import { APP_TOKEN, call, city } from './sandbox-city.ts';

interface Listed {
  readonly id: number;
  readonly guid: string;
  readonly status: string;
  readonly redelivery: boolean;
}

const asApp = (world: Sandbox, line: string) => call(world, line, { token: APP_TOKEN });
const deliveries = async (world: Sandbox, query = ''): Promise<Listed[]> => (await asApp(world, `GET /app/hook/deliveries${query}`)).json;

/** A city whose past is delivered, and where one comment waits to be. */
async function withNews(): Promise<{ world: Sandbox; delivery: Delivery }> {
  const world = city();
  await world.deliver(async () => {});
  world.hooks.attempts.length = 0;
  const [issue] = world.repository('acme/shop').issues;
  if (issue) world.as('carol').comments(issue, '/approve');
  const [delivery] = world.hooks.queue;
  if (!delivery) throw new Error('nothing waits');
  return { world, delivery };
}

test('an attempt is listed with everything GitHub publishes of it', async () => {
  const { world, delivery } = await withNews();
  expect(await deliveries(world)).toEqual([]);
  await world.deliver(async () => world.clock.advance(2));
  const repo = world.repository('acme/shop');
  const [listed] = await deliveries(world);
  expect(listed).toEqual({
    id: world.hooks.attempts[0]?.id,
    guid: delivery.guid,
    delivered_at: '2026-11-20T10:00:00Z',
    redelivery: false,
    duration: 2,
    status: 'OK',
    status_code: 202,
    event: 'issue_comment',
    action: 'created',
    installation_id: world.installations[0]?.id,
    repository_id: repo.id,
    throttled_at: null,
  });
  const whole = await asApp(world, `GET /app/hook/deliveries/${listed?.id}`);
  expect(whole.json).toMatchObject({
    ...listed,
    request: { headers: { 'x-github-delivery': delivery.guid }, payload: { action: 'created' } },
  });
  expect(world.contract.problems).toEqual([]);
});

test('a failed attempt stays listed as it was, and one sent again is an entry of its own with the same GUID', async () => {
  const { world, delivery } = await withNews();
  await world.deliver(() => Promise.reject(new Error('down')));
  const [first] = await deliveries(world);
  expect(first).toMatchObject({ status: 'Invalid HTTP Response: 500', status_code: 500, redelivery: false });
  world.clock.advance(60);
  expect(await asApp(world, `POST /app/hook/deliveries/${first?.id}/attempts`)).toMatchObject({ status: 202 });
  expect(world.hooks.queue).toEqual([delivery]);
  await world.deliver(async () => {});
  const listed = await deliveries(world);
  expect(listed).toEqual([expect.objectContaining({ guid: delivery.guid, status: 'OK', redelivery: true }), first]);
  expect(delivery).toMatchObject({ attempts: 2, status: 202 });
});

test('the newest comes first, and pages begin at an attempt, so that none is skipped or shown twice when more arrive', async () => {
  const { world } = await withNews();
  const [issue] = world.repository('acme/shop').issues;
  const say = async (words: string): Promise<void> => {
    if (issue) world.as('bob').comments(issue, words);
    await world.deliver(async () => {});
  };
  for (const words of ['one', 'two', 'three', 'four']) await say(words);
  const guids = (await deliveries(world)).map(({ guid }) => guid);
  expect(guids).toEqual(
    world.hooks.log
      .slice(-5)
      .reverse()
      .map(({ guid }) => guid),
  );
  const first = await asApp(world, 'GET /app/hook/deliveries?per_page=2');
  await say('meanwhile');
  const next = /cursor=(v1_\d+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1];
  const second = await asApp(world, `GET /app/hook/deliveries?per_page=2&cursor=${next}`);
  const third = /cursor=(v1_\d+)>; rel="next"/.exec(second.headers.get('link') ?? '')?.[1];
  const last = await asApp(world, `GET /app/hook/deliveries?per_page=2&cursor=${third}`);
  expect([first, second, last].flatMap(({ json }) => json.map(({ guid }: Listed) => guid))).toEqual(guids);
  expect(last.headers.get('link')).not.toContain('rel="next"');
  expect(last.headers.get('link')).toContain('rel="prev"');
  expect((await asApp(world, 'GET /app/hook/deliveries?cursor=two')).status).toBe(422);
});

test('success and failure are ranges of status codes', async () => {
  const { world } = await withNews();
  const [delivery] = world.hooks.queue;
  await world.deliver(() => Promise.reject(new Error('down')));
  world.redeliver(delivery?.guid ?? '');
  await world.deliver(async () => {});
  expect((await deliveries(world, '?status=failure')).map(({ status }) => status)).toEqual(['Invalid HTTP Response: 500']);
  expect((await deliveries(world, '?status=success')).map(({ status }) => status)).toEqual(['OK']);
});

test('after three days an attempt is forgotten, and cannot be asked for again', async () => {
  const { world } = await withNews();
  await world.deliver(() => Promise.reject(new Error('down')));
  const [old] = await deliveries(world);
  world.clock.advance(3 * 86_400 - 1);
  expect(await deliveries(world)).toHaveLength(1);
  world.clock.advance(1);
  expect(await deliveries(world)).toEqual([]);
  for (const line of [`GET /app/hook/deliveries/${old?.id}`, `POST /app/hook/deliveries/${old?.id}/attempts`])
    expect((await asApp(world, line)).status).toBe(404);
  expect(world.hooks.queue).toEqual([]);
});

test('deliveries are shown to the App alone', async () => {
  const { world } = await withNews();
  await world.deliver(async () => {});
  const id = world.hooks.attempts[0]?.id;
  for (const line of ['GET /app/hook/deliveries', `GET /app/hook/deliveries/${id}`, `POST /app/hook/deliveries/${id}/attempts`])
    expect((await call(world, line)).status).toBe(401);
});

test('a suspended installation hears nothing and may nothing, until that ends', async () => {
  const { world } = await withNews();
  const token = world.installationToken('acme');
  const path = `POST /app/installations/${world.installations[0]?.id}/access_tokens`;
  world.suspends('acme');
  const before = world.hooks.log.length;
  const [issue] = world.repository('acme/shop').issues;
  if (issue) world.as('bob').comments(issue, 'hello?');
  expect(world.hooks.log.length).toBe(before);
  expect((await call(world, 'GET /repos/acme/shop', { token })).status).toBe(403);
  expect((await asApp(world, path)).status).toBe(403);
  expect((await asApp(world, 'GET /app/installations')).json[0].suspended_at).toBe('2026-11-20T10:00:00Z');
  world.suspends('acme', false);
  expect((await call(world, 'GET /repos/acme/shop', { token })).status).toBe(200);
  expect((await asApp(world, path)).status).toBe(201);
  expect(world.contract.problems).toEqual([]);
});
