/** Findings about settings that every part of the config has in common. */
import { nearest } from './config-nearest.ts';
import { isMapping } from './config-outline.ts';
import type { Finding, Path } from './yaml-source.ts';

export const unknownKey = (path: Path, key: string, allowed: readonly string[]): Finding => ({
  code: 'unknown_key',
  path,
  where: [...path, key],
  at: 'key',
  found: key,
  allowed,
  suggestion: nearest(key, allowed),
});

export const missingKey = (path: Path, allowed?: readonly string[]): Finding => ({
  code: 'missing_key',
  path: path.slice(0, -1),
  at: 'key',
  allowed,
  lacks: [path],
  facts: { key: String(path.at(-1)) },
});

/** What stands there, in words. */
export function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return 'a map';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** A misspelt key is said once: what is missing because of it is not said again. */
export function withoutMisspelt(findings: readonly Finding[]): readonly Finding[] {
  const meant = new Set(
    findings.flatMap(({ code, path, suggestion }) => (code === 'unknown_key' ? [JSON.stringify([...path, suggestion])] : [])),
  );
  return findings.filter(({ lacks }) => !lacks?.some((path) => meant.has(JSON.stringify(path))));
}
