/** Puts records into the index: whole, in a handful of statements, whichever came first. */
import type { PromotionRecord } from '../../core/record.ts';
import type { Queryable } from '../database.ts';
import { INDEX, LOCK_CLASS } from '../schema.ts';
import { arrive, placesOf } from './current-versions.ts';
import { nameOf, type RecordKey } from './keys.ts';
import { forgetPeople, putEntries, putPeople } from './put-entries.ts';
import { putPromotions, putRepositories } from './put-promotions.ts';

/**
 * Puts what a look has just found in place of what is there, and changes nothing when that is the same. A record with fewer entries than
 * are known comes from a look at an older state: it is left out, and marks the promotion as held when it is held itself.
 *
 * @param client holds a transaction, which is to end soon: other records of the repository wait for it.
 */
export const writeRecord = (client: Queryable, record: PromotionRecord): Promise<void> => put(client, [record], '<=');

/** The same for records that were read a while ago: what is there stays, unless it has fewer entries. */
export const fillRecords = (client: Queryable, records: readonly PromotionRecord[]): Promise<void> => put(client, records, '<');

/** Takes out a promotion whose issue is gone. */
export async function removeRecord(client: Queryable, key: RecordKey): Promise<void> {
  await lock(client, [key.repo]);
  const places = await placesOf(client, [key]);
  await client.query(`delete from ${INDEX}.promotion where repo = $1 and number = $2`, [key.repo, key.number]);
  await forgetPeople(client, key);
  await arrive(client, places);
  await client.query(
    `delete from ${INDEX}.repository r where id = $1 and not exists (select from ${INDEX}.promotion p where p.repo = r.id)`,
    [key.repo],
  );
}

/** Marks a promotion of whose ledger nothing can be read any more; it keeps what was known. */
export async function holdRecord(client: Queryable, { repo, number }: RecordKey): Promise<void> {
  await client.query(`update ${INDEX}.promotion set held = true where repo = $1 and number = $2 and not held`, [repo, number]);
}

async function put(client: Queryable, given: readonly PromotionRecord[], replaces: '<=' | '<'): Promise<void> {
  if (given.length === 0) return;
  const records = [...new Map(given.map((record) => [`${record.repository.id}#${record.number}`, record])).values()];
  await lock(
    client,
    records.map(({ repository }) => repository.id),
  );
  const keys = records.map(({ repository, number }) => ({ repo: repository.id, number }));
  const before = await placesOf(client, keys);
  const written = new Set(await putPromotions(client, records, replaces));
  for (const { held, repository, number } of records) if (held) await holdRecord(client, { repo: repository.id, number });
  const fresh = records.filter((record) => written.has(nameOf({ repo: record.repository.id, number: record.number })));
  if (fresh.length > 0) {
    await putEntries(client, fresh);
    await putPeople(client, fresh);
    await arrive(client, [...before, ...fresh.map(({ repository, subject, to }) => ({ repo: repository.id, subject, environment: to }))]);
  }
  await putRepositories(client, records);
}

/** Beside the class of the other locks of ours. */
const LOCKS = LOCK_CLASS + 1;
const MOST = 2_147_483_647;

/** Whoever else writes about the same repository waits, since what runs where follows from several promotions. Always in the same order. */
async function lock(client: Queryable, repos: readonly number[]): Promise<void> {
  const keys = [...new Set(repos.map((repo) => repo % MOST))].toSorted((a, b) => a - b);
  for (const key of keys) await client.query('select pg_advisory_xact_lock($1, $2)', [LOCKS, key]);
}

/** In the order in which writers and readers come to them, so that nobody waits for somebody who waits for him. */
const TABLES = ['promotion', 'entry', 'party', 'person', 'current_version', 'repository'];

/** Empties the index; it is read again from GitHub. */
export const dropIndex = async (client: Queryable): Promise<void> => {
  const tables = TABLES.map((table) => `${INDEX}.${table}`);
  await client.query(`truncate ${tables.join(', ')}`);
};
