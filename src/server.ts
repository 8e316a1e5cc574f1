/** The web server: GitHub's deliveries on one path, a health check on another, a friendly word everywhere else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApplicationFunction, createNodeMiddleware } from 'probot';
import type { Env } from './env.ts';
import { createProbot, type ProbotSettings } from './github/octokit.ts';
import type { Log } from './log.ts';

export interface ServerParts {
  /** What listens to GitHub's events. */
  readonly bot: ApplicationFunction;
  readonly log: Log;
  /** The way to GitHub, for tests; the global `fetch` when undefined. */
  readonly fetch?: ProbotSettings['fetch'];
  readonly pacing?: ProbotSettings['pacing'];
  /** Milliseconds that deliveries under way are given when the server stops. */
  readonly grace?: number;
}

export interface RunningServer {
  /** Where it listens, with the port that was taken: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes nothing new, waits for what is under way, at most `grace` milliseconds. May be called twice. */
  close(): Promise<void>;
}

export const WEBHOOKS_PATH = '/api/github/webhooks';
/** GitHub's cap for a payload: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap. */
const LARGEST_PAYLOAD = 25 * 1024 * 1024;

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }).end(`${text}\n`);
}

/** The body as text, or undefined when it is larger than GitHub ever sends; nothing beyond the limit is kept. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_PAYLOAD) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > LARGEST_PAYLOAD) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Middleware = Awaited<ReturnType<typeof createNodeMiddleware>>;

async function answer(middleware: Middleware, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (path === '/healthz' && (request.method === 'GET' || request.method === 'HEAD')) return say(response, 200, 'ok');
  if (path !== WEBHOOKS_PATH) {
    return say(response, 404, `There is nothing here. Promotion Bot hears GitHub on ${WEBHOOKS_PATH} and answers on /healthz.`);
  }
  // Probot reads bodies of any size, but takes one that was read before it.
  const body = await bodyOf(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return say(response, 413, 'This is larger than the 25 MB that GitHub sends at most.');
  }
  request.body = body;
  await middleware(request, response);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * Starts hearing GitHub.
 *
 * A delivery is verified and answered by Probot: 200, 400 for a wrong signature, 202 after 9 seconds while work goes on, which the server
 * does not wait for when it stops; the next look at the promotion does what is left.
 *
 * @throws the error of `listen`, `EADDRINUSE` for instance.
 */
export async function startServer(env: Env, { bot, log, fetch, pacing, grace = 9_000 }: ServerParts): Promise<RunningServer> {
  const { appId, privateKey, webhookSecret: secret, baseUrl } = env;
  const probot = createProbot({ appId, privateKey, secret, baseUrl, log, fetch, pacing });
  const middleware = await createNodeMiddleware(bot, { probot, webhooksPath: WEBHOOKS_PATH });
  const server = createServer((request, response) => {
    answer(middleware, request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'A request could not be answered');
      if (response.headersSent) response.destroy();
      else say(response, 400, 'This request could not be read to its end. Please send it again.');
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await listen(server, env.port, env.host);
  const address = server.address() as AddressInfo; // a string only for pipes, which `listen` with a port never makes
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const url = `http://${host}:${address.port}`;
  log.info({ url, webhooks: WEBHOOKS_PATH }, 'Listening');
  let closing: Promise<void> | undefined;
  return {
    url,
    close: () => {
      closing ??= close(server, grace);
      return closing;
    },
  };
}
