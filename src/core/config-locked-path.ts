/** Dotted paths to settings, as a list of locked ones spells them. Names may have dots of their own. */
import { isMapping } from './config-outline.ts';
import type { Path } from './yaml-source.ts';

/** Where the words lead; undefined for nowhere. */
export function pathIn(value: unknown, words: string): Path | undefined {
  if (!isMapping(value)) return undefined;
  if (Object.hasOwn(value, words)) return [words];
  for (const [key, inner] of Object.entries(value)) {
    const rest = words.startsWith(`${key}.`) ? pathIn(inner, words.slice(key.length + 1)) : undefined;
    if (rest) return [key, ...rest];
  }
  return undefined;
}

/** Every path there is, in words. */
export const pathsIn = (value: unknown): readonly string[] =>
  isMapping(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...pathsIn(inner).map((rest) => `${key}.${rest}`)]) : [];

/** Whether one is at, above or below the other. */
export function isOverlapping(one: Path, other: Path): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short.every((key, index) => key === long[index]);
}
