/** Carries out the jobs: a look each, and then in one transaction all that is to be known of it. */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Handled, Trigger } from '../app/handle.ts';
import { type Look, merged, mergedWhy, type Why } from '../app/inbox.ts';
import { Mute, postponement } from '../app/ports.ts';
import type { Reserve } from '../app/reserve.ts';
import type { Ref } from '../core/promotion.ts';
import type { Purse } from './budget.ts';
import { type Database, inTransaction, type Queryable } from './database.ts';
import { addJobs, type JobPayload, jobPayload, LOOK, payloadOf } from './jobs.ts';
import { keyOf } from './lanes.ts';
import { freeAll, holdLife, type Life } from './liveness.ts';
import { memoryOf } from './memory.ts';
import { queueLogger } from './queue-log.ts';
import { JOBS, SCHEMA } from './schema.ts';

export interface WorkerParts {
  readonly database: Database;
  readonly look: Look;
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly log: WorkerLog;
  /** What else is done now and then, by name, with when: `{ name: 'purge', cron: '17 * * * *', run }`. */
  readonly chores?: readonly Chore[];
  /** What installations may write. */
  readonly purse: Purse;
  /** What sweeps leave to people; nothing when undefined. */
  readonly reserve?: Pick<Reserve, 'wait'> | undefined;
  /** Writes what is to be known of a look besides, in the transaction that ends it; of an issue that is gone when undefined. */
  readonly record?: ((client: Queryable, handled: Handled | undefined, payload: JobPayload) => Promise<void>) | undefined;
  /** This process counts as dead to the others now, and must end at once: another may have taken up its work. */
  readonly lost: (error: unknown) => void;
}

export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Chore {
  readonly name: string;
  /** https://worker.graphile.org/docs/cron: minutes, hours, days, months, weekdays; in UTC. */
  readonly cron: string;
  /** Whether it is done at the start as well. */
  readonly atStart?: boolean;
  readonly run: () => Promise<void>;
}

export interface Worker {
  /**
   * Takes nothing new, waits for what is under way at most so many milliseconds, and hands the rest back. May be called twice.
   *
   * @returns whether everything came to an end; if not, the process is to end now, with the database still open.
   */
  stop(grace: number): Promise<boolean>;
}

/** Milliseconds for what a worker has begun that cannot be started as a whole. */
const GIVEN_UP = 1_000;

/** Starts working. Several processes on one PostgreSQL share the work; whose process dies, its jobs go on elsewhere. */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const { database, concurrency, log, chores = [] } = parts;
  const { pool } = database;
  const events: WorkerEvents = new EventEmitter();
  // Each job listens to how the pool ends.
  events.setMaxListeners(0);
  const born = new Promise<string>((resolve) => events.once('pool:create', ({ workerPool }) => resolve(workerPool.id)));
  if (database.engine === 'PGlite') await freeAll(pool);
  const tasks: TaskList = Object.fromEntries(chores.map(({ name, run: carryOut }) => [name, carryOut]));
  const runner = await run({
    pgPool: pool,
    schema: JOBS,
    logger: queueLogger((level, message) => log[level]({ queue: message }, 'The queue has a problem')),
    concurrency,
    noHandleSignals: true,
    noPreparedStatements: true,
    pollInterval: 1_000,
    events,
    taskList: { ...tasks, [LOOK]: (payload, { job }) => work(parts, jobPayload.parse(payload), job) },
    crontab: chores.map(({ name, cron }) => `${cron} ${name} ?jobKey=${name}&queue=${name}&max=3`).join('\n'),
  });
  const living = database.engine === 'PostgreSQL' ? born.then((id) => holdLife(pool, id, parts.lost)) : Promise.resolve(undefined);
  const stop = stopOnce(runner, living, parts.lost);
  try {
    await living;
    for (const { name, atStart } of chores) if (atStart) await runner.addJob(name, {}, { jobKey: name, queueName: name, maxAttempts: 3 });
    return { stop };
  } catch (error) {
    // Nobody else could, and its connections would hold up the end of the pool for ever.
    await stop(GIVEN_UP);
    throw error;
  }
}

