import { expect, test } from '@jest/globals';
import type { MetricsEvidence } from '../../../src/core/evidence/evidence.ts';
import { type MetricLimits, PERFORMANCE, parseRequirement } from '../../../src/core/evidence/performance/index.ts';

const k6 = (values: MetricsEvidence['values']): MetricsEvidence => ({ kind: 'metrics', format: 'k6', values, kept: {}, about: {} });
const bench = (values: MetricsEvidence['values'], about: MetricsEvidence['about'] = {}): MetricsEvidence => ({
  kind: 'metrics',
  format: 'benchmark-action',
  values,
  kept: {},
  about,
});
const run = k6({ 'http_req_duration.avg': 120, 'http_req_duration.p(95)': 300, 'http_req_failed.rate': 0.01, 'vus.value': 2 });
const judge = (evidence: MetricsEvidence, limits: MetricLimits) => PERFORMANCE.judge(evidence, limits);

test.each([
  ['http_req_duration p(95) <= 300ms', 'pass'],
  ['http_req_duration p(95) >= 300ms', 'pass'],
  ['http_req_duration p(95) == 0.3s', 'pass'],
  ['http_req_duration p(95) < 300ms', 'fail'],
  ['http_req_duration p(95) > 300ms', 'fail'],
  ['http_req_duration p(95) < 300.001ms', 'pass'],
  ['http_req_duration.p(95)<300.001', 'pass'],
  ['http_req_duration: p(95) <= 300000us', 'pass'],
  ['http_req_failed rate <= 1%', 'pass'],
  ['http_req_failed rate < 1%', 'fail'],
  ['http_req_failed rate < 0.02', 'pass'],
  ['vus value >= 2', 'pass'],
  // A unit that does not fit would turn 300 ms into 300 of whatever is counted.
  ['http_req_failed rate < 300ms', 'error'],
  ['vus value < 5s', 'error'],
  ['http_req_duration p(95) < 500%', 'error'],
  ['http_reqs rate > 5', 'error'],
])('%s: %s', (sentence, outcome) => {
  expect(judge(run, { require: [sentence] }).outcome).toBe(outcome);
});

test('noise of floats is neither more nor less', () => {
  const noisy = bench({ a: 0.1 + 0.2, b: 1 - 1e-12 });
  expect(judge(noisy, { require: ['a <= 0.3', 'b >= 1'] }).outcome).toBe('pass');
  for (const sentence of ['a > 0.3', 'b < 1']) expect(judge(noisy, { require: [sentence] }).outcome).toBe('fail');
});

test('a direction whose limit is missing says which one', () => {
  const judged = judge(bench({ a: 1 }), { baseline: bench({ a: 100 }), maxIncrease: 20, metrics: { a: { direction: 'bigger' } } });
  expect(judged.summary).toBe('a is better when bigger: say with max_drop how much smaller it may become.');
});

test.each([
  '',
  'http_req_duration p(95)',
  'p(95) <',
  '< 300ms',
  'a b = 3',
  'a != 3',
  'a < 1e400',
  'a < 0x10',
  'a < 3 minutes',
  'a < 3 < 4 x',
  'a < ,5',
])('%j is no requirement', (text) => {
  expect(parseRequirement(text)).toMatchObject({ ok: false, error: expect.stringContaining('http_req_duration p(95) < 300ms') });
  expect(judge(run, { require: [text] }).outcome).toBe('error');
});

test('a requirement is its metric, its operator, its number and its unit', () => {
  expect(parseRequirement('  route p95 <= 2.5e2 MS ')).toEqual({
    ok: true,
    value: { name: 'route p95', operator: '<=', limit: 250, unit: 'ms' },
  });
});

test('a misspelt metric is answered with the one that was meant, a strange one with those there are', () => {
  expect(judge(run, { require: ['http_req_faild rate < 1%'] }).summary).toBe(
    '"http_req_faild rate" is not in the report; "http_req_failed.rate" is.',
  );
  expect(judge(run, { require: ['cpu < 1'] }).summary).toMatch(
    /^"cpu" is not in the report; it has http_req_duration\.avg, .*vus\.value\.$/,
  );
});

test('names that every object has are no metrics', () => {
  for (const name of ['constructor', '__proto__', 'toString'])
    expect(judge(run, { metrics: { [name]: { max: 1 } } }).outcome).toBe('error');
});

