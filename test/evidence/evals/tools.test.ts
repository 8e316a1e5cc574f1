import { expect, test } from '@jest/globals';
import { EVALS, type EvalLimits } from '../../../src/core/evidence/evals/index.ts';
import { evalsOf, readJson, readText, refusalOf, sample } from '../performance/reading.ts';

const outcome = (document: unknown, limits: EvalLimits): string => EVALS.judge(evalsOf(readJson(document)), limits).outcome;
const summary = (document: unknown, limits: EvalLimits): string => EVALS.judge(evalsOf(readJson(document)), limits).summary;

const row = (success: boolean, more: object = {}): object => ({
  success,
  failureReason: success ? 0 : 1,
  gradingResult: { pass: success, reason: 'no', componentResults: [{ pass: success }] },
  testCase: { description: 'greets' },
  ...more,
});
const promptfoo = (rows: readonly object[], stats: object, metrics: object = {}): object => ({
  evalId: 'x',
  results: { version: 3, stats, results: rows, prompts: [{ metrics }] },
});

test('promptfoo: named scores are weighted sums, so they are divided by their weights and not by their number', () => {
  const metrics = { namedScores: { accuracy: 3 }, namedScoresCount: { accuracy: 2 }, namedScoreWeights: { accuracy: 4 } };
  expect(evalsOf(readJson(promptfoo([row(true)], { successes: 1, failures: 0, errors: 0 }, metrics))).scores).toEqual({ accuracy: 0.75 });
  const { namedScoreWeights: _, ...old } = { ...metrics, namedScores: { accuracy: 1.5 } };
  expect(evalsOf(readJson(promptfoo([row(true)], { successes: 1, failures: 0, errors: 0 }, old))).scores).toEqual({ accuracy: 0.75 });
});

test('promptfoo: a case that broke counts as 0 in the scores it should have had', () => {
  const broken = row(false, {
    failureReason: 2,
    error: 'model not deployed',
    gradingResult: null,
    testCase: { assert: [{ type: 'equals', metric: 'accuracy' }] },
  });
  const metrics = { namedScores: { accuracy: 3 }, namedScoreWeights: { accuracy: 3 } };
  const document = promptfoo([row(true), row(true), row(true), broken], { successes: 3, failures: 0, errors: 1 }, metrics);
  expect(summary(document, { metrics: { accuracy: 0.8 } })).toBe(
    'accuracy 75 % (100 % of the 3 scored of 4; the others count as 0); 80 % needed: 5 points more',
  );
  expect(EVALS.judge(evalsOf(readJson(document)), { passRate: 80 }).findings).toEqual([{ name: 'case 1', message: 'model not deployed' }]);
});

test('promptfoo: rows that were taken out or turned are noticed; a file without rows still knows its assertions', () => {
  const stats = { successes: 2, failures: 0, errors: 0 };
  expect(refusalOf(readJson(promptfoo([row(true)], stats))).code).toBe('incomplete');
  expect(refusalOf(readJson(promptfoo([row(true)], { successes: 1, failures: 1, errors: 0 }))).code).toBe('incomplete');
  expect(refusalOf(readJson(promptfoo([row(true), row(false)], stats))).message).toContain(
    'promptfoo counts 2 passed of 2 cases, but the file holds 1 of 2',
  );
  const bare = (metrics: object): object => ({ results: { version: 3, stats, prompts: [{ metrics }] } });
  expect(outcome(bare({ assertPassCount: 2, assertFailCount: 0 }), { passRate: 80 })).toBe('pass');
  expect(outcome(bare({ assertPassCount: 0, assertFailCount: 0 }), { passRate: 80 })).toBe('error');
  expect(refusalOf(readJson(promptfoo([], { successes: 0, failures: 0, errors: 0 }))).code).toBe('incomplete');
  expect(refusalOf(readJson(promptfoo([], { successes: '2', failures: 0, errors: 0 }))).code).toBe('malformed');
});

