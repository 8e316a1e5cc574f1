/** Counts cases as a reader meets them. */
import { type FailedTest, MOST_SHOWN, type TestEvidence } from '../evidence.ts';

export interface Tally {
  passed(): void;
  /** Passed, but only on a retry. */
  flaky(): void;
  skipped(): void;
  /** Listed without a mark, and never run. */
  idle(): void;
  failed(test: FailedTest): void;
  /** Failures that totals declare and no case shows; they are shown to people as what `test` says of them. */
  undeclared(count: number, test: FailedTest): void;
  warn(warning: string): void;
  /** Failed cases so far. */
  failures(): number;
  evidence(format: string): TestEvidence;
}

const MOST_WARNINGS = 20;
const LONGEST_NAME = 300;
const LONGEST_MESSAGE = 1_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
const COLOUR = /\u001b\[[\d;]*m/g;

export function tally(): Tally {
  const counts = { passed: 0, failed: 0, skipped: 0, flaky: 0, undeclared: 0 };
  let idle = 0;
  const failures: FailedTest[] = [];
  const warnings: string[] = [];
  const show = (test: FailedTest): void => {
    if (failures.length < MOST_SHOWN) failures.push(shown(test));
  };
  return {
    passed: () => {
      counts.passed++;
    },
    flaky: () => {
      counts.passed++;
      counts.flaky++;
    },
    skipped: () => {
      counts.skipped++;
    },
    idle: () => {
      counts.passed++;
      idle++;
    },
    failed: (test) => {
      counts.failed++;
      show(test);
    },
    undeclared: (count, test) => {
      if (count <= 0) return;
      counts.undeclared += count;
      show(test);
    },
    warn: (warning) => {
      if (warnings.length < MOST_WARNINGS) warnings.push(warning);
    },
    failures: () => counts.failed,
    evidence: (format) => ({
      kind: 'tests',
      format,
      tests: counts.passed + counts.failed + counts.skipped,
      ...counts,
      ...(idle > 0 && { idle }),
      failures,
      warnings,
    }),
  };
}

const shown = ({ name, path, line, message }: FailedTest): FailedTest => ({
  name: plain(name, LONGEST_NAME) || 'a test without a name',
  ...(path ? { path: plain(path, LONGEST_NAME) } : {}),
  ...(line === undefined ? {} : { line }),
  ...(message?.trim() ? { message: plain(message, LONGEST_MESSAGE) } : {}),
});

/** Without terminal colours, and no longer than people read; slicing copies, so that no whole report is kept alive. */
const plain = (text: string, longest: number): string =>
  text
    .slice(0, longest * 2)
    .replaceAll(COLOUR, '')
    .trim()
    .slice(0, longest);
