/** Findings that several parts of the map have in common. */
import { describe } from '../config-findings.ts';
import { nearest } from '../config-nearest.ts';
import { asMapping, isMapping } from '../config-outline.ts';
import { type Finding, type Path, type Source, valueAt } from '../yaml-source.ts';

const TOP_KEYS = ['schema_version', 'app_version', 'agents', 'promotion', 'environments'];

export function wrongType(path: Path, value: unknown, allowed: readonly string[], facts: Readonly<Record<string, string>> = {}): Finding {
  return { code: 'wrong_type', path, found: describe(value), allowed, facts };
}

/** Undefined where there is a map, and where there is nothing at all. */
export function notMap(source: Source, path: Path, facts: Readonly<Record<string, string>> = {}): Finding | undefined {
  const value = valueAt(source.value, path);
  return value === undefined || value === null || isMapping(value) ? undefined : wrongType(path, value, ['a map'], facts);
}

/** A key at the top that is not there, and the one that was probably meant to be it. */
export function missingTop(source: Source, key: string): Finding {
  const others = Object.keys(asMapping(source.value)).filter((one) => !TOP_KEYS.includes(one));
  const misspelt = nearest(key, others);
  const slip = misspelt === undefined ? {} : { where: [misspelt], found: misspelt };
  return { code: 'missing_top', path: [], at: 'key', facts: { key }, ...slip };
}
