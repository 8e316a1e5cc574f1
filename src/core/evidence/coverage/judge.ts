/** How coverage stands against limits: exact counts decide, percentages are for people. */
import { ok, type Result } from '../../result.ts';
import { type CoverageEvidence, type CoveredFile, MOST_SHOWN } from '../evidence.ts';
import { quoted } from '../feed.ts';
import type { Judged, Shown } from '../format.ts';
import { filesIn } from './component.ts';
import { worstOf } from './doubt.ts';
import { type Share, uncoveredLines } from './hits.ts';
import { type Doubt, placeFiles, type Repository } from './place.ts';

export interface CoverageLimits extends Repository {
  /** Percent that must be covered; exactly that much is enough. */
  readonly min: number;
  /** What is counted; by default what the report counts. */
  readonly metric?: CoverageEvidence['unit'] | undefined;
  /** Globs from the root of the repository: only files in them count. */
  readonly paths?: readonly string[] | undefined;
}

/**
 * `pass` when covered * 100 >= min * total. `error` when nothing was measured (0 of 0), no file lies in `paths`, the report does not count
 * the metric, two of its files are one and cannot be united, or it would pass only if two that may be one are.
 */
export function judgeCoverage(evidence: CoverageEvidence, limits: CoverageLimits): Judged {
  const { min } = limits;
  const found = measure(evidence, limits);
  const base = { threshold: min, unit: '%' };
  if (!found.ok) return { ...base, outcome: 'error', summary: found.error, value: null, counts: { covered: 0, total: 0 }, findings: [] };
  const { covered, total, metric, files } = found.value;
  const counts = { covered, total };
  const missing = missingIn(counts, min);
  const summary = `${percent(counts)} of ${metric} (${covered} of ${total}); ${min} % needed${missing > 0 ? `: ${missing} more ${nounOf(metric, missing)} to cover` : ''}`;
  return {
    ...base,
    outcome: missing > 0 ? 'fail' : 'pass',
    summary,
    value: (covered / total) * 100,
    counts,
    findings: uncovered(files, metric),
  };
}

// Within a millionth of a line, so that `min: 79.9` is not missed by what 79.9 is in binary.
const missingIn = ({ covered, total }: Share, min: number): number => Math.max(0, Math.ceil((min * total - covered * 100 - 1e-6) / 100));

type Metric = CoverageEvidence['unit'];

interface Found extends Share {
  readonly metric: Metric;
  readonly files: readonly CoveredFile[];
}

/** What counts and how much of it is covered, or why that cannot be told. */
function measure(evidence: CoverageEvidence, limits: CoverageLimits): Result<Found, string> {
  const { min, metric = evidence.unit, paths } = limits;
  if (!Number.isFinite(min)) return no(`The limit is ${min}, which is no percentage: write a number, like \`min: 80\`.`);
  const placed = placeFiles(evidence.files, limits);
  if (!placed.ok) return no(placed.error.message);
  if (metric !== evidence.unit && metric !== 'branches') return no(otherUnit(evidence, metric));
  const { files: all, doubts } = placed.value;
  const files = paths === undefined ? all : filesIn(all, paths, limits.tree !== undefined);
  if (paths !== undefined && files.length === 0) return no(noneIn(paths, all));
  const shares = files.map((file) => shareIn(file, metric, evidence.unit));
  if (shares.every((share) => share === undefined) && metric !== evidence.unit && files.length > 0) return no(otherUnit(evidence, metric));
  const share = sumOfShares(shares);
  if (share.total === 0) return no(nothing(metric, files.length));
  const worst = worstOf(share, files, doubts, { min, shareOf: (file) => shareIn(file, metric, evidence.unit) ?? NOTHING });
  return missingIn(share, min) === 0 && missingIn(worst, min) > 0 ? no(doubtful(doubts, min)) : ok({ ...share, metric, files });
}

const no = (error: string): Result<never, string> => ({ ok: false, error });

const shareIn = (file: CoveredFile, metric: Metric, unit: Metric): Share | undefined => (metric === unit ? file : file.branches);

export function sumOfShares(shares: readonly (Share | undefined)[]): Share {
  let covered = 0;
  let total = 0;
  for (const share of shares) {
    covered += share?.covered ?? 0;
    total += share?.total ?? 0;
  }
  return { covered, total };
}

/** Rounded down: `79.64 %` of 399 in 501. Whole ones without digits. */
function percent({ covered, total }: Share): string {
  const hundredths = Math.floor((covered * 10_000) / total);
  return `${hundredths % 100 === 0 ? hundredths / 100 : (hundredths / 100).toFixed(2)} %`;
}

const nounOf = (metric: Metric, count: number): string => (count === 1 ? (metric === 'branches' ? 'branch' : metric.slice(0, -1)) : metric);

const otherUnit = ({ format, unit, files }: CoverageEvidence, metric: Metric): string => {
  const has = files.some(({ branches }) => branches !== undefined) && unit !== 'branches' ? `${unit} and branches` : unit;
  return `No ${metric} are counted in this report (${format}), only ${has}: set \`metric\` to what it counts, or leave it out.`;
};

function noneIn(paths: readonly string[], files: readonly CoveredFile[]): string {
  const globs = paths.map(quoted).join(', ');
  const [first] = files;
  if (first === undefined) return `No file was measured, so none in ${globs}. Check that the tests ran with coverage switched on.`;
  if (files.every(({ path }) => path === ''))
    return `The report names no files, so what lies in ${globs} cannot be told. Write a report by file.`;
  const count = files.length === 1 ? 'one file' : `${files.length} files`;
  return `None of the ${count} in the report lies in ${globs} (the first is ${quoted(first.path)}). Check the paths of the component, and where the report was written.`;
}

const nothing = (metric: Metric, files: number): string =>
  `No ${metric} were measured (0 of 0${files === 0 ? ', no files' : ''}), so there is nothing to judge. Check that the tests ran with coverage switched on and that the files are not left out.`;

const doubtful = ([doubt]: readonly Doubt[], min: number): string =>
  `${quoted(doubt?.one.path ?? '')} and ${quoted(doubt?.other.path ?? '')} may be one file or two, and whether ${min} % are covered depends on it. ` +
  'Write all reports with names from the root of the repository, or where the files of the commit are known.';

/** Files with something to cover, the most first. */
function uncovered(files: readonly CoveredFile[], metric: Metric): readonly Shown[] {
  const isBranches = metric === 'branches';
  return files
    .map((file) => ({ file, share: isBranches ? (file.branches ?? NOTHING) : file }))
    .filter(({ share }) => share.covered < share.total)
    .sort((a, b) => b.share.total - b.share.covered - (a.share.total - a.share.covered) || compare(a.file.path, b.file.path))
    .slice(0, MOST_SHOWN)
    .map(({ file, share }) => shown(file, share, metric));
}

const NOTHING: Share = { covered: 0, total: 0 };
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function shown({ path, hits }: CoveredFile, { covered, total }: Share, metric: Metric): Shown {
  const lines = hits === undefined || metric === 'branches' ? undefined : uncoveredLines(hits);
  const message = `${total - covered} of ${total} ${nounOf(metric, total)} not covered`;
  return { ...(path !== '' && { path }), ...(lines && { line: lines.first, lines: lines.ranges }), message };
}
