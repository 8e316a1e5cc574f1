/** Line numbers and hits as reports write them: only what can be. */

/** No file of a program is longer; a report that says so is broken, and would take gigabytes. */
export const HIGHEST_LINE = 10_000_000;
/** What a cell of 32 bits holds. */
export const MOST_HITS = 2_147_483_647;

export const LINE_NEEDED = 'a line number up to 10,000,000';
export const HITS_NEEDED = 'a whole number of hits';
export const COUNT_NEEDED = 'a count';

/** Undefined for what is no line number. 0 is one: compilers write it for what stands in no line. */
export const lineFrom = (value: unknown): number | undefined => {
  const plain = plainFrom(value);
  if (plain !== -1) return plain > HIGHEST_LINE ? undefined : plain;
  const line = wholeFrom(value);
  return line !== undefined && line >= 0 && line <= HIGHEST_LINE ? line : undefined;
};

/**
 * Undefined for what is no number of hits: NaN, 1e400, "50%", 1.5. Below 0 is 0 (gcov counts so when threads race); above 32 bits is the
 * most that 32 bits hold.
 */
export const hitsFrom = (value: unknown): number | undefined => {
  const plain = plainFrom(value);
  if (plain !== -1) return Math.min(plain, MOST_HITS);
  const hits = wholeFrom(value);
  return hits === undefined ? undefined : Math.max(0, Math.min(hits, MOST_HITS));
};

/** Text of an attribute that must be a count: `12`. */
export const countFrom = (text: string | undefined): number | undefined => {
  const count = wholeFrom(text);
  return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
};

/** The whole number that stands from `start` to `end` in plain digits; -1 for anything else, and for more than 15 of them. */
export function digitsIn(text: string, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

const plainFrom = (value: unknown): number => (typeof value === 'string' ? digitsIn(value, 0, value.length) : -1);

function wholeFrom(value: unknown): number | undefined {
  const plain = plainFrom(value);
  if (plain !== -1) return plain;
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i.test(value)) return undefined;
  const number = Number(value);
  return Number.isInteger(number) ? number : undefined;
}
