import { type CoverageLimits, judgeCoverage } from '../evidence/coverage/judge.ts';
import { withPrevious } from './compare.ts';
import type { About } from './gate.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { format, path } from './sources.ts';
import { listOf, oneOf, optional, options, percent, points } from './values.ts';

const METRICS = ['lines', 'branches', 'statements', 'instructions', 'methods'] as const;

export interface CoverageOptions {
  readonly coverage: string;
  readonly format?: string | undefined;
  /** Percent. */
  readonly min?: number | undefined;
  /** Points below what the last promotion had. */
  readonly max_drop?: number | undefined;
  /** Lines, or what the report counts where it has none (Go: statements); the sentence names it. */
  readonly metric?: (typeof METRICS)[number] | undefined;
  /** Globs; the paths of the subject when left out. */
  readonly paths?: readonly string[] | undefined;
}

const reads = reader<CoverageOptions, 'coverage'>({
  of: 'coverage',
  glob: (own) => own.coverage,
  format: (own) => own.format,
  judge: (evidence, own, about) => {
    const limits = limitsOf(own, about);
    const judged = judgeCoverage(evidence, { ...limits, min: own.min ?? 0 });
    // What passes only on a guess must not pass for what there was before either.
    const before = judged.outcome === 'pass' ? judgeCoverage(evidence, { ...limits, min: floorOf(own, about) }) : judged;
    return { ...(before.outcome === 'error' ? before : judged), threshold: own.min ?? null };
  },
});

function limitsOf({ metric, paths = [] }: CoverageOptions, { subject, checkout }: About): Omit<CoverageLimits, 'min'> {
  const globs = paths.length > 0 ? paths : subject.paths;
  return { metric, ...(globs.length > 0 && { paths: globs }), ...(checkout && { root: checkout.roots, tree: checkout.files }) };
}

/** Percent that `max_drop` leaves. */
const floorOf = ({ max_drop }: CoverageOptions, { previous }: About): number =>
  max_drop === undefined ? 0 : (previous?.value ?? 0) - max_drop;

export const coverage: Kind<CoverageOptions> = {
  kind: 'coverage',
  title: 'How much of the code of the subject its tests run through',
  options: () =>
    options({
      coverage: path,
      format: optional(format),
      min: optional(percent),
      max_drop: optional(points),
      metric: optional(oneOf(METRICS)),
      paths: optional(listOf(path)),
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
