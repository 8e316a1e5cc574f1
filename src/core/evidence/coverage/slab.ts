/** Memory for many small rows of numbers: one piece for hundreds of files, since each piece of its own costs more than what is in it. */

export interface Slab {
  cells: Int32Array;
  used: number;
}

const SIZE = 131_072;

export const slab = (): Slab => ({ cells: new Int32Array(0), used: 0 });

/** A copy of the first `length` numbers. The first row is given what it needs, so that a slab for one row wastes nothing. */
export function keepRow(into: Slab, row: Int32Array, length: number): Int32Array {
  if (length > SIZE / 8) return row.slice(0, length);
  if (into.used + length > into.cells.length) {
    into.cells = new Int32Array(Math.max(length, Math.min(SIZE, into.cells.length * 2)));
    into.used = 0;
  }
  const kept = into.cells.subarray(into.used, into.used + length);
  for (let n = 0; n < length; n++) kept[n] = row[n] ?? 0;
  into.used += length;
  return kept;
}
