import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GATE_OUTCOMES, type GateReport } from '../../src/core/gate-report.ts';
import { makeReport, type ReportInput } from '../../src/core/report.ts';
import { LONGEST_REPORT, readReport } from '../../src/core/report-read.ts';
import { type Report, reportJsonSchema } from '../../src/core/report-schema.ts';
import { describe as describeErrors, makeAjv } from '../../src/sandbox/contract/ajv.ts';
import { ABOUT, EXAMPLE, gate, inputOf, reportOf } from './report-builder.ts';

const read = (text: string): Report => {
  const found = readReport(text);
  if (!found.ok) throw new Error(found.error);
  return found.value;
};
const refusal = (text: string): string => {
  const found = readReport(text);
  return found.ok ? 'it was read' : found.error;
};
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

describe('coverage is rounded down, and from counts', () => {
  const percent = (about: Partial<GateReport>): string | null =>
    reportOf([gate('coverage', { kind: 'coverage', unit: '%', ...about })]).quality_gates.coverage;

  test.each([
    [399, 501, '79.64%'],
    [34, 43, '79.06%'],
    [7999, 10_000, '79.99%'],
    [79_999, 100_000, '79.99%'],
    [4, 5, '80%'],
    [381, 500, '76.2%'],
    [57, 100, '57%'],
    [29, 100, '29%'],
    [999_999, 1_000_000, '99.99%'],
    [43, 43, '100%'],
    [0, 43, '0%'],
    [1, 1_000_000, '0%'],
    [0, 0, null],
    [5, 4, null],
    [-1, 4, null],
  ])('%i of %i lines: %s', (covered, total, shown) => {
    // A share beside the counts never counts, whatever it says.
    expect(percent({ counts: { covered, total }, value: 99 })).toBe(shown);
  });

  test.each([
    [76.2, '76.2%'],
    [79.999, '79.99%'],
    [56.99999999999999, '57%'],
    [80, '80%'],
    [100, '100%'],
    [99.999, '99.99%'],
    [0, '0%'],
    [null, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [-1, null],
    [101, null],
  ])('a share of %s: %s', (value, shown) => {
    expect(percent({ value })).toBe(shown);
  });

  test('never more than was covered, and less by under a hundredth of a percent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const covered = Math.floor(total * share);
        const shown = percent({ counts: { covered, total } }) ?? '';
        const hundredths = BigInt(Math.round(Number(shown.slice(0, -1)) * 100));
        expect(hundredths * BigInt(total)).toBeLessThanOrEqual(BigInt(covered) * 10_000n);
        expect((hundredths + 1n) * BigInt(total)).toBeGreaterThan(BigInt(covered) * 10_000n);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a share of one, or of no unit, is not taken for one of a hundred', () => {
    expect(percent({ value: 0.79, unit: null })).toBeNull();
  });

  test.each(['error', 'pending'] as const)('at "%s" it is not known', (outcome) => {
    expect(percent({ outcome, value: 88 })).toBeNull();
  });

  test('of several gates, the one of that name; else the lowest; and nothing while one is not known', () => {
    const of = (...gates: readonly GateReport[]): string | null => reportOf(gates).quality_gates.coverage;
    const share = (id: string, value: number | null): GateReport => gate(id, { kind: 'coverage', unit: '%', value });
    expect(of(share('branches', 60), share('coverage', 80))).toBe('80%');
    expect(of(share('unit', 90), share('e2e', 61.5))).toBe('61.5%');
    expect(of(share('unit', 90), share('e2e', null))).toBeNull();
    expect(of(gate('coverage', { kind: 'check', unit: '%', value: 71 }))).toBe('71%');
    expect(of(gate('coverage', { kind: 'human', unit: '%', value: 71 }))).toBeNull();
    expect(of(gate('coverage', { kind: 'coverage', outcome: 'off', unit: '%', value: 71 }))).toBeNull();
  });
});

describe('whether tests pass', () => {
  const passing = (...outcomes: readonly GateReport['outcome'][]): boolean | null =>
    reportOf(outcomes.map((outcome, i) => gate(`tests-${i}`, { kind: 'tests', outcome }))).quality_gates.tests_passing;

  test.each([
    [[], null],
    [['pass'], true],
    [['pass', 'pass'], true],
    [['pass', 'fail'], false],
    [['pass', 'error'], null],
    [['pass', 'pending'], null],
    [['error', 'fail'], false],
    [['waived'], false],
    [['warn'], false],
    [['off'], null],
    [['pass', 'off'], true],
  ] as const)('%j: %s', (outcomes, shown) => {
    expect(passing(...outcomes)).toBe(shown);
  });
});

