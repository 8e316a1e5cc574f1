/** Values of JSON coverage reports, refused with their place. */
import { ok, type Result } from '../../result.ts';
import type { Unreadable } from '../format.ts';
import { isCount, isList, type JsonObject, valueAt, wrongValue } from '../json.ts';
import type { Share } from './hits.ts';
import { COUNT_NEEDED, HITS_NEEDED, hitsFrom, LINE_NEEDED, lineFrom } from './numbers.ts';

/** `{ covered_lines: 3, num_statements: 4 }` by the names of both; refused when they are no counts, or more is covered than there is. */
export function shareAt(
  object: unknown,
  [covered, total]: readonly [covered: string, total: string],
  place: string,
): Result<Share, Unreadable> {
  const reached = valueAt(object, covered);
  const all = valueAt(object, total);
  if (!isCount(all)) return wrongValue(`${place}.${total}`, all, COUNT_NEEDED);
  if (!isCount(reached) || reached > all) return wrongValue(`${place}.${covered}`, reached, `${COUNT_NEEDED} up to ${all}`);
  return ok({ covered: reached, total: all });
}

export function lineAt(value: unknown, place: string): Result<number, Unreadable> {
  const line = typeof value === 'number' ? lineFrom(value) : undefined;
  return line === undefined ? wrongValue(place, value, LINE_NEEDED) : ok(line);
}

export function hitsAt(value: unknown, place: string): Result<number, Unreadable> {
  const hits = typeof value === 'number' ? hitsFrom(value) : undefined;
  return hits === undefined ? wrongValue(place, value, HITS_NEEDED) : ok(hits);
}

export function listOf(value: unknown, place: string): Result<readonly unknown[], Unreadable> {
  return isList(value) ? ok(value) : wrongValue(place, value, 'a list');
}

/** Does something for each until one refuses. */
export function forEachOf<T>(all: Iterable<T>, hear: (one: T) => Result<unknown, Unreadable>): Result<undefined, Unreadable> {
  for (const one of all) {
    const heard = hear(one);
    if (!heard.ok) return heard;
  }
  return ok(undefined);
}

/** Own entries of an object. */
export const entriesOf = (object: JsonObject): readonly (readonly [string, unknown])[] => Object.entries(object);
