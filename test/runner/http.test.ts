/** Requests of gates: real servers on loopback, and addresses that must never be asked. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { http, prometheus } from '../../src/runner/http.ts';

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => new Promise((done) => server.close(done)))));

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const noWait = async (): Promise<void> => {};
const get = (url: string, retries = 0) => http(noWait, { url, retries, timeoutSeconds: 1 });

test('an answer is told with its status and body; a redirect is an answer, and nobody is asked again', async () => {
  const asked: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url);
    if (request.url === '/moved') response.writeHead(302, { location: '/health' }).end();
    else response.end('{"status":"ok"}');
  });
  expect(await get(`${url}/health`)).toMatchObject({ ok: true, value: { status: 200, body: '{"status":"ok"}' } });
  expect(await get(`${url}/moved`)).toMatchObject({ ok: true, value: { status: 302 } });
  expect(asked).toEqual(['/health', '/moved']);
});

test('server errors are tried again, as often as the gate says', async () => {
  let asked = 0;
  const url = await serve((_request, response) => {
    asked += 1;
    response.writeHead(asked < 3 ? 503 : 200).end();
  });
  expect(await get(url, 2)).toMatchObject({ ok: true, value: { status: 200 } });
  expect(asked).toBe(3);
  asked = 0;
  expect(await get(url, 1)).toMatchObject({ ok: true, value: { status: 503 } });
});

// Falls without: the check of literal addresses, the check at the moment of connecting, and the caps.
test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[::ffff:169.254.169.254]/',
  'http://2852039166/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://100.100.100.200/latest/',
  'http://168.63.129.16/',
])('attack 80: %s is never asked', async (url) => {
  expect(await get(url)).toMatchObject({ ok: false, error: { message: expect.stringContaining('clouds hand out credentials') } });
});

test('attack 80: an answer that is too long, or never comes, is given up', async () => {
  const long = await serve((_request, response) => response.end('x'.repeat(70_000)));
  expect(await get(long)).toMatchObject({ ok: false, error: { message: expect.stringContaining('more than 65536 bytes') } });
  const slow = await serve(() => {});
  expect(await get(slow)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/did not answer within 1 s/) } });
});

test('attack 80: a redirect is never followed with the token', async () => {
  const stolen: unknown[] = [];
  const thief = await serve((request, response) => {
    stolen.push(request.headers.authorization);
    response.end('{}');
  });
  const url = await serve((_request, response) => response.writeHead(307, { location: `${thief}/api/v1/query` }).end());
  const found = await prometheus({ url, token: 'canary' }, { query: 'up' });
  expect(found).toMatchObject({ ok: false, error: { message: expect.stringContaining('name the real address') } });
  expect(stolen).toEqual([]);
});

test('Prometheus is asked by form, with the token, and nothing of the token is told when it fails', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    request.on('data', (chunk: Buffer) => seen.push(request.method, request.url, request.headers.authorization, chunk.toString()));
    request.on('end', () => response.end('{"status":"success"}'));
  });
  expect(await prometheus({ url: `${url}/`, token: 'canary' }, { query: 'up{job="a"} > 0' })).toMatchObject({
    ok: true,
    value: { body: '{"status":"success"}' },
  });
  expect(seen).toEqual(['POST', '/api/v1/query', 'Bearer canary', 'query=up%7Bjob%3D%22a%22%7D+%3E+0']);
  const gone = await prometheus({ url: 'http://127.0.0.1:1', token: 'canary' }, { query: 'up' });
  expect(gone).toMatchObject({ ok: false });
  expect(JSON.stringify(gone)).not.toContain('canary');
  expect(await prometheus(undefined, { query: 'up' })).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('prometheus') },
  });
});