describe('lint, types and security', () => {
  const areas = (...gates: readonly GateReport[]) => {
    const { linting, type_checking, security } = reportOf(gates).quality_gates;
    return [linting, type_checking, security];
  };
  const finding = (id: string, format?: string, about: Partial<GateReport> = {}): GateReport =>
    gate(id, { kind: 'findings', summary: 'clean', value: 0, evidence: [{ path: 'r', ...(format ? { format } : {}) }], ...about });
  const NOT = 'not measured';

  test.each([
    ['a linter by its report', finding('x', 'ruff JSON'), ['clean', NOT, NOT]],
    ['a type checker by its report', finding('x', 'pyright-json'), [NOT, 'clean', NOT]],
    ['a scanner by its report', finding('x', 'detect-secrets'), [NOT, NOT, 'clean']],
    ['the tool before the name', finding('lint', 'mypy text'), [NOT, 'clean', NOT]],
    ['by name where the format is that of many tools', finding('secrets', 'SARIF 2.1.0'), [NOT, NOT, 'clean']],
    ['by name where the format is not known', finding('types'), [NOT, 'clean', NOT]],
    ['by a word of the name', finding('prompt-lint', 'sarif'), ['clean', NOT, NOT]],
    ['not by a part of a word', finding('prototypes'), [NOT, NOT, NOT]],
    ['a command by its name', gate('types', { kind: 'command', summary: 'exit 0' }), [NOT, 'clean', NOT]],
    ['never what a person attests to', gate('security-review', { kind: 'human', summary: '@kim signed' }), [NOT, NOT, NOT]],
    ['never a file that exists', gate('security', { kind: 'file' }), [NOT, NOT, NOT]],
  ])('%s', (_, judged, shown) => {
    expect(areas(judged)).toEqual(shown);
  });

  test.each([
    ['fail', 3, '3 errors; none allowed', 'not clean: 3 errors; none allowed'],
    ['fail', 3, 'clean', 'not clean: clean'],
    ['warn', 1, '1 warning', 'not clean: 1 warning'],
    ['waived', 1, '1 error', 'not clean: 1 error'],
    ['pass', 2, '2 warnings; at most 5', 'within limits: 2 warnings; at most 5'],
    ['pass', 0, 'clean (3 audited as false positives)', 'clean'],
    ['error', null, 'no report', NOT],
    ['pending', null, 'the run goes on', NOT],
    ['off', null, 'no linter yet', NOT],
  ] as const)('at "%s" with %s: %s', (outcome, value, summary, shown) => {
    expect(areas(finding('lint', undefined, { outcome, value, summary }))[0]).toBe(shown);
  });

  test('of two scanners, what one found is said, and one that is not known leaves it unknown', () => {
    const bad = finding('secrets', 'gitleaks', { outcome: 'fail', value: 1, summary: '1 secret' });
    const broken = finding('deps', 'npm-audit', { outcome: 'error', value: null, summary: 'no report' });
    expect(areas(bad, broken)[2]).toBe('not clean: 1 secret');
    expect(areas(finding('secrets', 'gitleaks'), broken)[2]).toBe(NOT);
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

describe('reading a report back', () => {
  const text = fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 150, maxLength: 3_000, size: 'max' }) },
  );
  const number = fc.double();
  const anyGate = fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 300, size: 'max' }),
      kind: fc.constantFrom('coverage', 'tests', 'findings', 'human', 'command', ''),
      required: fc.boolean(),
      outcome: fc.constantFrom(...GATE_OUTCOMES),
      summary: text,
      title: text,
      from_stage_rule: text,
      value: fc.option(number),
      threshold: fc.option(number),
      previous: fc.option(number),
      unit: fc.constantFrom('%', null, 'x'.repeat(300)),
      counts: fc.dictionary(fc.string({ maxLength: 300, size: 'max' }), number),
      evidence: fc.array(fc.record({ path: text, sha256: fc.constantFrom('e3b0c4', 'NOT', 'b'.repeat(64)), format: text })),
      findings: fc.array(fc.record({ path: text, line: number, lines: text, name: text, message: text }, { requiredKeys: [] })),
      by: fc.array(text),
      signed_by: fc.array(fc.record({ login: text, at: fc.constant('2026-11-20T11:00:00Z'), via: text })),
      waived_by: fc.record({ login: text, reason: text }),
    },
    { requiredKeys: ['id', 'kind', 'required', 'outcome', 'summary'] },
  );

  test('whatever is reported can be read back, and says the same', () => {
    fc.assert(
      fc.property(fc.array(anyGate, { maxLength: 4 }), text, text, (gates, version, said) => {
        const about = { ...ABOUT, subject: { name: said }, from: version, to: said, version };
        const report = makeReport({ ...inputOf(gates, { validation: { logs: said } }), about });
        expect(read(JSON.stringify(report))).toEqual(JSON.parse(JSON.stringify(report)));
      }),
      { numRuns: 150 },
    );
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', 'promoted', /is no JSON, or was cut short/],
    ['a report cut short', EXAMPLE.slice(0, -2), /is no JSON, or was cut short/],
    ['a list', '[]', /does not have the shape of one, at its top/],
    ['a key it does not know', EXAMPLE.replace('"dry_run"', '"dryrun"'), /at its top: .*dryrun/],
    ['a key within a gate', EXAMPLE.replace('"kind": "file"', '"kind": "file", "trust": 1'), /at promotion_criteria\.details\.0: .*trust/],
    ['a prototype', EXAMPLE.replace('"dry_run": false', '"__proto__": {"result": "ready"}'), /at its top: .*__proto__/],
    ['a number without end', EXAMPLE.replace('"value": 17', '"value": 1e999'), /at promotion_criteria\.details\.2\.value/],
    ['a text that is too long', EXAMPLE.replace('"waiting for', `"${'x'.repeat(2_001)}`), /details\.\d+\.summary: .*2000/],
    ['another version', EXAMPLE.replace('promotion-report/v1', 'promotion-report/v2'), /at schema/],
    ['a percentage that is none', EXAMPLE.replace('"79.06%"', '"79.06 percent"'), /at quality_gates\.coverage/],
    ['an outcome that does not exist', EXAMPLE.replace('"outcome": "fail"', '"outcome": "passed"'), /details\.1\.outcome/],
    ['too many findings', EXAMPLE.replace('"findings": []', `"findings": [${Array(101).fill('{}').join()}]`), /details\.0\.findings/],
    ['a time that is none', EXAMPLE.replace('2026-11-20T12:00:00Z', '20 Nov'), /at date/],
  ])('refuses %s, and says where', (_, document, why) => {
    expect(document).not.toBe(EXAMPLE);
    expect(refusal(document)).toMatch(why);
    expect(refusal(document)).toMatch(/Run the gates again and take the file as it was written\.$/);
  });

  test.each<[string, (report: Report) => unknown, RegExp]>([
    [
      'all is met while a gate fails',
      (r) => ({ ...r, promotion_criteria: { ...r.promotion_criteria, all_met: true } }),
      /the gate coverage is at "fail"/,
    ],
    ['a gate blocks in silence', (r) => ({ ...r, blockers: [] }), /the gate coverage blocks and is not among the blockers/],
    ['it is ready though blocked', (r) => ({ ...r, result: 'ready' }), /it says "ready", and its blockers say "blocked"/],
    ['it only waits though blocked', (r) => ({ ...r, result: 'waiting' }), /it says "waiting"/],
  ])('refuses one that contradicts itself: %s', (_, lie, why) => {
    expect(refusal(JSON.stringify(lie(example)))).toMatch(why);
  });

  test('a report over its limit is not even parsed', () => {
    expect(refusal(' '.repeat(LONGEST_REPORT + 1))).toMatch(/has 33554433 characters, and at most 33554432 are read/);
  });

  test('the schema may be named as an address', () => {
    expect(refusal(EXAMPLE.replace(/"schema": "[^"]+"/, '"schema": "promotion-report/v1"'))).toBe('it was read');
    expect(refusal(EXAMPLE.replace(/"schema": "[^"]+"/, '"schema": "ftp://x/promotion-report/v1"'))).toMatch(/at schema/);
  });
});

describe('the published schema', () => {
  const published: unknown = JSON.parse(readFileSync(new URL('../../templates/promotion-report.schema.json', import.meta.url), 'utf8'));
  const validate = makeAjv().compile(reportJsonSchema());

  test('is the one that reports are read by', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
    expect(published).toMatchObject({
      $id: 'promotion-report/v1',
      $defs: { gate: { required: ['id', 'kind', 'required', 'outcome', 'summary'] } },
    });
  });

  test('takes the example and what is made here, and refuses what reading refuses', () => {
    const errors = (document: unknown): readonly string[] => (validate(document) ? [] : describeErrors(validate.errors));
    expect(errors(JSON.parse(EXAMPLE))).toEqual([]);
    expect(errors(reportOf([gate('a')]))).toEqual([]);
    expect(errors({ ...example, dryrun: true })).toEqual(['/ must NOT have additional properties (dryrun)']);
    expect(errors({ ...example, result: 'fine' })).toEqual(['/result must be equal to one of the allowed values']);
  });
});
