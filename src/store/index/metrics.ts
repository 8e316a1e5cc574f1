/** How promotions went, week by week. Everything asked is in one index, in the order of weeks. */
import { sql } from 'kysely';
import type { MetricsFilter, WeekOfMetrics } from '../../core/index-rows.ts';
import type { Status } from '../../core/promotion.ts';
import { mondayOf } from '../../core/record.ts';
import { at, ofPromotion } from './conditions.ts';
import { type Index, ids, type Visible } from './tables.ts';

const having = (status: Status) => sql<number>`(count(*) filter (where status = ${sql.lit(status)}))::int`;

/** Half, and nine of ten, took no longer than this many seconds; null of none. */
const spans = (column: 'lead_seconds' | 'wait_seconds') =>
  sql<readonly number[] | null>`percentile_disc(array[0.5, 0.9]) within group (order by ${sql.ref(column)})`;

/** Every row of the weeks is looked at: the ids are hashed once, and "is true" keeps the planner from joining them row by row. */
const isAmong = (visible: readonly number[]) => sql<boolean>`(repo in (select unnest(${ids(visible)}))) is true`;

/** Weeks in which something ended, the oldest first. */
export async function metricsByWeek(index: Index, filter: MetricsFilter, visible?: Visible): Promise<readonly WeekOfMetrics[]> {
  const { since, until, subject, to, repository } = filter;
  const rows = await index
    .selectFrom('promotion')
    .where((eb) => eb.and(ofPromotion({ subject, to, repository }, undefined)))
    .$if(visible !== undefined, (query) => (visible ? query.where(isAmong(visible)) : query))
    .where('ended_week', '>=', sql<Date>`${mondayOf(since)}::date`)
    .where('ended_week', '<=', sql<Date>`${mondayOf(until)}::date`)
    .where('finished_at', '>=', at(since))
    .where('finished_at', '<', at(until))
    .select([
      sql<string>`ended_week::text`.as('week'),
      sql<number>`count(*)::int`.as('ended'),
      having('PROMOTED').as('promoted'),
      having('REJECTED').as('rejected'),
      having('CANCELLED').as('cancelled'),
      having('FAILED').as('failed'),
      having('ROLLED_BACK').as('rolledBack'),
      spans('lead_seconds').as('leadTime'),
      spans('wait_seconds').as('approvalWait'),
    ])
    .groupBy('ended_week')
    .orderBy('ended_week')
    .execute();
  return rows.map(({ leadTime, approvalWait, ...counts }) => ({
    ...counts,
    leadTime: halves(leadTime),
    approvalWait: halves(approvalWait),
  }));
}

function halves(values: readonly (number | null)[] | null): WeekOfMetrics['leadTime'] {
  const [p50, p90] = values ?? [];
  return typeof p50 === 'number' && typeof p90 === 'number' ? { p50, p90 } : null;
}
