/** Go's cover profile: blocks of statements. Format: golang.org/x/tools/cover, "ParseProfiles". */
import type { Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader, Read, Unreadable } from '../format.ts';
import { coverageRead, fileTable } from './files.ts';
import { type HitScratch, hit, hitScratch, takeHits } from './hits.ts';
import { hitsFrom, LINE_NEEDED, lineFrom } from './numbers.ts';
import { addPart, keyOf, type PartScratch, partScratch, sumOf, takeParts } from './parts.ts';
import { detached } from './path.ts';

/**
 * Counts statements by block: `-coverpkg` repeats every block for each package, and a block hit once is covered. Names are import paths.
 * Modes may repeat, as in profiles put one after the other.
 *
 * Errors: `malformed` for anything but modes and blocks.
 */
export const GOCOVER: LineFormat<CoverageEvidence> = {
  of: 'lines',
  name: 'gocover',
  title: 'Go cover profile',
  isHead: (head) => /^\s*mode: (?:set|count|atomic)\b/.test(head),
  read: readGocover,
};

interface Block {
  readonly from: number;
  readonly to: number;
  readonly statements: number;
  readonly hits: number;
}

type Blocks = Map<string, Block>;

/** Lines that blocks may span in all; more is no program but an attack on memory and time. */
const MOST_SPANNED = 50_000_000;

interface State {
  readonly files: Map<string, Blocks>;
  number: number;
  spanned: number;
  failure: Result<never, Unreadable> | undefined;
}

function readGocover(): LineReader<CoverageEvidence> {
  const state: State = { files: new Map(), number: 0, spanned: 0, failure: undefined };
  return {
    line: (raw) => {
      state.number++;
      const line = raw.trim();
      if (state.failure !== undefined || line === '') return;
      if (/^mode: (?:set|count|atomic)$/.test(line) || hear(state, line)) return;
      const needed = state.number === 1 ? '`mode: set`, `count` or `atomic`' : `a block (\`file.go:1.2,3.4 5 6\`) with ${LINE_NEEDED}`;
      state.failure ??= unreadable(
        'malformed',
        `Line ${state.number} reads ${quoted(line)}, where ${needed} is needed. Write the profile again.`,
      );
    },
    end: () => state.failure ?? finish(state.files),
  };
}

const BLOCK = /^(.+):((\d{1,9})\.\d{1,9},(\d{1,9})\.\d{1,9}) (\d{1,9}) (\d+)$/;

/** False for what is no block. The first line has to be a mode. */
function hear(state: State, line: string): boolean {
  const [, path, place, first, last, count, times] = BLOCK.exec(line) ?? [];
  const from = lineFrom(first);
  const to = lineFrom(last);
  const hits = hitsFrom(times);
  if (state.number === 1 || path === undefined || place === undefined || from === undefined || to === undefined || hits === undefined)
    return false;
  if (to < from) return false;
  const blocks = blocksOf(state, path);
  const known = blocks.get(place);
  if (known === undefined) state.spanned += to - from + 1;
  if (state.spanned > MOST_SPANNED)
    state.failure ??= unreadable(
      'too_big',
      `The blocks up to line ${state.number} span more than ${MOST_SPANNED / 1_000_000} million lines, which no program has.`,
    );
  const statements = Math.max(Number(count), known?.statements ?? 0);
  blocks.set(detached(place), { from, to, statements, hits: Math.max(hits, known?.hits ?? 0) });
  return true;
}

function blocksOf({ files }: State, path: string): Blocks {
  const known = files.get(path);
  if (known !== undefined) return known;
  const blocks: Blocks = new Map();
  files.set(detached(path), blocks);
  return blocks;
}

function finish(files: ReadonlyMap<string, Blocks>): Read<CoverageEvidence> {
  const table = fileTable();
  const lines = hitScratch();
  const parts = partScratch();
  for (const [path, found] of files) {
    for (const [place, block] of found) hearBlock(block, keyOf(place), { lines, parts });
    const blocks = takeParts(parts);
    const counted = blocks === undefined ? { covered: 0, total: 0 } : { ...sumOf(blocks), blocks };
    const added = table.add({ path, ...counted, hits: takeHits(lines) });
    if (!added.ok) return added;
  }
  return coverageRead('gocover', table, 'statements');
}

interface Scratch {
  readonly lines: HitScratch;
  readonly parts: PartScratch;
}

function hearBlock({ from, to, statements, hits }: Block, key: number, { lines, parts }: Scratch): void {
  addPart(parts, key, hits > 0 ? statements : 0, statements);
  if (statements === 0) return;
  for (let line = from; line <= to; line++) hit(lines, line, hits);
}
