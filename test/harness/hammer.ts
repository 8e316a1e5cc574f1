/** Load on servers that are killed again and again, and what came of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { build } from 'esbuild';
import { openDatabase, type Where } from '../../src/store/open.ts';
import { countsOf, eventually } from './stage.ts';

const MOST_SENDERS = 24;

export interface Blows {
  readonly where: Where;
  readonly servers: number;
  /** Milliseconds of load. */
  readonly time: number;
  /** Milliseconds between two kills. */
  readonly every: number;
  readonly issues: number;
}

export interface Outcome {
  readonly kills: number;
  readonly acknowledged: number;
  /** Acknowledged deliveries that are not in the store, or were never looked at. */
  readonly lost: number;
  /** Looks that began while another living process looked at the same issue. */
  readonly overlaps: number;
  /** Issues whose last look knows less than was last acknowledged. */
  readonly behind: number;
  readonly looks: number;
}

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

export async function hammer({ where, servers: count, time, every, issues }: Blows): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'hammer-'));
  const program = join(home, 'hammered.mjs');
  const file = join(home, 'looks');
  symlinkSync(join(process.cwd(), 'node_modules'), join(home, 'node_modules'));
  await build({
    entryPoints: ['test/harness/hammered.ts'],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const start = async (): Promise<Server> => {
    const child = spawn(process.execPath, [program, JSON.stringify(where), file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (line) => resolve(Number(line)));
      child.once('exit', (code) => reject(new Error(`it ended with ${code} before it listened`)));
    });
    return { child, port };
  };
  const load = new Load(issues);
  const servers: Server[] = [];
  for (let n = 0; n < count; n += 1) servers.push(await start());
  const until = performance.now() + time;
  const sending = load.sendTo(servers, until);
  let kills = 0;
  while (performance.now() < until) {
    await later(every);
    const at = kills % count;
    await kill(servers[at], file);
    kills += 1;
    servers[at] = await start();
  }
  await sending;
  for (const server of servers) await kill(server, file);
  try {
    // One that begins anew finds whatever is left.
    const last = await start();
    const seen = where.url === undefined ? undefined : await openDatabase(where);
    if (seen) {
      await eventually(
        () => countsOf(seen),
        ({ waiting, jobs }) => waiting === 0 && jobs === 0,
        60_000,
      );
      await seen.close();
    } else await quiet(file);
    await kill(last, file);
    return { kills, ...(await judge(where, load, file)) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The kernel closes its sockets; whoever was looking is dead from here on. */
async function kill(server: Server | undefined, file: string): Promise<void> {
  if (!server) return;
  const gone = new Promise((resolve) => server.child.once('exit', resolve));
  server.child.kill('SIGKILL');
  await gone;
  appendFileSync(file, `${JSON.stringify({ kind: 'dead', pid: server.child.pid })}\n`);
}

/** A folder belongs to one process, so from outside only its looks are seen: none for three seconds. */
async function quiet(file: string): Promise<void> {
  for (let size = -1; ; ) {
    const now = existsSync(file) ? readFileSync(file).length : 0;
    if (now === size) return;
    size = now;
    await later(3_000);
  }
}

class Load {
  /** GUID to issue and version, of what was answered with 202. */
  readonly acknowledged = new Map<string, { readonly number: number; readonly version: number }>();
  readonly #issues: number;
  #sent = 0;

  constructor(issues: number) {
    this.#issues = issues;
  }

  /** An issue has one sender, which waits for each answer: of two that are under way at once nobody could say which is newer. */
  async sendTo(servers: readonly Server[], until: number): Promise<void> {
    const senders = Math.min(MOST_SENDERS, this.#issues);
    const numbers = Array.from({ length: this.#issues }, (_, index) => 1 + index);
    const sends = async (own: readonly number[]): Promise<void> => {
      while (performance.now() < until) for (const number of own) await this.#send(number, servers);
    };
    await Promise.all(Array.from({ length: senders }, (_, sender) => sends(numbers.filter((number) => number % senders === sender))));
  }

  async #send(number: number, servers: readonly Server[]): Promise<void> {
    this.#sent += 1;
    const version = this.#sent;
    const delivery = { delivery: `d-${version}`, number, version };
    const server = servers[version % servers.length];
    try {
      const { status } = await fetch(`http://127.0.0.1:${server?.port}`, { method: 'POST', body: JSON.stringify(delivery) });
      if (status === 202) this.acknowledged.set(delivery.delivery, delivery);
    } catch {
      // It was killed, and has promised nothing.
      await later(20);
    }
  }
}

interface Line {
  readonly kind: 'begins' | 'ends' | 'dead';
  readonly pid: number;
  readonly look?: string;
  readonly number?: number;
  readonly version?: number;
}

async function judge(where: Where, { acknowledged }: Load, file: string): Promise<Omit<Outcome, 'kills'>> {
  const database = await openDatabase(where);
  const { rows } = await database.pool.query('select id from promotion_bot.delivery where processed_at is not null');
  await database.close();
  const processed = new Set(rows.map(({ id }) => id));
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  const newest = new Map<number, number>();
  for (const { number, version } of acknowledged.values()) newest.set(number, Math.max(version, newest.get(number) ?? 0));
  const known = new Map<number, number>();
  for (const { kind, number = 0, version = 0 } of lines)
    if (kind === 'begins') known.set(number, Math.max(version, known.get(number) ?? 0));
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged.keys()].filter((id) => !processed.has(id)).length,
    overlaps: overlapsIn(lines),
    behind: [...newest].filter(([number, version]) => (known.get(number) ?? 0) < version).length,
    looks: lines.filter(({ kind }) => kind === 'ends').length,
  };
}

function overlapsIn(lines: readonly Line[]): number {
  const open = new Map<string, Line>();
  let overlaps = 0;
  for (const line of lines) {
    if (line.kind === 'dead') for (const [look, { pid }] of open) if (pid === line.pid) open.delete(look);
    if (line.kind === 'ends') open.delete(line.look ?? '');
    if (line.kind !== 'begins') continue;
    if ([...open.values()].some(({ number }) => number === line.number)) overlaps += 1;
    open.set(line.look ?? '', line);
  }
  return overlaps;
}
