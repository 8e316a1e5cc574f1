/** What a report says by itself, against the usual limits: what `promotion-bot evidence` tells, without a config. */
import { ATTESTATION } from './attestation/index.ts';
import { COVERAGE } from './coverage/index.ts';
import { EVALS } from './evals/index.ts';
import type { Evidence, EvidenceKind, MetricsEvidence } from './evidence.ts';
import { FINDINGS, type FindingsLimits } from './findings/index.ts';
import type { Family, Judged } from './format.ts';
import { type MetricLimits, PERFORMANCE } from './performance/index.ts';
import { TESTS } from './tests/index.ts';

export interface UsualLimits {
  /** Percent: of coverage, of evals that pass, of a score; for a number of Prometheus the number itself. */
  readonly min: number | undefined;
  readonly failOn: FindingsLimits['failOn'] | undefined;
  /** The score of an eval that `min` is about. */
  readonly score: string | undefined;
}

export interface Said {
  readonly judged: Judged;
  readonly counts: Readonly<Record<string, unknown>>;
}

const USUAL_COVERAGE = 60;
const USUAL_RATE = 80;

type Judges = { readonly [K in EvidenceKind]: (evidence: Extract<Evidence, { kind: K }>, limits: UsualLimits) => Said };

const said = <E extends Evidence, L>(family: Family<E, L>, evidence: E, limits: L): Said => ({
  judged: family.judge(evidence, limits),
  counts: family.counts(evidence),
});

const JUDGES: Judges = {
  tests: (evidence) => said(TESTS, evidence, {}),
  coverage: (evidence, { min = USUAL_COVERAGE }) => said(COVERAGE, evidence, { min }),
  findings: (evidence, { failOn = 'error' }) => said(FINDINGS, evidence, { failOn }),
  metrics,
  evals: (evidence, { min = USUAL_RATE, score }) =>
    said(EVALS, evidence, score === undefined ? { passRate: min } : { score, min: min / 100, scale: 'fraction' }),
  // Which repository must have signed is not known here, so nothing passes.
  attestation: (evidence) => said(ATTESTATION, evidence, { repository: '' }),
};

/** What `--min` is about: the number of Prometheus as it is, the score of Lighthouse in percent. What other tools measure is no share of anything. */
const FLOORS: Readonly<Partial<Record<string, (min: number | undefined) => MetricLimits>>> = {
  // A number is as good as any other when no limit is given: then only whether it is one number is told.
  prometheus: (min) => ({ metrics: { value: { min: min ?? Number.NEGATIVE_INFINITY } } }),
  lighthouse: (min) => (min === undefined ? {} : { metrics: { performance: { min: min / 100 } } }),
};

function metrics(evidence: MetricsEvidence, { min }: UsualLimits): Said {
  const told = said(PERFORMANCE, evidence, FLOORS[evidence.format]?.(min) ?? {});
  const summary = told.judged.summary.replace(' (>= -Infinity)', '; no limit was given');
  return { ...told, judged: { ...told.judged, summary } };
}

export function sayOf(evidence: Evidence, limits: UsualLimits): Said {
  // One table keyed by kind: TypeScript cannot see that the key and the evidence belong together.
  const judge = JUDGES[evidence.kind] as (one: Evidence, usual: UsualLimits) => Said;
  return judge(evidence, limits);
}
