/** Adding to a `.env` without losing anything that is in it. */
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readIfThere } from '../env.ts';

export interface Addition {
  readonly text: string;
  readonly added: readonly string[];
  readonly kept: readonly string[];
}

/**
 * The text of a `.env` with the values added that it does not have yet; an empty one counts as not there. Newlines are written as `\n`.
 * Values must not hold quotes or backslashes: keys, numbers and hex secrets do not.
 */
export function addToDotenv(text: string, values: Readonly<Record<string, string>>): Addition {
  const there = parseEnv(text);
  const added = Object.keys(values).filter((name) => !there[name]);
  const kept = Object.keys(values).filter((name) => there[name]);
  const lines = added.map((name) => `${name}="${(values[name] ?? '').trimEnd().replaceAll('\n', '\\n')}"\n`);
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  // The last of two lines with one name counts, so an empty one above does no harm.
  return { text: `${text}${gap}${lines.join('')}`, added, kept };
}

/** Adds to the file, which only its owner may read afterwards (0600). */
export function writeDotenv(path: string, values: Readonly<Record<string, string>>): Addition {
  // Closed before the secrets go in, not after.
  if (existsSync(path)) chmodSync(path, 0o600);
  const addition = addToDotenv(readIfThere(path) ?? '', values);
  writeFileSync(path, addition.text, { mode: 0o600 });
  return addition;
}
