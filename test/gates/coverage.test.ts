import { expect, test } from '@jest/globals';
import type { CoverageEvidence } from '../../src/core/evidence/evidence.ts';
import { about, judged, report, table } from './asked.ts';

const covered = (lines: number, total: number): CoverageEvidence => ({
  kind: 'coverage',
  format: 'lcov',
  unit: 'lines',
  files: [
    { path: 'src/web/a.ts', covered: lines, total },
    { path: 'src/other/b.ts', covered: 0, total: 1_000 },
  ],
});
const of = (lines: number, total: number) => ({ report: report(covered(lines, total)) });
const tests = {
  kind: 'tests',
  format: 'junit',
  tests: 1,
  passed: 1,
  failed: 0,
  skipped: 0,
  flaky: 0,
  undeclared: 0,
  failures: [],
  warnings: [],
} as const;

table('coverage', [
  ['enough', { coverage: 'a.json', min: 80 }, of(9, 10), 'pass', /^90.* % of lines \(9 of 10\)/],
  ['exactly enough', { coverage: 'a.json', min: '80%' }, of(8, 10), 'pass', /^80.* % of lines/],
  ['one line short: 79.64 % is not 80 %', { coverage: 'a.json', min: 80 }, of(399, 501), 'fail', /79\.64 %.*2 more lines/],
  ['only the paths of the subject count', { coverage: 'a.json', min: 100 }, of(10, 10), 'pass', /10 of 10/],
  ['other paths when they are named', { coverage: 'a.json', min: 100, paths: ['src/**'] }, of(10, 10), 'fail', /10 of 1010/],
  ['nothing measured', { coverage: 'a.json', min: 0 }, of(0, 0), 'error', /./],
  ['no file of the subject', { coverage: 'a.json', min: 0, paths: ['nowhere/**'] }, of(10, 10), 'error', /./],
  [
    'a report of something else',
    { coverage: 'a.json', min: '1%' },
    { report: report(tests) },
    'error',
    /holds tests \(junit\), and coverage are wanted/,
  ],
]);

const go: CoverageEvidence = {
  kind: 'coverage',
  format: 'gocover',
  unit: 'statements',
  files: [{ path: 'src/web/a.go', covered: 3, total: 4 }],
};

test('what a report counts is named, and lines are not made of something else', () => {
  const of_ = { report: report(go) };
  expect(judged({ coverage: 'a.out', min: 75 }, of_)).toMatchObject({
    outcome: 'pass',
    summary: '75 % of statements (3 of 4); 75 % needed',
  });
  expect(judged({ coverage: 'a.out', min: 75, metric: 'lines' }, of_)).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('only statements'),
  });
  expect(judged({ coverage: 'a.json', min: 2, metric: 'instructions' }, of(9, 10)).outcome).toBe('error');
});

const named = (...files: readonly (readonly [path: string, ...hits: readonly number[]])[]) => ({
  report: report({
    ...go,
    unit: 'lines',
    files: files.map(([path, ...hits]) => ({
      path,
      covered: hits.filter((one) => one > 0).length,
      total: hits.length,
      hits: Int32Array.of(-1, ...hits),
    })),
  }),
});

test('files are found in the checkout, by the folders it lay in and by the ends of their names', () => {
  const checkout = { roots: ['/builds/shop'], files: ['start.ts', 'src/web/main/p/B.java'] };
  const said = judged(
    { coverage: 'a.json', min: 50, paths: ['**'] },
    named(['/builds/shop/start.ts', 1], ['p/B.java', 0]),
    about({ checkout }),
  );
  expect(said).toMatchObject({ outcome: 'pass', counts: { covered: 1, total: 2 } });
});

const two = named(['src/web/a.ts', 1, 0], ['/x/src/web/a.ts', 0, 1]);

test('false green: what would pass only if two files were one is an error, against a limit and against what was before', () => {
  expect(judged({ coverage: 'a.json', min: 80 }, two)).toMatchObject({ outcome: 'error', threshold: 80 });
  const dropped = about({ previous: { value: 90, version: '1.3.2', at: '2026-10-28T09:00:00Z' } });
  expect(judged({ coverage: 'a.json', max_drop: 2 }, two, dropped)).toMatchObject({ outcome: 'error', threshold: null });
  const checkout = { roots: [], files: ['src/web/a.ts'] };
  expect(judged({ coverage: 'a.json', min: 80 }, two, about({ checkout }))).toMatchObject({ outcome: 'pass', value: 100 });
});

const since = (value: number | null) => about({ previous: { value, version: '1.3.2', at: '2026-10-28T09:00:00Z' } });

test.each([
  ['two points less, where two are allowed', since(92), 'pass'],
  ['more than two points less', since(92.1), 'fail'],
  ['more than before', since(50), 'pass'],
  ['a first promotion', about(), 'pass'],
  ['a promotion that did not measure it', since(null), 'pass'],
])('max_drop: %s', (_what, of_, outcome) => {
  const said = judged({ coverage: 'a.json', min: 70, max_drop: 2 }, of(9, 10), of_);
  expect(said).toMatchObject({ outcome, value: 90, threshold: 70 });
  expect(said.summary).toMatch(/1\.3\.2|first promotion/);
});
