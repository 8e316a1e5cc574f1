/** Promotions and the repositories they lie in. */
import type { PromotionRecord } from '../../core/record.ts';
import type { Queryable } from '../database.ts';
import { INDEX } from '../schema.ts';
import { json, nameOf } from './keys.ts';

export async function putRepositories(client: Queryable, records: readonly PromotionRecord[]): Promise<void> {
  const repositories = [...new Map(records.map(({ repository }) => [repository.id, repository])).values()];
  await client.query(
    `insert into ${INDEX}.repository (id, owner, name, url)
     select id, owner, name, url from json_to_recordset($1::text::json) as r (id bigint, owner text, name text, url text)
     on conflict (id) do update set owner = excluded.owner, name = excluded.name, url = excluded.url
       where (repository.owner, repository.name, repository.url) <> (excluded.owner, excluded.name, excluded.url)`,
    [json(repositories)],
  );
}

/** Column to its type; `json_to_recordset` and the upsert are made from it. */
const COLUMNS = {
  repo: 'bigint',
  number: 'int',
  title: 'text',
  subject: 'text',
  version: 'text',
  sha: 'text',
  from_env: 'text',
  to_env: 'text',
  status: 'text',
  phase: 'text',
  requester_id: 'bigint',
  requester: 'text',
  created_at: 'timestamptz',
  round: 'int',
  waiting_since: 'timestamptz',
  decided_at: 'timestamptz',
  promoted_at: 'timestamptz',
  finished_at: 'timestamptz',
  ended_week: 'date',
  lead_seconds: 'int',
  wait_seconds: 'int',
  decisions: 'json',
  head: 'text',
  entries: 'int',
  held: 'boolean',
  words: 'text',
} as const;
type Column = keyof typeof COLUMNS;

const rowOf = (record: PromotionRecord): Readonly<Record<Column, unknown>> => ({
  repo: record.repository.id,
  number: record.number,
  title: record.title,
  subject: record.subject,
  version: record.version,
  sha: record.sha,
  from_env: record.from,
  to_env: record.to,
  status: record.status,
  phase: record.phase,
  requester_id: record.requestedBy.id,
  requester: record.requestedBy.login,
  created_at: record.createdAt,
  round: record.round,
  waiting_since: record.waitingSince,
  decided_at: record.decidedAt,
  promoted_at: record.promotedAt,
  finished_at: record.finishedAt,
  ended_week: record.measured.week,
  lead_seconds: record.measured.lead,
  wait_seconds: record.measured.wait,
  decisions: record.decisions,
  head: record.head,
  entries: record.entries.length,
  held: record.held,
  words: wordsOf([record.subject, record.version, record.title]),
});

/** What a search compares, the same on every server. */
export const wordsOf = (texts: readonly string[]): string => texts.join('\n').toLowerCase();

const columns = Object.keys(COLUMNS);
const typed = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`);
const isKey = (column: string): boolean => column === 'repo' || column === 'number';
const updated = columns.filter((column) => !isKey(column)).map((column) => `${column} = excluded.${column}`);

/** @returns the names of those that were put. */
export async function putPromotions(
  client: Queryable,
  records: readonly PromotionRecord[],
  replaces: '<=' | '<',
): Promise<readonly string[]> {
  const { rows } = await client.query(
    `insert into ${INDEX}.promotion (${columns.join(', ')})
     select ${columns.join(', ')} from json_to_recordset($1::text::json) as r (${typed.join(', ')})
     on conflict (repo, number) do update set ${updated.join(', ')} where promotion.entries ${replaces} excluded.entries
     returning repo, number`,
    [json(records.map(rowOf))],
  );
  return rows.map(({ repo, number }) => nameOf({ repo, number }));
}