function stopOnce(runner: Runner, living: Promise<Life | undefined>, lost: WorkerParts['lost']): Worker['stop'] {
  let stopping: Promise<boolean> | undefined;
  // It resolves when its workers have given up as well: then nobody works any more on what the door goes on accepting.
  const gaveUp = (error?: unknown): void => {
    if (stopping === undefined) lost(error ?? new Error('the queue has given up'));
  };
  runner.promise.then(() => gaveUp(), gaveUp);
  const stop = async (grace: number): Promise<boolean> => {
    const late = new AbortController();
    const ended = await Promise.race([
      // A queue that has given up is stopping by itself.
      runner
        .stop()
        .catch(() => runner.promise)
        .then(
          () => true,
          () => false,
        ),
      sleep(grace, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    const life = await living.catch(() => undefined);
    // What is still under way stays locked until its process has ended: nobody else may begin with it before.
    if (ended) await life?.end();
    else life?.rest();
    return ended;
  };
  return (grace) => {
    stopping ??= stop(grace);
    return stopping;
  };
}

async function work(parts: WorkerParts, payload: JobPayload, { id, attempts }: Job): Promise<void> {
  const { log, purse, reserve } = parts;
  try {
    const reserved = payload.reason === 'sweep' ? (reserve?.wait(payload.installation) ?? 0) : 0;
    if (reserved > 0) return await postpone(parts, payload, reserved);
    const { milliseconds, kept } = await purse.wait(payload);
    if (milliseconds > 0) return await postpone(parts, payload, milliseconds);
    await takeTurn(parts, payload);
    if (kept) await purse.release(payload);
  } catch (error) {
    const postponed = postponement(error);
    if (postponed === undefined) {
      log.error({ err: error, promotion: nameOf(payload), tries: attempts }, 'failed');
      if (error instanceof Mute) await giveUp(parts, id);
      throw error;
    }
    if (postponed.byGithub) await purse.silence(payload.installation, postponed.milliseconds);
    await postpone(parts, payload, postponed.milliseconds);
  }
}

/** Further tries would find the same: it waits for a person at once. */
async function giveUp({ database }: WorkerParts, job: string): Promise<void> {
  await database.pool.query(`update ${JOBS}._private_jobs set max_attempts = attempts where id = $1`, [job]);
}

/** It is no failure, and must not use up the tries. */
async function postpone({ database, log }: WorkerParts, payload: JobPayload, milliseconds: number): Promise<void> {
  await addJobs(database.pool, [payload], milliseconds);
  log.info({ promotion: nameOf(payload), milliseconds }, 'postponed');
}

const refOf = ({ owner, repo, number }: JobPayload): Ref => ({ owner, repo, number });
const nameOf = ({ owner, repo, number }: JobPayload): string => `${owner}/${repo}#${number}`;

async function takeTurn({ database, look, record, purse }: WorkerParts, payload: JobPayload): Promise<void> {
  const { pool } = database;
  const arrived = await arrivedFor(pool, payload);
  const { installation, repository } = payload;
  const trigger = arrived.triggers.reduce(merged, { ref: refOf(payload) });
  const memory = await memoryOf(pool, payload);
  const budget = purse.budgetOf(payload);
  const lease = { ref: trigger.ref };
  const handled = await look({ installation, repository }, { lease, trigger, memory, budget, why: arrived.why });
  await inTransaction(pool, async (client) => {
    await client.query(`update ${SCHEMA}.delivery set processed_at = now() where id = any($1)`, [arrived.ids]);
    await setNextLook(client, payload, handled?.wakeIn);
    await record?.(client, handled, payload);
    if (handled === undefined) return;
    await addJobs(
      client,
      handled.next.map((ref) => payloadOf({ installation, repository }, ref, 'neighbour')),
    );
  });
}

interface Arrived {
  readonly ids: readonly string[];
  readonly triggers: readonly Trigger[];
  readonly why: Why;
}

/** Deliveries about the issue that no look has begun after yet, oldest first. */
async function arrivedFor(pool: Queryable, payload: JobPayload): Promise<Arrived> {
  const { rows } = await pool.query(
    `select id, event, trigger from ${SCHEMA}.delivery where promotion = $1 and processed_at is null and dead_because is null order by received_at, id`,
    [keyOf(payload)],
  );
  const found: readonly { readonly id: string; readonly event: string; readonly trigger: string }[] = rows;
  return {
    ids: found.map(({ id }) => id),
    // Written by `inbox.ts`, in this form or an older one that only lacks what is optional.
    triggers: found.map(({ trigger }): Trigger => JSON.parse(trigger)),
    why: found.map(({ id, event }): Why => ({ delivery: id, webhook: event })).reduce(mergedWhy, { webhook: payload.reason }),
  };
}

async function setNextLook(client: Queryable, { repository, number }: JobPayload, wakeIn: number | undefined): Promise<void> {
  await client.query(`update ${SCHEMA}.issue set next_check_at = now() + $3 * interval '1 millisecond' where repo = $1 and number = $2`, [
    repository,
    number,
    wakeIn ?? null,
  ]);
}
