/** Every sample of the kind: its numbers, and the verdict under the limits its truth has in mind. */
import { expect, test } from '@jest/globals';
import { type MetricLimits, PERFORMANCE } from '../../../src/core/evidence/performance/index.ts';
import { metricsOf, readText, sample, sampleText, truthsOf } from './reading.ts';

/** The limits of the samples that have none of their own. Prometheus' truth names queries; a verdict needs a number as well. */
const LIMITS: Readonly<Record<string, MetricLimits>> = {
  'autocannon-json/errors-10pct.json': { metrics: { error_rate: { max: 0.01 } } },
  'benchmark-action/synthetic.custom-smaller.json': {
    baseline: metricsOf(sample('benchmark-action/synthetic.custom-smaller.baseline.json')),
    maxIncrease: 20,
  },
  'lighthouse-json/synthetic.pass.json': { metrics: { performance: { min: 0.9 } } },
  'prometheus/degradation.pass-15pct.json': { metrics: { value: { max: 20 } } },
  'prometheus/uptime7d.samples.json': { metrics: { value: { min: 1 } } },
  'prometheus/error-rate.no-5xx-or-vector0.json': { metrics: { value: { max: 1 } } },
  'prometheus/uptime7d.fail.json': { metrics: { value: { min: 99.5 } } },
  'prometheus/uptime7d.coverage-guard.json': { metrics: { value: { min: 1 } } },
  'prometheus/uptime7d.samples-full.json': { metrics: { value: { min: 0.95 * 10_081 } } },
  'prometheus/p95.current.json': { metrics: { value: { max: 0.3 } } },
  'prometheus/p95.baseline.json': { metrics: { value: { max: 0.3 } } },
  'prometheus/error-rate.fail.json': { metrics: { value: { max: 1 } } },
  'prometheus/bool-compare.json': { metrics: { value: { min: 1 } } },
  'prometheus/scalar.json': { metrics: { value: { min: 1 } } },
};

test.each(truthsOf('metrics'))('%s', (file, { expected, verdict }) => {
  const read = sample(file);
  if (expected === null) {
    expect([read.ok, verdict]).toEqual([false, 'error']);
    return;
  }
  const evidence = metricsOf(read);
  const counts = PERFORMANCE.counts(evidence);
  const bounds = Object.entries(expected).filter(([name]) => name.endsWith('_max'));
  for (const [name, most] of bounds) expect(counts[name]).toBeLessThanOrEqual(Number(most));
  expect(counts).toMatchObject(Object.fromEntries(Object.entries(expected).filter(([name]) => !name.endsWith('_max'))));
  expect(PERFORMANCE.judge(evidence, LIMITS[file] ?? {}).outcome).toBe(verdict);
});

test.each(truthsOf('metrics'))('%s, cut anywhere, is no better than whole', (file, { verdict }) => {
  const text = sampleText(file).trimEnd();
  if (verdict === 'pass') return;
  for (let part = 1; part < 50; part++) {
    const read = readText(text.slice(0, Math.floor((text.length * part) / 50)));
    expect(read.ok && PERFORMANCE.judge(metricsOf(read), LIMITS[file] ?? {}).outcome).not.toBe('pass');
  }
});
