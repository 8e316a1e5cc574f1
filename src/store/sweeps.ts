/** What is done now and then in the database itself. */
import type { Pool } from 'pg';
import { HOUR } from '../app/budget.ts';
import { inTransaction, type Queryable } from './database.ts';
import { addMissingJobs, type JobPayload } from './jobs.ts';
import { JOBS, SCHEMA } from './schema.ts';

/** Promotions whose time has come, in one round; the next one follows in a minute. */
const MOST_DUE = 1_000;
/** GitHub sends a delivery again for three days; after seven nobody needs to know that it was processed. */
const KEPT = "interval '7 days'";
/** What nobody could read is kept for whoever asks what became of it. */
const DEAD_KEPT = "interval '30 days'";

/** Adds a job for each promotion whose next look is due. Their moments are taken away in the same transaction. @returns how many. */
export function takeDue(pool: Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query(
      `update ${SCHEMA}.issue set next_check_at = null
       where (repo, number) in (
         select repo, number from ${SCHEMA}.issue where next_check_at <= now() order by next_check_at limit ${MOST_DUE} for update skip locked)
       returning installation, repo, owner, name, number`,
    );
    await addMissingJobs(
      client,
      rows.map(
        ({ installation, repo, owner, name, number }): JobPayload => ({
          installation: Number(installation),
          repository: Number(repo),
          owner,
          repo: name,
          number,
          reason: 'alarm',
        }),
      ),
    );
    return rows.length;
  });
}

/**
 * Forgets what nobody needs any more: old deliveries, jobs that a newer one took the place of while they failed, what was spent
 * long ago, sessions that are over.
 *
 * @param now milliseconds since 1970.
 */
export async function purge(client: Queryable, now: number): Promise<void> {
  await client.query(`delete from ${SCHEMA}.spending where at < $1`, [now - 2 * HOUR]);
  await client.query(`delete from ${SCHEMA}.session where expires_at < to_timestamp($1)`, [now / 1000]);
  await client.query(
    `delete from ${SCHEMA}.delivery where processed_at < now() - ${KEPT} or (dead_because is not null and received_at < now() - ${DEAD_KEPT})`,
  );
  await client.query(`delete from ${JOBS}._private_jobs where key is null and locked_at is null and attempts >= max_attempts`);
}

/** Which of these deliveries are stored, processed or not. */
export async function storedAmong(client: Queryable, guids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query(`select id from ${SCHEMA}.delivery where id = any($1)`, [guids]);
  return new Set(rows.map(({ id }: { id: string }) => id));
}
