/** Where a rebuild keeps what it has read, and how far it has come: in the same transactions. */
import type { Pool } from 'pg';
import * as z from 'zod';
import type { Look, Progress, Shelf } from '../app/rebuild.ts';
import { inTransaction, type Queryable, Unusable } from './database.ts';
import { readFact, writeFact } from './facts.ts';
import { dropIndex, fillRecords } from './index/write.ts';
import { LOCK_CLASS, SCHEMA } from './schema.ts';

/** The fact that is there while the index is half built. */
const FACT = 'rebuild';
/** Facts about the repositories that are done begin like this. */
const DONE = `${FACT}:`;
/** Second half of the key of the lock that one rebuild holds. */
const LOCK = 1;

const stateSchema = z.object({ place: z.string(), number: z.int(), promotions: z.int() });
const NOTHING = { place: '', number: 0, promotions: 0 };
type State = z.infer<typeof stateSchema>;

/** How far a rebuild has come that is under way, or was killed; undefined when the index is whole. */
export interface HalfBuilt {
  readonly repositories: number;
  readonly promotions: number;
}

export async function halfBuilt(client: Queryable): Promise<HalfBuilt | undefined> {
  const state = await stateIn(client);
  return state && { repositories: (await doneIn(client)).size, promotions: state.promotions };
}

async function stateIn(client: Queryable): Promise<State | undefined> {
  const known = await readFact(client, FACT);
  return known === undefined ? undefined : stateSchema.parse(JSON.parse(known));
}

async function doneIn(client: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await client.query(`select name from ${SCHEMA}.fact where starts_with(name, $1)`, [DONE]);
  return new Set(rows.map(({ name }) => String(name).slice(DONE.length)));
}

export function shelfIn(pool: Pool): Shelf {
  return {
    begin: () =>
      inTransaction(pool, async (client): Promise<Progress> => {
        const state = await stateIn(client);
        if (state) return { isFresh: false, done: await doneIn(client), at: { place: state.place, number: state.number } };
        await dropIndex(client);
        await writeFact(client, FACT, JSON.stringify(NOTHING));
        return { isFresh: true, done: new Set(), at: undefined };
      }),
    keep: (looks, at) =>
      inTransaction(pool, async (client) => {
        await fillRecords(
          client,
          looks.flatMap(({ record }) => record ?? []),
        );
        await lookSoon(client, looks);
        const { promotions } = (await stateIn(client)) ?? NOTHING;
        await writeFact(client, FACT, JSON.stringify({ ...at, promotions: promotions + looks.length }));
      }),
    finishPlace: async (place) => {
      await writeFact(pool, `${DONE}${place}`, '');
    },
    finish: async () => {
      await pool.query(`delete from ${SCHEMA}.fact where name = $1 or starts_with(name, $2)`, [FACT, DONE]);
    },
  };
}

/** Has the bot look at what is open: only it decides, and it says itself when to look next. */
async function lookSoon(client: Queryable, looks: readonly Look[]): Promise<void> {
  const rows = looks.flatMap(({ open }) =>
    open ? [{ repo: open.repo, number: open.ref.number, installation: open.installation, owner: open.ref.owner, name: open.ref.repo }] : [],
  );
  await client.query(
    `insert into ${SCHEMA}.issue (repo, number, installation, owner, name, next_check_at)
     select repo, number, installation, owner, name, now()
     from json_to_recordset($1::text::json) as r (repo bigint, number int, installation bigint, owner text, name text)
     on conflict (repo, number) do update set installation = excluded.installation, owner = excluded.owner, name = excluded.name,
       next_check_at = least(coalesce(issue.next_check_at, excluded.next_check_at), excluded.next_check_at)`,
    [JSON.stringify(rows)],
  );
}

/** Runs the work unless another process rebuilds the same index. @throws Unusable when one does. */
export async function alone<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as free', [LOCK_CLASS, LOCK]);
    if (!rows[0]?.free)
      throw new Unusable(
        'Another process is rebuilding this index.',
        'Wait until it is done, or stop it: then the next one goes on where it was.',
      );
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1, $2)', [LOCK_CLASS, LOCK]).catch(() => {});
    }
  } finally {
    client.release();
  }
}
