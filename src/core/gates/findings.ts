import { FINDINGS } from '../evidence/findings/index.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { format, path } from './sources.ts';
import { flag, oneOf, optional, options, whole } from './values.ts';

const LEVELS = ['any', 'note', 'warning', 'error', 'critical', 'high', 'medium', 'low'] as const;

export interface FindingsOptions {
  readonly findings: string;
  readonly format?: string | undefined;
  /** The mildest that counts; `error` when left out. */
  readonly fail_on?: (typeof LEVELS)[number] | undefined;
  /** How many of them may be there; 0 when left out. */
  readonly max?: number | undefined;
  readonly min_files?: number | undefined;
  /** Whether a report that may also be empty because nothing was looked at is taken. */
  readonly allow_empty?: boolean | undefined;
}

export const findings: Kind<FindingsOptions> = {
  kind: 'findings',
  title: 'Linters, type checkers and scanners found nothing that counts',
  options: () =>
    options({
      findings: path,
      format: optional(format),
      fail_on: optional(oneOf(LEVELS)),
      max: optional(whole()),
      min_files: optional(whole(1)),
      allow_empty: optional(flag),
    }),
  ages: true,
  compares: ['previous', 'file'],
  ...reader<FindingsOptions, 'findings'>({
    of: 'findings',
    glob: (own) => own.findings,
    format: (own) => own.format,
    judge: (evidence, { fail_on: failOn, max, min_files: minFiles, allow_empty: allowEmpty }) =>
      FINDINGS.judge(evidence, { failOn, max, minFiles, allowEmpty }),
  }),
};
