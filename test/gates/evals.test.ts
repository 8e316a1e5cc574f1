import { expect, test } from '@jest/globals';
import type { EvalsEvidence } from '../../src/core/evidence/evidence.ts';
import { about, judged, report, table } from './asked.ts';

const evaluated = (changed: Partial<EvalsEvidence> = {}) => ({
  report: report({
    kind: 'evals',
    format: 'promptfoo',
    total: 100,
    passed: 90,
    failed: 10,
    errors: 0,
    asserted: 100,
    scores: { accuracy: 0.85 },
    failures: [],
    ...changed,
  }),
});

table('evals', [
  ['exactly often enough', { evals: 'a.json', pass_rate: '90%' }, evaluated(), 'pass', /90/],
  ['not often enough', { evals: 'a.json', pass_rate: '91%' }, evaluated(), 'fail', /91/],
  ['errors are in the denominator', { evals: 'a.json', pass_rate: '90%' }, evaluated({ total: 101, errors: 1 }), 'fail', /./],
  ['more errors than allowed', { evals: 'a.json', pass_rate: '50%', max_errors: 0 }, evaluated({ failed: 9, errors: 1 }), 'fail', /./],
  ['nothing was asserted', { evals: 'a.json', pass_rate: '90%' }, evaluated({ asserted: 0, passed: 100, failed: 0 }), 'error', /./],
  ['4 of 10 cases', { evals: 'a.json', pass_rate: '90%' }, evaluated({ total: 10, completed: 4, passed: 4, failed: 0 }), 'error', /./],
  ['too few cases', { evals: 'a.json', pass_rate: '50%', min_cases: 101 }, evaluated(), 'error', /./],
  ['a metric that is exactly good enough', { evals: 'a.json', metrics: { accuracy: '85%' } }, evaluated(), 'pass', /./],
  ['a metric that is not', { evals: 'a.json', metrics: { accuracy: '86%' } }, evaluated(), 'fail', /accuracy/],
]);

test('evals that are only compared have a value and no limit of their own', () => {
  expect(judged({ evals: 'a.json' }, evaluated(), about())).toMatchObject({ outcome: 'pass', value: 90, threshold: null, unit: '%' });
});
