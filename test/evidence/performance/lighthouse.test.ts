import { expect, test } from '@jest/globals';
import type { MetricsEvidence } from '../../../src/core/evidence/evidence.ts';
import { PERFORMANCE } from '../../../src/core/evidence/performance/index.ts';
import { metricsOf, readJson, refusalOf } from './reading.ts';

const report = (performance: number | null, lcp = 1800, url = 'https://a.example/'): object => ({
  lighthouseVersion: '12.0.0',
  finalUrl: url,
  categories: { performance: { score: performance }, seo: { score: null } },
  audits: { 'largest-contentful-paint': { score: 1, numericValue: lcp }, 'uses-http2': { score: 1 } },
});
const evidenceOf = (document: unknown): MetricsEvidence => metricsOf(readJson(document));
const merged = (...documents: readonly object[]): MetricsEvidence => metricsOf(PERFORMANCE.merge(documents.map(evidenceOf)));

test('scores are 0 to 1, and times are milliseconds', () => {
  const judged = PERFORMANCE.judge(evidenceOf(report(0.93)), { require: ['performance >= 93%', 'largest-contentful-paint <= 1.8s'] });
  expect(judged).toMatchObject({ outcome: 'pass', summary: 'performance 93 % (>= 93 %); largest-contentful-paint 1800 ms (<= 1800 ms)' });
});

test('a score that could not be computed is not there', () => {
  expect(PERFORMANCE.judge(evidenceOf(report(0.9)), { metrics: { seo: { min: 0 } } })).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('"seo" is not in the report'),
  });
  expect(refusalOf(readJson(report(null))).code).toBe('incomplete');
});

test('several runs of a page count with their median', () => {
  expect(merged(report(0.5, 1000), report(0.9, 3000), report(0.8, 2000)).values).toEqual({
    performance: 0.8,
    'largest-contentful-paint': 2000,
  });
  expect(merged(report(0.5), report(0.9)).values['performance']).toBeCloseTo(0.7, 12);
});

test('of several pages the worst one counts: a median would hide it', () => {
  const bad = 'https://a.example/checkout';
  const { values } = merged(report(0.9), report(0.9), report(0.9), report(0.2, 9000, bad), report(0.3, 8000, bad), report(0.9));
  expect(values).toMatchObject({
    performance: 0.25,
    'largest-contentful-paint': 8500,
    'performance (https://a.example/)': 0.9,
    [`performance (${bad})`]: 0.25,
  });
});

test('several pages can be merged with more of them', () => {
  const two = merged(report(0.9), report(0.2, 9000, 'https://b.example/'));
  const three = metricsOf(PERFORMANCE.merge([two, evidenceOf(report(0.1, 100, 'https://c.example/'))]));
  expect(three.values).toMatchObject({ performance: 0.1, 'largest-contentful-paint': 9000, 'performance (https://b.example/)': 0.2 });
});

test('a manifest of Lighthouse CI counts with its representative runs', () => {
  const runs = [
    { url: 'https://a.example/', isRepresentativeRun: false, summary: { performance: 0.99 } },
    { url: 'https://a.example/', isRepresentativeRun: true, summary: { performance: 0.8, seo: 0.7 } },
    { url: 'https://b.example/', isRepresentativeRun: true, summary: { performance: 0.6 } },
  ];
  expect(evidenceOf(runs).values).toMatchObject({ performance: 0.6, seo: 0.7 });
  expect(evidenceOf(runs.map((run) => ({ ...run, isRepresentativeRun: false }))).values['performance (https://a.example/)']).toBeCloseTo(
    0.895,
    12,
  );
});

test('assertions of Lighthouse CI are limits the tool judged; warnings are not', () => {
  const one = {
    name: 'minScore',
    expected: 0.9,
    actual: 0.7,
    operator: '>=',
    auditId: 'categories',
    auditProperty: 'performance',
    url: 'https://a.example/',
  };
  const failed = PERFORMANCE.judge(evidenceOf([{ ...one, passed: false, level: 'error' }]), {});
  expect(failed).toMatchObject({
    outcome: 'fail',
    summary: '1 of 1 limits of the tool crossed: categories.performance.minScore >= 0.9 (https://a.example/)',
  });
  expect(
    PERFORMANCE.judge(
      evidenceOf([
        { ...one, passed: true, level: 'error' },
        { ...one, passed: false, level: 'warn' },
      ]),
      {},
    ).outcome,
  ).toBe('pass');
  expect(refusalOf(readJson([{ ...one, passed: false, level: 'warn' }])).message).toContain('none could fail');
});

test('PageSpeed Insights wraps the same report', () => {
  expect(evidenceOf({ kind: 'pagespeedonline#result', lighthouseResult: report(0.4) }).values['performance']).toBe(0.4);
});

test.each([
  [
    'a page that did not load',
    { ...report(0.93), runtimeError: { code: 'NO_FCP', message: 'no paint' } },
    'could not load the page: "no paint"',
  ],
  ['a score of 93', report(93), 'a score from 0 to 1'],
  ['a score as text', { ...report(0.9), categories: { performance: { score: '0.9' } } }, 'a score from 0 to 1'],
  ['a time as text', { ...report(0.9), audits: { interactive: { numericValue: '12' } } }, 'a number'],
])('%s is no evidence', (_, document, said) => {
  expect(refusalOf(readJson(document)).message).toContain(said);
});

test('a runtime error that is none does not matter', () => {
  expect(evidenceOf({ ...report(0.9), runtimeError: { code: 'NO_ERROR', message: '' } }).values['performance']).toBe(0.9);
});

test('what is the better the more is known for scores alone', () => {
  const limits = {
    baseline: evidenceOf(report(0.9, 1000)),
    maxIncrease: 10,
    maxDecrease: 10,
    metrics: { performance: {}, 'largest-contentful-paint': {} },
  };
  expect(PERFORMANCE.judge(evidenceOf(report(1, 500)), limits).outcome).toBe('pass');
  expect(PERFORMANCE.judge(evidenceOf(report(0.7, 500)), limits).outcome).toBe('fail');
  expect(PERFORMANCE.judge(evidenceOf(report(1, 1200)), limits).outcome).toBe('fail');
});
