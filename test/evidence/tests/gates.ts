/** The gate each sample's truth has in mind, over whatever kind of evidence the sample is. */
import { ATTESTATION } from '../../../src/core/evidence/attestation/index.ts';
import { COVERAGE } from '../../../src/core/evidence/coverage/index.ts';
import { EVALS, type EvalLimits } from '../../../src/core/evidence/evals/index.ts';
import type { Evidence } from '../../../src/core/evidence/evidence.ts';
import { FINDINGS } from '../../../src/core/evidence/findings/index.ts';
import type { Judged, Read } from '../../../src/core/evidence/format.ts';
import { type MetricLimits, PERFORMANCE } from '../../../src/core/evidence/performance/index.ts';
import { TESTS } from '../../../src/core/evidence/tests/index.ts';
import { bytesOf, readBytes, type Truth } from './reports.ts';

export interface Verdict {
  readonly counts: Readonly<Record<string, unknown>>;
  readonly outcome: Judged['outcome'];
}

const limit = (limits: { readonly min?: number; readonly max?: number }): MetricLimits => ({ metrics: { value: limits } });

/** Truths that name a query and not what it must give, and those that the gate's words do not say. */
const METRICS: Readonly<Record<string, MetricLimits>> = {
  'autocannon-json/errors-10pct.json': { metrics: { error_rate: { max: 0.01 } } },
  'lighthouse-json/synthetic.pass.json': { metrics: { performance: { min: 0.9 } } },
  'prometheus/degradation.pass-15pct.json': limit({ max: 20 }),
  'prometheus/uptime7d.samples.json': limit({ min: 1 }),
  'prometheus/error-rate.no-5xx-or-vector0.json': limit({ max: 1 }),
  'prometheus/uptime7d.fail.json': limit({ min: 99.5 }),
  'prometheus/uptime7d.coverage-guard.json': limit({ min: 1 }),
  'prometheus/uptime7d.samples-full.json': limit({ min: 9_577 }),
  'prometheus/p95.current.json': limit({ max: 0.3 }),
  'prometheus/p95.baseline.json': limit({ max: 0.3 }),
  'prometheus/error-rate.fail.json': limit({ max: 1 }),
  'prometheus/bool-compare.json': limit({ min: 1 }),
  'prometheus/scalar.json': limit({ min: 1 }),
};

const SCORES: Readonly<Record<string, EvalLimits>> = {
  'langfuse/synthetic.scores.json': { score: 'correctness', min: 0.8, scale: 'fraction' },
  'langsmith/synthetic.session.json': { score: 'correctness', min: 0.8, scale: 'fraction' },
  'vertex-eval/synthetic.genai-client.json': { score: 'general_quality_v1/pass_rate', min: 0.8 },
  'vertex-eval/synthetic.summary-metrics.json': { score: 'exact_match/mean', min: 0.8 },
};

function metricLimits({ file, gate }: Truth): MetricLimits {
  if (typeof gate?.['baseline'] !== 'string') return METRICS[file] ?? {};
  const read = readBytes(bytesOf(gate['baseline']));
  if (!read.ok || read.value.kind !== 'metrics') throw new Error(`no baseline in ${gate['baseline']}`);
  return { baseline: read.value, maxIncrease: Number(gate['max_increase']) };
}

/** What the gate of a truth says of evidence. */
export function verdictOn(evidence: Evidence, truth: Truth): Verdict {
  const number = (name: string): number => Number(truth.gate?.[name]);
  switch (evidence.kind) {
    case 'tests':
      return { counts: TESTS.counts(evidence), outcome: TESTS.judge(evidence, {}).outcome };
    case 'coverage':
      return { counts: COVERAGE.counts(evidence), outcome: COVERAGE.judge(evidence, { min: number('min') }).outcome };
    case 'findings':
      return { counts: FINDINGS.counts(evidence), outcome: FINDINGS.judge(evidence, { failOn: 'error' }).outcome };
    case 'metrics':
      return { counts: PERFORMANCE.counts(evidence), outcome: PERFORMANCE.judge(evidence, metricLimits(truth)).outcome };
    case 'evals':
      return { counts: EVALS.counts(evidence), outcome: EVALS.judge(evidence, SCORES[truth.file] ?? { passRate: 80 }).outcome };
    case 'attestation': {
      const { repo = '', predicate_type } = truth.gate ?? {};
      const limits = { repository: String(repo), predicate: String(predicate_type) };
      return { counts: ATTESTATION.counts(evidence), outcome: ATTESTATION.judge(evidence, limits).outcome };
    }
  }
}

/** A gate that cannot read its evidence is an error, never a pass. */
export const outcomeFor = (read: Read, truth: Truth): Judged['outcome'] => (read.ok ? verdictOn(read.value, truth).outcome : 'error');
