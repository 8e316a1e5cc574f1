/** How tests stand: failures fail, nothing run is no answer. */
import type { FailedTest, TestEvidence } from '../evidence.ts';
import type { Judged, Shown } from '../format.ts';

export interface TestLimits {
  /** How many tests must have run, skipped ones not counted. Default 1; with 0, a report without any test passes. */
  readonly minTests?: number | undefined;
  /** How many may be skipped. Default: any number. */
  readonly maxSkipped?: number | undefined;
}

/** `tests passed failed skipped flaky undeclared`; all are there, always. */
export const countTests = ({ tests, passed, failed, skipped, flaky, undeclared }: TestEvidence): Readonly<Record<string, number>> => ({
  tests,
  passed,
  failed,
  skipped,
  flaky,
  undeclared,
});

/**
 * In this order: `fail` when a test failed, shown or only declared; `error` when none ran (unless `minTests` is 0 and there is none);
 * `fail` when fewer than `minTests` ran, or more than `maxSkipped` were skipped; else `pass`. `value` is the number of passed tests.
 */
export function judgeTests(evidence: TestEvidence, limits: TestLimits): Judged {
  const { outcome, why } = decide(evidence, limits);
  return {
    outcome,
    summary: why === '' ? countsInWords(evidence) : `${countsInWords(evidence)}; ${why}`,
    value: evidence.passed,
    threshold: limits.minTests ?? null,
    unit: null,
    counts: countTests(evidence),
    findings: evidence.failures.map(shown),
  };
}

interface Decision {
  readonly outcome: Judged['outcome'];
  /** What the counts alone do not say. */
  readonly why: string;
}

function decide({ tests, failed, skipped, undeclared, idle = 0 }: TestEvidence, { minTests = 1, maxSkipped }: TestLimits): Decision {
  const ran = tests - skipped - idle;
  if (failed + undeclared > 0) return { outcome: 'fail', why: undeclared > 0 ? undeclaredInWords(undeclared) : '' };
  if (ran <= 0 && !(tests === 0 && minTests === 0))
    return {
      outcome: 'error',
      why:
        tests === 0
          ? 'no test ran: check what was selected, or write `min_tests: 0`'
          : `every test was skipped${idle > 0 ? ' or switched off' : ''}, so nothing was tested`,
    };
  if (ran < minTests) return { outcome: 'fail', why: `${minTests} must run: ${minTests - ran} more needed` };
  if (maxSkipped !== undefined && skipped > maxSkipped)
    return { outcome: 'fail', why: `${maxSkipped} may be skipped: ${skipped - maxSkipped} too many` };
  return { outcome: 'pass', why: '' };
}

/** `17 passed (2 on a retry), 0 failed, 0 skipped` */
function countsInWords({ passed, failed, skipped, flaky, idle = 0 }: TestEvidence): string {
  return `${passed} passed${flaky > 0 ? ` (${flaky} only on a retry)` : ''}${idle > 0 ? ` (${idle} switched off)` : ''}, ${failed} failed, ${skipped} skipped`;
}

const undeclaredInWords = (count: number): string =>
  `the report tells of ${count} more ${count === 1 ? 'failure' : 'failures'} that no test shows (something did not compile, load or finish)`;

const shown = ({ name, path, line, message }: FailedTest): Shown => ({
  name,
  ...(path === undefined ? {} : { path }),
  ...(line === undefined ? {} : { line }),
  ...(message === undefined ? {} : { message }),
});
