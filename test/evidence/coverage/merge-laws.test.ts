/** However a report is cut into shards and joined again, it is the same. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COVERAGE } from '../../../src/core/evidence/coverage/index.ts';
import type { CoverageEvidence } from '../../../src/core/evidence/evidence.ts';
import { evidenceOf } from './reports.ts';

interface Line {
  readonly path: string;
  readonly line: number;
  readonly hits: number;
}

const line = fc.record({
  path: fc.constantFrom('a.c', 'src/b.c', '/x/src/b.c', 'c\\d.c'),
  line: fc.integer({ min: 0, max: 12 }),
  hits: fc.integer({ min: 0, max: 3 }),
});
const report = fc.array(line, { maxLength: 20 });

const lcov = (lines: readonly Line[]): string =>
  `TN:\n${lines.map(({ path, line: at, hits }) => `SF:${path}\nDA:${at},${hits}\nBRDA:${at},0,${hits % 2},${hits}\nend_of_record\n`).join('')}`;
const go = (lines: readonly Line[]): string =>
  `mode: count\n${lines.map(({ path, line: at, hits }) => `x.com/${path}:${at}.1,${at + 1}.2 ${at} ${hits}\n`).join('')}`;

function merge(...parts: readonly CoverageEvidence[]): CoverageEvidence {
  const read = COVERAGE.merge(parts);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

test.each([
  ['lcov', lcov],
  ['Go', go],
])('%s: merging is commutative, associative and idempotent', (_, write) => {
  fc.assert(
    fc.property(report, report, report, (...texts) => {
      const [a, b, c] = texts.map((lines) => evidenceOf(write(lines)));
      if (a === undefined || b === undefined || c === undefined) throw new Error('three reports');
      expect(merge(a, b)).toEqual(merge(b, a));
      expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      expect(merge(a, a)).toEqual(merge(a));
    }),
  );
});

test.each([
  ['lcov', lcov],
  ['Go', go],
])('%s: shards of a report are the report', (_, write) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(line, fc.integer({ min: 0, max: 2 }))), (all) => {
      const shards = [0, 1, 2].map((shard) => evidenceOf(write(all.filter(([, into]) => into === shard).map(([one]) => one))));
      expect(merge(...shards)).toEqual(merge(evidenceOf(write(all.map(([one]) => one)))));
    }),
  );
});
