/** What an installation may write, shared by all replicas: each spending is a row, and so is each moment that is kept for an issue. */
import type { Pool } from 'pg';
import { type Budget, CONTENT_LIMITS, type ContentLimits, earliest, HOUR, LONG, MINUTE, type Spending } from '../app/budget.ts';
import { Postponed } from '../app/ports.ts';
import { inTransaction, type Queryable } from './database.ts';
import type { JobPayload } from './jobs.ts';
import { keyOf } from './lanes.ts';
import { LOCK_CLASS, SCHEMA } from './schema.ts';

const FULL = 'This app has written as much as GitHub lets an app write in a minute or an hour.';
export interface Purse {
  /** Before a turn begins: when it is worth to begin. */
  wait(payload: JobPayload): Promise<Wait>;
  budgetOf(payload: JobPayload): Budget;
  /** GitHub wants nothing from this installation for so many milliseconds. */
  silence(installation: number, milliseconds: number): Promise<void>;
  /** Gives back what was kept for an issue and not used. */
  release(payload: JobPayload): Promise<void>;
}

export interface Wait {
  /** 0 for now. */
  readonly milliseconds: number;
  /** Whether a moment is kept for the issue, to be given back when it is not used. */
  readonly kept: boolean;
}

interface Kept extends Spending {
  /** The issue it is kept for; null once it is spent. */
  readonly bookedFor: string | null;
  /** Whether people can read how long it takes. */
  readonly told: boolean;
}

/** @param now milliseconds since 1970. */
export function purseOf(pool: Pool, now: () => number = Date.now, limits: ContentLimits = CONTENT_LIMITS): Purse {
  const within = <T>({ installation }: JobPayload, work: (client: Queryable, kept: readonly Kept[]) => Promise<T>): Promise<T> =>
    inTransaction(pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, lockOf(installation)]);
      return work(client, await keptBy(client, installation, now()));
    });
  return {
    wait: async (payload) => {
      const question = { payload, now: now(), limits };
      if (await isFree(pool, question)) return { milliseconds: 0, kept: false };
      return within(payload, (client, kept) => waitOf(client, kept, question));
    },
    budgetOf: (payload) => ({
      spend: (content) => within(payload, (client, kept) => spend(client, kept, { payload, now: now(), limits, content })).then(raise),
      told: async () => {
        await pool.query(`update ${SCHEMA}.spending set told = true where installation = $1 and booked_for = $2`, [
          payload.installation,
          keyOf(payload),
        ]);
      },
    }),
    silence: async (installation, milliseconds) => {
      await pool.query(
        `insert into ${SCHEMA}.silence (installation, until) values ($1, $2) on conflict (installation) do update set until = greatest(silence.until, excluded.until)`,
        [installation, now() + milliseconds],
      );
    },
    release: async (payload) => {
      await pool.query(`delete from ${SCHEMA}.spending where installation = $1 and booked_for = $2`, [
        payload.installation,
        keyOf(payload),
      ]);
    },
  };
}

/** The second half of a lock's key has 32 bits; 0 is for migrations. */
const lockOf = (installation: number): number => 1 + (installation % 0x7f_ff_ff_fe);

/** Thrown only now: a transaction that throws would forget the moment it has kept. */
function raise(postponed: Postponed | undefined): void {
  if (postponed) throw postponed;
}

async function keptBy(client: Queryable, installation: number, now: number): Promise<readonly Kept[]> {
  const { rows } = await client.query(
    `select at, content, booked_for, told from ${SCHEMA}.spending where installation = $1 and at > $2 order by at, id`,
    [installation, now - HOUR],
  );
  return rows.map(({ at, content, booked_for: bookedFor, told }) => ({ at: Number(at), content: Number(content), bookedFor, told }));
}

/** Without a lock, and usually enough: nobody is silent, nobody waits, and there is room for one more. */
async function isFree(client: Queryable, { payload, now, limits }: Question): Promise<boolean> {
  const { rows } = await client.query(
    `select exists (select from ${SCHEMA}.silence where installation = $1 and until > $2) as silent,
       coalesce(bool_or(booked_for is not null), false) as booked, coalesce(sum(content), 0) as hour,
       coalesce(sum(content) filter (where at > $4), 0) as minute
     from ${SCHEMA}.spending where installation = $1 and at > $3`,
    [payload.installation, now, now - HOUR, now - MINUTE],
  );
  const { silent, booked, hour, minute } = rows[0];
  return !silent && !booked && Number(hour) < limits.perHour && Number(minute) < limits.perMinute;
}

interface Question {
  readonly payload: JobPayload;
  readonly now: number;
  readonly limits: ContentLimits;
}

async function waitOf(client: Queryable, kept: readonly Kept[], { payload, now, limits }: Question): Promise<Wait> {
  const { rows } = await client.query(`select until from ${SCHEMA}.silence where installation = $1`, [payload.installation]);
  const silent = Number(rows[0]?.until ?? 0) - now;
  if (silent > 0) return { milliseconds: silent, kept: false };
  const key = keyOf(payload);
  const mine = kept.find(({ bookedFor }) => bookedFor === key);
  const milliseconds = mine ? Math.max(0, mine.at - now) : earliest(kept, 1, after(kept, now), limits) - now;
  // Somebody who waits for long is told so on the panel, and for that the issue is looked at.
  const isToBeTold = milliseconds > LONG && payload.reason === 'said' && mine?.told !== true;
  if (milliseconds === 0 || isToBeTold) return { milliseconds: 0, kept: mine !== undefined };
  if (mine) return { milliseconds, kept: true };
  await keep(client, payload, { at: now + milliseconds, content: 1 });
  return { milliseconds, kept: true };
}

/** Moments are given away in order, so that nobody is overtaken. */
const after = (kept: readonly Kept[], now: number): number => Math.max(now, kept.at(-1)?.at ?? now);

async function spend(
  client: Queryable,
  kept: readonly Kept[],
  { payload, now, limits, content }: Question & { readonly content: number },
): Promise<Postponed | undefined> {
  if (content === 0) return undefined;
  const key = keyOf(payload);
  const mine = kept.find(({ bookedFor }) => bookedFor === key);
  if (mine && mine.at > now) return new Postponed(FULL, { now, milliseconds: mine.at - now });
  const others = kept.filter(({ bookedFor }) => bookedFor !== key);
  // Whose moment has come goes before all who were given a later one.
  const at = mine
    ? earliest(
        others.filter((one) => one.at <= now && one.bookedFor === null),
        content,
        now,
        limits,
      )
    : earliest(others, content, after(others, now), limits);
  if (mine) await client.query(`delete from ${SCHEMA}.spending where installation = $1 and booked_for = $2`, [payload.installation, key]);
  if (at > now) {
    await keep(client, payload, { at, content });
    return new Postponed(FULL, { now, milliseconds: at - now });
  }
  await client.query(`insert into ${SCHEMA}.spending (installation, at, content) values ($1, $2, $3)`, [
    payload.installation,
    now,
    content,
  ]);
  return undefined;
}

async function keep(client: Queryable, payload: JobPayload, { at, content }: Spending): Promise<void> {
  await client.query(`insert into ${SCHEMA}.spending (installation, at, content, booked_for) values ($1, $2, $3, $4)`, [
    payload.installation,
    at,
    content,
    keyOf(payload),
  ]);
}
