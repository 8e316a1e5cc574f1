/** Fits a long page into a size by leaving out whole rows, the least urgent first, and saying how many. */

/** A table, a list or a folded block: what is around its rows, and which of its rows have to be seen. */
export interface Piece {
  /** Without a line end; each row begins one. */
  readonly open: string;
  readonly rows: readonly string[];
  /** How many rows there are in the report file, those not given here included. */
  readonly total: number;
  readonly close: string;
  /** Of its first `urgent` rows; the lowest goes first. */
  readonly rank: number;
  readonly urgent: number;
  /** Of its other rows. */
  readonly rest: number;
}

export interface Arranged {
  readonly parts: readonly string[];
  /** Pieces of which nothing fitted. */
  readonly leftOut: number;
}

const noteOf = (count: number): string => (count > 0 ? `\n\n*${count} more in the report file.*` : '');
const NOTE = noteOf(Number.MAX_SAFE_INTEGER).length;
/** Of the empty line between two pieces. */
const GAP = 2;
const frame = ({ open, close }: Piece): number => open.length + close.length + NOTE + GAP;

/** At most `limit` characters in all, empty lines between the parts included. Takes time in proportion to the rows. */
export function arrange(pieces: readonly Piece[], limit: number): Arranged {
  const kept = framesWithin(pieces, limit);
  const steps = pieces
    .filter((piece) => kept.has(piece))
    .flatMap((piece) => [
      { piece, rank: piece.rank, upTo: Math.min(piece.urgent, piece.rows.length) },
      { piece, rank: piece.rest, upTo: piece.rows.length },
    ])
    .toSorted((a, b) => a.rank - b.rank);
  const shown = new Map<Piece, number>();
  let left = limit - [...kept].reduce((sum, piece) => sum + frame(piece), 0);
  for (const { piece, upTo } of steps) {
    const from = shown.get(piece) ?? 0;
    const taken = rowsWithin(piece.rows, from, upTo, left);
    shown.set(piece, from + taken.count);
    left -= taken.size;
  }
  const parts = pieces.flatMap((piece) => (kept.has(piece) ? [written(piece, shown.get(piece) ?? 0)] : []));
  return { parts, leftOut: pieces.length - kept.size };
}

/** Pieces whose frames fit, the most urgent first. */
function framesWithin(pieces: readonly Piece[], limit: number): ReadonlySet<Piece> {
  const kept = new Set<Piece>();
  let left = limit;
  for (const piece of pieces.toSorted((a, b) => a.rank - b.rank)) {
    left -= frame(piece);
    if (left < 0) break;
    kept.add(piece);
  }
  return kept;
}

function rowsWithin(rows: readonly string[], from: number, upTo: number, room: number): { readonly count: number; readonly size: number } {
  let size = 0;
  for (let at = from; at < upTo; at += 1) {
    const next = size + (rows[at]?.length ?? 0) + 1;
    if (next > room) return { count: at - from, size };
    size = next;
  }
  return { count: Math.max(0, upTo - from), size };
}

function written({ open, rows, total, close }: Piece, shown: number): string {
  return `${[open, ...rows.slice(0, shown)].join('\n')}${noteOf(total - shown)}${close}`;
}
