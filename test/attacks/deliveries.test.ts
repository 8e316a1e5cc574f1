/** What is signed and strange all the same: attack 60; and what strangers can do to the metrics: attack 84. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBot } from '../../src/bot.ts';
import { createLog } from '../../src/log.ts';
import { readManifest } from '../../src/setup/manifest.ts';
import { createMetrics, KNOWN_EVENTS, type Metrics, OUTCOMES } from '../../src/web/metrics.ts';
import { type House, headers, house, sign, wire } from '../harness/server.ts';
import { SECRETS } from '../harness/story.ts';

const bot = createBot({ ledgerKey: SECRETS.ledgerKey, log: createLog({ level: 'silent', write: () => {} }) });

describe('attack 60: deliveries that nobody expects', () => {
  let home: House;
  const stray: unknown[] = [];
  const note = (error: unknown) => void stray.push(error);
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    home = await house({}, { bot });
  });
  afterAll(async () => {
    await home.server.close();
    process.off('unhandledRejection', note);
  });

  const issue = { number: 1, title: 'Promote', body: '', labels: [] };
  // Falls without: src/github/deliveries.ts, `payload === undefined` (the first seven); else src/github/events.ts, where shapes are read
  test.each([
    ['null', 'issues', 'null', 400],
    ['a number', 'issues', '7', 400],
    ['a text', 'issues', '"action"', 400],
    ['a list', 'issues', '[{"action":"opened"}]', 400],
    ['no JSON', 'issues', '{"action":', 400],
    ['a form', 'issues', 'payload=%7B%7D', 400],
    ['a mark before it', 'issues', '\ufeff{}', 400],
    ['nothing in it', 'issues', '{}', 202],
    ['an event nobody knows', 'quantum_entangled', '{"action":"happened","installation":{"id":1}}', 202],
    ['an event named like a part of every object', 'constructor', '{"action":"toString"}', 202],
    ['an event of that name and payload', '__proto__', '{"__proto__":{"action":"opened"},"constructor":null}', 400],
    ['a payload named like that', 'issues', '{"__proto__":{"action":"opened"},"constructor":null}', 202],
    ['an event with a dot', 'issues.opened', JSON.stringify({ action: 'opened', issue }), 400],
    ['an action nobody knows', 'issues', JSON.stringify({ action: 'teleported', issue, installation: { id: 1 } }), 202],
    ['an action that is no text', 'issues', JSON.stringify({ action: { a: 1 }, issue, installation: { id: 1 } }), 202],
    ['no installation', 'issues', JSON.stringify({ action: 'opened', issue, sender: { id: 1 }, repository: { id: 1 } }), 202],
    ['no sender', 'issue_comment', JSON.stringify({ action: 'created', issue, installation: { id: 1 }, repository: { id: 1 } }), 202],
    ['no repository', 'issues', JSON.stringify({ action: 'opened', issue, installation: { id: 1 }, sender: { id: 1 } }), 202],
    ['a depth of 100,000', 'issues', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 202],
  ])('attack 60: a signed delivery with %s is answered, and the next one as well', async (_what, event, body, status) => {
    expect((await home.deliver(body, { 'x-github-event': event })).status).toBe(status);
    expect((await home.deliver('{"zen":"Keep it logically awesome."}', { 'x-github-event': 'ping' })).status).toBe(202);
  });

  // Falls without: src/web/delivery.ts, SHAPES
  test.each([
    ['with spaces', { 'x-github-event': 'issues opened' }],
    ['of 101 letters', { 'x-github-event': 'x'.repeat(101) }],
  ])('attack 60: an event %s is none', async (_what, others) => {
    expect((await home.deliver('{}', others)).status).toBe(400);
  });

  test('attack 60: none of it left a promise that nobody kept', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(stray).toEqual([]);
  });

  // Falls without: src/server.ts, `failed` in ANSWERS, or when an error is told
  test('attack 60: a bot that throws is a 500 without a word of why, whatever status its error has', async () => {
    const broken = await house(
      {},
      {
        bot: (app) => {
          app.onAny(() => Promise.reject(Object.assign(new Error('secret place /srv/db'), { status: 404 })));
        },
      },
    );
    const answer = await broken.deliver('{}');
    expect([answer.status, await answer.text()]).toEqual([
      500,
      'This could not be stored, and the log of this server says why. It can be sent again.\n',
    ]);
    expect([...answer.headers.keys()].toSorted()).not.toContain('x-powered-by');
    expect(broken.lines.join('')).toContain('secret place');
    await broken.server.close();
  });

  // Falls without: src/server.ts, `late`: then GitHub hangs up first
  test('attack 60: a bot that takes too long is a 503 before GitHub hangs up', async () => {
    let finish = () => {};
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = await house({}, { limits: { acceptance: 20 }, bot: (app) => void app.onAny(() => work) });
    const answer = await slow.deliver('{}');
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringMatching(/^This could not be stored in time\./)]);
    expect(slow.lines.join('')).toContain('A delivery was not accepted in time');
    finish();
    await slow.server.close();
  });
});

const seriesOf = (page: string, name: string): readonly string[] => page.split('\n').filter((line) => line.startsWith(`${name}{`));
const DELIVERIES = 'promotion_bot_deliveries_total';

/** Many deliveries on one connection, one behind the other; resolves when the last is answered. */
function stream(home: House, requests: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(home.server.url).port), '127.0.0.1');
    let answers = 0;
    socket.on('error', reject).on('data', (piece) => {
      answers += piece.toString('latin1').split('HTTP/1.1 ').length - 1;
      if (answers < requests.length) return;
      socket.destroy();
      resolve(answers);
    });
    for (const request of requests) socket.write(request);
  });
}

