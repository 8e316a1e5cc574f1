/** The way to a database: whichever engine it is, its tables are up to date. */
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';

export interface Where {
  /** `postgres://user:password@host:5432/name`; the folder counts when undefined. */
  readonly url?: string | undefined;
  /** Absolute path. */
  readonly folder: string;
}

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws Unusable when it cannot be reached, belongs to another process, or was written by another major version.
 */
export async function openDatabase({ url, folder }: Where): Promise<Database> {
  // Each engine is loaded only where it is used: PGlite brings 20 MB of WebAssembly.
  const database =
    url === undefined ? await (await import('./embedded.ts')).openEmbedded(folder) : await (await import('./server.ts')).openServer(url);
  try {
    await migrate(database.pool);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
