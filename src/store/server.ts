/** A PostgreSQL server, found by its URL. */
import { Pool } from 'pg';
import { bearLosses, type Database, Unusable } from './database.ts';

/** The oldest major version whose behaviour the tests have seen. */
const OLDEST = 13;
/**
 * Milliseconds until a silent connection is asked whether it is there. With the system's two hours a process that is cut off from its database
 * would go on for long after the others have taken it for dead.
 */
const SILENCE = 15_000;
/** Connections: jobs under way, their transactions, acceptance, liveness. */
const CONNECTIONS = 24;

/** @throws Unusable when nothing answers there, it lets nobody in, or it is too old. */
export async function openServer(url: string): Promise<Database> {
  const place = placeOf(url);
  const pool = bearLosses(
    new Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: 10_000,
      application_name: 'promotion-bot',
      keepAlive: true,
      keepAliveInitialDelayMillis: SILENCE,
    }),
  );
  try {
    const { rows } = await pool.query('show server_version');
    const version = String(rows[0]?.server_version).split(' ')[0] ?? '';
    if (Number.parseInt(version, 10) < OLDEST) {
      throw new Unusable(
        `PostgreSQL ${version} at ${place} is older than ${OLDEST}.`,
        `Use PostgreSQL ${OLDEST} or newer; 15 and 18 are tested.`,
      );
    }
    let closing: Promise<void> | undefined;
    return { engine: 'PostgreSQL', place, version, pool, close: () => (closing ??= pool.end()) };
  } catch (error) {
    await pool.end();
    if (error instanceof Unusable) throw error;
    const reason = reasonOf(error);
    throw new Unusable(
      `The database at ${place} cannot be used: ${reason}.`,
      'Check DATABASE_URL and that PostgreSQL runs and lets this user in, or leave DATABASE_URL out to keep everything in a folder.',
      error,
    );
  }
}

/** Host, port and name; never the user's password. */
function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host || 'the local socket'}${pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}

/** Several addresses that all fail come as one error without words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