const metric = (success: boolean | null, more: object = {}): object => ({
  name: 'Relevancy',
  threshold: 0.7,
  success,
  score: success ? 0.9 : 0.2,
  error: null,
  ...more,
});
const deepeval = (...testCases: readonly object[]): object => ({
  testRunData: { testCases, conversationalTestCases: [], metricsScores: [] },
});

test.each([
  [
    'a flaky metric never decides',
    { success: true, metricsData: [metric(true), metric(false, { flaky: true })] },
    { passed: 1, failed: 0, errors: 0 },
  ],
  [
    'a judge that broke is a failure, whatever the case says',
    { success: true, metricsData: [metric(true), metric(null, { error: 'timeout', score: null })] },
    { passed: 0, failed: 1, errors: 1 },
  ],
  ['a metric below its threshold is one too', { success: true, metricsData: [metric(false)] }, { passed: 0, failed: 1, errors: 0 }],
  ['a case nobody decided has not passed', { success: null, metricsData: [] }, { passed: 0, failed: 0, errors: 0, total: 1 }],
  ['a case without metrics asserts nothing', { success: true, metricsData: [] }, { passed: 1, asserted: 0 }],
])('DeepEval: %s', (_, one, counts) => {
  expect(evalsOf(readJson(deepeval({ name: 't', ...one })))).toMatchObject(counts);
});

test('DeepEval: the same without its wrapper, conversations too, and counts that the cases contradict', () => {
  const run = { testCases: [], conversationalTestCases: [{ name: 'c', success: false, metricsData: [metric(false)] }], metricsScores: [] };
  expect(evalsOf(readJson(run))).toMatchObject({
    total: 1,
    failed: 1,
    failures: [{ name: 'c', message: 'Relevancy: below its threshold' }],
  });
  expect(refusalOf(readJson({ ...run, testFailed: 2 })).message).toContain('counts 2 failed cases and shows 1');
  expect(refusalOf(readJson(deepeval())).code).toBe('incomplete');
  expect(refusalOf(readJson(deepeval({ success: 'true' }))).code).toBe('malformed');
});

const lines = (...events: readonly unknown[]): string => events.map((event) => JSON.stringify(event)).join('\n');
const spec = { spec: { eval_name: 'x' } };
const match = (correct: boolean): object => ({ type: 'match', sample_id: 's', data: { correct, expected: 'x', picked: 'y' } });

test('OpenAI evals: a run is over with its final report, and says what its matches say', () => {
  expect(refusalOf(readText(lines(spec, match(true)))).code).toBe('cut_short');
  expect(refusalOf(readText(lines(spec, match(true), { final_report: { accuracy: 0.5 } }))).message).toContain('lines are missing');
  expect(refusalOf(readText(lines(spec, spec, { final_report: { accuracy: 1 } }))).code).toBe('not_mergeable');
  expect(refusalOf(readText(lines(spec, { final_report: {} }))).code).toBe('incomplete');
  expect(refusalOf(readText(`${lines(spec, match(true))}\n{"type": "ma`)).code).toBe('cut_short');
});

test('OpenAI evals: errors are cases, and a model-graded run has only its final report', () => {
  const run = evalsOf(readText(lines(spec, match(true), { type: 'error', data: {} }, { final_report: { accuracy: 1 } })));
  expect(EVALS.counts(run)).toMatchObject({ total: 2, passed: 1, errors: 1, rate: 0.5 });
  expect(EVALS.judge(run, { score: 'accuracy', min: 0.6 }).outcome).toBe('fail');
  const graded = evalsOf(readText(lines(spec, { final_report: { accuracy: 0.9, 'counts/Y': 9 } })));
  expect(EVALS.judge(graded, { passRate: 90 }).outcome).toBe('pass');
  expect(EVALS.judge(graded, { score: 'counts/Y', min: 1 }).outcome).toBe('error');
});

