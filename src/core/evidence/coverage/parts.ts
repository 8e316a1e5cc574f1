/** What is counted inside lines and has a name of its own: arms of branches, blocks of statements. Held small: there are millions. */
import type { Share } from './hits.ts';
import { keepRow, type Slab, slab } from './slab.ts';

/** Side by side: the hash of a part's name, how much of it was covered, how much there is. */
export interface Parts {
  readonly keys: Int32Array;
  readonly covered: Int32Array;
  readonly total: Int32Array;
}

/** Takes parts one by one; one is used for file after file. */
export interface PartScratch {
  keys: Int32Array;
  covered: Int32Array;
  total: Int32Array;
  length: number;
  readonly slab: Slab;
}

export const partScratch = (): PartScratch => ({
  keys: new Int32Array(64),
  covered: new Int32Array(64),
  total: new Int32Array(64),
  length: 0,
  slab: slab(),
});

export function addPart(scratch: PartScratch, key: number, covered: number, total: number): void {
  if (scratch.length === scratch.keys.length) {
    scratch.keys = doubled(scratch.keys);
    scratch.covered = doubled(scratch.covered);
    scratch.total = doubled(scratch.total);
  }
  scratch.keys[scratch.length] = key;
  scratch.covered[scratch.length] = covered;
  scratch.total[scratch.length++] = total;
}

function doubled(cells: Int32Array): Int32Array {
  const more = new Int32Array(cells.length * 2);
  more.set(cells);
  return more;
}

/** What was heard since the last time; undefined for nothing. */
export function takeParts(scratch: PartScratch): Parts | undefined {
  const { keys, covered, total, length } = scratch;
  if (length === 0) return undefined;
  scratch.length = 0;
  return {
    keys: keepRow(scratch.slab, keys, length),
    covered: keepRow(scratch.slab, covered, length),
    total: keepRow(scratch.slab, total, length),
  };
}

export const KEY_START = 0x811c9dc5 | 0;
export const stirred = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** FNV-1a over the characters from `start` to `end`. Parts whose names collide stay two: they are told apart by their order. */
export function keyOf(text: string, start = 0, end = text.length): number {
  let hash = KEY_START;
  for (let at = start; at < end; at++) hash = stirred(hash, text.charCodeAt(at));
  return hash;
}

export function sumOf(parts: Parts): Share {
  let covered = 0;
  let total = 0;
  for (let n = 0; n < parts.keys.length; n++) {
    covered += parts.covered[n] ?? 0;
    total += parts.total[n] ?? 0;
  }
  return { covered, total };
}

/** Every part of both, each as far as it was covered in the better one; the n-th of one name is the n-th of that name in the other. */
export function uniteParts(one: Parts, other: Parts): Parts {
  if (haveSameKeys(one, other)) return widest(one, other);
  const places = new Map<number, number[]>();
  const united = partScratch();
  one.keys.forEach((key, n) => {
    addPart(united, key, one.covered[n] ?? 0, one.total[n] ?? 0);
    const known = places.get(key);
    if (known === undefined) places.set(key, [n]);
    else known.push(n);
  });
  const taken = new Map<number, number>();
  other.keys.forEach((key, n) => {
    const nth = taken.get(key) ?? 0;
    taken.set(key, nth + 1);
    const at = places.get(key)?.[nth];
    const covered = other.covered[n] ?? 0;
    const total = other.total[n] ?? 0;
    if (at === undefined) addPart(united, key, covered, total);
    else {
      united.covered[at] = Math.max(united.covered[at] ?? 0, covered);
      united.total[at] = Math.max(united.total[at] ?? 0, total);
    }
  });
  return takeParts(united) ?? one;
}

/** In the order of their keys, those of one key as they were: however reports were joined, the same. */
export function sortParts(parts: Parts): Parts {
  const order = Array.from(parts.keys, (_, n) => n).sort((a, b) => (parts.keys[a] ?? 0) - (parts.keys[b] ?? 0));
  const sorted = partScratch();
  for (const n of order) addPart(sorted, parts.keys[n] ?? 0, parts.covered[n] ?? 0, parts.total[n] ?? 0);
  return takeParts(sorted) ?? parts;
}

const haveSameKeys = (one: Parts, other: Parts): boolean =>
  one.keys.length === other.keys.length && one.keys.every((key, n) => key === other.keys[n]);

const widest = (one: Parts, other: Parts): Parts => ({
  keys: one.keys,
  covered: one.covered.map((count, n) => Math.max(count, other.covered[n] ?? 0)),
  total: one.total.map((count, n) => Math.max(count, other.total[n] ?? 0)),
});
