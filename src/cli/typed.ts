/** Options as commander hands them over, for commands that must begin faster than a schema library is loaded. */
import { Misuse } from './command.ts';

const typedAs = (given: unknown, key: string): unknown =>
  typeof given === 'object' && given !== null ? Object.entries(given).find(([name]) => name === key)?.[1] : undefined;

/** `--from-env` as `fromEnv`. */
const keyOf = (flag: string): string => flag.replace(/^--/, '').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Whether a switch was given. */
export const isGiven = (given: unknown, flag: string): boolean => typedAs(given, keyOf(flag)) === true;

/**
 * What stands behind an option; undefined when it was not given.
 *
 * @throws Misuse when nothing stands there.
 */
export function wordOf(given: unknown, flag: string): string | undefined {
  const value = typedAs(given, keyOf(flag));
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new Misuse(`${flag} takes a value, and there is none behind it.`);
}

/** The arguments, in their order. */
export function argumentsOf(given: unknown): readonly string[] {
  const args = typedAs(given, 'args');
  return Array.isArray(args) ? args.filter((one: unknown): one is string => typeof one === 'string') : [];
}
