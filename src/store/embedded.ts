/** PostgreSQL inside this process (PGlite), in a folder: nothing to set up. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bearLosses, type Database, Unusable } from './database.ts';
import { openDurable } from './durable-files.ts';
import { lockFolder } from './folder-lock.ts';
import { poolOf } from './pglite-pool.ts';

/** The major version of PostgreSQL in the pinned PGlite; it reads no other's files. */
export const MAJOR = 18;

/**
 * The first opening takes 870 MB, which a process keeps for ever: so it happens in one that ends. Everything is synced before it counts.
 * Where PGlite is, and the folder, are absolute paths.
 */
const programFor = (pglite: string, folder: string): string => `
const { closeSync, fsyncSync, openSync, readdirSync } = require('node:fs');
const { PGlite } = require(${JSON.stringify(pglite)});
const folder = ${JSON.stringify(folder)};
PGlite.create(folder).then((db) => db.close()).then(() => {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(entry.parentPath + '/' + entry.name, 'r');
    fsyncSync(file);
    closeSync(file);
  }
});
`;

/**
 * Opens the database in a folder, and makes it first where there is none.
 *
 * @throws Unusable when the folder belongs to another process, was written by another major version, or cannot be written.
 */
export async function openEmbedded(folder: string): Promise<Database> {
  makeFolder(folder);
  const unlock = await lockFolder(folder);
  try {
    const files = join(folder, 'postgres');
    mustBeReadable(files, folder);
    if (!existsSync(files)) await create(files);
    const db = await openDurable(files);
    const { rows } = await db.query<{ server_version: string }>('show server_version');
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await db.close();
      await unlock();
    };
    return {
      engine: 'PGlite',
      place: folder,
      version: rows[0]?.server_version ?? '',
      pool: bearLosses(poolOf(db)),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Unusable(
      `The folder ${folder} cannot be made.`,
      'Set DATA_DIR to a folder that this user may write, or DATABASE_URL.',
      error,
    );
  }
}

function mustBeReadable(files: string, folder: string): void {
  if (!existsSync(files)) return;
  const version = existsSync(join(files, 'PG_VERSION')) ? readFileSync(join(files, 'PG_VERSION'), 'utf8').trim() : 'unknown';
  if (version === String(MAJOR)) return;
  throw new Unusable(
    `The database in ${folder} was written by PostgreSQL ${version}, and this version brings PostgreSQL ${MAJOR}, which cannot read it.`,
    `Nothing in it is lost: the issues are the record. Move ${files} away and run "promotion-bot rebuild", which reads everything again from GitHub.`,
  );
}

async function create(files: string): Promise<void> {
  const draft = `${files}.new`;
  rmSync(draft, { recursive: true, force: true });
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  await promisify(execFile)(process.execPath, ['-e', programFor(pglite, draft)]);
  // What was half made, because the machine went down, never looks like a database.
  renameSync(draft, files);
}
