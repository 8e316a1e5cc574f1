/** The database behind inbox and index: PGlite in this process, or a PostgreSQL server. One dialect, one set of queries. */
import type { Pool, PoolClient, QueryResult } from 'pg';

/** What a query can be sent to: the pool, or a connection that holds a transaction. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<Pick<QueryResult, 'rows' | 'rowCount'>>;
}

export interface Database {
  readonly engine: 'PGlite' | 'PostgreSQL';
  /** Where it is, for people: a folder, or host, port and name without the password. */
  readonly place: string;
  /** The server's version, `18.3`. */
  readonly version: string;
  readonly pool: Pool;
  /** Ends every connection. May be called twice. */
  close(): Promise<void>;
}

/** Why there is no database to work with, in words for whoever starts the server. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
  /** One sentence: what to do about it. */
  readonly remedy: string;

  constructor(sentence: string, remedy: string, cause?: unknown) {
    super(sentence, { cause });
    this.remedy = remedy;
  }
}

/** A connection may break while nobody uses it; the pool makes a new one. Without listeners that would end the process. */
export function bearLosses(pool: Pool): Pool {
  const bear = (): void => {};
  return pool.on('error', bear).on('connect', (client) => client.on('error', bear));
}

/** Runs the work in one transaction; rolls back and passes the error on when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is not given to anybody else.
    client.release(broken);
  }
}

/** Whether the database refused what was written, and not the writing: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const isOfData = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && /^(22|23|54)/.test(String(error.code));

/**
 * Whether a connection was lost, or the database is going away, whoever notices it first: 08 and 57P01 to 57P03 of the same page, and what `pg`
 * says of a connection that ends while it is used.
 */
export const isLoss = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && /^(08...|57P0[1-3])$/.test(String(error.code))) || /^Connection terminated/.test(error.message));
