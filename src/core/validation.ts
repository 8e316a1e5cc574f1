/** What a check found out about a deployed version, in the words of the report: smoke tests, health, monitoring. */
import type { GateReport } from './gate-report.ts';

type Judged = Pick<GateReport, 'id' | 'kind' | 'outcome' | 'summary'>;

/** Kinds of gates that ask a running service how it is; the others are smoke tests. */
export const HEALTH: readonly string[] = ['http', 'uptime', 'prometheus'];

/** Per part `passed` (or `normal`), what failed, or what could not be told; a part without gates is left out, and reads as not run. */
export function validationFor(purpose: 'verify' | 'watch', gates: readonly Judged[]): Readonly<Record<string, string>> {
  const asked = gates.filter(({ outcome }) => outcome !== 'off');
  if (purpose === 'watch') return part('monitoring', asked, 'normal');
  const isHealth = ({ kind }: Judged): boolean => HEALTH.includes(kind);
  return {
    ...part(
      'smoke_tests',
      asked.filter((gate) => !isHealth(gate)),
      'passed',
    ),
    ...part('health_checks', asked.filter(isHealth), 'passed'),
  };
}

function part(name: string, gates: readonly Judged[], fine: string): Readonly<Record<string, string>> {
  const failed = gates.find(({ outcome }) => outcome === 'fail');
  const unknown = gates.find(({ outcome }) => outcome !== 'pass' && outcome !== 'warn');
  const worst = failed ?? unknown;
  if (gates.length === 0) return {};
  return { [name]: worst ? `${failed ? 'failed' : 'not known'}: ${worst.id}: ${worst.summary}` : fine };
}
