/** What a check found out about a deployed version, in the words of the report: smoke tests, health, monitoring. */
import type { GateReport } from './gate-report.ts';

type Judged = Pick<GateReport, 'id' | 'kind' | 'required' | 'outcome' | 'summary'>;

/** Kinds of gates that ask a running service how it is; the others are smoke tests. */
export const HEALTH: readonly string[] = ['http', 'uptime', 'prometheus'];

/**
 * Per part `passed` (or `normal`), what failed, or what could not be told; a part without gates is left out, and reads as not run. What is not
 * required decides nothing, so it is a warning behind the word and never the word itself.
 */
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
  if (gates.length === 0) return {};
  const bad = worst(gates.filter(({ required }) => required));
  if (bad) return { [name]: said(bad) };
  const warning = worst(gates);
  return { [name]: warning ? `${fine}, with a warning: ${said(warning)}` : fine };
}

const worst = (gates: readonly Judged[]): Judged | undefined =>
  gates.find(({ outcome }) => outcome === 'fail') ?? gates.find(({ outcome }) => outcome !== 'pass' && outcome !== 'warn');

const said = ({ id, outcome, summary }: Judged): string => `${outcome === 'fail' ? 'failed' : 'not known'}: ${id}: ${summary}`;
