/** Test reports. A new format is one file, and one line here. */
import { ok } from '../../result.ts';
import { MOST_SHOWN, type TestEvidence } from '../evidence.ts';
import { EMPTY } from '../feed.ts';
import type { Family, Read } from '../format.ts';
import { CTRF } from './ctrf.ts';
import { GO_TEST } from './go-test.ts';
import { JEST, VITEST } from './jest.ts';
import { countTests, judgeTests, type TestLimits } from './judge.ts';
import { JUNIT } from './junit.ts';
import { MOCHA } from './mocha.ts';
import { PLAYWRIGHT } from './playwright.ts';
import { TAP } from './tap.ts';
import { TRX } from './trx.ts';

export type { TestLimits } from './judge.ts';

export const TESTS: Family<TestEvidence, TestLimits> = {
  kind: 'tests',
  formats: [JUNIT, TRX, CTRF, JEST, VITEST, MOCHA, PLAYWRIGHT, GO_TEST, TAP],
  merge,
  judge: judgeTests,
  counts: countTests,
};

/** Sums. A file without a case is a part like any other: Surefire writes one for a class that only holds others. */
function merge(parts: readonly TestEvidence[]): Read<TestEvidence> {
  if (parts.length === 0) return EMPTY;
  const sum = (count: (part: TestEvidence) => number): number => parts.reduce((total, part) => total + count(part), 0);
  const idle = sum((part) => part.idle ?? 0);
  return ok({
    kind: 'tests',
    format: [...new Set(parts.map(({ format }) => format))].join(', '),
    tests: sum(({ tests }) => tests),
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    ...(idle > 0 && { idle }),
    flaky: sum(({ flaky }) => flaky),
    undeclared: sum(({ undeclared }) => undeclared),
    failures: parts.flatMap(({ failures }) => failures).slice(0, MOST_SHOWN),
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))].slice(0, MOST_SHOWN),
  });
}
