/** Coverage reports. */
import type { CoverageEvidence } from '../evidence.ts';
import type { Family } from '../format.ts';
import { CLOVER } from './clover.ts';
import { COBERTURA } from './cobertura.ts';
import { COVERAGEPY_JSON } from './coveragepy-json.ts';
import { GCOVR_JSON } from './gcovr-json.ts';
import { GOCOVER } from './gocover.ts';
import { ISTANBUL_FINAL } from './istanbul-final.ts';
import { ISTANBUL_SUMMARY } from './istanbul-summary.ts';
import { JACOCO } from './jacoco.ts';
import { type CoverageLimits, judgeCoverage, sumOfShares } from './judge.ts';
import { LCOV } from './lcov.ts';
import { LLVM_COV_JSON } from './llvm-cov-json.ts';
import { mergeCoverage } from './merge.ts';
import { placeFiles } from './place.ts';
import { SIMPLECOV } from './simplecov.ts';

export type { CoverageLimits } from './judge.ts';

export const COVERAGE: Family<CoverageEvidence, CoverageLimits> = {
  kind: 'coverage',
  formats: [
    LCOV,
    COBERTURA,
    COVERAGEPY_JSON,
    ISTANBUL_SUMMARY,
    ISTANBUL_FINAL,
    CLOVER,
    JACOCO,
    GOCOVER,
    LLVM_COV_JSON,
    GCOVR_JSON,
    SIMPLECOV,
  ],
  merge: mergeCoverage,
  judge: judgeCoverage,
  counts: countsOf,
};

/**
 * `{ lines: [34, 43], line_pct: 79.0698, rate: 0.79…, branches: [17, 24] }`: what the report has instead of lines stands under `lines` too;
 * without a total there is no percentage, and no `branches` where none are counted.
 */
function countsOf({ files }: CoverageEvidence): Readonly<Record<string, unknown>> {
  const placed = placeFiles(files, {});
  const all = placed.ok ? placed.value.files : files;
  const { covered, total } = sumOfShares(all);
  const branches = all.some((file) => file.branches !== undefined) ? sumOfShares(all.map((file) => file.branches)) : undefined;
  return {
    lines: [covered, total],
    ...(total > 0 && { line_pct: Math.round((covered / total) * 1_000_000) / 10_000, rate: covered / total }),
    ...(branches && { branches: [branches.covered, branches.total] }),
  };
}
