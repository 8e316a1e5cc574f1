import { describe, expect, test } from '@jest/globals';
import type { GateReport } from '../../src/core/gate-report.ts';
import { makeReport, type ReportInput } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report-document.ts';
import { ABOUT, EXAMPLE, gate, read, reportOf } from './report-builder.ts';

const example = read(EXAMPLE);

describe('the keys people know', () => {
  test('stand first, in their order, with values of their shapes', () => {
    const { schema: _, ...report } = reportOf([gate('coverage', { kind: 'coverage', value: 76.2, unit: '%' })], {
      ending: 'promoted',
      deployment: { success: true },
      validation: { smoke_tests: 'passed', health_checks: 'passed', monitoring: 'normal' },
    });
    const seed = ['component', 'from_stage', 'to_stage', 'date', 'quality_gates', 'promotion_criteria', 'deployment', 'validation'];
    expect(Object.keys(report).slice(0, seed.length)).toEqual(seed);
    expect(report.quality_gates).toEqual({
      coverage: '76.2%',
      tests_passing: null,
      linting: 'not measured',
      type_checking: 'not measured',
      security: 'not measured',
    });
    expect(report.promotion_criteria.all_met).toBe(true);
    expect(report.deployment).toEqual({ success: true, environment: 'production', version: '1.4.0' });
    expect(report.validation).toEqual({ smoke_tests: 'passed', health_checks: 'passed', monitoring: 'normal' });
  });

  test('the example comes out of its own gates', () => {
    const { deployment, validation, subject, policy, run, previous_promotion, approvals, rollback } = example;
    const { environment: _, version, ...deployed } = deployment;
    const input: ReportInput = {
      about: {
        subject: { name: example.component },
        from: example.from_stage,
        to: example.to_stage,
        version: version ?? '',
        sha: subject.commit,
        repository: subject.repository,
        at: example.date,
      },
      gates: example.promotion_criteria.details,
      policy,
      deployment: deployed,
      validation,
      ...(run ? { run } : {}),
      ...(previous_promotion ? { previous: previous_promotion } : {}),
      ...(approvals ? { approvals } : {}),
      ...(rollback ? { rollback } : {}),
      ...(subject.artifact_digests ? { artifacts: subject.artifact_digests } : {}),
    };
    expect({ ...makeReport(input), schema: example.schema }).toEqual(example);
  });
});

describe('what it comes to', () => {
  const [fails, broken, waits] = [gate('a', { outcome: 'fail' }), gate('b', { outcome: 'error' }), gate('c', { outcome: 'pending' })];
  const late = { outcome: 'pending', summary: 'waits for the approval of qa' } as const;
  const crashed = { outcome: 'error', summary: 'The run broke before the gates were judged. Start it again.' } as const;

  test.each<[string, Report['result'], boolean, readonly GateReport[], Partial<ReportInput>]>([
    ['no gates at all', 'ready', true, [], {}],
    ['all pass', 'ready', true, [gate('a')], {}],
    ['one fails', 'blocked', false, [gate('a'), fails], {}],
    ['one has no evidence', 'blocked', false, [broken], {}],
    ['one is to come', 'waiting', false, [waits], {}],
    ['one is to come, one fails', 'blocked', false, [waits, fails], {}],
    ['an advisory one fails', 'ready', true, [gate('a', { outcome: 'fail', required: false })], {}],
    [
      'one is waived, one off, one warns',
      'ready',
      true,
      (['waived', 'off', 'warn'] as const).map((outcome) => gate(outcome, { outcome })),
      {},
    ],
    ['an approval is to come', 'waiting', true, [gate('a')], { hindrances: [late] }],
    ['the run broke', 'blocked', false, [], { hindrances: [crashed] }],
    ['the gates were skipped', 'ready', false, [], { isSkipped: true }],
    ['promoted', 'promoted', true, [gate('a')], { ending: 'promoted', deployment: { success: true } }],
    ['rejected', 'rejected', true, [gate('a')], { ending: 'rejected' }],
    ['rolled back', 'rolled-back', true, [gate('a')], { ending: 'rolled-back', deployment: { success: false } }],
    ['the deployment failed', 'blocked', true, [gate('a')], { deployment: { success: false } }],
    [
      'said to be promoted, and the deployment failed',
      'blocked',
      true,
      [gate('a')],
      { ending: 'promoted', deployment: { success: false } },
    ],
  ])('%s: %s', (_, result, allMet, gates, more) => {
    const report = reportOf(gates, more);
    expect([report.result, report.promotion_criteria.all_met]).toEqual([result, allMet]);
    expect(read(JSON.stringify(report))).toEqual(report);
  });

  test('a run that broke is reported with why, though nothing else is known', () => {
    const about = { ...ABOUT, sha: null, from: null };
    const report = makeReport({ about, gates: [], policy: { path: '.github/promotion.yml', sha256: null }, hindrances: [crashed] });
    expect(report.blockers).toEqual([{ gate: null, ...crashed }]);
    expect(report.quality_gates).toMatchObject({ coverage: null, tests_passing: null, security: 'not measured' });
    expect(read(JSON.stringify(report))).toEqual(report);
  });
});
