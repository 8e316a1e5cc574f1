/** Both engines, for suites that hold on either: `describe.each(ENGINES)`. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openDatabase, type Where } from '../../src/store/open.ts';
import { type Cluster, startPostgres } from './postgres.ts';

const PGLITE = (JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }).dependencies[
  '@electric-sql/pglite'
];

export const ENGINES = ['PGlite', 'PostgreSQL'] as const;
export type Engine = (typeof ENGINES)[number];

/** A folder with a database of this version of PGlite that holds nothing, not even tables, made once: making one takes seconds, copying it none. */
async function emptyFolder(): Promise<string> {
  const kept = resolve(`node_modules/.cache/promotion-bot/pglite-${PGLITE}`);
  if (existsSync(kept)) return kept;
  mkdirSync(dirname(kept), { recursive: true });
  const draft = mkdtempSync(`${kept}-`);
  await (await openEmbedded(draft)).close();
  try {
    renameSync(draft, kept);
  } catch {
    // Another test file was faster.
    rmSync(draft, { recursive: true, force: true });
  }
  return kept;
}

/** Puts an empty database into a folder that is not there yet, so that the first opening need not make one. */
export const putEmptyDatabase = async (folder: string): Promise<void> => cpSync(await emptyFolder(), folder, { recursive: true });

/** Makes empty databases for one test file, and throws them away after it. */
export function databases(): { readonly where: (engine: Engine) => Promise<Where>; readonly open: (engine: Engine) => Promise<Database> } {
  const home = mkdtempSync(join(tmpdir(), 'promotion-bot-store-'));
  const opened: Database[] = [];
  let cluster: Promise<Cluster> | undefined;
  let made = 0;
  const where = async (engine: Engine): Promise<Where> => {
    made += 1;
    const folder = join(home, String(made));
    if (engine === 'PGlite') {
      await putEmptyDatabase(folder);
      return { folder };
    }
    cluster ??= startPostgres();
    return { folder, url: await (await cluster).fresh() };
  };
  afterAll(async () => {
    for (const database of opened) await database.close();
    await (await cluster)?.stop();
    rmSync(home, { recursive: true, force: true });
  });
  return {
    where,
    open: async (engine) => {
      const database = await openDatabase(await where(engine));
      opened.push(database);
      return database;
    },
  };
}
