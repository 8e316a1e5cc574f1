/** The text of the rules, whose digest tells whether two looks saw the same ones. */
import type { Defaults } from './config.ts';
import { defaultsFile } from './config-path.ts';
import type { Facts } from './facts.ts';
import type { SeenDefaults } from './seen.ts';

/** Both files with a zero byte between, where one is laid over the other; GitHub calls a file that holds one binary, and it is no settings file. */
export const policyText = (text: string, defaults: string | undefined): string => (defaults === undefined ? text : `${text}\0${defaults}`);

/** What was seen of it; undefined when there are no rules. */
export function policySeen({ seen: { config, defaults }, config: { isExtending } }: Pick<Facts, 'seen' | 'config'>): string | undefined {
  const below = isExtending && defaults && 'file' in defaults ? defaults.file.text : undefined;
  return config?.text === undefined ? undefined : policyText(config.text, below);
}

/** What was seen of the organisation's file, for reading the rules. */
export function defaultsSeen(seen: SeenDefaults, owner: string): Defaults {
  const file = defaultsFile(owner);
  return 'lacks' in seen ? { file, text: undefined, lacks: seen.lacks } : { file, text: seen.file.text };
}
