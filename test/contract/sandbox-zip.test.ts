/** Artifacts as bytes: a zip that readers can read, zips that must hurt nobody, and the way to them. */
import { createHash } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { createWorld, type Listening, listen, type Sandbox, zip, zipOf } from '../../src/sandbox/index.ts';
import { API, call, city } from './sandbox-city.ts';

const closing: Listening[] = [];
afterEach(async () => {
  for (const server of closing.splice(0)) await server.close();
});

interface Read {
  readonly path: string;
  readonly localPath: string;
  readonly flags: number;
  readonly mode: number;
  /** As the central directory says. */
  readonly size: number;
  readonly packed: number;
  readonly crc: number;
  readonly localSize: number;
  /** What the packed bytes really hold; undefined for those that lie about how many they are. */
  readonly data: Buffer;
}

/** Reads by the central directory, as APPNOTE 4.3 tells, and believes nothing else. */
function read(bytes: Buffer): { readonly entries: readonly Read[]; readonly count: number } {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const entries: Read[] = [];
  let at = bytes.readUInt32LE(end + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const local = bytes.readUInt32LE(at + 42);
    const nameLength = bytes.readUInt16LE(at + 28);
    const localName = bytes.readUInt16LE(local + 26);
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const body = bytes.subarray(local + 30 + localName + bytes.readUInt16LE(local + 28)).subarray(0, packed);
    entries.push({
      path: bytes.subarray(at + 46, at + 46 + nameLength).toString(),
      localPath: bytes.subarray(local + 30, local + 30 + localName).toString(),
      flags: bytes.readUInt16LE(at + 8),
      mode: bytes.readUInt32LE(at + 38) >>> 16,
      size: bytes.readUInt32LE(at + 24),
      packed,
      crc: bytes.readUInt32LE(at + 16),
      localSize: bytes.readUInt32LE(local + 22),
      data: method === 0 ? body : inflateRawSync(body),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return { entries, count: bytes.readUInt16LE(end + 10) };
}

const only = (bytes: Buffer): Read => read(bytes).entries[0] as Read;

test('what goes in comes out, packed and stored, streamed and not, names in UTF-8', () => {
  const files = { 'evidence.json': '{"a":1}', 'reports/ünïcode.xml': '<x/>'.repeat(500), empty: '', binary: Buffer.from([0, 255, 80, 75]) };
  const made = zip(
    Object.entries(files).flatMap(([path, data]) => [
      { path, data },
      { path: `${path}.stored`, data, method: 'stored' as const, streamed: false },
    ]),
  );
  const { entries, count } = read(made);
  expect(count).toBe(8);
  for (const { path, data, size, crc, mode } of entries) {
    const wanted = Buffer.from(files[path.replace('.stored', '') as keyof typeof files]);
    expect({ path, data, size, crc, mode }).toEqual({ path, data: wanted, size: wanted.length, crc: crc32(wanted), mode: 0o100644 });
  }
  expect(entries.map(({ localSize, size }) => localSize === size)).toEqual([false, true, false, true, true, true, false, true]);
  expect(zipOf(files)).toEqual(zipOf(files));
});

test('the hostile ones are what they say', () => {
  expect(only(zip([{ path: '../../etc/passwd', data: 'x' }])).path).toBe('../../etc/passwd');
  expect(only(zip([{ path: '/etc/passwd', data: 'x' }])).path).toBe('/etc/passwd');
  expect(only(zip([{ path: 'link', data: '/etc/passwd', symlink: true }]))).toMatchObject({
    mode: 0o120777,
    data: Buffer.from('/etc/passwd'),
  });
  expect(only(zip([{ path: 'a', data: 'x', encrypted: true }])).flags & 1).toBe(1);
  expect(only(zip([{ path: 'a', data: 'x' }])).flags & 1).toBe(0);
  expect(only(zip([{ path: 'a', data: 'x', says: { name: 'b' } }]))).toMatchObject({ path: 'a', localPath: 'b' });
  const bomb = only(zip([{ path: 'bomb', data: Buffer.alloc(5_000_000) }]));
  expect(bomb.size / bomb.packed).toBeGreaterThan(900);
  const lie = only(zip([{ path: 'a', data: 'x'.repeat(1000), says: { size: 10, crc: 7 } }]));
  expect([lie.size, lie.crc, lie.data.length]).toEqual([10, 7, 1000]);
  expect(only(zip([{ path: 'a', data: 'abc', method: 'stored', says: { packed: 2 } }])).data.toString()).toBe('ab');
  const many = read(zip(Array.from({ length: 60_000 }, (_, i) => ({ path: `${i}`, data: '' }))));
  expect([many.entries.length, many.count]).toEqual([60_000, 60_000]);
  expect(read(zip([{ path: 'a', data: '' }], { entries: 9 })).count).toBe(9);
});

const auth = (world: Sandbox) => ({ authorization: `token ${world.installationToken('acme')}` });
const ZIP = (world: Sandbox): string => `/repos/acme/shop/actions/artifacts/${world.actions.artifacts[0]?.id}/zip`;

test('an artifact says its digest, and its bytes lie on another host, behind an address that works for a minute', async () => {
  const world = city();
  const [artifact] = world.actions.artifacts;
  const listed = (await call(world, `GET /repos/acme/shop/actions/artifacts/${artifact?.id}`)).json;
  const redirect = await call(world, `GET ${ZIP(world)}`);
  const location = redirect.headers.get('location') ?? '';
  expect(new URL(location).host).not.toBe(new URL(API).host);
  const bytes = Buffer.from(await (await world.fetch(location)).arrayBuffer());
  expect(listed.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  expect([listed.size_in_bytes, only(bytes).data.toString()]).toEqual([bytes.length, '{}']);
  expect((await world.fetch(location.replace(/sig=./, 'sig=z'))).status).toBe(403);
  world.clock.advance(60);
  expect((await world.fetch(location)).status).toBe(403);
  expect(world.contract.problems).toEqual([]);
});

test('a client that follows the redirect gets the bytes and leaves its token at home', async () => {
  const world = city();
  const answer = await world.fetch(`${API}${ZIP(world)}`, { headers: auth(world) });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(world.requests.slice(-2).map(({ caller, status }) => [caller, status])).toEqual([
    ['installation', 302],
    ['nobody', 200],
  ]);
  expect(world.contract.problems).toEqual([]);
});

test('a token that is taken to the other host is refused and noted', async () => {
  const world = city();
  const location = (await call(world, `GET ${ZIP(world)}`)).headers.get('location') ?? '';
  expect((await world.fetch(location, { headers: auth(world) })).status).toBe(401);
  expect(world.contract.problems).toEqual(["A token was sent to productionresultssa0.blob.core.windows.net, which is not GitHub's API"]);
});

test('over HTTP the other host is another origin of the same server', async () => {
  const world = city();
  const server = await listen(world);
  closing.push(server);
  const answer = await fetch(`${server.url}${ZIP(world)}`, { headers: auth(world) });
  expect(answer.redirected && new URL(answer.url).hostname).toBe('localhost');
  expect(only(Buffer.from(await answer.arrayBuffer())).path).toBe('evidence.json');
  expect(world.contract.problems).toEqual([]);
});

test('over HTTP a runner works right after the answer', async () => {
  const world = city();
  const server = await listen(world);
  closing.push(server);
  world.actions.runner('gates.yml', async (_run, _inputs, { token, env }) => {
    const answer = await fetch(`${env['GITHUB_API_URL']}/repos/acme/shop`, { headers: { authorization: `token ${token}` } });
    return { conclusion: answer.ok ? 'success' : 'failure' };
  });
  const body = JSON.stringify({ ref: 'main', inputs: { nonce: 'n' } });
  const url = `${server.url}/repos/acme/shop/actions/workflows/gates.yml/dispatches`;
  expect((await fetch(url, { method: 'POST', headers: auth(world), body })).status).toBe(204);
  await server.settled();
  expect(world.actions.runs.at(-1)?.attempts.at(-1)?.conclusion).toBe('success');
});

test('an artifact expires, is listed as expired, and is gone', async () => {
  const world = city();
  const [run] = world.actions.runs;
  if (run === undefined) throw new Error('no run');
  const short = world.actions.uploads(run, { name: 'short', files: { a: 'b' }, days: 1, digest: null });
  world.clock.advance(86_399);
  expect((await call(world, `GET /repos/acme/shop/actions/artifacts/${short.id}/zip`)).status).toBe(302);
  world.clock.advance(1);
  const listed = (await call(world, `GET /repos/acme/shop/actions/runs/${run.id}/artifacts`)).json;
  expect(
    listed.artifacts.map((one: { name: string; expired: boolean; digest: unknown }) => [one.name, one.expired, typeof one.digest]),
  ).toEqual([
    ['short', true, 'object'],
    ['evidence', false, 'string'],
  ]);
  const gone = await call(world, `GET /repos/acme/shop/actions/artifacts/${short.id}/zip`);
  expect([gone.status, gone.json.message]).toEqual([410, 'Artifact has expired']);
  expect((await call(world, `GET /repos/acme/shop/actions/artifacts/${short.id}/tar`)).status).toBe(404);
  expect(world.contract.problems).toEqual([]);
});

test('an artifact of one repository is not found in another', async () => {
  const world = city();
  world.repository('acme/back', {});
  expect((await call(world, `GET ${ZIP(world).replace('shop', 'back')}`)).status).toBe(404);
  expect(createWorld().actions.artifacts).toEqual([]);
});
