/** Statements with a name: a connection plans each only once, which for a page takes as long as to carry it out. */
import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** A connection keeps what has a name until it ends. There are fewer shapes of pages than this; whatever comes after them has no name. */
const MOST_NAMED = 300;

const digest = (text: string): string => `index_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;

/** The pool in the shape that kysely asks for. */
export function namedOn(pool: Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    if (!names.has(text) && names.size < MOST_NAMED) names.set(text, digest(text));
    return names.get(text);
  };
  const ask = (client: PoolClient) => (text: string, values: unknown[]) => client.query({ name: nameOf(text), text, values });
  return {
    connect: async () => {
      const client = await pool.connect();
      // Without a cursor, kysely never asks in the other way that the type knows.
      return { query: ask(client) as unknown as PostgresPoolClient['query'], release: () => client.release() };
    },
    end: () => pool.end(),
  };
}
