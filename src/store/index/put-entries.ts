/** Entries, and the people in them. */
import type { EntryRecord, PromotionRecord } from '../../core/record.ts';
import type { Queryable } from '../database.ts';
import { INDEX } from '../schema.ts';
import { json, type RecordKey } from './keys.ts';

const entryRowOf = (key: RecordKey, row: EntryRecord) => ({
  ...key,
  seq: row.seq,
  kind: row.kind,
  at: row.at,
  person: row.by?.id ?? null,
  login: row.by?.login ?? null,
  comment: row.comment,
  round: row.round,
  subject: row.subject,
  version: row.version,
  to_env: row.to,
  status_before: row.statusBefore,
  status_after: row.statusAfter,
  entry: row.entry,
});

/** None is ever taken out: a record with fewer entries replaces nothing. */
export async function putEntries(client: Queryable, records: readonly PromotionRecord[]): Promise<void> {
  const rows = records.flatMap(({ repository, number, entries }) =>
    entries.map((entry) => entryRowOf({ repo: repository.id, number }, entry)),
  );
  await client.query(
    `insert into ${INDEX}.entry
     select * from json_to_recordset($1::text::json) as r (repo bigint, number int, seq int, kind text, at timestamptz, person bigint,
       login text, comment bigint, round int, subject text, version text, to_env text, status_before text, status_after text, entry text)
     on conflict (repo, number, seq) do update set kind = excluded.kind, at = excluded.at, person = excluded.person, login = excluded.login,
       comment = excluded.comment, round = excluded.round, subject = excluded.subject, version = excluded.version, to_env = excluded.to_env,
       status_before = excluded.status_before, status_after = excluded.status_after, entry = excluded.entry
       where entry.entry <> excluded.entry or entry.version <> excluded.version or entry.subject <> excluded.subject
         or entry.to_env <> excluded.to_env
         or (entry.status_before, entry.status_after) is distinct from (excluded.status_before, excluded.status_after)`,
    [json(rows)],
  );
}

/** Who is a party to which promotion, and what everybody is called by now: the name in the latest entry, the later one in the alphabet of two. */
export async function putPeople(client: Queryable, records: readonly PromotionRecord[]): Promise<void> {
  const keys = records.map(({ repository, number }) => ({ repo: repository.id, number }));
  const parties = records.flatMap(({ repository, number, createdAt, parties: people }) =>
    people.map((person) => ({ person, created_at: createdAt, repo: repository.id, number })),
  );
  await client.query(
    `delete from ${INDEX}.party p using json_to_recordset($1::text::json) as k (repo bigint, number int)
     where p.repo = k.repo and p.number = k.number and not exists (
       select from json_to_recordset($2::text::json) as r (person bigint, created_at timestamptz, repo bigint, number int)
       where r.repo = p.repo and r.number = p.number and r.person = p.person and r.created_at = p.created_at)`,
    [json(keys), json(parties)],
  );
  await client.query(
    `insert into ${INDEX}.party select person, created_at, repo, number
     from json_to_recordset($1::text::json) as r (person bigint, created_at timestamptz, repo bigint, number int) on conflict do nothing`,
    [json(parties)],
  );
  const named = records.flatMap(({ entries }) => entries.flatMap(({ by, at }) => (by ? [{ id: by.id, login: by.login, at }] : [])));
  await client.query(
    `insert into ${INDEX}.person (id, login, at)
     select distinct on (id) id, login, at from json_to_recordset($1::text::json) as r (id bigint, login text, at timestamptz)
     order by id, at desc, login collate "C" desc
     on conflict (id) do update set login = excluded.login, at = excluded.at
       where (excluded.at, excluded.login collate "C") > (person.at, person.login collate "C")`,
    [json(named)],
  );
}

/** Before a promotion goes: people are called what the entries that are left say, and whoever is in none is nobody here. */
export async function forgetPeople(client: Queryable, { repo, number }: RecordKey): Promise<void> {
  const { rows } = await client.query(`delete from ${INDEX}.entry where repo = $1 and number = $2 returning person`, [repo, number]);
  const people = [...new Set(rows.flatMap(({ person }) => (person === null ? [] : [Number(person)])))].map((id) => ({ id }));
  await client.query(`delete from ${INDEX}.party where repo = $1 and number = $2`, [repo, number]);
  const asked = 'json_to_recordset($1::text::json) as k (id bigint)';
  await client.query(`delete from ${INDEX}.person p using ${asked} where p.id = k.id`, [json(people)]);
  await client.query(
    `insert into ${INDEX}.person (id, login, at)
     select k.id, e.login, e.at from ${asked} cross join lateral (
       select login, at from ${INDEX}.entry e where e.person = k.id order by e.at desc, e.login collate "C" desc limit 1) e`,
    [json(people)],
  );
}
