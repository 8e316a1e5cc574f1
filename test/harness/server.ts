/** A running server with a bot of one's own behind it, real HTTP on loopback, and GitHub's way of signing. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { ApplicationFunction } from 'probot';
import type { Env } from '../../src/env.ts';
import { createLog } from '../../src/log.ts';
import { type RunningServer, type ServerParts, startServer, WEBHOOKS_PATH } from '../../src/server.ts';

export const SECRET = 'a webhook secret of GitHub, long enough';

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
export const ENV: Env = {
  appId: 1,
  privateKey,
  webhookSecret: SECRET,
  ledgerKey: 'not used here',
  port: 0,
  host: '127.0.0.1',
  baseUrl: undefined,
  logLevel: 'debug',
};

export const sign = (body: string | Uint8Array, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** The headers of a delivery. */
export const headers = (body: string | Uint8Array, others: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'content-type': 'application/json',
  'x-github-event': 'issues',
  'x-github-delivery': 'd-1',
  'x-hub-signature-256': sign(body),
  ...others,
});

export interface House {
  readonly server: RunningServer;
  /** Events that the bot heard, in their order. */
  readonly heard: { readonly name: string; readonly id: string; readonly payload: unknown }[];
  /** Lines of the log. */
  readonly lines: string[];
  readonly deliver: (body: string | Uint8Array, others?: Readonly<Record<string, string>>) => Promise<Response>;
  /** A connection on which anything can be said; `said` resolves to all that came back when it ends. */
  readonly socket: (begin: string) => { readonly socket: Socket; readonly said: Promise<string> };
}

/** @param bot heard as well; without one everything is heard and taken. */
export async function house(env: Partial<Env> = {}, { bot, ...parts }: Partial<ServerParts> = {}): Promise<House> {
  const lines: string[] = [];
  const heard: House['heard'] = [];
  const log = createLog({ level: 'debug', write: (line) => lines.push(line), secrets: [SECRET] });
  const listening: ApplicationFunction = (app, options) => {
    app.onAny(async ({ name, id, payload }) => {
      heard.push({ name, id, payload });
    });
    return bot?.(app, options);
  };
  const fetchNothing = () => Promise.reject(new Error('no way out'));
  const server = await startServer({ ...ENV, ...env }, { bot: listening, log, fetch: fetchNothing, ...parts });
  const deliver: House['deliver'] = (body, others) =>
    fetch(`${server.url}${WEBHOOKS_PATH}`, { method: 'POST', body, headers: headers(body, others) });
  const socket: House['socket'] = (begin) => {
    const open = connect(Number(new URL(server.url).port), '127.0.0.1');
    open.write(begin);
    let text = '';
    open.on('data', (piece) => {
      text += piece;
    });
    // A connection that is cut off has said what it said.
    const said = new Promise<string>((resolve) => open.on('error', () => {}).on('close', () => resolve(text)));
    return { socket: open, said };
  };
  return { server, heard, lines, deliver, socket };
}

/** A bot whose work lasts until it is told to finish; `here` resolves when it began. */
export function slow() {
  let arrived = (): void => {};
  let finish = (): void => {};
  const here = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const bot: ApplicationFunction = (app) => {
    app.onAny(() => {
      arrived();
      return work;
    });
  };
  return { bot, here, finish };
}

/** The head of a delivery as it goes over the wire, without its last empty line. */
export const wire = (lines: Readonly<Record<string, string>>): string =>
  `POST ${WEBHOOKS_PATH} HTTP/1.1\r\nhost: localhost\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}`;
