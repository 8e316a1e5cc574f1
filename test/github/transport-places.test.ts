/** How many requests are under way at once, and whose server is asked for a token. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createProbot } from '../../src/github/octokit.ts';
import { type Fetch, pacedFetch } from '../../src/github/transport.ts';

const log = pino({ level: 'silent' });
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

test('no more than the allowed number of requests are under way, first come first served, and all get their turn', async () => {
  const order: string[] = [];
  let underWay = 0;
  let most = 0;
  const fetch: Fetch = async (url) => {
    order.push(String(url).split('/').at(-1) ?? '');
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    return Response.json({});
  };
  const paced = pacedFetch({ fetch, now: () => 0, sleep: async () => {}, random: () => 0, log, limits: { concurrent: 3 } });
  await Promise.all(Array.from({ length: 20 }, (_, index) => paced(`https://api.github.com/${index}`)));
  expect(most).toBe(3);
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
});

test('who waits for a place is told of a long pause as well, and does not wait for ever', async () => {
  let sent = 0;
  const fetch: Fetch = async () => {
    sent += 1;
    await new Promise(setImmediate);
    return new Response('{}', { status: 429, headers: { 'retry-after': '3600' } });
  };
  const paced = pacedFetch({ fetch, now: () => 0, sleep: async () => {}, random: () => 0, log, limits: { concurrent: 1 } });
  const ends = await Promise.allSettled(Array.from({ length: 5 }, () => paced('https://api.github.com/busy')));
  expect(ends.map((end) => end.status)).toEqual(Array(5).fill('rejected'));
  expect(sent).toBe(1);
});

test('with GitHub Enterprise Server every request goes there, the one for a token included', async () => {
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    asked.push(String(url));
    const token = { token: 'ghs_x', expires_at: '2026-11-20T11:00:00Z', permissions: {}, repository_selection: 'all' };
    return Response.json(String(url).endsWith('access_tokens') ? token : { data: {} });
  };
  const baseUrl = 'https://github.example.com/api/v3';
  const probot = createProbot({ appId: 1, privateKey, secret: 'sixteen letters!', log, baseUrl, fetch });
  await (await probot.auth(991)).graphql('{ viewer { login } }');
  await (await probot.auth()).auth({ type: 'installation', installationId: 992 });
  await (await probot.auth(993)).request('GET /rate_limit');
  expect(asked).toEqual([
    'https://github.example.com/api/v3/app/installations/991/access_tokens',
    'https://github.example.com/api/graphql',
    'https://github.example.com/api/v3/app/installations/992/access_tokens',
    'https://github.example.com/api/v3/app/installations/993/access_tokens',
    'https://github.example.com/api/v3/rate_limit',
  ]);
});

test.each(['', 'development'])('a Probot with the webhook secret %j is not built', (secret) => {
  expect(() => createProbot({ appId: 1, privateKey, secret, log })).toThrow('webhook secret must be set');
});
