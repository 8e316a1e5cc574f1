/** Where gates look, as the config writes it: checked when it is read, so that nothing is found out only in a run. */
import * as z from 'zod/mini';
import { splitCommand } from './argv.ts';
import { isKnown, KNOWN_PLACEHOLDERS, placeholdersIn, whyNoPath } from './placeholders.ts';
import { words } from './values.ts';

type Check = (text: string) => { readonly code: string; readonly params: Readonly<Record<string, unknown>> } | undefined;

const placeholdersAreKnown: Check = (text) => {
  const unknown = placeholdersIn(text).find((name) => !isKnown(name));
  return unknown === undefined
    ? undefined
    : { code: 'unknown_placeholder', params: { found: `{${unknown}}`, allowed: KNOWN_PLACEHOLDERS } };
};

/** A placeholder stands for some plain word here; what it is filled with is checked again when it is. */
const blankFilled = (text: string): string => placeholdersIn(text).reduce((left, name) => left.replace(`{${name}}`, 'x'), text);

const staysInside: Check = (text) => {
  const why = whyNoPath(blankFilled(text));
  return why === undefined ? undefined : { code: 'bad_path', params: { facts: { why } } };
};

const isAddress: Check = (text) =>
  URL.canParse(blankFilled(text)) && /^https?:\/\/[^@/]+(\/|\?|$)/.test(text) ? undefined : { code: 'bad_url', params: {} };

const isCommand: Check = (text) => {
  const argv = splitCommand(text);
  return argv.ok ? undefined : { code: 'bad_command', params: { facts: { why: argv.error } } };
};

const checked = (most: number, ...checks: readonly Check[]) =>
  words(most).check(
    z.superRefine((text, context) => {
      for (const check of checks) {
        const wrong = check(text);
        if (wrong) return context.addIssue({ code: 'custom', message: wrong.code, params: wrong.params });
      }
    }),
  );

/** A path of the repository; may hold placeholders and, where reports are read, glob signs. */
export const path = checked(1_000, placeholdersAreKnown, staysInside);
export const query = checked(4_000, placeholdersAreKnown);
export const url = checked(2_000, placeholdersAreKnown, isAddress);
export const command = checked(4_000, placeholdersAreKnown, isCommand);
export const name = checked(200, placeholdersAreKnown);
/** A format by its name; whether it exists is known to the reader of reports. */
export const format = z.string('wrong_type text').check(z.regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'bad_format'));
