/** Performance and operations: numbers with names, from load tests, benchmarks, page audits and Prometheus. */
import type { MetricsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { Family } from '../format.ts';
import { autocannon } from './autocannon.ts';
import { benchmarkAction } from './benchmark-action.ts';
import type { Dialect } from './dialect.ts';
import { goBench } from './go-bench.ts';
import { hyperfine } from './hyperfine.ts';
import { judgeMetrics, type MetricLimits } from './judge.ts';
import { k6 } from './k6.ts';
import { lighthouse } from './lighthouse.ts';
import { mergeNone } from './merge.ts';
import { prometheus } from './prometheus.ts';
import { vitestBench } from './vitest-bench.ts';

export type { MetricLimit, MetricLimits } from './judge.ts';
export { readPrometheus } from './prometheus.ts';
export { parseRequirement, type Requirement } from './require.ts';

const DIALECTS: readonly Dialect[] = [k6, lighthouse, autocannon, hyperfine, benchmarkAction, goBench, vitestBench, prometheus];

/** What is said of a format that is not in the table: its numbers, and nothing of what they mean. */
const PLAIN: Dialect = {
  formats: [],
  unitOf: () => undefined,
  directionOf: () => undefined,
  mainStat: undefined,
  compared: ({ values }) => Object.keys(values),
  doubt: () => undefined,
  merge: mergeNone,
  counts: ({ values }) => values,
};

const dialectOf = ({ format }: MetricsEvidence): Dialect =>
  DIALECTS.find(({ formats }) => formats.some(({ name }) => name === format)) ?? PLAIN;

export const PERFORMANCE: Family<MetricsEvidence, MetricLimits> = {
  kind: 'metrics',
  formats: DIALECTS.flatMap(({ formats }) => formats),
  merge: (parts) => {
    const [first] = parts;
    if (first === undefined) return mergeNone(parts);
    const other = parts.find(({ format }) => format !== first.format);
    if (other === undefined) return dialectOf(first).merge(parts);
    return unreadable(
      'not_mergeable',
      `Reports of ${first.format} and of ${other.format} measure different things: make one gate of each.`,
    );
  },
  judge: (evidence, limits) => judgeMetrics(evidence, limits, dialectOf(evidence)),
  counts: (evidence) => dialectOf(evidence).counts(evidence),
};