test('a crossed limit says by how much, and comes before what is wrong otherwise', () => {
  const judged = judge(run, { require: ['nonsense < 3', 'http_req_duration avg < 100ms'], metrics: { 'vus.value': { min: 1, max: 2 } } });
  expect(judged).toMatchObject({
    outcome: 'fail',
    value: 120,
    threshold: 100,
    unit: 'ms',
    counts: { limits: 3, crossed: 1, thresholds: 0, failed_thresholds: 0 },
    findings: [
      { name: 'http_req_duration.avg', message: 'http_req_duration.avg 120 ms, < 100 ms needed: 20 ms too much' },
      { message: expect.stringContaining('"nonsense"') },
    ],
  });
});

test('no limit at all is no pass', () => {
  expect(judge(run, {}).outcome).toBe('error');
  expect(judge(bench({ a: 1 }), { metrics: { a: { direction: 'smaller' } } }).outcome).toBe('error');
});

test.each([
  ['20 % more is allowed, boundary included', 120, { maxIncrease: 20 }, 'pass'],
  ['more than that is not', 120.01, { maxIncrease: 20 }, 'fail'],
  ['less is no increase', 1, { maxIncrease: 20 }, 'pass'],
  ['a drop has a limit of its own', 79, { maxDecrease: 20 }, 'fail'],
  ['and its boundary', 80, { maxDecrease: 20 }, 'pass'],
  ['both ways', 130, { maxIncrease: 20, maxDecrease: 20 }, 'fail'],
  ['what is better when bigger may increase', 900, { maxIncrease: 20, maxDecrease: 20, metrics: { a: { direction: 'bigger' } } }, 'pass'],
  ['what is better when smaller may decrease', 1, { maxIncrease: 20, maxDecrease: 20, metrics: { a: { direction: 'smaller' } } }, 'pass'],
  ['a direction whose limit is missing cannot be judged', 1, { maxIncrease: 20, metrics: { a: { direction: 'bigger' } } }, 'error'],
  ['nor the other one', 900, { maxDecrease: 20, metrics: { a: { direction: 'smaller' } } }, 'error'],
  ['a comparison without a limit is none', 100, {}, 'error'],
  ['a limit of its own besides', 100, { maxIncrease: 20, metrics: { a: { max: 99 } } }, 'fail'],
] as const)('against 100 before: %s', (_, now, limits, outcome) => {
  expect(judge(bench({ a: now }), { baseline: bench({ a: 100 }), ...limits }).outcome).toBe(outcome);
});

test('a comparison says both numbers and the change', () => {
  const judged = judge(bench({ 'cold start': 900 }), { baseline: bench({ 'cold start': 700 }), maxIncrease: 20 });
  expect(judged).toMatchObject({ summary: 'cold start 900 against 700 before (+28.5714 %, +20 % allowed)', unit: '%', threshold: 20 });
});

test('from 0 any increase is too much, and 0 again is none', () => {
  const from = (now: number) => judge(bench({ a: now }), { baseline: bench({ a: 0 }), maxIncrease: 500 });
  expect(from(0.1)).toMatchObject({
    outcome: 'fail',
    value: 0.1,
    threshold: 0,
    summary: expect.stringContaining('set a limit of its own'),
  });
  expect(from(0).outcome).toBe('pass');
});

test('what only one of two runs has is not compared; when that is all, nothing was', () => {
  expect(judge(bench({ a: 100, new: 9 }), { baseline: bench({ a: 100, gone: 1 }), maxIncrease: 20 }).outcome).toBe('pass');
  expect(judge(bench({ b: 1 }), { baseline: bench({ a: 1 }), maxIncrease: 20 })).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('No metric'),
  });
  expect(judge(bench({ b: 1 }), { maxIncrease: 20 }).outcome).toBe('error');
});

test('a load test has too many numbers to compare them all', () => {
  expect(judge(run, { baseline: run, maxIncrease: 20 })).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('name those that count'),
  });
  expect(judge(run, { baseline: run, maxIncrease: 20, metrics: { 'http_req_duration p(95)': {} } }).outcome).toBe('pass');
});

test('a fourth part of a summary is only counted', () => {
  const metrics = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, { max: 1 }]));
  expect(judge(bench({ a: 1, b: 1, c: 1, d: 1, e: 1 }), { metrics }).summary).toBe('a 1 (<= 1); b 1 (<= 1); c 1 (<= 1); and 2 more');
});

test('reports of two tools are not one', () => {
  expect(PERFORMANCE.merge([run, bench({ a: 1 })])).toMatchObject({ ok: false, error: { code: 'not_mergeable' } });
});
