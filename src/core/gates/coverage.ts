import { COVERAGE } from '../evidence/coverage/index.ts';
import { withPrevious } from './compare.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { format, path } from './sources.ts';
import { listOf, oneOf, options, percent, points } from './values.ts';

const METRICS = ['lines', 'branches', 'statements', 'instructions', 'methods'] as const;

export interface CoverageOptions {
  readonly coverage: string;
  readonly format?: string | undefined;
  /** Percent. */
  readonly min?: number | undefined;
  /** Points below what the last promotion had. */
  readonly max_drop?: number | undefined;
  readonly metric?: (typeof METRICS)[number] | undefined;
  /** Globs; the paths of the subject when left out. */
  readonly paths?: readonly string[] | undefined;
}

const reads = reader<CoverageOptions, 'coverage'>({
  of: 'coverage',
  glob: (own) => own.coverage,
  format: (own) => own.format,
  judge: (evidence, { min, metric, paths = [] }, { subject }) => {
    const globs = paths.length > 0 ? paths : subject.paths;
    const judged = COVERAGE.judge(evidence, { min: min ?? 0, metric, ...(globs.length > 0 && { paths: globs }) });
    return min === undefined ? { ...judged, threshold: null } : judged;
  },
});

export const coverage: Kind<CoverageOptions> = {
  kind: 'coverage',
  title: 'How much of the code of the subject its tests run through',
  options: options({
    coverage: path,
    format: format.optional(),
    min: percent.optional(),
    max_drop: points.optional(),
    metric: oneOf(METRICS).optional(),
    paths: listOf(path).optional(),
  }),
  limits: ['min', 'max_drop'],
  compares: ['previous', 'file'],
  ages: true,
  needs: reads.needs,
  judge: (own, ask, about) => {
    const judged = reads.judge(own, ask, about);
    if (own.max_drop === undefined) return judged;
    return withPrevious(judged, about.previous, { increase: undefined, drop: { by: own.max_drop, isShare: false } });
  },
};
