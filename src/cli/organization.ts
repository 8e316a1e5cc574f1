/** The file of the organisation, for commands that read a settings file: from GitHub, or from a file at hand. */
import { resolve } from 'node:path';
import type { Defaults } from '../core/config.ts';
import { readIfThere } from '../env.ts';
import type { Asks } from '../github/defaults.ts';
import type { Repository } from '../github/person.ts';
import type { Io } from './command.ts';

export const DEFAULTS_OPTION = {
  flags: '--defaults <file>',
  summary: 'the file of the organisation, for a settings file with "extends: org"',
};

/** As GitHub has it, where the text asks for it: one request then. */
export async function defaultsFor(client: Asks, { owner }: Repository, text: string): Promise<Defaults | undefined> {
  const { readConfig } = await import('../core/config.ts');
  const { readDefaults } = await import('../github/defaults.ts');
  return readConfig(text).isExtending ? readDefaults(client, owner) : undefined;
}

/** The file that was named; undefined when none was, and why it cannot be read. */
export function defaultsAt({ cwd }: Io, file: string | undefined): Defaults | { readonly why: string } | undefined {
  if (file === undefined) return undefined;
  const text = readIfThere(resolve(cwd, file));
  return text === undefined
    ? { why: `There is no file ${file}. Name that of the organisation: --defaults path/to/promotion.yml` }
    : { file, text };
}
