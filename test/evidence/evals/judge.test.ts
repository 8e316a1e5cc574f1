import { expect, test } from '@jest/globals';
import { EVALS, type EvalLimits } from '../../../src/core/evidence/evals/index.ts';
import type { EvalsEvidence } from '../../../src/core/evidence/evidence.ts';

const run: EvalsEvidence = {
  kind: 'evals',
  format: 'promptfoo',
  total: 40,
  passed: 37,
  failed: 2,
  errors: 1,
  asserted: 39,
  scores: { tone: 0.75 },
  failures: [{ name: 'greets' }],
};
const judge = (evidence: EvalsEvidence, limits: EvalLimits) => EVALS.judge(evidence, limits);
const saying = (evidence: EvalsEvidence, limits: EvalLimits) => {
  const { outcome, summary } = judge(evidence, limits);
  return [outcome, summary];
};

test('errors are in the denominator, the boundary passes, and the distance is said in cases', () => {
  expect(judge(run, { passRate: 92.5 })).toMatchObject({
    outcome: 'pass',
    summary: '92.5 % passed (37 of 40); 92.5 % needed',
    value: 92.5,
    threshold: 92.5,
    unit: '%',
    findings: [],
  });
  expect(judge(run, { passRate: 95 })).toMatchObject({
    outcome: 'fail',
    summary: '92.5 % passed (37 of 40); 95 % needed: 1 case more',
    findings: [{ name: 'greets' }],
  });
  expect(judge(run, { passRate: 99 }).summary).toBe('92.5 % passed (37 of 40); 99 % needed: 3 cases more');
});

test('a rate is shown rounded down: 79.996 % is not 80 %', () => {
  const almost = { ...run, total: 25_000, passed: 19_999, failed: 5001, errors: 0, asserted: 25_000 };
  expect(saying(almost, { passRate: 80 })).toEqual(['fail', '79.99 % passed (19999 of 25000); 80 % needed: 1 case more']);
});

test('false green: cases that assert nothing always pass', () => {
  expect(saying({ ...run, passed: 40, failed: 0, errors: 0, asserted: 0 }, { passRate: 80 })).toEqual([
    'error',
    '40 cases passed, but none of them asserts anything, and such a case always passes. Give each an assertion.',
  ]);
});

test('some cases without an assertion are left out on both sides, and of the least number of cases', () => {
  const half = { ...run, total: 20, passed: 18, failed: 2, errors: 0, asserted: 10 };
  expect(saying(half, { passRate: 85 })).toEqual([
    'fail',
    '80 % passed (8 of 10); 85 % needed: 1 case more (10 cases without an assertion left out)',
  ]);
  expect(judge(half, { passRate: 80, minCases: 11 }).outcome).toBe('error');
});

test('false green: a partial run', () => {
  const partial = { ...run, format: 'inspect-ai', total: 10, completed: 4, scores: { 'match/accuracy': 1 } };
  expect(saying(partial, { score: 'match/accuracy', min: 0.9 })[0]).toBe('error');
  expect(saying(partial, { passRate: 1 })[1]).toContain('Only 4 of 10 cases were completed');
});

test.each([
  [{ minCases: 40, passRate: 50 }, 'pass'],
  [{ minCases: 41, passRate: 50 }, 'error'],
  [{ maxErrors: 1 }, 'pass'],
  [{ maxErrors: 0, passRate: 50 }, 'fail'],
  [{ maxFailures: 2 }, 'pass'],
  [{ maxFailures: 1 }, 'fail'],
  [{ metrics: { tone: 0.75 } }, 'pass'],
  [{ metrics: { tone: 0.7500001 } }, 'fail'],
  [{ score: 'tone', min: 0.75 }, 'pass'],
  [{ score: 'tone' }, 'error'],
  [{ min: 0.5 }, 'error'],
  [{ wilson: true }, 'error'],
  [{ minCases: 1 }, 'error'],
  [{}, 'error'],
] as const)('%j: %s', (limits, outcome) => {
  expect(judge(run, limits).outcome).toBe(outcome);
});

test('nothing evaluated is no pass', () => {
  expect(judge({ ...run, total: 0, passed: 0, failed: 0, errors: 0 }, { passRate: 0, maxErrors: 9 }).outcome).toBe('error');
});

test('what a report does not count cannot be limited', () => {
  const scores: EvalsEvidence = { kind: 'evals', format: 'langfuse', scores: { a: 1 }, failures: [] };
  for (const limits of [{ maxErrors: 9 }, { maxFailures: 9 }, { passRate: 1 }, { minCases: 1, score: 'a', min: 0, scale: 'raw' as const }])
    expect(judge(scores, limits).outcome).toBe('error');
});

