/** Hits by line number: dense, -1 where no line of the program is. */
import { HIGHEST_LINE, MOST_HITS } from './numbers.ts';
import { keepRow, type Slab, slab } from './slab.ts';

/** Takes hits line by line; one is used for file after file. */
export interface HitScratch {
  cells: Int32Array;
  /** One more than the highest line heard. */
  length: number;
  readonly slab: Slab;
}

export const hitScratch = (): HitScratch => ({ cells: new Int32Array(1_024).fill(-1), length: 0, slab: slab() });

/** A line heard twice keeps the most hits. `line` is at most `HIGHEST_LINE`, `hits` at least 0. */
export function hit(scratch: HitScratch, line: number, hits: number): void {
  if (line >= scratch.length) {
    if (line >= scratch.cells.length) grow(scratch, line);
    scratch.length = line + 1;
  }
  if (hits > (scratch.cells[line] ?? -1)) scratch.cells[line] = Math.min(hits, MOST_HITS);
}

function grow(scratch: HitScratch, line: number): void {
  let size = scratch.cells.length;
  while (size <= line) size *= 2;
  const cells = new Int32Array(Math.min(size, HIGHEST_LINE + 1)).fill(-1);
  cells.set(scratch.cells);
  scratch.cells = cells;
}

/** What was heard since the last time. */
export function takeHits(scratch: HitScratch): Int32Array {
  const hits = keepRow(scratch.slab, scratch.cells, scratch.length);
  scratch.cells.fill(-1, 0, scratch.length);
  scratch.length = 0;
  return hits;
}

export interface Share {
  readonly covered: number;
  readonly total: number;
}

export function shareOf(hits: Int32Array): Share {
  let covered = 0;
  let total = 0;
  for (let line = 0; line < hits.length; line++) {
    const one = hits[line] ?? -1;
    if (one >= 0) total++;
    if (one > 0) covered++;
  }
  return { covered, total };
}

/** Every line of both, with the most hits. */
export function uniteHits(one: Int32Array, other: Int32Array): Int32Array {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  const united = long.slice();
  for (let line = 0; line < short.length; line++) {
    const hits = short[line] ?? -1;
    if (hits > (united[line] ?? -1)) united[line] = hits;
  }
  return united;
}

const MOST_RANGES = 100;

/** The lines without hits: `12, 18, 27-29`. A range goes on over lines that are none of the program's. */
export function uncoveredLines(hits: Int32Array): { readonly first: number; readonly ranges: string } | undefined {
  const ranges: string[] = [];
  let from = -1;
  let to = -1;
  let first: number | undefined;
  let left = 0;
  const close = (): void => {
    if (from === -1) return;
    if (ranges.length < MOST_RANGES) ranges.push(from === to ? `${from}` : `${from}-${to}`);
    else left++;
    from = -1;
  };
  hits.forEach((count, line) => {
    if (count > 0) close();
    if (count !== 0) return;
    first ??= line;
    if (from === -1) from = line;
    to = line;
  });
  close();
  if (first === undefined) return undefined;
  return { first, ranges: left === 0 ? ranges.join(', ') : `${ranges.join(', ')} and ${left} more ranges` };
}
