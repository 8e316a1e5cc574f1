import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import * as z from 'zod';
import { readIfThere, readLedgerKeys, type Variables, withDotenv } from '../env.ts';
import { defineCommand, EXIT, type Io } from './command.ts';

const NAMES = ['LEDGER_KEY', 'LEDGER_KEY_PREVIOUS'] as const;

/** What must be mended before a rotation, if anything. */
function obstacle(io: Io, variables: Variables, keys: readonly string[]): string | undefined {
  const outside = NAMES.flatMap((name) => [name, `${name}_PATH`]).find((name) => io.env[name]);
  if (outside !== undefined)
    return `${outside} is set outside .env, where it would win over what is written here. Move it into .env, then rotate again.`;
  if (!variables['LEDGER_KEY'] && !variables['LEDGER_KEY_PATH'])
    return 'There is no key to rotate yet. "npx promotion-bot setup --key-only" makes the first one.';
  return keys.length === 0
    ? 'LEDGER_KEY or LEDGER_KEY_PREVIOUS cannot be read as Ed25519 private keys in PEM form. Mend it in .env, then rotate again.'
    : undefined;
}

/** The text with these values in place of what it said; a value that goes over several lines stays, and the last line of a name counts. */
function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const isReplaced = (line: string): boolean =>
    Object.keys(values).some((name) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=\\s*("[^"]*"|'[^']*'|[^"']*)\\s*$`).test(line));
  const kept = text.split('\n').filter((line) => !isReplaced(line));
  const gap = kept.at(-1) === '' || text === '' ? '' : '\n';
  const lines = Object.entries(values).map(([name, value]) => `${name}="${value.trimEnd().replaceAll('\n', '\\n')}"\n`);
  return `${kept.join('\n')}${gap}${lines.join('')}`;
}

/** Written beside and moved into place: there is no moment in which a key could be lost. @throws when the text would not read back. */
function replaceDotenv(path: string, text: string, values: Readonly<Record<string, string>>): void {
  const read = parseEnv(text);
  if (!NAMES.every((name) => read[name]?.trim() === values[name]?.trim()))
    throw new Error('.env would not read back as written; nothing was changed');
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  if (existsSync(path)) chmodSync(path, 0o600);
  writeFileSync(fresh, text, { mode: 0o600, flag: 'wx' });
  renameSync(fresh, path);
}

export const keysRotate = defineCommand({
  name: 'keys rotate',
  summary: 'Make a new key for the audit trail. Trails that the old one began go on: both keys sign the change.',
  arguments: [],
  options: [],
  input: z.object({}),
  run: async (_, io: Io) => {
    const variables = withDotenv(io.env, io.cwd);
    const previous = readLedgerKeys(variables, io.cwd);
    const why = obstacle(io, variables, previous);
    if (why !== undefined) {
      io.stderr.write(`${why}\n`);
      return EXIT.no;
    }
    const { newLedgerKey, publicHalf } = await import('../app/notary.ts');
    const { PUBLIC_KEYS, publishKeys } = await import('../setup/public-key.ts');
    const fresh = newLedgerKey();
    const path = resolve(io.cwd, '.env');
    const values = { LEDGER_KEY: fresh, LEDGER_KEY_PREVIOUS: previous.join('') };
    replaceDotenv(path, withValues(readIfThere(path) ?? '', values), values);
    publishKeys(io.cwd, [...previous, fresh]);
    io.stdout.write(rotated(publicHalf(fresh), PUBLIC_KEYS));
    return EXIT.yes;
  },
});

const rotated = (publicKey: string, file: string): string => `The audit trail has a new key. Its public half:

${publicKey}
.env has it as LEDGER_KEY, and the old one in LEDGER_KEY_PREVIOUS. Keep that: open promotions are handed over with it.
${file} has the public halves of both.

Next:
  1. Restart the bot. Each trail is handed over when something is next written in it; one at rest stays as it is.
  2. Commit ${file}, so that trails begun from now on can be verified too.
`;
