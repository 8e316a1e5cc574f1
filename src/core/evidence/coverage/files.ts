/** Files with what was covered of them, one entry a name: hearing of a file again unites it with what is known. */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence, CoveredFile } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { Read, Unreadable } from '../format.ts';
import { type Share, shareOf, uniteHits } from './hits.ts';
import { type Parts, sumOf, uniteParts } from './parts.ts';

/** A covered file with what makes a union exact. */
export interface DetailedFile extends CoveredFile {
  /** The arms of its branches. */
  readonly arms?: Parts;
  /** Blocks of statements, where they are what is counted; `hits` are for people then. */
  readonly blocks?: Parts;
}

/** How many lines, of the program's or not, may be held before files have to have lines in a sane measure. */
const MOST_CELLS = 33_554_432;
const MOST_CELLS_A_LINE = 16;

export interface FileTable {
  /** Gives the name a report gives; two files of one name are one. */
  add(file: DetailedFile): Result<undefined, Unreadable>;
  all(): readonly DetailedFile[];
}

/** Errors of `add`: `not_mergeable` where two counts of one file cannot be united; `too_big` for lines far beyond what is counted. */
export function fileTable(): FileTable {
  const files = new Map<string, DetailedFile>();
  let cells = 0;
  let lines = 0;
  return {
    add: (file) => {
      const known = files.get(file.path);
      const united = known === undefined ? ok(file) : uniteFiles(known, file);
      if (!united.ok) return united;
      files.set(file.path, united.value);
      cells += file.hits?.length ?? 0;
      lines += file.total;
      return cells > MOST_CELLS + MOST_CELLS_A_LINE * lines ? unreadable('too_big', tooSparse(file.path)) : ok(undefined);
    },
    all: () => [...files.values()],
  };
}

const tooSparse = (path: string): string =>
  `Few lines are counted but their numbers are in the millions (last in ${quoted(path)}), which no program has. Check the tool that writes this report.`;

/** A file whose lines are known one by one. */
export function linedFile(path: string, hits: Int32Array, arms: Parts | undefined): DetailedFile {
  const { covered, total } = shareOf(hits);
  return arms === undefined ? { path, covered, total, hits } : { path, covered, total, hits, arms, branches: sumOf(arms) };
}

/** The same file seen twice. Counts alone cannot be united: nobody knows whether they are of the same lines. */
export function uniteFiles(one: DetailedFile, other: DetailedFile): Result<DetailedFile, Unreadable> {
  const counted = uniteCounted(one, other);
  if (counted === undefined) return unreadable('not_mergeable', cannotUnite(one.path));
  return ok({ path: one.path, ...counted, ...uniteBranches(one, other) });
}

type Counted = Pick<DetailedFile, 'covered' | 'total' | 'hits' | 'blocks'>;

function uniteCounted(one: DetailedFile, other: DetailedFile): Counted | undefined {
  if (one.blocks !== undefined && other.blocks !== undefined) {
    const blocks = uniteParts(one.blocks, other.blocks);
    return { ...sumOf(blocks), blocks, ...hitsOfBoth(one, other) };
  }
  if (one.blocks === undefined && other.blocks === undefined && one.hits !== undefined && other.hits !== undefined) {
    const hits = uniteHits(one.hits, other.hits);
    const share = shareOf(hits);
    const surplus = Math.max(surplusOf(one, one.hits), surplusOf(other, other.hits));
    return { covered: share.covered - surplus, total: share.total - surplus, hits };
  }
  const rest = one.total === 0 ? other : other.total === 0 ? one : undefined;
  return rest && countedOf(rest);
}

/** Lines a report lists as hit and does not count: the docstrings of coverage.py 6. */
const surplusOf = ({ total }: DetailedFile, hits: Int32Array): number => shareOf(hits).total - total;

function hitsOfBoth(one: DetailedFile, other: DetailedFile): Pick<DetailedFile, 'hits'> {
  if (one.hits === undefined || other.hits === undefined) return {};
  return { hits: uniteHits(one.hits, other.hits) };
}

const countedOf = ({ covered, total, hits, blocks }: DetailedFile): Counted => ({
  covered,
  total,
  ...(hits && { hits }),
  ...(blocks && { blocks }),
});

function uniteBranches(one: DetailedFile, other: DetailedFile): Pick<DetailedFile, 'branches' | 'arms'> {
  if (one.branches === undefined || other.branches === undefined) return branchesOf(one.branches === undefined ? other : one);
  if (one.arms === undefined || other.arms === undefined) return { branches: leastOf(one.branches, other.branches) };
  const arms = uniteParts(one.arms, other.arms);
  return { arms, branches: sumOf(arms) };
}

const branchesOf = ({ branches, arms }: DetailedFile): Pick<DetailedFile, 'branches' | 'arms'> => ({
  ...(branches && { branches }),
  ...(arms && { arms }),
});

/** What both have covered at the least when nobody knows which branches are meant. */
function leastOf(one: Share, other: Share): Share {
  const total = Math.max(one.total, other.total);
  return { total, covered: total - Math.max(one.total - one.covered, other.total - other.covered) };
}

const cannotUnite = (path: string): string =>
  `Two reports count ${path === '' ? 'the whole' : quoted(path)} without saying which lines were hit, so their union cannot be known. ` +
  'Let the tool combine its runs before it reports, or write a format with lines (lcov, Cobertura, Istanbul final).';

/** Evidence of these files, named by the format. */
export const coverage = (format: string, files: readonly DetailedFile[], unit: CoverageEvidence['unit'] = 'lines'): CoverageEvidence => ({
  kind: 'coverage',
  format,
  unit,
  files,
});

export const coverageRead = (format: string, files: FileTable, unit?: CoverageEvidence['unit']): Read<CoverageEvidence> =>
  ok(coverage(format, files.all(), unit));
