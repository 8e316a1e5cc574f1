/** Every sample of the kind: its numbers, and the verdict under the limits its truth has in mind. */
import { expect, test } from '@jest/globals';
import { EVALS, type EvalLimits } from '../../../src/core/evidence/evals/index.ts';
import { evalsOf, readText, sample, sampleText, truthsOf } from '../performance/reading.ts';

/** A score without its least value decides nothing. */
const LIMITS: Readonly<Record<string, EvalLimits>> = {
  'langfuse/synthetic.scores.json': { score: 'correctness', min: 0.8, scale: 'fraction' },
  'langsmith/synthetic.session.json': { score: 'correctness', min: 0.8, scale: 'fraction' },
  'vertex-eval/synthetic.genai-client.json': { score: 'general_quality_v1/pass_rate', min: 0.8 },
  'vertex-eval/synthetic.summary-metrics.json': { score: 'exact_match/mean', min: 0.8 },
};
const ALL: EvalLimits = { passRate: 80 };

test.each(truthsOf('evals'))('%s', (file, { expected, verdict }) => {
  const read = sample(file);
  if (expected === null) {
    expect([read.ok, verdict]).toEqual([false, 'error']);
    return;
  }
  const evidence = evalsOf(read);
  const { scores, ...counts } = expected;
  expect(EVALS.counts(evidence)).toMatchObject(counts);
  if (scores !== undefined) expect(EVALS.counts(evidence)['scores']).toEqual(scores);
  expect(EVALS.judge(evidence, LIMITS[file] ?? ALL).outcome).toBe(verdict);
});

test.each(truthsOf('evals'))('%s, cut anywhere, is no better than whole', (file, { verdict }) => {
  const text = sampleText(file).trimEnd();
  if (verdict === 'pass') return;
  for (let part = 1; part < 50; part++) {
    const read = readText(text.slice(0, Math.floor((text.length * part) / 50)));
    expect(read.ok && EVALS.judge(evalsOf(read), LIMITS[file] ?? ALL).outcome).not.toBe('pass');
  }
});
