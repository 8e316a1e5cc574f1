import { expect, test } from '@jest/globals';
import { type MetricLimits, PERFORMANCE } from '../../../src/core/evidence/performance/index.ts';
import { metricsOf, readJson, refusalOf, sample } from './reading.ts';

const judge = (document: unknown, limits: MetricLimits = {}) => PERFORMANCE.judge(metricsOf(readJson(document)), limits);
const trend = { avg: 120, min: 80, med: 110, max: 900, 'p(90)': 250, 'p(95)': 300 };

test('true in a summary export is a threshold that was crossed, ok in handleSummary one that was kept', () => {
  const exported = { root_group: {}, metrics: { http_req_duration: { ...trend, thresholds: { 'p(95)<200': true, 'avg<200': false } } } };
  const handled = {
    metrics: {
      http_req_duration: {
        type: 'trend',
        contains: 'time',
        values: trend,
        thresholds: { 'p(95)<200': { ok: false }, 'avg<200': { ok: true } },
      },
    },
  };
  for (const document of [exported, handled]) {
    expect(metricsOf(readJson(document)).kept).toEqual({ 'http_req_duration p(95)<200': false, 'http_req_duration avg<200': true });
    expect(judge(document)).toMatchObject({ outcome: 'fail', summary: '1 of 2 limits of the tool crossed: http_req_duration p(95)<200' });
  }
});

test('the passes of http_req_failed are failed requests, and its rate has the same name in every kind of summary', () => {
  const rates = [
    sample('k6-summary/summary-export.fail-errors.json'),
    readJson({
      metrics: { http_req_failed: { type: 'rate', contains: 'default', values: { rate: 0.1981981981981982, passes: 44, fails: 178 } } },
    }),
  ].map((read) => PERFORMANCE.judge(metricsOf(read), { require: ['http_req_failed rate < 1%'] }));
  for (const judged of rates) expect(judged).toMatchObject({ outcome: 'fail', value: 19.81981981981982, threshold: 1, unit: '%' });
  expect(rates[1]?.summary).toBe('http_req_failed.rate 19.8198 %, < 1 % needed: 18.8198 % too much');
});

test('a summary without thresholds needs limits of its own', () => {
  const evidence = metricsOf(sample('k6-summary/synthetic.machine-readable-1.0.0.json'));
  expect(PERFORMANCE.judge(evidence, {})).toMatchObject({
    outcome: 'error',
    summary: 'No limit is set, and the report holds none itself. Write one under require, of a metric such as http_req_duration.avg.',
  });
  expect(PERFORMANCE.judge(evidence, { require: ['http_req_duration p(95) < 300ms', 'checks_succeeded rate >= 90%'] }).outcome).toBe(
    'pass',
  );
});

test('a threshold the script itself crossed fails, whatever else is asked', () => {
  const evidence = metricsOf(sample('k6-summary/summary-export.fail-latency.json'));
  expect(PERFORMANCE.judge(evidence, { require: ['http_req_duration p(95) < 300ms'] }).outcome).toBe('fail');
});

test.each([
  [
    'a server that cannot be reached: no time passes, and every request failed',
    { http_req_failed: { passes: 9, fails: 0, value: 1 }, http_req_duration: { ...trend, 'p(95)': 0 } },
  ],
  ['a test that ran no iteration', { iterations: { count: 0, rate: 0 }, http_req_duration: { ...trend, 'p(95)': 0 } }],
])('false green: %s', (_, metrics) => {
  const judged = judge({ root_group: {}, metrics }, { require: ['http_req_duration p(95) < 300ms'] });
  expect(judged).toMatchObject({ outcome: 'error', summary: expect.stringContaining('Nothing can be concluded from this run') });
});

test('a percentile that was not written is named with those that were', () => {
  expect(judge({ root_group: {}, metrics: { http_req_duration: trend } }, { require: ['http_req_duration p(99) < 1s'] }).summary).toBe(
    '"http_req_duration p(99)" is not in the report; of http_req_duration it has avg, min, med, max, p(90), p(95).',
  );
});

test('a percentile with a dot, a tagged metric and seconds are understood', () => {
  const metrics = { 'http_req_duration{name:health}': { ...trend, 'p(99.9)': 450 } };
  const limits = { require: ['http_req_duration{name:health} p(99.9) <= 0.45s'] };
  expect(judge({ root_group: {}, metrics }, limits)).toMatchObject({
    outcome: 'pass',
    summary: 'http_req_duration{name:health}.p(99.9) 450 ms (<= 450 ms)',
  });
});

test.each([
  ['a number as text', { root_group: {}, metrics: { vus: { value: '2' } } }, '"vus.value"'],
  ['a threshold as text', { root_group: {}, metrics: { vus: { value: 2, thresholds: { 'value<3': 'false' } } } }, 'true or false'],
  [
    'a threshold that is an object in an export',
    { root_group: {}, metrics: { vus: { value: 2, thresholds: { 'value<3': { ok: true } } } } },
    'true or false',
  ],
])('%s is malformed', (_, document, said) => {
  expect(refusalOf(readJson(document))).toMatchObject({ code: 'malformed', message: expect.stringContaining(said) });
});

test('no metric at all is no evidence, and two runs cannot be one', () => {
  expect(refusalOf(readJson({ root_group: {}, metrics: {} })).code).toBe('incomplete');
  const run = metricsOf(sample('k6-summary/summary-export.pass.json'));
  expect(refusalOf(PERFORMANCE.merge([run, run]))).toMatchObject({
    code: 'not_mergeable',
    message: expect.stringContaining('percentiles'),
  });
  expect(PERFORMANCE.merge([run])).toEqual({ ok: true, value: run });
});
