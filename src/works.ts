/** What works behind the door: the store, the inbox in it, the worker, and what is done now and then. */

import type { ContentLimits } from './app/budget.ts';
import type { Handled } from './app/handle.ts';
import type { Look } from './app/inbox.ts';
import { recover } from './app/recover.ts';
import { type Reserve, reserveOf } from './app/reserve.ts';
import type { BotOptions, Clients } from './bot.ts';
import type { Instant } from './core/promotion.ts';
import { listDeliveries, redeliver } from './github/deliveries.ts';
import { EVENTS } from './github/events.ts';
import type { ProbotSettings } from './github/octokit.ts';
import { eachOpen } from './github/promotions.ts';
import type { Log } from './log.ts';
import { type Purse, purseOf } from './store/budget.ts';
import type { Database, Queryable } from './store/database.ts';
import { readFact, writeFact } from './store/facts.ts';
import { storeInbox } from './store/inbox.ts';
import { inboxState } from './store/inbox-state.ts';
import { holdRecord, removeRecord, writeRecord } from './store/index/write.ts';
import { addMissingJobs, type JobPayload, payloadOf } from './store/jobs.ts';
import { purge, storedAmong, takeDue } from './store/sweeps.ts';
import { startWorker, type Worker } from './store/worker.ts';
import type { Metrics } from './web/metrics.ts';

export interface WorksParts {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'delivered' | 'spent' | 'left'>;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What an installation may write; GitHub's own limits when undefined. */
  readonly limits?: ContentLimits | undefined;
  /** This process counts as dead to its neighbours, and must end at once. */
  readonly lost: (error: unknown) => void;
}

export interface Works {
  readonly inbox: NonNullable<BotOptions['inbox']>;
  readonly watch: NonNullable<ProbotSettings['watch']>;
  /** Our own account on GitHub: what it does makes no look. */
  self(): number | undefined;
  /** Ways to GitHub, when the bot is loaded. */
  clients(): Clients | undefined;
  /** Begins to work, when the bot is loaded and the door is open. */
  begin(): Promise<void>;
  /** Why nothing can be taken now; undefined when all is well. */
  readiness(): Promise<string | undefined>;
  /** Milliseconds for what is under way. */
  stop(grace: number): Promise<void>;
}

const RECOVERED = 'deliveries recovered until';
const ACCOUNT = 'numeric id of our account';

export function worksOf(parts: WorksParts): Works {
  const { database, metrics, log } = parts;
  const { pool } = database;
  const purse = purseOf(pool, parts.now, parts.limits);
  const reserve = reserveOf(parts.now);
  const self: Self = { id: undefined };
  let beginning: Beginning | undefined;
  let worker: Worker | undefined;
  return {
    inbox: (look, clients) => {
      beginning = { look, clients, purse, reserve, self };
      return storeInbox(pool, ({ webhook }, accepted) =>
        metrics.delivered(webhook.split('.')[0] ?? '', accepted === 'new' ? 'accepted' : 'doubled'),
      );
    },
    watch: (installation) => ({
      sent: ({ repeatable, content }) => metrics.spent(installation, content > 0 ? 'content' : repeatable ? 'read' : 'write', 1),
      left: ({ resource, ...left }) => {
        metrics.left(installation, left.remaining);
        if (installation !== undefined) reserve.left(installation, resource, left);
      },
    }),
    self: () => self.id,
    clients: () => beginning?.clients,
    begin: async () => {
      const known = await readFact(pool, ACCOUNT);
      if (known !== undefined) self.id = Number(known);
      if (beginning === undefined) throw new Error('the bot has not asked for its inbox yet');
      worker = await begin(parts, beginning);
    },
    readiness: async () => {
      try {
        await inboxState(pool);
        return undefined;
      } catch (error) {
        log.warn({ err: error }, 'The database does not answer');
        return 'the database does not answer';
      }
    },
    stop: async (grace) => {
      // What is still under way would find its database gone; its process ends anyway.
      if ((await worker?.stop(grace)) ?? true) await database.close();
    },
  };
}

interface Beginning {
  readonly look: Look;
  readonly clients: Clients;
  readonly purse: Purse;
  readonly reserve: Reserve;
  readonly self: Self;
}

async function begin(parts: WorksParts, { look, clients, purse, reserve, self }: Beginning): Promise<Worker> {
  const { database, log, concurrency, now, lost } = parts;
  const { pool } = database;
  const instant = (): Instant => `${new Date(now()).toISOString().slice(0, 19)}Z`;
  const recovery = {
    attempts: async (since: Instant) => listDeliveries(await clients.app(), since),
    redeliver: async (id: string) => redeliver(await clients.app(), id),
    stored: (guids: readonly string[]) => storedAmong(pool, guids),
    events: EVENTS,
    recoveredUntil: () => readFact(pool, RECOVERED),
    recovered: (until: Instant) => writeFact(pool, RECOVERED, until),
    lookAtAll: () => lookAtAll(database, clients),
    now: instant,
    log,
  };
  return startWorker({
    database,
    look,
    concurrency,
    log,
    purse,
    reserve,
    lost,
    record: async (client, handled, payload) => {
      await putIntoIndex(client, handled, payload);
      if (handled && handled.bot.id !== self.id) await remember(client, self, handled.bot.id);
    },
    chores: [
      { name: 'due', cron: '* * * * *', atStart: true, run: async () => void (await takeDue(pool)) },
      { name: 'recover', cron: '*/5 * * * *', atStart: true, run: () => recover(recovery) },
      { name: 'purge', cron: '17 * * * *', atStart: false, run: () => purge(pool, now()) },
    ],
  });
}

/** Our own account on GitHub, as soon as any process has seen it. */
interface Self {
  id: number | undefined;
}

async function remember(client: Queryable, self: Self, id: number): Promise<void> {
  self.id = id;
  await writeFact(client, ACCOUNT, String(id));
}

/** What a look has found takes the place of what was known. */
export async function putIntoIndex(
  client: Queryable,
  handled: Handled | undefined,
  { repository: repo, number }: Pick<JobPayload, 'repository' | 'number'>,
): Promise<void> {
  if (handled === undefined) await removeRecord(client, { repo, number });
  else if (handled.record) await writeRecord(client, handled.record);
  else if (handled.held) await holdRecord(client, { repo, number });
}

/** A job for each open promotion that has none: cheap, a request for each 100 issues; the looks themselves wait behind what people say. */
async function lookAtAll({ pool }: Database, clients: Clients): Promise<number> {
  return eachOpen(await clients.app(), clients.installation, ({ installation, repository, owner, repo }, numbers) =>
    addMissingJobs(
      pool,
      numbers.map((number) => payloadOf({ installation, repository }, { owner, repo, number }, 'sweep')),
    ),
  );
}
