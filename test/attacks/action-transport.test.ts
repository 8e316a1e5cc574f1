/** The way by which the Action asks GitHub: what it hands on, and what it believes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { transport } from '../../action/transport.ts';

/** One server under two names. */
async function serving(answer: (request: IncomingMessage, response: ServerResponse, port: number) => void) {
  const heard: (readonly [path: string | undefined, token: string | undefined])[] = [];
  const server = createServer((request, response) => {
    heard.push([request.url, request.headers.authorization]);
    answer(request, response, portOf());
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  const portOf = (): number => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };
  return { at: `http://127.0.0.1:${portOf()}`, heard, close: () => server.close() };
}

const GET = { method: 'GET', headers: { authorization: 'token secret' } };

test.each([
  ['another host never hears the token', 'localhost', undefined],
  ['the same host hears it again', '127.0.0.1', 'token secret'],
])('of a redirect %s', async (_, host, token) => {
  const { at, heard, close } = await serving(({ url }, response, port) => {
    if (url === '/zip') response.end('bytes');
    else response.writeHead(302, { location: `http://${host}:${port}/zip` }).end();
  });
  try {
    const answer = await transport()(`${at}/artifact`, GET);
    expect([answer.status, await answer.text(), heard]).toEqual([
      200,
      'bytes',
      [
        ['/artifact', 'token secret'],
        ['/zip', token],
      ],
    ]);
  } finally {
    close();
  }
});

test('an answer that breaks off is none', async () => {
  const { at, close } = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half of it');
    setTimeout(() => response.destroy(), 20);
  });
  try {
    await expect(transport()(at, GET)).rejects.toThrow(/aborted/);
  } finally {
    close();
  }
});

test('bytes come as they were, headers by their names in lower case, and a body arrives', async () => {
  const { at, close } = await serving((request, response) => {
    response.writeHead(201, { 'X-Kind': 'echo' });
    request.pipe(response);
  });
  try {
    const answer = await transport()(at, { method: 'POST', headers: {}, body: 'größer\0' });
    expect([answer.status, answer.headers.get('x-kind'), await answer.text()]).toEqual([201, 'echo', 'größer\0']);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from('größer\0'));
  } finally {
    close();
  }
});
