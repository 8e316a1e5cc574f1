/** Exact counts decide; people read a percentage that is rounded down. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COVERAGE } from '../../../src/core/evidence/coverage/index.ts';
import { evidenceOf, judged, mergedOf } from './reports.ts';

const lines = (covered: number, total: number): string =>
  Array.from({ length: total }, (_, n) => `DA:${n + 1},${n < covered ? 1 : 0}`).join('\n');
const lcov = (path: string, covered: number, total: number): string => `SF:${path}\n${lines(covered, total)}\nend_of_record\n`;

test.each([
  ['false green: 79.64 % is not 80 %', 399, 501, 80, 'fail', '79.64 % of lines (399 of 501); 80 % needed: 2 more lines to cover'],
  ['one line short', 34, 43, 80, 'fail', '79.06 % of lines (34 of 43); 80 % needed: 1 more line to cover'],
  ['the boundary passes', 4, 5, 80, 'pass', '80 % of lines (4 of 5); 80 % needed'],
  ['a limit with digits', 799, 1000, 79.9, 'pass', '79.90 % of lines (799 of 1000); 79.9 % needed'],
  ['99.99 % is not all', 9999, 10_000, 100, 'fail', '99.99 % of lines (9999 of 10000); 100 % needed: 1 more line to cover'],
])('%s', (_, covered, total, min, outcome, summary) => {
  expect(judged(lcov('a.py', covered, total), { min })).toMatchObject({
    outcome,
    summary,
    threshold: min,
    unit: '%',
    counts: { covered, total },
  });
});

test('false green: 0 of 0 is an error, whatever the limit', () => {
  expect(judged('SF:a.ts\nend_of_record\n', { min: 0 })).toMatchObject({ outcome: 'error', value: null });
  expect(judged('mode: set\n', { min: 0 }).outcome).toBe('error');
});

test('a limit that is no number is an error', () => {
  expect(judged(lcov('a.py', 1, 1), { min: Number.NaN }).outcome).toBe('error');
});

test('people see the uncovered lines, the worst file first', () => {
  const text = 'SF:a.py\nDA:1,1\nDA:2,0\nend_of_record\nSF:b.py\nDA:12,0\nDA:13,1\nDA:18,0\nDA:20,1\nDA:27,0\nDA:29,0\nend_of_record\n';
  expect(judged(text, { min: 80 }).findings).toEqual([
    { path: 'b.py', line: 12, lines: '12, 18, 27-29', message: '4 of 6 lines not covered' },
    { path: 'a.py', line: 2, lines: '2', message: '1 of 2 lines not covered' },
  ]);
});

test('a component is judged on its own files', () => {
  const text = lcov('/builds/x/src/agent/a.py', 1, 2) + lcov('/builds/x/src/player/b.py', 2, 2);
  expect(judged(text, { min: 50, paths: ['src/agent/**'] }).counts).toEqual({ covered: 1, total: 2 });
  expect(judged(text, { min: 50, paths: ['src/agent/**'], root: ['/builds/x'] }).counts).toEqual({ covered: 1, total: 2 });
  expect(judged(text, { min: 0, paths: ['src/none/**'] })).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('"src/none/**"'),
  });
});

test('names are found in the tree of the repository by their endings', () => {
  const tree = ['agent/src/main/java/tta/Router.java', 'agent/route.go'];
  const jacoco =
    '<report name="r"><package name="tta"><sourcefile name="Router.java"><counter type="LINE" missed="1" covered="1"/></sourcefile></package></report>';
  expect(judged(jacoco, { min: 0, tree, paths: ['agent/**'] }).counts).toEqual({ covered: 1, total: 2 });
  expect(judged('mode: set\nexample.com/tta/agent/route.go:1.1,2.2 3 1\n', { min: 0, tree, paths: ['agent/**'] }).counts).toEqual({
    covered: 3,
    total: 3,
  });
});

test('branches are judged where they are counted, and other units are refused', () => {
  const text = 'SF:a.c\nDA:1,1\nBRDA:1,0,jump, to 2,1\nBRDA:1,0,jump, to 3,-\nend_of_record\n';
  expect(judged(text, { min: 60, metric: 'branches' }).summary).toBe('50 % of branches (1 of 2); 60 % needed: 1 more branch to cover');
  expect(judged(text, { min: 60, metric: 'statements' }).outcome).toBe('error');
  expect(judged(lcov('a.py', 1, 1), { min: 60, metric: 'branches' }).outcome).toBe('error');
});

test.each([
  '/home/runner/work/tta/tta/src/a.py',
  'D:\\a\\tta\\tta\\src\\a.py',
  '/__w/tta/tta/src/a.py',
  '/github/workspace/./src/x/../a.py',
  'file:///github/workspace/src/a.py',
])('%s in one shard is src/a.py in the other', (path) => {
  const merged = mergedOf(lcov('src/a.py', 1, 4), lcov(path, 2, 4));
  expect(COVERAGE.counts(merged)).toMatchObject({ lines: [2, 4] });
});

test('a machine root that nobody told is learnt, but never makes two different files one', () => {
  expect(COVERAGE.counts(mergedOf(lcov('src/a.py', 1, 4), lcov('/x/src/a.py', 2, 4)))).toMatchObject({ lines: [2, 4] });
  expect(COVERAGE.counts(mergedOf(lcov('src/a.py', 1, 4), lcov('/x/src/a.py', 9, 9)))).toMatchObject({ lines: [10, 13] });
});

const record = (path: string, hits: readonly boolean[]): string =>
  `SF:${path}\n${hits.map((isHit, n) => `DA:${n + 1},${isHit ? 1 : 0}\n`).join('')}end_of_record\n`;
const half = [true, true, false, false];
const otherHalf = [false, false, true, true];

test('false green: two files that are alike are not taken for one to reach the limit', () => {
  const text = record('src/a.py', half) + record('/x/src/a.py', otherHalf);
  expect(judged(text, { min: 80 })).toMatchObject({
    outcome: 'error',
    value: null,
    summary: expect.stringMatching(/^"src\/a\.py" and "\/x\/src\/a\.py" may be one file or two, and whether 80 % are covered/),
  });
  expect(judged(text, { min: 50 }).outcome).toBe('pass');
  expect(judged(text, { min: 80, paths: ['src/**'] }).outcome).toBe('error');
  const sure = record('lib/b.py', half) + record('/x/lib/b.py', half);
  expect(judged(sure + text, { min: 80, paths: ['src/**'] }).outcome).toBe('error');
});

test('false green: one file that was taken for two does not count twice', () => {
  const text = record('src/a.py', [true, true]) + record('/x/src/a.py', [true, true]) + record('src/b.py', [false, false]);
  expect(judged(text, { min: 60 })).toMatchObject({ outcome: 'fail', counts: { covered: 2, total: 4 } });
});

test('where the files of the commit are known there is no doubt', () => {
  const text = record('src/a.py', half) + record('/x/src/a.py', otherHalf);
  expect(judged(text, { min: 80, tree: ['src/a.py'] })).toMatchObject({ outcome: 'pass', counts: { covered: 4, total: 4 } });
  expect(judged(text, { min: 80, tree: ['src/a.py', 'x/src/a.py'] })).toMatchObject({ outcome: 'fail', counts: { covered: 4, total: 8 } });
  expect(judged(text, { min: 80, root: ['/x'] })).toMatchObject({ outcome: 'pass', counts: { covered: 4, total: 4 } });
});

test('what passes on a guess passes whatever is true: each two files are one, two, or the other is none of ours', () => {
  const hits = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(hits, hits, hits, hits, fc.integer({ min: 0, max: 100 }), (a, a2, b, b2, min) => {
      const text = record('src/a.py', a) + record('/x/src/a.py', a2) + record('src/b.py', b) + record('/x/src/b.py', b2);
      if (judged(text, { min }).outcome !== 'pass') return;
      const truths = (path: string, one: readonly boolean[], other: readonly boolean[]): readonly string[] =>
        ['', record(path, other), record(`second/${path}`, other)].map((more) => record(path, one) + more);
      for (const first of truths('src/a.py', a, a2))
        for (const second of truths('src/b.py', b, b2)) expect(judged(first + second, { min }).outcome).toBe('pass');
    }),
    { numRuns: 500 },
  );
});

test('counts without lines, and different units, cannot be merged', () => {
  const metrics = { lines: { covered: 1, total: 2, pct: 50 }, statements: {}, branches: { covered: 0, total: 0 } };
  const summary = evidenceOf(JSON.stringify({ total: metrics, '/w/a.js': metrics }));
  const go = evidenceOf('mode: set\na.com/b.go:1.1,2.2 3 1\n');
  for (const parts of [
    [summary, summary],
    [summary, go],
  ])
    expect(COVERAGE.merge(parts)).toMatchObject({ ok: false, error: { code: 'not_mergeable' } });
});
