/** How GitHub is asked: by the HTTP client of the toolkit, which knows proxies. The fetch of Node.js takes longer to load than to ask. */
import type { IncomingMessage } from 'node:http';
import { HttpClient } from '@actions/http-client';

interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What Octokit looks at of an answer to a fetch. */
interface Answer {
  readonly url: string;
  readonly status: number;
  /** By name, in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: () => Promise<string>;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** Does not hand a token on to another host. */
export function transport(): (url: string, asked: Asked) => Promise<Answer> {
  const client = new HttpClient(undefined, undefined, { keepAlive: true });
  return async (url, { method, headers, body }) => {
    const response = await client.request(method, url, body ?? null, { ...headers });
    const { statusCode = 0, headers: told } = response.message;
    const bytes = await bytesOf(response.message);
    return {
      url,
      status: statusCode,
      headers: new Map(Object.entries(told).map(([name, value]) => [name, String(value)])),
      text: async () => Buffer.from(bytes.buffer).toString('utf8'),
      arrayBuffer: async () => bytes.buffer,
    };
  };
}

/** Milliseconds in which nothing comes. */
const LONGEST = 180_000;

async function bytesOf(message: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  message.setTimeout(LONGEST, () => message.destroy(new Error('the answer stopped in the middle')));
  const pieces: Uint8Array[] = [];
  for await (const piece of message) pieces.push(piece);
  const bytes = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
