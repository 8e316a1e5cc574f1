/** Bodies that want to be a burden: attack 59, by their size, their pace and their wrapping. */
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { bodyReader } from '../../src/web/body.ts';
import { PATIENCE } from '../../src/web/listener.ts';
import { inUse } from '../harness/memory.ts';
import { type House, headers, house, sign, wire } from '../harness/server.ts';
import { eventually } from '../harness/stage.ts';

const MB = 1024 * 1024;
let home: House | undefined;
afterEach(async () => {
  await home?.server.close();
  home = undefined;
});

/** Pours pieces in until the server answers or cuts off; what it said, and how many bytes were sent by then. */
async function pour(home: House, piece: Buffer, pieces: number): Promise<{ readonly said: string; readonly sent: number }> {
  const { socket, said } = home.socket(`${wire({ ...headers(''), 'transfer-encoding': 'chunked' })}\r\n`);
  const chunk = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  let sent = 0;
  const next = (error?: Error | null): void => {
    if (error || socket.destroyed) return;
    if (sent >= pieces * piece.length) return void socket.end('0\r\n\r\n');
    sent += piece.length;
    socket.write(chunk, next);
  };
  next();
  return { said: await said, sent };
}

describe('attack 59: bodies', () => {
  // Falls without: src/web/body.ts, the count while it streams: then 64 MB are taken, and held
  test('attack 59: 64 MB without a length are cut off at 25, again and again, and nothing of them is kept', async () => {
    home = await house();
    const piece = Buffer.alloc(MB / 4, ' ');
    await pour(home, piece, 256);
    const before = inUse();
    for (let i = 0; i < 8; i += 1) {
      const { said, sent } = await pour(home, piece, 256);
      // Whoever goes on sending may find the connection cut before the answer came through.
      expect(said).toMatch(/^(HTTP\/1\.1 413 |$)/);
      expect(sent / MB).toBeLessThan(40);
    }
    // Eight that were held would be 200; the last connection may still be on its way out.
    await eventually(
      () => inUse() - before,
      (held) => held < 60 * MB,
    );
    expect(home.heard).toEqual([]);
  });

  // Falls without: src/web/body.ts, the line about content-length: then it waits for the body
  test('attack 59: 26 MB that are announced are refused before the first byte', async () => {
    home = await house();
    const { said } = home.socket(`${wire({ ...headers(''), 'content-length': String(26 * MB) })}\r\n`);
    expect(await said).toMatch(/^HTTP\/1\.1 413 [\s\S]*This is larger than the 25 MB that GitHub sends at most\./);
  });

  // Falls without: src/web/body.ts, Block: a list of pieces costs a hundred bytes for each
  test('attack 59: a body in pieces of one byte takes no more room than its bytes', async () => {
    const sent = Buffer.alloc(1_000_000, ' ');
    const before = inUse();
    let held = Number.NaN;
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < sent.length; at += 1) yield sent.subarray(at, at + 1);
      held = inUse() - before;
    }
    expect(await bodyReader()({ headers: {}, iterator: pieces })).toMatchObject({ ok: true, value: sent });
    // The block doubles as it grows.
    expect(held / sent.length).toBeLessThan(40);
  });

  test('attack 59: a body in pieces of one byte is read to its end', async () => {
    home = await house();
    const body = ' '.repeat(1_000_000);
    const { socket, said } = home.socket(`${wire({ ...headers(body), 'transfer-encoding': 'chunked', connection: 'close' })}\r\n`);
    socket.end(`${'1\r\n \r\n'.repeat(body.length)}0\r\n\r\n`);
    expect(await said).toMatch(/^HTTP\/1\.1 400 [\s\S]*The signature fits, but/);
  });

  // Falls without: src/web/body.ts, TOO_MUCH
  test('attack 59: together they take no more room than one reader has, and it is there again afterwards', async () => {
    const read = bodyReader({ largest: 10, together: 15 });
    const coming = () => Object.assign(new PassThrough(), { headers: {} });
    const [first, second, third] = [coming(), coming(), coming()];
    const one = read(first);
    first.write('123456789');
    while (first.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
    second.end('1234567');
    expect(await read(second)).toMatchObject({ ok: false, error: { status: 503, headers: { 'retry-after': '60' } } });
    first.end();
    expect(await one).toMatchObject({ ok: true, value: Buffer.from('123456789') });
    third.end('1234567890');
    expect(await read(third)).toMatchObject({ ok: true, value: Buffer.from('1234567890') });
  });

  // Falls without: src/server.ts, `parts.patience` handed on: then Node's own 30 seconds hold
  test('attack 59: a byte now and then does not keep a connection', async () => {
    home = await house({}, { patience: { head: 60, whole: 120 } });
    const { socket, said } = home.socket(`${wire({ ...headers('{}'), 'content-length': '1000' })}\r\n`);
    const drip = setInterval(() => socket.write(' '), 10);
    expect(await said).toMatch(/^(HTTP\/1\.1 408 |$)/);
    clearInterval(drip);
    const head = home.socket('POST / HTTP/1.1\r\n');
    const dripping = setInterval(() => head.socket.write('x'), 10);
    expect(await head.said).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(dripping);
    expect(home.heard).toEqual([]);
    expect((await home.deliver('{}')).status).toBe(202);
  });

  test('attack 59: by itself it gives 10 seconds for the head and 30 for the whole, and looks every second', () => {
    expect(PATIENCE).toEqual({ head: 10_000, whole: 30_000 });
  });

  test('attack 59: a length that is too short cuts the body, which then fits no signature', async () => {
    home = await house();
    const body = '{"title":"all of it"}';
    const { said } = home.socket(
      `${wire({ ...headers(body), 'content-length': String(body.length - 5), connection: 'close' })}\r\n${body}`,
    );
    expect(await said).toMatch(/^HTTP\/1\.1 400 /);
    expect(home.heard).toEqual([]);
  });

  test.each([
    ['that says two lengths', 'content-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
    ['that says a length and comes in chunks', 'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['whose length is no number', 'content-length: -2\r\n\r\n{}'],
  ])('attack 59: a request %s is refused', async (_what, rest) => {
    home = await house();
    const { said } = home.socket(`${wire(headers('{}'))}${rest}`);
    expect(await said).toMatch(/^HTTP\/1\.1 400 /);
    expect(home.heard).toEqual([]);
  });

  // Falls without: src/server.ts, answers only whoever is still there
  test('attack 59: a sender who leaves in the middle is no failure of the server', async () => {
    home = await house();
    const { socket, said } = home.socket(`${wire({ ...headers('{}'), 'content-length': '10' })}\r\n{`);
    await new Promise((resolve) => socket.once('ready', resolve));
    socket.destroy();
    await said;
    expect((await home.deliver('{}')).status).toBe(202);
    expect(home.heard).toHaveLength(1);
  });

  // Falls without: src/web/delivery.ts, the line about content-encoding: then it would be looked at
  test.each(['gzip', 'br', 'deflate', 'identity, gzip', 'GZIP'])('attack 59: a body packed with %s is not unpacked', async (encoding) => {
    home = await house();
    const bomb = gzipSync(Buffer.alloc(10 * MB, ' '));
    const answer = await home.deliver(bomb, { 'content-encoding': encoding, 'x-hub-signature-256': sign(bomb) });
    expect([answer.status, await answer.text()]).toEqual([415, expect.stringMatching(/^Nothing is unpacked here\./)]);
  });

  // Falls without: src/web/delivery.ts, the line about content-type
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'multipart/form-data; boundary=x', ''])(
    'attack 59: the content type %j is refused',
    async (type) => {
      home = await house();
      const answer = await home.deliver('{}', { 'content-type': type });
      expect([answer.status, await answer.text()]).toEqual([415, expect.stringMatching(/^Only application\/json is read here\./)]);
    },
  );

  test.each(['application/json', 'Application/JSON; charset=utf-8'])('attack 59: the content type %j is taken', async (type) => {
    home = await house();
    expect((await home.deliver('{}', { 'content-type': type, 'content-encoding': 'identity' })).status).toBe(202);
  });
});
