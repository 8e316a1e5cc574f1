/** The server under load: what acceptance costs, what it holds, and what a second replica brings. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { type Cluster, startPostgres } from '../harness/postgres.ts';
import { atRate, throughput } from './load.ts';
import { KEYS, SECRET, settled, startProgram, stopProgram } from './programs.ts';
import type { ReplicaSettings } from './replica.ts';
import { measureReplicas, type ReplicasResult } from './replicas.ts';
import { median } from './world.ts';

export interface ServerResult {
  /** Deliveries a second. */
  readonly bare: number;
  readonly durable: number;
  /** The median of how many times as many the bare one takes, round by round. */
  readonly ratio: number;
  readonly rate: { readonly accepted: number; readonly refused: number; readonly lost: number; readonly p50: number; readonly p99: number };
  /** Megabytes of an idle server. */
  readonly idle: { readonly pglite: number; readonly postgres: number };
  readonly replicas: ReplicasResult;
}

const ROUNDS = 5;
const OPEN = 10_000;
const RATE = 200;
const SECONDS = 60;

/** A GitHub that lets everybody in and has no issue at all, so that a look costs next to nothing. */
async function emptyGithub(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const path = request.url ?? '';
      const headers = { 'content-type': 'application/json', date: new Date().toUTCString() };
      const gone = { data: { repository: null }, errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'There is none.' }] };
      if (path.endsWith('/access_tokens'))
        response
          .writeHead(201, headers)
          .end(JSON.stringify({ token: 'ghs_bench', expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} }));
      else if (path.includes('graphql')) response.writeHead(200, headers).end(JSON.stringify(gone));
      else if (path.includes('/installation/repositories')) response.writeHead(200, headers).end('{"repositories":[]}');
      else response.writeHead(200, headers).end('[]');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api/v3`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function measureServer(): Promise<ServerResult> {
  const cluster = await startPostgres();
  const github = await emptyGithub();
  try {
    return {
      ...(await measureAcceptance(cluster, github.url)),
      rate: await measureRate(cluster, github.url),
      idle: { pglite: await measureIdle(undefined, github.url), postgres: await measureIdle(await cluster.fresh(), github.url) },
      replicas: await measureReplicas(cluster),
    };
  } finally {
    github.close();
    await cluster.stop();
  }
}

const settingsFor = (url: string, github: string, concurrency: number): ReplicaSettings => ({
  where: { url, folder: '' },
  appId: 1,
  ...KEYS,
  secret: SECRET,
  github,
  concurrency,
});

/** Both do nothing but accept; the one in memory, the other in a database that syncs. */
async function measureAcceptance(cluster: Cluster, github: string): Promise<Pick<ServerResult, 'bare' | 'durable' | 'ratio'>> {
  const bare = await startProgram('bare.js', SECRET);
  const durable = await startProgram('replica.js', JSON.stringify(settingsFor(await cluster.fresh(), github, 0)));
  const load = { connections: 32, time: 3_000 };
  const rounds: { bare: number; durable: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured = { bare: await throughput(bare.port, SECRET, load), durable: await throughput(durable.port, SECRET, load) };
    // In the first round nothing is compiled.
    if (round > 0) rounds.push(measured);
  }
  for (const { child } of [bare, durable]) await stopProgram(child);
  return {
    bare: median(rounds.map((one) => one.bare)),
    durable: median(rounds.map((one) => one.durable)),
    ratio: median(rounds.map((one) => one.bare / one.durable)),
  };
}

/** Ten thousand promotions that wait for somebody, in index and timers. */
async function fill({ pool }: Database): Promise<void> {
  await pool.query(`insert into promotion_index.repository values (800000001, 'acme', 'shop', 'https://github.com/acme/shop')`);
  await pool.query(
    `insert into promotion_bot.issue (repo, number, installation, owner, name, next_check_at)
     select 800000001, n, 60000001, 'acme', 'shop', now() + interval '1 day' from generate_series(1, ${OPEN}) n`,
  );
}

async function measureRate(cluster: Cluster, github: string): Promise<ServerResult['rate']> {
  const url = await cluster.fresh();
  const database = await openDatabase({ url, folder: '' });
  await fill(database);
  const server = await startProgram('replica.js', JSON.stringify(settingsFor(url, github, 8)));
  const { times, refused } = await atRate(server.port, SECRET, { rate: RATE, seconds: SECONDS, issues: OPEN });
  const processed = await settled(database);
  await stopProgram(server.child);
  await database.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { accepted: times.length, refused, lost: times.length - processed, p50: at(0.5), p99: at(0.99) };
}

/** The real program, some seconds after it began to listen. */
async function measureIdle(url: string | undefined, github: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-idle-'));
  const { host } = new URL(github);
  const env = {
    PATH: process.env['PATH'],
    APP_ID: '1',
    PRIVATE_KEY: KEYS.privateKey,
    LEDGER_KEY: KEYS.ledgerKey,
    WEBHOOK_SECRET: SECRET,
    PORT: '0',
    GHE_HOST: host,
    GHE_PROTOCOL: 'http',
    ...(url === undefined ? { DATA_DIR: join(folder, 'data') } : { DATABASE_URL: url }),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/cli.js'), 'start'], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const part of child.stdout) {
    said += String(part);
    if (said.includes('"Every open promotion is looked at"')) break;
  }
  await later(5_000);
  const [, kilobytes = ''] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  await stopProgram(child);
  rmSync(folder, { recursive: true, force: true });
  return Number(kilobytes) / 1024;
}
