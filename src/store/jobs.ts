/** "Look at this issue again" as a job: one for each issue, however often it is asked for; never joined to one that already runs. */
import * as z from 'zod';
import type { Place } from '../app/inbox.ts';
import type { Ref } from '../core/promotion.ts';
import type { Queryable } from './database.ts';
import { keyOf, laneOf } from './lanes.ts';
import { JOBS } from './schema.ts';

/** Sooner first: people wait for what they said, nobody for a sweep. */
export const PRIORITY = { said: 0, neighbour: 1, alarm: 5, sweep: 9 } as const;
export type Reason = keyof typeof PRIORITY;

/** What a job says. */
export const jobPayload = z.object({
  installation: z.int(),
  repository: z.int(),
  owner: z.string(),
  repo: z.string(),
  number: z.int(),
  reason: z.enum(['said', 'neighbour', 'alarm', 'sweep']),
});
export type JobPayload = z.infer<typeof jobPayload>;

export const payloadOf = (place: Place, { owner, repo, number }: Ref, reason: Reason): JobPayload => ({
  ...place,
  owner,
  repo,
  number,
  reason,
});

export const LOOK = 'look';
/** After the last one a job lies still until somebody replays it; the waits before add up to four days. */
const TRIES = 25;
/** A job that is locked between two steps of `add_jobs` is not returned; then it is asked for again. */
const RACES = 20;

interface Spec {
  readonly payload: JobPayload;
  /** Milliseconds from now. */
  readonly delay: number;
}

/**
 * Adds a job for each issue, or joins the one that waits: it stays as urgent and as early as it was. In the transaction of `client`, so that it is there exactly if the rest is.
 *
 * @param delay milliseconds until they may start.
 */
export async function addJobs(client: Queryable, payloads: readonly JobPayload[], delay = 0): Promise<void> {
  let missing = new Map(payloads.map((payload): [string, Spec] => [keyOf(payload), { payload, delay }]));
  for (let tries = 0; missing.size > 0; tries += 1) {
    if (tries === RACES) throw new Error(`the queue did not take ${missing.size} jobs`);
    const added = await add(client, missing);
    missing = new Map([...missing].filter(([key]) => !added.has(key)));
  }
}

async function add(client: Queryable, specs: ReadonlyMap<string, Spec>): Promise<ReadonlySet<string>> {
  // In one order everywhere, so that two processes that add the same jobs do not wait for each other in a circle.
  const jobs = [...specs]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { payload, delay }]) => ({ key, payload, delay, lane: laneOf(key), priority: PRIORITY[payload.reason] }));
  const { rows } = await client.query(
    `select key from ${JOBS}.add_jobs(array(
       select ('${LOOK}', case when waiting.priority < job.priority then waiting.payload else job.payload end, job.lane,
         least(now() + job.delay * interval '1 millisecond', waiting.run_at), ${TRIES}::smallint, job.key,
         least(job.priority, waiting.priority)::smallint, null::text[])::${JOBS}.job_spec
       from json_to_recordset($1::json) as job (key text, payload json, delay float8, lane text, priority int)
       left join ${JOBS}._private_jobs waiting on waiting.key = job.key and waiting.locked_at is null and waiting.attempts < waiting.max_attempts))`,
    [JSON.stringify(jobs)],
  );
  return new Set(rows.map(({ key }: { key: string }) => key));
}

/** Adds a job for each issue that has none waiting: what nobody asked for moves nothing. */
export async function addMissingJobs(client: Queryable, payloads: readonly JobPayload[]): Promise<void> {
  const { rows } = await client.query(
    `select key from ${JOBS}.jobs where key = any($1) and locked_at is null and attempts < max_attempts`,
    [payloads.map(keyOf)],
  );
  const waiting = new Set(rows.map(({ key }: { key: string }) => key));
  await addJobs(
    client,
    payloads.filter((payload) => !waiting.has(keyOf(payload))),
  );
}
