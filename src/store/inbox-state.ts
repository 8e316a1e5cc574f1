/** What waits in the inbox, what fails there, and how what was given up is taken up again. */
import type { InboxState } from '../app/inbox.ts';
import type { InboxListing } from '../core/inbox-rows.ts';
import type { Queryable } from './database.ts';
import { jobPayload } from './jobs.ts';
import { JOBS, SCHEMA } from './schema.ts';

/** What is asked of every page of metrics. */
export async function inboxState(client: Queryable): Promise<InboxState> {
  const { rows } = await client.query(
    `select count(*) filter (where attempts < max_attempts) as waiting,
       coalesce(extract(epoch from now() - min(run_at) filter (where attempts < max_attempts)), 0) as oldest,
       count(*) filter (where attempts >= max_attempts) + (select count(*) from ${SCHEMA}.delivery where dead_because is not null) as dead
     from ${JOBS}.jobs where key is not null and locked_at is null and task_identifier = 'look'`,
  );
  const [{ waiting, oldest, dead }] = rows as [Record<'waiting' | 'oldest' | 'dead', string>];
  return { waiting: Number(waiting), oldestSeconds: Math.max(0, Number(oldest)), dead: Number(dead) };
}

const MOST_LISTED = 1_000;

/** The dead first, then in the order in which they are due; at most a thousand. */
export async function listInbox(client: Queryable): Promise<InboxListing> {
  const { rows } = await client.query(
    `select job.payload, job.run_at, job.attempts, job.last_error, job.locked_at is not null as running, job.attempts >= job.max_attempts as spent,
       (select count(*)::int from ${SCHEMA}.delivery where promotion = job.key and processed_at is null) as deliveries
     from ${JOBS}._private_jobs job where job.key is not null and job.payload->>'repository' is not null
     order by spent desc, job.run_at limit ${MOST_LISTED}`,
  );
  const { rows: dead } = await client.query(
    `select id, event, received_at, dead_because from ${SCHEMA}.delivery where dead_because is not null order by received_at limit ${MOST_LISTED}`,
  );
  return {
    jobs: rows.map(({ payload, run_at: at, attempts, last_error: error, running, spent, deliveries }) => {
      const { owner, repo, number } = jobPayload.parse(payload);
      const state = running ? 'running' : spent ? 'dead' : 'waiting';
      return { promotion: `${owner}/${repo}#${number}`, state, deliveries, at: at.toISOString(), tries: attempts, error };
    }),
    unreadable: dead.map(({ id, event, received_at: at, dead_because: why }) => ({
      delivery: id,
      webhook: event,
      at: at.toISOString(),
      why,
    })),
  };
}

/**
 * Has what was given up, or waits for its next try, done now.
 *
 * @param promotion `acme/shop#7`; all when undefined. @returns how many.
 */
export async function replay(client: Queryable, promotion: string | undefined): Promise<number> {
  const { rows } = await client.query(
    `select id from ${JOBS}.reschedule_jobs(
       array(select id from ${JOBS}._private_jobs where key is not null and locked_at is null and payload->>'repository' is not null
         and ($1::text is null or lower(concat(payload->>'owner', '/', payload->>'repo', '#', payload->>'number')) = lower($1))),
       run_at => now(), attempts => 0)`,
    [promotion ?? null],
  );
  await client.query(`select pg_notify('jobs:insert', '{"r":0,"count":1}')`);
  return rows.length;
}

/** Takes what nobody could read off the list. @returns how many. */
export async function dropUnreadable(client: Queryable): Promise<number> {
  const { rowCount } = await client.query(`delete from ${SCHEMA}.delivery where dead_because is not null`);
  return rowCount ?? 0;
}
