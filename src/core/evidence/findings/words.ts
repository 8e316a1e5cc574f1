/** How people name what was found. */
import type { FindingsEvidence, Level, Severity } from '../evidence.ts';

/** The worst first. */
export const LEVELS: readonly Level[] = ['error', 'warning', 'note'];
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** `1 file`, `3 files`. */
export const amount = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** `3 errors, 1 warning`, zeros left out. */
export const byLevel = (evidence: FindingsEvidence): string =>
  LEVELS.filter((level) => evidence[level] > 0)
    .map((level) => amount(evidence[level], level))
    .join(', ') || 'no finding';

/** `1 critical, 2 high, 4 without severity`, zeros left out. */
export function bySeverity(evidence: FindingsEvidence): string {
  const counts = SEVERITIES.map((severity) => [severity, evidence.severities?.[severity] ?? 0] as const);
  const rest = evidence.error + evidence.warning + evidence.note - sum(counts.map(([, count]) => count));
  return (
    [...counts, ['without severity', rest] as const]
      .filter(([, count]) => count > 0)
      .map(([word, count]) => `${count} ${word}`)
      .join(', ') || 'no finding'
  );
}