const inspect = (more: object, results: object = {}): object => ({
  version: 2,
  status: 'success',
  eval: { task: 't', dataset: { samples: 10 }, config: { epochs: 2 } },
  results: {
    total_samples: 10,
    completed_samples: 10,
    scores: [{ name: 'match', metrics: { accuracy: { value: 0.9 }, stderr: { value: 0.05 } } }],
    ...results,
  },
  ...more,
});

test('inspect_ai: accuracy is its pass rate, the lowest of several scorers; other metrics need a scale', () => {
  expect(outcome(inspect({}), { passRate: 90, minCases: 10 })).toBe('pass');
  expect(outcome(inspect({}), { passRate: 91 })).toBe('fail');
  const two = { scores: [...['a', 'b'].map((name, at) => ({ name, metrics: { accuracy: { value: at === 0 ? 0.95 : 0.5 } } }))] };
  expect(outcome(inspect({}, two), { passRate: 90 })).toBe('fail');
  expect(outcome(inspect({}), { score: 'match/stderr', min: 0 })).toBe('error');
});

test.each(['error', 'cancelled', 'started'])('inspect_ai: false green: a run that is %s', (status) => {
  expect(refusalOf(readJson(inspect({ status }))).message).toContain(`but with "${status}"`);
});

test('inspect_ai: reducers are part of a name where there are several, and what was not scored counts as 0', () => {
  const scores = ['mean', 'max'].map((reducer) => ({
    name: 'match',
    reducer,
    scored_samples: 5,
    unscored_samples: 5,
    metrics: { accuracy: { value: 1 } },
  }));
  const evidence = evalsOf(readJson(inspect({}, { scores })));
  expect(Object.keys(evidence.scores)).toEqual(['match (mean)/accuracy', 'match (max)/accuracy']);
  expect(EVALS.judge(evidence, { passRate: 60 })).toMatchObject({ outcome: 'fail', value: 50 });
});

test('inspect_ai: early logs count their samples, by epochs; invalidated, unscored and packed ones are refused', () => {
  const samples = (n: number): object => ({
    results: { scorer: { name: 'match' }, metrics: { accuracy: { value: 1 } } },
    samples: Array.from({ length: n }, () => ({ error: null })),
  });
  expect(outcome(inspect(samples(20)), { passRate: 90 })).toBe('pass');
  expect(outcome(inspect(samples(19)), { passRate: 90 })).toBe('error');
  expect(refusalOf(readJson(inspect({ results: { scores: [] } }))).message).toContain('how many samples');
  expect(refusalOf(readJson(inspect({ invalidated: true }))).message).toContain('invalidated');
  expect(refusalOf(readJson(inspect({}, { scores: [] }))).message).toContain('holds no score');
  expect(refusalOf(readJson(inspect({}, { total_samples: '10' }))).code).toBe('malformed');
  expect(refusalOf(readText('PK\u0003\u0004\u0014....._journal/start.json')).message).toContain('inspect log dump');
});

test('LangSmith: feedback on 19 of 20 runs is a score of 20, and a raw one cannot say', () => {
  const read = evalsOf(sample('langsmith/synthetic.session.json'));
  expect(EVALS.judge(read, { score: 'correctness', min: 0.87, scale: 'fraction' })).toMatchObject({
    outcome: 'fail',
    summary: 'correctness 84.99 % (89.47 % of the 19 scored of 20; the others count as 0); 87 % needed: 2 points more',
  });
  expect(EVALS.judge(read, { score: 'correctness', min: 0.5, scale: 'raw' }).outcome).toBe('error');
  expect(EVALS.judge(read, { score: 'conciseness', min: 0.7, scale: 'fraction', maxErrors: 1 }).outcome).toBe('pass');
});