test('several limits: what is wrong is said, the crossed one first', () => {
  expect(saying(run, { passRate: 50, maxErrors: 0, metrics: { tome: 0.5 } })).toEqual([
    'fail',
    '1 error; at most 0 allowed: 1 too many; "tome" is not in the report; "tone" is.',
  ]);
});

/** 0..1 and 0..100 look the same at 0.9: only a declaration tells them apart. */
test.each([
  ['the tool defines it: a fraction', 'promptfoo', 0.85, { min: 0.85 }, 'pass'],
  ['nobody defines it', 'langsmith', 0.85, { min: 0.85 }, 'error'],
  ['declared a fraction', 'langsmith', 0.85, { min: 0.85, scale: 'fraction' }, 'pass'],
  ['declared percent, and 0.85 is 85 % of nothing', 'langsmith', 0.85, { min: 0.85, scale: 'percent' }, 'fail'],
  ['declared percent', 'langsmith', 85, { min: 0.85, scale: 'percent' }, 'pass'],
  ['a fraction of 85 is none', 'langsmith', 85, { min: 0.85, scale: 'fraction' }, 'error'],
  ['a fraction the tool defines, but is none', 'promptfoo', 3.2, { min: 0.85 }, 'error'],
  ['unless declared raw', 'promptfoo', 3.2, { min: 3, scale: 'raw' }, 'pass'],
  ['a limit of 85 for a fraction', 'promptfoo', 0.85, { min: 85 }, 'error'],
  ['raw: 4.3 of 5', 'vertex-eval', 4.3, { min: 4.3, scale: 'raw' }, 'pass'],
  ['raw: 4.3 of 5, too little', 'vertex-eval', 4.3, { min: 4.5, scale: 'raw' }, 'fail'],
  ['raw needs a declaration', 'vertex-eval', 4.3, { min: 4 }, 'error'],
  ['negative shares do not exist', 'langsmith', -0.1, { min: 0, scale: 'fraction' }, 'error'],
] as const)('scale: %s', (_, format, score, limits, outcome) => {
  const evidence: EvalsEvidence = { kind: 'evals', format, total: 9, scores: { tone: score }, failures: [] };
  expect(judge(evidence, { score: 'tone', ...limits }).outcome).toBe(outcome);
});

test('a missing scale says which there are, and a limit in the wrong scale how to write it', () => {
  expect(judge({ ...run, format: 'langsmith' }, { score: 'tone', min: 0.7 }).summary).toBe(
    'langsmith does not define what tone (0.75) is measured in: write scale: fraction for 0 to 1, percent for 0 to 100, or raw for anything else.',
  );
  expect(judge(run, { score: 'tone', min: 70 }).summary).toBe('70 is more than tone can be: write 70% or 0.7.');
});

test('the lower Wilson bound asks for more cases: 10 of 10 prove 72 %', () => {
  const all = (n: number): EvalsEvidence => ({ ...run, total: n, passed: n, failed: 0, errors: 0, asserted: n });
  expect(saying(all(10), { passRate: 90, wilson: true })).toEqual([
    'fail',
    '100 % of 10 cases passed, which proves at least 72.24 %; 90 % needed: evaluate more cases, or pass more',
  ]);
  expect(judge(all(10), { passRate: 90 }).outcome).toBe('pass');
  expect(judge(all(35), { passRate: 90, wilson: true })).toMatchObject({ outcome: 'pass', value: expect.closeTo(90.11, 2), threshold: 90 });
});

test('runs are one by their counts; scores by the cases they were taken over, never by averaging averages', () => {
  const merged = EVALS.merge([
    { ...run, scores: {} },
    { ...run, total: 10, passed: 3, failed: 7, errors: 0, asserted: 10, scores: {} },
  ]);
  expect(merged).toMatchObject({
    ok: true,
    value: { total: 50, passed: 40, failed: 9, errors: 1, asserted: 49, failures: [{ name: 'greets' }, { name: 'greets' }] },
  });
  expect(EVALS.merge([run, run])).toMatchObject({
    ok: false,
    error: { code: 'not_mergeable', message: expect.stringContaining('averages are never averaged') },
  });
  expect(EVALS.merge([run, { ...run, format: 'deepeval' }])).toMatchObject({ ok: false, error: { code: 'not_mergeable' } });
  expect(EVALS.merge([run])).toEqual({ ok: true, value: run });
});

test('a part that says nothing of it hides neither partial nor empty cases of another', () => {
  const { completed: _, asserted: __, ...silent } = { ...run, scores: {}, completed: 1 };
  const empty = { ...silent, asserted: 0, passed: 40, failed: 0, errors: 0 };
  expect(EVALS.merge([silent, empty])).toMatchObject({ ok: true, value: { asserted: 39 } });
  expect(EVALS.merge([silent, { ...silent, completed: 3 }])).toMatchObject({ ok: true, value: { total: 80, completed: 43 } });
});
