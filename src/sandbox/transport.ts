/** The two ways to the sandbox: a `fetch` in process, and a server on loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import { work } from './actions/runners.ts';
import { type ApiAnswer, type ApiRequest, answer, Dropped } from './answer.ts';
import { flush, postTo } from './hooks.ts';
import type { World } from './world.ts';

/** What fetch does with a redirect, once: a token goes to the same origin only. https://fetch.spec.whatwg.org/#http-redirect-fetch */
async function followed(world: World, asked: ApiRequest, first: ApiAnswer): Promise<ApiAnswer> {
  const location = first.headers['location'];
  if (first.status !== 302 || location === undefined) return first;
  const url = new URL(location, asked.url);
  return answer(world, { method: 'GET', url, authorization: url.origin === asked.url.origin ? asked.authorization : undefined, body: '' });
}

/** A `fetch` that reaches this world whatever the host: `new Probot({ request: { fetch: fetchOf(world) } })`. */
export function fetchOf(world: World): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const asked = {
      method: request.method,
      url: new URL(request.url),
      authorization: request.headers.get('authorization') ?? undefined,
      body: await request.text(),
    };
    try {
      const first = await answer(world, asked);
      const { status, headers, body } = request.redirect === 'follow' ? await followed(world, asked, first) : first;
      return new Response(body ?? null, { status, headers });
    } catch (error) {
      // What Node's own fetch says when a connection breaks.
      throw error instanceof Dropped ? new TypeError('fetch failed', { cause: error }) : error;
    }
  };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function serve(world: World, message: IncomingMessage, response: ServerResponse, pages: WebPages | undefined): Promise<void> {
  const url = new URL(message.url ?? '/', `http://${message.headers.host ?? 'sandbox'}`);
  if (pages?.takes(message, url)) return pages.answer(message, response);
  const request: ApiRequest = {
    method: message.method ?? 'GET',
    url,
    authorization: message.headers.authorization,
    body: await bodyOf(message),
  };
  try {
    const { status, headers, body }: ApiAnswer = await answer(world, request);
    response.writeHead(status, { ...headers }).end(body);
  } catch (error) {
    if (error instanceof Dropped) message.socket.destroy();
    else
      response
        .writeHead(500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ message: `The sandbox itself failed: ${String(error)}` }));
  }
}

export interface Listening {
  /** `http://127.0.0.1:3001`. REST at `/api/v3` and `/`, GraphQL at `/api/graphql` and `/graphql`. */
  readonly url: string;
  /** Waits until every webhook that was sent is answered. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** What people see in a browser, on the same server as the API. */
export interface WebPages {
  readonly takes: (message: IncomingMessage, url: URL) => boolean;
  readonly answer: (message: IncomingMessage, response: ServerResponse) => void;
}

export interface ListenSettings {
  /** 0 or left out: any free one. */
  readonly port?: number;
  /** `127.0.0.1` when left out; nothing but loopback addresses is taken. */
  readonly host?: string;
  /** Where webhooks are posted, right after each change; undefined or left out, they wait in `world.hooks.queue`. A function is asked each time. */
  readonly hookUrl?: string | (() => string | undefined);
  /** None while it answers undefined. */
  readonly pages?: () => WebPages | undefined;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

async function open(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  // A server that listens on a port has an address of this shape.
  return (server.address() as AddressInfo).port;
}

/** Serves a world on loopback. Webhooks are sent at the same time as others, as GitHub does: their order is not promised. */
export async function listen(world: World, settings: ListenSettings = {}): Promise<Listening> {
  const host = settings.host ?? '127.0.0.1';
  if (!isLoopback(host))
    throw new Error(`The sandbox checks nobody's password, so it listens on this machine only: use 127.0.0.1, not ${host}.`);
  const server = createServer((message, response) => void serve(world, message, response, settings.pages?.()));
  const port = await open(server, settings.port ?? 0, host);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  // Another origin of the same server, so that no client takes its token there.
  const blobs = `http://${host === 'localhost' ? '127.0.0.1' : 'localhost'}:${port}`;
  world.site = { api: `${url}/api/v3`, html: url, blobs };
  const { hookUrl } = settings;
  const sending = new Set<Promise<unknown>>();
  const sendAll = (receive: ReturnType<typeof postTo>): void => {
    const sent = flush(world, receive).finally(() => sending.delete(sent));
    sending.add(sent);
  };
  world.hooks.queued = () => {
    const to = typeof hookUrl === 'function' ? hookUrl() : hookUrl;
    if (to !== undefined) sendAll(postTo(to));
  };
  // After the answer to the call that queued the run: a runner is another machine.
  world.actions.queued = () => {
    const carried = new Promise((resolve) => setImmediate(resolve))
      .then(() => work(world))
      // The run of a runner that throws ended as a failure; nobody waits here to be told why.
      .catch(() => {})
      .finally(() => sending.delete(carried));
    sending.add(carried);
  };
  return {
    url,
    async settled() {
      while (sending.size > 0) await Promise.all(sending);
    },
    async close() {
      world.hooks.queued = undefined;
      world.actions.queued = undefined;
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
