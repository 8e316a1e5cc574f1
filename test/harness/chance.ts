/** Chance that repeats itself: the same seed tells the same tale. */

/** A whole number from 0 to below `below`. */
export type Chance = (below: number) => number;

/** Mulberry32, by Tommy Ettinger, in the public domain. */
export function chanceFrom(seed: number): Chance {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