test.each([
  ['no run', { run_count: 0, feedback_stats: {} }, 'incomplete'],
  ['no feedback yet', { run_count: 9, feedback_stats: { tag: { n: 9, avg: null } } }, 'incomplete'],
  ['an average as text', { run_count: 9, feedback_stats: { a: { n: 9, avg: '0.9' } } }, 'malformed'],
  ['5 % of errors as 5', { run_count: 9, error_rate: 5, feedback_stats: {} }, 'malformed'],
])('LangSmith: %s is no evidence', (_, document, code) => {
  expect(refusalOf(readJson(document)).code).toBe(code);
});

const score = (value: unknown, dataType = 'NUMERIC', name = 'tone'): object => ({ name, dataType, value });

test('Langfuse: pages are whole or nothing', () => {
  const page = (meta: object): unknown => ({ data: [score(1), score(0)], meta });
  for (const meta of [{ totalItems: 3, totalPages: 1 }, { page: 1, totalPages: 2 }, { cursor: 'abc' }])
    expect(refusalOf(readJson(page(meta))).message).toContain('Fetch all pages');
  // All pages in one file keep the number of pages.
  expect(evalsOf(readJson(page({ totalItems: 2, totalPages: 2 }))).scores).toEqual({ tone: 0.5 });
});

test('Langfuse: a BOOLEAN is 0 or 1 by its type, a NUMERIC is what somebody decided, a CATEGORICAL no number', () => {
  const document = { data: [score(1, 'BOOLEAN', 'safe'), score(0.9), score(null, 'CATEGORICAL', 'kind')], meta: { totalItems: 3 } };
  expect(outcome(document, { score: 'safe', min: 1 })).toBe('pass');
  expect(outcome(document, { score: 'tone', min: 0.9 })).toBe('error');
  expect(outcome(document, { score: 'tone', min: 0.9, scale: 'fraction', minCases: 2 })).toBe('error');
  expect(outcome(document, { score: 'kind', min: 0, scale: 'raw' })).toBe('error');
  expect(refusalOf(readJson({ data: [score('1')], meta: { totalItems: 1 } })).code).toBe('malformed');
  expect(refusalOf(readJson({ data: [], meta: { totalItems: 0 } })).code).toBe('incomplete');
});

test('Vertex: computed metrics and win rates are shares, what a model judges needs a scale', () => {
  const document = {
    summary_metrics: {
      row_count: 50,
      'exact_match/mean': 0.8,
      'groundedness/mean': 4.3,
      'trajectory_latency/mean': 0.9,
      'a/candidate_model_win_rate': 0.6,
    },
  };
  expect(outcome(document, { metrics: { 'exact_match/mean': 0.8, 'a/candidate_model_win_rate': 0.6 }, minCases: 50 })).toBe('pass');
  for (const name of ['groundedness/mean', 'trajectory_latency/mean']) expect(outcome(document, { score: name, min: 0.5 })).toBe('error');
  expect(outcome(document, { score: 'groundedness/mean', min: 4, scale: 'raw' })).toBe('pass');
});

test('Vertex: cases the judge could not decide are in the denominator', () => {
  const list = [{ metric_name: 'q', num_cases_total: 20, num_cases_valid: 10, num_cases_error: 10, mean_score: 0.9, pass_rate: 1 }];
  expect(outcome({ summary_metrics: list }, { passRate: 60 })).toBe('fail');
  expect(outcome({ summary_metrics: list }, { passRate: 50 })).toBe('pass');
  expect(outcome({ summary_metrics: list }, { passRate: 50, maxErrors: 9 })).toBe('fail');
  expect(refusalOf(readJson({ summary_metrics: [{ ...list[0], num_cases_total: -1 }] })).code).toBe('malformed');
  for (const empty of [[], {}, { row_count: 0, 'a/mean': 1 }, [{ metric_name: 'q', pass_rate: null }]])
    expect(refusalOf(readJson({ summary_metrics: empty })).code).toBe('incomplete');
});
