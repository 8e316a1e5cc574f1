/** How promotions went, week by week. */
import { sql } from 'kysely';
import type { MetricsFilter, WeekOfMetrics } from '../../core/index-rows.ts';
import type { Status } from '../../core/promotion.ts';
import { at, ofPromotion } from './conditions.ts';
import type { Index, Visible } from './tables.ts';

const having = (status: Status) => sql<number>`(count(*) filter (where promotion.status = ${sql.lit(status)}))::int`;

/** Half, and nine of ten, took no longer than this many seconds; null of none. */
const spans = (from: string, to: string) =>
  sql<
    readonly number[] | null
  >`percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from ${sql.ref(to)} - ${sql.ref(from)})::float8)`;

/** Weeks in which something ended, the oldest first. */
export async function metricsByWeek(index: Index, filter: MetricsFilter, visible?: Visible): Promise<readonly WeekOfMetrics[]> {
  const { since, until, subject, to, repository } = filter;
  const rows = await index
    .selectFrom('repository')
    .innerJoin('promotion', 'promotion.repo', 'repository.id')
    .where((eb) => eb.and(ofPromotion({ subject, to, repository }, visible)))
    .where('promotion.finished_at', '>=', at(since))
    .where('promotion.finished_at', '<', at(until))
    .select([
      sql<string>`to_char(date_trunc('week', promotion.finished_at at time zone 'UTC'), 'YYYY-MM-DD')`.as('week'),
      sql<number>`count(*)::int`.as('ended'),
      having('PROMOTED').as('promoted'),
      having('REJECTED').as('rejected'),
      having('CANCELLED').as('cancelled'),
      having('FAILED').as('failed'),
      having('ROLLED_BACK').as('rolledBack'),
      spans('promotion.created_at', 'promotion.promoted_at').as('leadTime'),
      spans('promotion.waiting_since', 'promotion.decided_at').as('approvalWait'),
    ])
    .groupBy('week')
    .orderBy('week')
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
