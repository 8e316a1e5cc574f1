/** What GitHub remembers of our deliveries, asked for page by page, and one sent again. */
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import type { DeliveryAttempt } from '../../src/app/lost.ts';
import { listDeliveries, redeliver } from '../../src/github/deliveries.ts';
import { asApp, NOW, noAnswerIsLeft, refused } from './github-by-nock.ts';

const API = 'https://api.github.com';
const SINCE = '2026-11-20T09:00:00Z';

/** As GitHub writes it, the id beyond what a number of JavaScript holds. */
const item = (id: string, at: string, code = 200): string =>
  `{"id":${id},"guid":"guid-${id}","delivered_at":"${at}","redelivery":false,"duration":0.27,"status":"${code === 200 ? 'OK' : 'say \\"id\\":7'}",` +
  `"status_code":${code},"event":"issues","action":"opened","installation_id":1,"repository_id":2,"throttled_at":null}`;

const page = (items: readonly string[], next?: string) =>
  [
    200,
    `[${items.join(',')}]`,
    { ...NOW, 'content-type': 'application/json', ...(next ? { link: `<${next}>; rel="next", <${API}/x>; rel="first"` } : {}) },
  ] as const;

const deliveries = (query: Readonly<Record<string, string>>) =>
  nock(API)
    .get('/app/hook/deliveries')
    .query({ per_page: '100', ...query });

const ids = (attempts: readonly DeliveryAttempt[]): readonly string[] => attempts.map(({ id }) => id);

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

test('an attempt is read with its whole id, whatever its other texts say', async () => {
  deliveries({}).reply(...page([item('9007199254740993', '2026-11-20T10:00:00.000Z', 502), item('12', '2026-11-20T09:30:00Z')]));
  expect(await listDeliveries(await asApp(), SINCE)).toEqual([
    { id: '9007199254740993', guid: 'guid-9007199254740993', event: 'issues', at: '2026-11-20T10:00:00.000Z', ok: false },
    { id: '12', guid: 'guid-12', event: 'issues', at: '2026-11-20T09:30:00Z', ok: true },
  ]);
});

test('it is asked with a token the app signs itself', async () => {
  let authorization = '';
  deliveries({}).reply(function () {
    authorization = String(this.req.headers['authorization']);
    return [200, [], NOW];
  });
  expect(await listDeliveries(await asApp(), SINCE)).toEqual([]);
  expect(authorization).toMatch(/^bearer [\w-]+\.[\w-]+\.[\w-]+$/);
});

test('pages are turned by what GitHub links to, and the first older attempt ends it', async () => {
  deliveries({}).reply(...page([item('3', '2026-11-20T10:00:00Z')], `${API}/app/hook/deliveries?per_page=100&cursor=v1_2`));
  deliveries({ cursor: 'v1_2' }).reply(
    ...page([item('2', SINCE), item('1', '2026-11-20T08:59:59Z')], `${API}/app/hook/deliveries?per_page=100&cursor=v1_0`),
  );
  expect(ids(await listDeliveries(await asApp(), SINCE))).toEqual(['3', '2']);
});

test('a link to another host gets no token: only what it asks for is taken', async () => {
  deliveries({}).reply(...page([item('3', '2026-11-20T10:00:00Z')], 'https://evil.example/app/hook/deliveries?per_page=100&cursor=v1_2'));
  deliveries({ cursor: 'v1_2' }).reply(...page([]));
  expect(ids(await listDeliveries(await asApp(), SINCE))).toEqual(['3']);
});

test('the same page again and again is not read for ever', async () => {
  const again = page([item('3', '2026-11-20T10:00:00Z')], `${API}/app/hook/deliveries?per_page=100&cursor=v1_3`);
  deliveries({}).reply(...again);
  deliveries({ cursor: 'v1_3' }).reply(...again);
  expect(String(await refused(listDeliveries(await asApp(), SINCE)))).toContain(
    'the same page of GET /app/hook/deliveries again and again',
  );
});

test('an answer that GitHub does not promise is named', async () => {
  deliveries({}).reply(...page([item('3', 'yesterday')]));
  expect(String(await refused(listDeliveries(await asApp(), SINCE)))).toContain('about the deliveries of this app: 0.delivered_at');
});

test('one is sent again by its id; what GitHub does not send any more is no failure, and a failure is told', async () => {
  nock(API).post('/app/hook/deliveries/9007199254740993/attempts').reply(202, {}, NOW);
  expect(await redeliver(await asApp(), '9007199254740993')).toBe(true);
  nock(API).post('/app/hook/deliveries/7/attempts').reply(404, { message: 'Not Found' }, NOW);
  expect(await redeliver(await asApp(), '7')).toBe(false);
  nock(API).post('/app/hook/deliveries/8/attempts').reply(401, { message: 'Bad credentials' }, NOW);
  expect(await refused(redeliver(await asApp(), '8'))).toMatchObject({ status: 401 });
});
