/** The server as GitHub meets it: real requests on loopback, signed as GitHub signs them. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import type { ApplicationFunction } from 'probot';
import type { Env } from '../../src/env.ts';
import { createLog } from '../../src/log.ts';
import { type RunningServer, type ServerParts, startServer, WEBHOOKS_PATH } from '../../src/server.ts';
import { slow } from '../harness/server.ts';

const secret = 'a webhook secret of GitHub';
const env: Env = {
  appId: 1,
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  webhookSecret: secret,
  ledgerKey: 'not used here',
  port: 0,
  host: '127.0.0.1',
  baseUrl: undefined,
  logLevel: 'info',
};
const payload = JSON.stringify({ action: 'opened', issue: { number: 1, title: 'Grüße' }, installation: { id: 1 } });
const sign = (body: string, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

let server: RunningServer | undefined;
let lines: string[] = [];

async function started(bot: ApplicationFunction, parts: Partial<ServerParts> = {}): Promise<string> {
  lines = [];
  const log = createLog({ level: 'debug', write: (line) => lines.push(line), secrets: [secret] });
  server = await startServer(env, { bot, log, fetch: () => Promise.reject(new Error('no way out')), ...parts });
  return server.url;
}

const HEAD = {
  'content-type': 'application/json',
  'x-github-event': 'issues',
  'x-github-delivery': 'd-1',
  'x-hub-signature-256': sign(payload),
};

function deliver(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}${WEBHOOKS_PATH}`, { method: 'POST', body, headers: { ...HEAD, ...headers } });
}

const silent: ApplicationFunction = () => {};
/** A bot that notes the titles it hears. */
const listening =
  (heard: string[]): ApplicationFunction =>
  (app) => {
    app.on('issues', async ({ payload: { issue } }) => {
      heard.push(issue.title);
    });
  };

afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('a delivery that GitHub signed reaches the bot', async () => {
  const heard: string[] = [];
  const url = await started(listening(heard));
  expect((await deliver(url, payload)).status).toBe(202);
  expect(heard).toEqual(['Grüße']);
});

test.each([
  ['of another secret', { 'x-hub-signature-256': sign(payload, 'development') }, 400],
  ['of another body', { 'x-hub-signature-256': sign(`${payload} `) }, 400],
  ['of the older kind', { 'x-hub-signature-256': `sha1=${'0'.repeat(40)}` }, 400],
  ['that is empty', { 'x-hub-signature-256': '' }, 400],
])('a delivery with a signature %s is refused, and the bot hears nothing', async (_, headers, status) => {
  const heard: string[] = [];
  const url = await started(listening(heard));
  expect((await deliver(url, payload, headers)).status).toBe(status);
  expect(heard).toEqual([]);
  expect(lines.join('')).not.toContain('Grüße');
});

test('a form, or anything else that is not JSON, is refused', async () => {
  expect((await deliver(await started(silent), payload, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
});

test('a bot that fails answers 500, so that GitHub shows the delivery as failed', async () => {
  const url = await started((app) => {
    app.on('issues', async () => {
      throw new Error('an outage');
    });
  });
  expect((await deliver(url, payload)).status).toBe(500);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('the health check answers, and everything else says where to look', async () => {
  const url = await started(silent);
  const health = await fetch(`${url}/healthz?from=probe`);
  expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
  const other = await fetch(`${url}/`);
  expect([other.status, await other.text()]).toEqual([
    404,
    'There is nothing here. Promotion Bot hears GitHub on /api/github/webhooks and answers on /livez and /readyz.\n',
  ]);
  expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(404);
});

test('a body that says it is larger than 25 MB is refused before it is read', async () => {
  const url = await started(silent);
  const status = await new Promise((resolve, reject) => {
    const sending = httpRequest(`${url}${WEBHOOKS_PATH}`, { method: 'POST', headers: { ...HEAD, 'content-length': 25 * 1024 * 1024 + 1 } });
    sending.on('response', (response) => resolve(response.statusCode)).on('error', reject);
    sending.flushHeaders();
  });
  expect(status).toBe(413);
});

test('a body that turns out larger than 25 MB is refused when it does', async () => {
  const url = await started(silent);
  const status = await new Promise((resolve, reject) => {
    const sending = httpRequest(`${url}${WEBHOOKS_PATH}`, { method: 'POST', headers: HEAD });
    sending.on('response', (response) => resolve(response.statusCode)).on('error', reject);
    sending.write(Buffer.alloc(25 * 1024 * 1024));
    sending.write('{}');
  });
  expect(status).toBe(413);
});

test('stopping finishes the delivery under way and takes no further one', async () => {
  const { bot, here, finish } = slow();
  const url = await started(bot);
  const delivery = deliver(url, payload);
  await here;
  const closing = server?.close();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  finish();
  expect((await delivery).status).toBe(202);
  await closing;
});

test('stopping does not wait for ever', async () => {
  const { bot, here, finish } = slow();
  const url = await started(bot, { limits: { grace: 20 } });
  const cut = expect(deliver(url, payload)).rejects.toThrow('fetch failed');
  await here;
  await server?.close();
  await cut;
  finish();
});

test('a port that is taken is an error of its own kind', async () => {
  const url = await started(silent);
  const log = createLog({ level: 'silent', write: () => {} });
  await expect(startServer({ ...env, port: Number(new URL(url).port) }, { bot: silent, log })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
