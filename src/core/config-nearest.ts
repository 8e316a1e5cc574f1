import { distance } from 'fastest-levenshtein';

/** Lower case for A to Z only: other alphabets have letters that would turn into ASCII ones. */
export const caseless = (text: string): string => text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * The allowed name that was probably meant: the closest, whatever the case, within a third of the length (at least 1, at most 3 edits);
 * the earlier one of equals. Undefined when nothing is close.
 */
export function nearest(found: string, allowed: readonly string[]): string | undefined {
  const wanted = caseless(found);
  if (wanted === '') return undefined;
  let best: string | undefined;
  let limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of allowed) {
    const name = caseless(candidate);
    if (Math.abs(name.length - wanted.length) >= limit) continue;
    const edits = distance(wanted, name);
    if (edits < limit) [best, limit] = [candidate, edits];
  }
  return best;
}
