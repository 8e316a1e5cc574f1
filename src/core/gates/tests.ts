import { judgeTests } from '../evidence/tests/judge.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { format, path } from './sources.ts';
import { optional, options, whole } from './values.ts';

export interface TestsOptions {
  readonly tests: string;
  readonly format?: string | undefined;
  readonly min_tests?: number | undefined;
  readonly max_skipped?: number | undefined;
}

export const tests: Kind<TestsOptions> = {
  kind: 'tests',
  title: 'Tests ran, and none failed',
  options: () =>
    options({
      tests: path,
      format: optional(format),
      min_tests: optional(whole()),
      max_skipped: optional(whole()),
    }),
  compares: ['previous', 'file'],
  ages: true,
  ...reader<TestsOptions, 'tests'>({
    of: 'tests',
    glob: (own) => own.tests,
    format: (own) => own.format,
    judge: (evidence, { min_tests: minTests, max_skipped: maxSkipped }) =>
      judgeTests(evidence, { ...(minTests !== undefined && { minTests }), ...(maxSkipped !== undefined && { maxSkipped }) }),
  }),
};
