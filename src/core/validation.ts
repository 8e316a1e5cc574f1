/** What was found out after a deployment, in the words of the report: smoke tests, health, monitoring. */
import type { GateReport } from './gate-report.ts';

type Judged = Pick<GateReport, 'id' | 'kind' | 'outcome' | 'summary'>;

/** Kinds of gates that speak for each part; what is of no kind here speaks for none. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  smoke_tests: ['command', 'tests', 'evals'],
  health_checks: ['http'],
  monitoring: ['prometheus', 'uptime', 'k6', 'benchmark', 'lighthouse'],
};

/** Per part `passed`, or what failed and what could not be told; a part without gates is left out, and reads as not run. */
export function validationOf(gates: readonly Judged[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(PARTS).flatMap(([part, kinds]) => {
      const of = gates.filter(({ kind, outcome }) => kinds.includes(kind) && outcome !== 'off');
      return of.length === 0 ? [] : [[part, inWords(part, of)]];
    }),
  );
}

function inWords(part: string, gates: readonly Judged[]): string {
  const failed = gates.find(({ outcome }) => outcome === 'fail');
  if (failed) return `failed: ${failed.id}: ${failed.summary}`;
  const unknown = gates.find(({ outcome }) => outcome !== 'pass' && outcome !== 'warn');
  if (unknown) return `not known: ${unknown.id}: ${unknown.summary}`;
  return part === 'monitoring' ? 'normal' : 'passed';
}
