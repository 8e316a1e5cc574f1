/** The index as somebody may read it: every question is bound to their repositories. */
import { sql } from 'kysely';
import type { Arrival, ReadAs } from '../../app/dashboard.ts';
import type { CurrentVersion } from '../../core/index-rows.ts';
import type { Instant } from '../../core/promotion.ts';
import { listEntries } from './audit.ts';
import { matrixPage } from './matrix.ts';
import { metricsByWeek } from './metrics.ts';
import { countPromotions, findPromotion, listPromotions, listWaiting } from './promotions.ts';
import { type Index, ids } from './tables.ts';

export const readingOf =
  (index: Index): ReadAs =>
  (repos) => ({
    promotions: (filter, wanted) => listPromotions(index, filter, wanted, repos),
    count: (filter, limit) => countPromotions(index, filter, limit, repos),
    waiting: (limit) => listWaiting(index, limit, repos),
    promotion: (place) => findPromotion(index, place, repos),
    matrix: (filter, wanted) => matrixPage(index, filter, wanted, repos),
    arrivals: (cells) => arrivalsOf(index, cells, repos),
    metrics: (filter) => metricsByWeek(index, filter, repos),
    audit: (filter, wanted) => listEntries(index, filter, wanted, repos),
  });

interface ArrivalRow {
  readonly repo: string;
  readonly number: number;
  readonly from_env: string | null;
  readonly until: Instant | null;
}

/** The way each version came, and how long it is watched; in the order of the cells. */
async function arrivalsOf(index: Index, cells: readonly CurrentVersion[], visible: readonly number[]): Promise<readonly Arrival[]> {
  if (cells.length === 0) return [];
  const keys = JSON.stringify(
    cells.map(({ repository, number, phase }) => ({ repo: repository.id, number, watched: phase === 'watched' })),
  );
  const { rows } = await sql<ArrivalRow>`
    select p.repo, p.number, p.from_env, e.until
    from json_to_recordset(${keys}::text::json) as k (repo bigint, number int, watched boolean)
    join promotion_index.promotion p on p.repo = k.repo and p.number = k.number and p.repo = any(${ids(visible)})
    left join lateral (
      select entry::json ->> 'until' as until from promotion_index.entry
      where repo = k.repo and number = k.number and kind = 'promoted' and k.watched order by seq desc limit 1) e on true`.execute(index);
  const found = new Map(rows.map((row) => [`${row.repo}#${row.number}`, row]));
  return cells.map(({ repository, number }) => {
    const row = found.get(`${repository.id}#${number}`);
    return { from: row?.from_env ?? null, watchedUntil: row?.until ?? null };
  });
}
