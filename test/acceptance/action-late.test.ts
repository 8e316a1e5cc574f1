/** What the shipped Action loads only when it needs it: the client for proxies, and the calendar. */
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { rules, workshop } from './action-world.ts';

const SPEC = rules('readme: { file: README.md }');

/** A proxy for which every host is this machine; where it was asked to lead. */
async function proxy() {
  const asked: string[] = [];
  const server = createServer().on('connect', ({ url = '' }, client) => {
    asked.push(url);
    const upstream = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { url, asked, close: () => server.close() };
}

// Falls without: the names of proxies in action/main.ts, proxy.js in action/dist.
test.each(['http_proxy', 'HTTP_PROXY'])('GitHub is asked through the proxy that %s names', async (name) => {
  const shop = await workshop(SPEC);
  const { url, asked, close } = await proxy();
  try {
    const { port } = new URL(shop.api);
    const env = { GITHUB_API_URL: shop.api.replace('127.0.0.1', 'github.example'), [name]: url };
    const { exit, outputs } = await shop.gates({}, { env });
    expect([exit, outputs['gates'], [...new Set(asked)]]).toEqual([0, '{"readme":"pass"}', [`github.example:${port}`]]);
  } finally {
    close();
  }
});

// Falls without: calendar.js in action/dist.
test.each([
  ['FREQ=WEEKLY;BYDAY=FR', 0, ''],
  ['FREQ=WEEKLY;BYDAY=FREITAG', 1, 'environments.staging.freeze[0].rrule'],
])('rules with a freeze are read: %s', async (rrule, code, place) => {
  const frozen = SPEC.replace(
    '    approval: none\n',
    `    approval: none\n    freeze: [{ rrule: "${rrule}", from: "12:00", for: 60h, timezone: Europe/Berlin }]\n`,
  );
  const { exit, report } = await (await workshop(frozen)).gates();
  expect([exit, JSON.stringify(report?.blockers)]).toEqual([code, expect.stringContaining(place)]);
});
