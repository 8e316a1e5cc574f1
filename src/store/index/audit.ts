/** Entries of all ledgers, filtered, newest first, page by page. */
import { sql } from 'kysely';
import type { AuditFilter, AuditPage, AuditPosition } from '../../core/index-rows.ts';
import { at, inRepository, personIn } from './conditions.ts';
import { type EntryPart, REPOSITORY, toEntry, toRepository } from './rows.ts';
import { type Index, type Visible, whole } from './tables.ts';

export interface WantedEntries {
  readonly limit: number;
  readonly before?: AuditPosition | undefined;
}

export async function listEntries(index: Index, filter: AuditFilter, wanted: WantedEntries, visible?: Visible): Promise<AuditPage> {
  const { repository, subject, action, since, until } = filter;
  const person = personIn(filter);
  const { before, limit } = wanted;
  const found = await index
    .selectFrom('entry')
    .innerJoin('repository', 'repository.id', 'entry.repo')
    .where((eb) =>
      eb.and([
        ...inRepository(eb.ref('entry.repo'), visible, repository),
        ...(subject === undefined ? [] : [eb('entry.subject', '=', subject)]),
        ...(person === undefined ? [] : [eb('entry.person', '=', person)]),
        ...(action === undefined ? [] : [eb('entry.kind', '=', action)]),
        ...(since === undefined ? [] : [eb('entry.at', '>=', at(since))]),
        ...(until === undefined ? [] : [eb('entry.at', '<=', at(until))]),
        ...(before === undefined
          ? []
          : [
              sql<boolean>`(entry.at, entry.repo, entry.number, entry.seq) < (${at(before.at)}, ${before.repo}::bigint, ${before.number}::int, ${before.seq}::int)`,
            ]),
      ]),
    )
    .select([whole<EntryPart>('entry').as('row'), ...REPOSITORY])
    .orderBy('entry.at', 'desc')
    .orderBy('entry.repo', 'desc')
    .orderBy('entry.number', 'desc')
    .orderBy('entry.seq', 'desc')
    .limit(limit + 1)
    .execute();
  const rows = found.map((placed) => ({ ...toEntry(placed.row), repository: toRepository(placed), number: placed.row.number }));
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown, next: last && { at: last.at, repo: last.repository.id, number: last.number, seq: last.seq } };
}
