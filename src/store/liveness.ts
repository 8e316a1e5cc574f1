/**
 * Who is alive: each worker holds an advisory lock on a connection of its own, which the server lets go when that connection breaks. Whose
 * lock is free is dead, and its jobs are freed for the others. (The queue itself would wait four hours.)
 */
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './database.ts';
import { JOBS, LOCK_CLASS } from './schema.ts';

export interface Life {
  /** Lets go of everything: nothing is under way any more. */
  end(): Promise<void>;
  /** Does nothing more, and lives until the process ends: something is still under way. */
  rest(): void;
}

/** Milliseconds between looks for the dead. */
const EVERY = 2_000;
/** A worker that just began holds jobs a moment before its lock. */
const GRACE = "interval '10 seconds'";

/** The queue's locks, by who holds them. */
const LOCKED = `(select locked_by, locked_at from ${JOBS}._private_jobs union all select locked_by, locked_at from ${JOBS}._private_job_queues)`;

/** The only process of a folder is this one, so every lock in it is a dead one's. */
export async function freeAll(pool: Pool): Promise<void> {
  await pool.query(
    `select ${JOBS}.force_unlock_workers(array(select distinct locked_by from ${LOCKED} as held where locked_by is not null))`,
  );
}

/** Shows that this worker lives, and frees what the dead hold. @param lost called when the others take this one for dead. */
export async function holdLife(pool: Pool, worker: string, lost: (error: unknown) => void): Promise<Life> {
  const client = await pool.connect();
  let ended = false;
  client.on('error', (error) => !ended && lost(error));
  client.on('end', () => !ended && lost(new Error('the connection that shows that this process lives was closed')));
  // A connection that is dead and does not say so is noticed within half a minute, on both sides.
  await client.query('set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, worker]);
  const sweep = setInterval(() => {
    freeDead(pool, worker).catch(() => {});
  }, EVERY);
  const rest = (): void => {
    clearInterval(sweep);
    ended = true;
  };
  return {
    rest,
    end: async () => {
      rest();
      await letGo(client, worker, pool);
    },
  };
}

/** What was taken and not begun is freed before the lock is, so that the others need not wait for it. */
async function letGo(client: PoolClient, worker: string, pool: Pool): Promise<void> {
  try {
    await pool.query(`select ${JOBS}.force_unlock_workers(array[$1::text])`, [worker]);
    await client.query('select pg_advisory_unlock_all()');
  } finally {
    client.release(true);
  }
}

/** @returns how many dead workers were found. */
export async function freeDead(pool: Pool, me: string): Promise<number> {
  const { rows } = await pool.query(
    `select distinct locked_by as id from ${LOCKED} as held where locked_by is not null and locked_by <> $1 and locked_at < now() - ${GRACE}`,
    [me],
  );
  let freed = 0;
  for (const { id } of rows as readonly { readonly id: string }[]) {
    await inTransaction(pool, async (client) => {
      const { rows: tried } = await client.query('select pg_try_advisory_xact_lock($1, hashtext($2)) as dead', [LOCK_CLASS, id]);
      if (tried[0]?.dead !== true) return;
      await client.query(`select ${JOBS}.force_unlock_workers(array[$1::text])`, [id]);
      freed += 1;
    });
  }
  return freed;
}
