/** An Enterprise Server: the GitHub in memory behind a door that lets through what such a server has, and programs that reach nothing else. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Listening, listen, type Sandbox } from '../../src/sandbox/index.ts';
import { type Heard, heard } from './heard.ts';

/** https://docs.github.com/en/enterprise-server/rest/using-the-rest-api : REST, GraphQL and the web on one host. */
const PATHS = /^\/(api\/v3\/|api\/graphql$|login\/oauth\/)/;

export interface Enterprise {
  readonly url: string;
  readonly host: string;
  readonly github: Listening;
  /** What was asked of it that such a server does not have. */
  readonly strange: readonly string[];
  readonly close: () => Promise<void>;
}

export async function enterprise(world: Sandbox, hookUrl: () => string | undefined): Promise<Enterprise> {
  const github = await listen(world, { hookUrl });
  const strange: string[] = [];
  const door = createServer((asked, answer) => {
    const { method = '', url = '/', headers } = asked;
    if (!PATHS.test(url.split('?')[0] ?? '')) {
      strange.push(`${method} ${url}`);
      answer.writeHead(404).end();
      return;
    }
    const inside = request(`${github.url}${url}`, { method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(answer);
    });
    asked.pipe(inside.on('error', () => answer.destroy()));
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(door.address() as AddressInfo).port}`;
  const url = `http://${host}`;
  world.site = { ...world.site, api: `${url}/api/v3`, html: url };
  const close = async (): Promise<void> => {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
    await github.close();
  };
  return { url, host, github, strange, close };
}

/** Loaded before a program: what it wants to reach beside this machine is written down, and not reached. */
const ONLY_HERE = `import { appendFileSync } from 'node:fs';
import net from 'node:net';
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [first] = Array.isArray(given[0]) ? given[0] : given;
  const host = typeof first === 'object' ? first.host : typeof given[1] === 'string' ? given[1] : undefined;
  if (first?.path || host === undefined || ['localhost', '127.0.0.1', '::1'].includes(host)) return connect.apply(this, given);
  appendFileSync(process.env.WENT, host + '\\n');
  return this.destroy(new Error('no way out'));
};`;

/** Variables for a program that stays on this machine, and the hosts it has tried to reach. */
export function stayingHere(folder: string): { readonly env: Readonly<Record<string, string>>; readonly went: () => string } {
  const [guard, log] = [join(folder, 'only-here.mjs'), join(folder, 'went')];
  mkdirSync(folder, { recursive: true });
  writeFileSync(guard, ONLY_HERE);
  writeFileSync(log, '');
  return { env: { NODE_OPTIONS: `--import=${guard}`, WENT: log }, went: () => readFileSync(log, 'utf8') };
}

export interface Program extends Pick<Heard, 'printed' | 'ended'> {
  readonly child: ReturnType<typeof spawn>;
  readonly out: Heard['said'];
}

export function program(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [...argv], { cwd, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const { said, ...rest } = heard(child);
  return { child, out: said, ...rest };
}
