/** Queries to Prometheus, and the one number each must give (https://prometheus.io/docs/prometheus/latest/querying/api/). */
import { readPrometheus } from '../evidence/performance/prometheus.ts';
import type { Result } from '../result.ts';
import { error, unknown } from './finding.ts';
import type { Ask, GateFinding } from './gate.ts';
import { inPromql } from './values.ts';

/** Asks one query after the other; the finding shows the query as it was asked wherever people have to look. */
export function answersOf(
  queries: readonly Result<string, string>[],
  ask: Ask,
  then: (values: readonly number[]) => GateFinding,
): GateFinding {
  const values: number[] = [];
  const asked: string[] = [];
  for (const query of queries) {
    if (!query.ok) return error(query.error);
    asked.push(query.value);
    const answer = ask({ kind: 'prometheus', query: query.value });
    if (!answer.ok) return withQueries(unknown(answer.error), asked);
    const read = readPrometheus(answer.value.body);
    if (!read.ok) return withQueries(error(read.error.message), asked);
    values.push(read.value.values['value'] ?? Number.NaN);
  }
  const finding = then(values);
  return finding.outcome === 'pass' ? finding : withQueries(finding, asked);
}

const withQueries = (finding: GateFinding, asked: readonly string[]): GateFinding => ({
  ...finding,
  findings: [...finding.findings, ...asked.map((message) => ({ name: 'query', message }))],
});

/**
 * The query as it was answered some seconds ago. `offset` moves selectors only, and a subquery moves any expression
 * (https://prometheus.io/docs/prometheus/latest/querying/basics/#subquery); five minutes are how far an instant query looks back too.
 */
export const earlier = (query: string, seconds: number): string => `last_over_time((\n${query}\n)[5m:1m] offset ${inPromql(seconds)})`;
