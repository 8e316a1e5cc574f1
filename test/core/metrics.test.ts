/** Weeks as people are told of them. */
import { expect, test } from '@jest/globals';
import type { WeekOfMetrics } from '../../src/core/index-rows.ts';
import { everyWeek, summed } from '../../src/core/metrics.ts';

const week = (of: string, more: Partial<WeekOfMetrics> = {}): WeekOfMetrics => ({
  week: of,
  ended: 0,
  promoted: 0,
  rejected: 0,
  cancelled: 0,
  failed: 0,
  rolledBack: 0,
  leadTime: null,
  approvalWait: null,
  ...more,
});

test('weeks in which nothing ended are there, with nothing to divide', () => {
  const weeks = everyWeek([week('2026-11-09', { ended: 1, promoted: 1 })], '2026-11-04T10:00:00Z', '2026-11-20T10:00:00Z');
  expect(weeks.map(({ week: of, arrived, success, rollback }) => [of, arrived, success, rollback])).toEqual([
    ['2026-11-02', 0, null, null],
    ['2026-11-09', 1, 1, 0],
    ['2026-11-16', 0, null, null],
  ]);
});

test('what was withdrawn is no failure; what was taken back arrived, and did not succeed', () => {
  const [told] = everyWeek(
    [week('2026-11-16', { ended: 10, promoted: 4, rejected: 1, cancelled: 2, failed: 2, rolledBack: 1 })],
    '2026-11-20T00:00:00Z',
    '2026-11-20T00:00:00Z',
  );
  expect(told).toMatchObject({ arrived: 5, success: 0.5, rollback: 0.2 });
});

test('several weeks together: counts are added, spans are those of the week in the middle', () => {
  const spans = (p50: number) => ({ leadTime: { p50, p90: p50 * 2 } });
  const weeks = everyWeek(
    [
      week('2026-11-02', { ended: 1, promoted: 1, ...spans(60) }),
      week('2026-11-09', { ended: 1, failed: 1, ...spans(600) }),
      week('2026-11-16', { ended: 2, promoted: 2, ...spans(6_000) }),
    ],
    '2026-11-02T00:00:00Z',
    '2026-11-20T00:00:00Z',
  );
  expect(summed(weeks)).toMatchObject({ ended: 4, promoted: 3, success: 0.75, leadTime: { p50: 600, p90: 1_200 }, approvalWait: null });
  expect(summed([])).toBeUndefined();
});

test('a time that ends before it begins is one week, and no error', () => {
  expect(everyWeek([], '2026-11-20T00:00:00Z', '2020-01-01T00:00:00Z')).toHaveLength(1);
});
