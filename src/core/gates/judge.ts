/** All gates of one promotion: each is judged by its kind; age, comparison and rank are the same for all. */
import { type GateReport, isBlocking } from '../gate-report.ts';
import type { Instant } from '../promotion.ts';
import { asChange, withPrevious } from './compare.ts';
import type { Comparison, EffectiveGate } from './effective.ts';
import { error } from './finding.ts';
import type { About, Ask, GateFinding, GateOutcome, Source } from './gate.ts';
import { type Given, judgeSigned } from './signed.ts';
import { inWords } from './values.ts';

/**
 * @param ask answers what gates need; what it was not given is unknown, never a pass.
 * @param aboutOf what is promoted, with what the gate of this name measured before.
 * @param signatures everything signed for this promotion, and for the same commit on its way here.
 */
export function judgeGates(
  gates: readonly EffectiveGate[],
  ask: Ask,
  aboutOf: (name: string) => About,
  signatures: readonly Given[],
): readonly GateReport[] {
  return gates.map((gate) => judgeOne(gate, ask, aboutOf(gate.name), signatures));
}

function judgeOne(gate: EffectiveGate, ask: Ask, about: About, signatures: readonly Given[]): GateReport {
  const { signers } = gate.gate;
  const known = {
    id: gate.name,
    ...(signers && { title: signers.text, by: signers.by }),
    kind: gate.kind,
    required: gate.required,
    from_stage_rule: gate.rule,
  };
  if (gate.off !== undefined) return { ...known, outcome: 'off', summary: gate.off, value: null, threshold: null, unit: null };
  if (signers) {
    const { finding, signed } = judgeSigned({ ...gate, signers }, about, signatures);
    return { ...known, ...told(finding, about), signed_by: signed };
  }
  const measured = gate.gate.judge(ask, about);
  return { ...known, ...told(recent(compared(measured, gate.compare, ask, about), gate.maxAge, about.at), about) };
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

const told = ({ outcome, summary, value, threshold, unit, counts, findings, sources }: GateFinding, { previous }: About) => ({
  outcome,
  summary,
  value: finite(value),
  threshold: finite(threshold),
  unit,
  previous: finite(previous?.value ?? null),
  counts,
  evidence: sources,
  findings,
});

function compared(finding: GateFinding, comparison: Comparison | undefined, ask: Ask, about: About): GateFinding {
  if (!comparison || finding.outcome === 'error' || finding.outcome === 'pending') return finding;
  // It fails by another number than the one that is compared.
  if (finding.first) return finding;
  if (finding.value === null) return { ...finding, outcome: 'error', summary: `${finding.summary}; there is no number to compare` };
  if (comparison.against === 'previous') return withPrevious(finding, about.previous, comparison);
  const name = nameOf(comparison);
  const base = comparison.base?.judge(ask, about) ?? error('there is nothing to compare with');
  const { value } = base.first ?? base;
  if (value === null || base.outcome === 'error' || base.outcome === 'pending')
    return {
      ...finding,
      outcome: base.outcome === 'pending' ? 'pending' : 'error',
      summary: `${finding.summary}; ${name} is not known: ${base.summary}`,
    };
  return asChange(finding, { value, name }, comparison);
}

function nameOf({ file, offset }: Comparison): string {
  if (offset !== undefined) return `${inWords(offset)} before`;
  return file ?? 'the other query';
}

/** Clocks of machines differ a little; more than this is no clock but a mistake. */
const SKEW = 300;

/** Old evidence proves nothing about now, and neither does evidence whose age cannot be told. */
function recent(finding: GateFinding, maxAge: number | undefined, at: Instant): GateFinding {
  if (maxAge === undefined || finding.outcome !== 'pass') return finding;
  const stale = (finding.sources.length === 0 ? [{ path: 'the evidence' }] : finding.sources).flatMap((source) =>
    whyStale(source, maxAge, at),
  );
  if (stale.length === 0) return finding;
  return { ...finding, outcome: 'error', summary: `${stale[0]}; run it again (it said: ${finding.summary})` };
}

function whyStale({ path, at: written }: Source, maxAge: number, at: Instant): readonly string[] {
  const seconds = written === undefined ? Number.NaN : (Date.parse(at) - Date.parse(written)) / 1_000;
  if (Number.isNaN(seconds)) return [`it cannot be told when ${path} was written, and at most ${inWords(maxAge)} are allowed`];
  if (seconds < -SKEW) return [`${path} says it was written in the future, ${written}`];
  return seconds <= maxAge ? [] : [`${path} is from ${written}, ${ageOf(seconds)} ago; at most ${inWords(maxAge)} are allowed`];
}

function ageOf(seconds: number): string {
  const size = seconds >= 86_400 ? 86_400 : seconds >= 3_600 ? 3_600 : 60;
  return inWords(Math.floor(seconds / size) * size);
}

export interface GatesVerdict {
  /** `pass` when nothing blocks; else the gravest of what does. */
  readonly outcome: GateOutcome;
  /** Required gates that fail, have no evidence, or wait. */
  readonly blockers: readonly GateReport[];
}

export function verdictOf(reports: readonly GateReport[]): GatesVerdict {
  const blockers = reports.filter(isBlocking);
  const gravest = (['fail', 'error', 'pending'] as const).find((outcome) => blockers.some((one) => one.outcome === outcome));
  return { outcome: gravest ?? 'pass', blockers };
}