describe('attack 84: metrics', () => {
  let home: House;
  let metrics: Metrics;
  beforeEach(async () => {
    metrics = createMetrics();
    home = await house({ metrics: { port: 0, host: '127.0.0.1' } }, { metrics });
  });
  afterEach(() => home.server.close());

  // Falls without: src/web/metrics.ts, `KNOWN_EVENTS.includes` in `delivered`; src/server.ts, `OTHER` for what is refused
  test('attack 84: 10,000 events by chance make no more series than one', async () => {
    const body = '{}';
    const one = (i: number, signature: string) =>
      `${wire({ ...headers(body), 'x-github-event': `event_${i.toString(36)}_x`, 'x-hub-signature-256': signature, 'content-length': '2' })}\r\n{}`;
    const many = Array.from({ length: 10_000 }, (_, i) => one(i, i % 2 === 0 ? sign(body) : `sha256=${'0'.repeat(64)}`));
    expect(await stream(home, many)).toBe(10_000);
    for (const { name } of home.heard) metrics.delivered(name, 'accepted');
    const page = await metrics.page();
    expect(seriesOf(page, DELIVERIES).toSorted()).toEqual([
      `${DELIVERIES}{event="other",outcome="accepted"} 5000`,
      `${DELIVERIES}{event="other",outcome="refused"} 5000`,
    ]);
    for (const event of [...KNOWN_EVENTS, 'other', 'more']) for (const outcome of OUTCOMES) metrics.delivered(event, outcome);
    expect(seriesOf(await metrics.page(), DELIVERIES).length).toBeLessThanOrEqual(60);
  });

  // Falls without: src/web/metrics.ts, MOST_INSTALLATIONS
  test('attack 84: any number of installations make 102 series at most', async () => {
    for (let i = 1; i <= 5_000; i += 1) metrics.left(i, i);
    metrics.left(undefined, 7);
    expect(seriesOf(await metrics.page(), 'promotion_bot_github_requests_left')).toHaveLength(102);
  });

  // Falls without: src/server.ts, METRICS_PATH on its own listener (on the door's it is a 404, see attack 56)
  test('attack 84: they are served on a port of their own, which answers to nothing else', async () => {
    const { url, metricsUrl = '' } = home.server;
    expect(new URL(metricsUrl).port).not.toBe(new URL(url).port);
    const page = await fetch(metricsUrl);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(await page.text()).toContain('\nprocess_resident_memory_bytes ');
    for (const path of ['/', '/livez', '/api/github/webhooks']) expect((await fetch(new URL(path, metricsUrl))).status).toBe(404);
    expect((await fetch(metricsUrl, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  // Falls without: src/server.ts, `place === undefined`
  test('attack 84: without a port there are none', async () => {
    const closed = await house({}, { metrics });
    expect(closed.server.metricsUrl).toBeUndefined();
    await closed.server.close();
  });

  // Falls without: a name in KNOWN_EVENTS
  test('attack 84: every event that the App subscribes to has a label of its own', () => {
    expect(readManifest().default_events.filter((event) => !KNOWN_EVENTS.includes(event))).toEqual([]);
  });
});
