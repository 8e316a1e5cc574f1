/** JSON documents of strangers: parsed whole, never trusted for a shape. */
import { ok, type Result } from '../result.ts';
import { quoted, unreadable } from './feed.ts';
import type { Unreadable } from './format.ts';
import { type Scanned, scan } from './json-scan.ts';

export const MOST_DEPTH = 512;

/**
 * Parses one document. Of a key that is written twice the last one counts, as everywhere; `__proto__` is a key like any other and
 * changes no object.
 *
 * Errors: `cut_short` when something is still open at the end; `malformed` when it is no JSON; `too_big` for more than 512 levels.
 */
export const parseJson = (text: string): Result<unknown, Unreadable> => parseScanned(text, scan(text));

/** The same for a text that was looked over. */
export function parseScanned(text: string, { depth, isOpen }: Omit<Scanned, 'lists'>): Result<unknown, Unreadable> {
  if (depth > MOST_DEPTH) return unreadable('too_big', `The JSON is nested more than ${MOST_DEPTH} levels deep, which no report is.`);
  if (isOpen)
    return unreadable(
      'cut_short',
      'The JSON ends before what it began is closed. Check that the step that writes it was not stopped, and upload it again.',
    );
  try {
    return ok(JSON.parse(text));
  } catch (problem) {
    const where = problem instanceof Error ? problem.message.replace(/,? ?"?\.\.\..*$/s, '').slice(0, 120) : 'it cannot be parsed';
    return unreadable('malformed', `This is not one JSON document (${where}). Check that the tool wrote its report alone into this file.`);
  }
}

/** What is wrong where a value of a report is not what its format says: `At "total.lines.covered" stands "99.9%", where a count is needed.` */
export function wrongValue(place: string, found: unknown, needed: string): Result<never, Unreadable> {
  const shown = typeof found === 'string' ? quoted(found) : typeof found === 'object' && found !== null ? describe(found) : String(found);
  return unreadable('malformed', `At ${quoted(place)} stands ${shown}, where ${needed} is needed. Check the tool that writes this report.`);
}

const describe = (found: object): string => (Array.isArray(found) ? 'a list' : 'an object');

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The value of a key the document itself has: never what every object inherits. */
export function valueAt(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  const found = value[key];
  // Most keys that are asked for are not there: whose it is has to be asked for the others only.
  return found !== undefined && Object.hasOwn(value, key) ? found : undefined;
}

/** The object at a key, empty when there is none. */
export function objectAt(value: unknown, key: string): JsonObject {
  const found = valueAt(value, key);
  return isObject(found) ? found : {};
}

/** The list at a key, empty when there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = valueAt(value, key);
  return isList(found) ? found : [];
}

export function textAt(value: unknown, key: string): string | undefined {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** A whole number from 0 that is exact: no text, no 1e400, no -1. */
export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** A number that can be compared: no text, no 1e400. */
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
