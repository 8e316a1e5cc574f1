/** What a check says of a deployed version, in the words of the report. */
import { expect, test } from '@jest/globals';
import type { GateReport } from '../../src/core/gate-report.ts';
import { validationFor } from '../../src/core/validation.ts';

const gate = (id: string, outcome: GateReport['outcome'], more: Partial<GateReport> = {}): GateReport => ({
  id,
  kind: 'command',
  required: true,
  outcome,
  summary: `${id} says ${outcome}`,
  ...more,
});
const health = (outcome: GateReport['outcome'], more: Partial<GateReport> = {}) => gate('health', outcome, { kind: 'http', ...more });
const optional = { required: false };

test.each<[string, readonly GateReport[], Readonly<Record<string, string>>]>([
  ['nothing where there are no gates', [], {}],
  ['nothing of what is switched off', [gate('smoke', 'off')], {}],
  ['one part for each kind', [gate('smoke', 'pass'), health('warn')], { smoke_tests: 'passed', health_checks: 'passed' }],
  ['what failed', [gate('smoke', 'pass'), gate('more', 'fail')], { smoke_tests: 'failed: more: more says fail' }],
  ['what nobody could measure', [health('error')], { health_checks: 'not known: health: health says error' }],
  [
    'the failure before what is unknown',
    [health('pending'), health('fail', { id: 'up' })],
    { health_checks: 'failed: up: health says fail' },
  ],
])('of a verification: %s', (_what, gates, said) => {
  expect(validationFor('verify', gates)).toEqual(said);
});

// Falls without: the filter on `required`
test.each<[string, readonly GateReport[], string]>([
  ['fails', [gate('smoke', 'pass'), gate('style', 'fail', optional)], 'passed, with a warning: failed: style: style says fail'],
  ['cannot be measured', [gate('style', 'error', optional)], 'passed, with a warning: not known: style: style says error'],
  [
    'fails beside one that is required and fails',
    [gate('style', 'fail', optional), gate('smoke', 'fail')],
    'failed: smoke: smoke says fail',
  ],
])('a gate that is not required and %s is a warning at most', (_what, gates, smoke_tests) => {
  expect(validationFor('verify', gates)).toEqual({ smoke_tests });
});

test('of a watch: one part, which is normal or not', () => {
  expect(validationFor('watch', [gate('smoke', 'pass'), health('pass')])).toEqual({ monitoring: 'normal' });
  expect(validationFor('watch', [health('fail')])).toEqual({ monitoring: 'failed: health: health says fail' });
  expect(validationFor('watch', [health('fail', optional)])).toEqual({
    monitoring: 'normal, with a warning: failed: health: health says fail',
  });
});
