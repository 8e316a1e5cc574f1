/** Promotions: lists, newest first, page by page, without counting or skipping what lies before; and one of them whole. */
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { Counted, EntryRow, Position, PromotionFilter, PromotionPage, PromotionRow } from '../../core/index-rows.ts';
import { at, ofPromotion, personIn } from './conditions.ts';
import { type EntryPart, type Placed, type PromotionPart, toEntry, toPromotion } from './rows.ts';
import { type Index, type Tables, type Visible, whole } from './tables.ts';

export interface Wanted {
  /** Rows on a page, at least 1. */
  readonly limit: number;
  /** Where the page before ended; undefined for the first. */
  readonly before?: Position | undefined;
}

const matching = (index: Index, filter: PromotionFilter, visible: Visible) =>
  index.selectFrom('promotion').where((eb) => eb.and(ofPromotion(filter, visible)));

/** Those of one person, in an order of their own: somebody's few are not looked for among all. */
const matchingOf = (index: Index, person: RawBuilder<string>, filter: PromotionFilter, visible: Visible) =>
  matching(index, filter, visible)
    .innerJoin('party', (join) => join.onRef('party.repo', '=', 'promotion.repo').onRef('party.number', '=', 'promotion.number'))
    .where('party.person', '=', person);

const before = (table: 'promotion' | 'party', { createdAt, repo, number }: Position) =>
  sql<boolean>`(${sql.ref(`${table}.created_at`)}, ${sql.ref(`${table}.repo`)}, ${sql.ref(`${table}.number`)}) < (${at(createdAt)}, ${repo}::bigint, ${number}::int)`;

export async function listPromotions(index: Index, filter: PromotionFilter, wanted: Wanted, visible?: Visible): Promise<PromotionPage> {
  const found = pageOf(index, filter, wanted, visible).limit(wanted.limit + 1);
  const rows = await placed(index, found, 'desc');
  const shown = rows.slice(0, wanted.limit).map(toPromotion);
  const last = rows.length > wanted.limit ? shown.at(-1) : undefined;
  return { rows: shown, next: last && { createdAt: last.createdAt, repo: last.repository.id, number: last.number } };
}

function pageOf(index: Index, filter: PromotionFilter, { before: end }: Wanted, visible: Visible) {
  const person = personIn(filter);
  if (person === undefined) {
    return matching(index, filter, visible)
      .$if(end !== undefined, (query) => (end ? query.where(before('promotion', end)) : query))
      .selectAll('promotion')
      .orderBy('promotion.created_at', 'desc')
      .orderBy('promotion.repo', 'desc')
      .orderBy('promotion.number', 'desc');
  }
  return matchingOf(index, person, filter, visible)
    .$if(end !== undefined, (query) => (end ? query.where(before('party', end)) : query))
    .selectAll('promotion')
    .orderBy('party.created_at', 'desc')
    .orderBy('party.repo', 'desc')
    .orderBy('party.number', 'desc');
}

/** What waits for people, the longest first. */
export async function listWaiting(index: Index, limit: number, visible?: Visible): Promise<readonly PromotionRow[]> {
  const found = matching(index, { status: ['AWAITING_APPROVAL'] }, visible)
    .selectAll('promotion')
    .orderBy('promotion.created_at')
    .orderBy('promotion.repo')
    .orderBy('promotion.number')
    .limit(limit);
  return (await placed(index, found, 'asc')).map(toPromotion);
}

/**
 * Cut first, named afterwards: a name is looked up for each row that is shown, and for no other. Handed over as one value, which takes less
 * than half as long as row by row.
 */
async function placed<T extends 'promotion' | 'party'>(
  index: Index,
  found: SelectQueryBuilder<Tables, T, PromotionPart>,
  order: 'asc' | 'desc',
): Promise<readonly Placed<PromotionPart>[]> {
  const by = sql.raw(['created_at', 'repo', 'number'].map((column) => `found.${column} ${order}`).join(', '));
  const all = sql<readonly Placed<PromotionPart>[] | null>`json_agg(json_build_object(
    'row', found.*, 'owner', repository.owner, 'name', repository.name, 'url', repository.url) order by ${by})`;
  const { rows } = await index
    .selectFrom(found.as('found'))
    .innerJoin('repository', 'repository.id', 'found.repo')
    .select(all.as('rows'))
    .executeTakeFirstOrThrow();
  return rows ?? [];
}

/** Counts up to `limit`. */
export async function countPromotions(index: Index, filter: PromotionFilter, limit: number, visible?: Visible): Promise<Counted> {
  const person = personIn(filter);
  const found = person === undefined ? matching(index, filter, visible) : matchingOf(index, person, filter, visible);
  const { count } = await index
    .selectFrom(
      found
        .select('promotion.number')
        .limit(limit + 1)
        .as('found'),
    )
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return { count: Math.min(count, limit), more: count > limit };
}

export interface WholePromotion {
  readonly promotion: PromotionRow;
  readonly entries: readonly EntryRow[];
}

/** One promotion with its entries, the first first; undefined when there is none that may be seen. */
export async function findPromotion(
  index: Index,
  { owner, name, number }: { readonly owner: string; readonly name: string; readonly number: number },
  visible?: Visible,
): Promise<WholePromotion | undefined> {
  const found = matching(index, { repository: { owner, name } }, visible).where('promotion.number', '=', number).selectAll('promotion');
  const [one] = await placed(index, found, 'desc');
  if (!one) return undefined;
  const promotion = toPromotion(one);
  const entries = await index
    .selectFrom('entry')
    .select(whole<EntryPart>('entry').as('row'))
    .where('entry.repo', '=', String(promotion.repository.id))
    .where('entry.number', '=', number)
    .orderBy('entry.seq')
    .execute();
  return { promotion, entries: entries.map(({ row }) => toEntry(row)) };
}
