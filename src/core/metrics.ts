/** Weeks as they are told: none left out, rates only where there is something to divide. */
import type { WeekOfMetrics } from './index-rows.ts';
import type { Instant } from './promotion.ts';
import { mondayOf } from './record.ts';

export interface ToldWeek extends WeekOfMetrics {
  /** How many versions arrived, those that were taken back later included. */
  readonly arrived: number;
  /** Of those that ended without being withdrawn, how many arrived and stayed; null of none. */
  readonly success: number | null;
  /** Of those that arrived, how many were taken back; null of none. */
  readonly rollback: number | null;
}

const WEEK = 7 * 86_400_000;

const NOTHING = { ended: 0, promoted: 0, rejected: 0, cancelled: 0, failed: 0, rolledBack: 0, leadTime: null, approvalWait: null } as const;

/** Every week from the one with `since` to the one with `until`. */
export function everyWeek(weeks: readonly WeekOfMetrics[], since: Instant, until: Instant): readonly ToldWeek[] {
  const first = Date.parse(`${mondayOf(since)}T00:00:00Z`);
  const count = Math.max(0, Math.round((Date.parse(`${mondayOf(until)}T00:00:00Z`) - first) / WEEK)) + 1;
  const found = new Map(weeks.map((week) => [week.week, week]));
  return Array.from({ length: count }, (_, i) => {
    const week = new Date(first + i * WEEK).toISOString().slice(0, 10);
    return toldOf(found.get(week) ?? { week, ...NOTHING });
  });
}

export function toldOf(week: WeekOfMetrics): ToldWeek {
  const { promoted, rolledBack, ended, cancelled } = week;
  const arrived = promoted + rolledBack;
  return { ...week, arrived, success: rate(promoted, ended - cancelled), rollback: rate(rolledBack, arrived) };
}

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** All weeks as one; of spans the middle of the weeks' own, since the single ones are not known here. */
export function summed(weeks: readonly ToldWeek[]): ToldWeek | undefined {
  const [first] = weeks;
  if (!first) return undefined;
  const sum = (of: (week: ToldWeek) => number): number => weeks.reduce((total, week) => total + of(week), 0);
  return toldOf({
    week: first.week,
    ended: sum(({ ended }) => ended),
    promoted: sum(({ promoted }) => promoted),
    rejected: sum(({ rejected }) => rejected),
    cancelled: sum(({ cancelled }) => cancelled),
    failed: sum(({ failed }) => failed),
    rolledBack: sum(({ rolledBack }) => rolledBack),
    leadTime: middle(weeks.flatMap(({ leadTime }) => leadTime ?? [])),
    approvalWait: middle(weeks.flatMap(({ approvalWait }) => approvalWait ?? [])),
  });
}

function middle(spans: readonly { readonly p50: number; readonly p90: number }[]): ToldWeek['leadTime'] {
  const of = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
  return spans.length === 0 ? null : { p50: of(spans.map(({ p50 }) => p50)), p90: of(spans.map(({ p90 }) => p90)) };
}
