import { TESTS } from '../evidence/tests/index.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { format, path } from './sources.ts';
import { options, whole } from './values.ts';

export interface TestsOptions {
  readonly tests: string;
  readonly format?: string | undefined;
  readonly min_tests?: number | undefined;
  readonly max_skipped?: number | undefined;
}

export const tests: Kind<TestsOptions> = {
  kind: 'tests',
  title: 'Tests ran, and none failed',
  options: options({
    tests: path,
    format: format.optional(),
    min_tests: whole().optional(),
    max_skipped: whole().optional(),
  }),
  compares: ['previous', 'file'],
  ages: true,
  ...reader<TestsOptions, 'tests'>({
    of: 'tests',
    glob: (own) => own.tests,
    format: (own) => own.format,
    judge: (evidence, { min_tests: minTests, max_skipped: maxSkipped }) =>
      TESTS.judge(evidence, { ...(minTests !== undefined && { minTests }), ...(maxSkipped !== undefined && { maxSkipped }) }),
  }),
};
