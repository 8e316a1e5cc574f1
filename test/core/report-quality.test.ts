import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GateReport } from '../../src/core/gate-report.ts';
import { gate, reportOf } from './report-builder.ts';

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
