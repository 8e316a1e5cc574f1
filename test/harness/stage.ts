/** A store at work in a test: arrivals go in, looks come out, and time passes when told. */
import { setTimeout as later } from 'node:timers/promises';
import type { Handled } from '../../src/app/handle.ts';
import type { Arrival, Look, Task } from '../../src/app/inbox.ts';
import { purseOf } from '../../src/store/budget.ts';
import type { Database } from '../../src/store/database.ts';
import { JOBS, SCHEMA } from '../../src/store/schema.ts';
import { startWorker, type Worker, type WorkerParts } from '../../src/store/worker.ts';

export const arrival = (delivery: string, number = 1, more: Partial<Arrival> = {}): Arrival => ({
  delivery,
  webhook: 'issue_comment.created',
  installation: 5,
  repository: 77,
  trigger: { ref: { owner: 'acme', repo: 'shop', number } },
  ...more,
});

/** What a look that found nothing new answers. */
export const QUIET = {
  promotion: undefined,
  record: undefined,
  held: false,
  entries: [],
  effects: [],
  bot: { id: 9, login: 'bot[bot]', kind: 'bot' },
  next: [],
  wakeIn: undefined,
} as const satisfies Handled;

/** Waits for what another party does, by asking again; fails with what it last saw when that takes so many milliseconds. */
export async function eventually<T>(ask: () => Promise<T> | T, holds: (found: T) => boolean, most = 60_000): Promise<T> {
  const until = Date.now() + most;
  for (;;) {
    const found = await ask();
    if (holds(found)) return found;
    if (Date.now() > until) throw new Error(`it never came to that; at last: ${JSON.stringify(found)}`);
    await later(10);
  }
}

export interface Counts {
  /** Deliveries that no look was done for yet. */
  readonly waiting: number;
  readonly jobs: number;
}

export async function countsOf({ pool }: Database): Promise<Counts> {
  const { rows } = await pool.query(`select
    (select count(*)::int from ${SCHEMA}.delivery where processed_at is null and dead_because is null) as waiting,
    (select count(*)::int from ${JOBS}.jobs where key is not null) as jobs`);
  return rows[0];
}

/** Until nothing is left to do. */
export const settled = (database: Database): Promise<Counts> =>
  eventually(
    () => countsOf(database),
    ({ waiting, jobs }) => waiting === 0 && jobs === 0,
  );

/** Time passes for the queue: what was to be done by then is due. */
export async function passes({ pool }: Database, seconds: number): Promise<void> {
  await pool.query(`update ${JOBS}._private_jobs set run_at = run_at - $1 * interval '1 second'`, [seconds]);
  await pool.query(`update ${SCHEMA}.issue set next_check_at = next_check_at - $1 * interval '1 second'`, [seconds]);
  await pool.query(`select pg_notify('jobs:insert', '{"r":0,"count":1}')`);
}

/** Everything is forgotten: making a database takes longer than a test. */
export async function clear({ pool }: Database): Promise<void> {
  await pool.query(
    `truncate ${SCHEMA}.delivery, ${SCHEMA}.issue, ${SCHEMA}.fact, ${SCHEMA}.spending, ${SCHEMA}.silence, ${JOBS}._private_jobs`,
  );
  await pool.query(`update ${JOBS}._private_job_queues set locked_at = null, locked_by = null`);
}

export interface Desk {
  readonly worker: Worker;
  /** Every turn that was taken, in order. */
  readonly turns: Task[];
  /** What the worker said. */
  readonly log: { readonly level: string; readonly message: string; readonly fields: object }[];
}

/** A worker whose looks do what `look` says. */
export async function desk(database: Database, look: Look = async () => QUIET, more: Partial<WorkerParts> = {}): Promise<Desk> {
  const turns: Task[] = [];
  const log: Desk['log'] = [];
  const say =
    (level: string) =>
    (fields: object, message: string): void =>
      void log.push({ level, message, fields });
  const worker = await startWorker({
    database,
    concurrency: 4,
    purse: purseOf(database.pool),
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    lost: (error) => {
      throw error;
    },
    look: (place, task) => {
      turns.push(task);
      return look(place, task);
    },
    ...more,
  });
  return { worker, turns, log };
}
