/** `{subject}`, `{to}`, `{labels.job}` in the sources of gates: which there are, and what stands there in the end, never more than was meant. */
import { err, ok, type Result } from '../result.ts';
import type { About } from './gate.ts';

export const PLACEHOLDERS = ['subject', 'to', 'from', 'version', 'sha', 'spec'] as const;
/** As people may write them. */
export const KNOWN_PLACEHOLDERS: readonly string[] = [...PLACEHOLDERS.map((name) => `{${name}}`), '{labels.<name>}'];

/** PromQL, JSON and shell words have braces too: only a bare word in them is meant for us. */
const PLACEHOLDER = /\{([A-Za-z_][\w-]*(?:\.[\w.-]*)?)\}/g;

/** The names in the braces, in order. */
export const placeholdersIn = (template: string): readonly string[] => [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

export const isKnown = (name: string): boolean => PLACEHOLDERS.some((known) => known === name) || /^labels\.[\w-][\w.-]*$/.test(name);

type Values = Readonly<Record<(typeof PLACEHOLDERS)[number], string | null | undefined>>;

function placed(name: string, { subject, from, to, version, sha }: About): string | undefined {
  const label = /^labels\.(.+)$/.exec(name)?.[1];
  if (label !== undefined) return Object.hasOwn(subject.labels, label) ? subject.labels[label] : undefined;
  const values: Values = { subject: subject.name, to, from, version, sha, spec: subject.spec };
  return PLACEHOLDERS.flatMap((known) => (known === name ? [values[known] ?? undefined] : []))[0];
}

const whyUnfilled = (name: string, { subject, to }: About): string => {
  const label = /^labels\.(.+)$/.exec(name)?.[1];
  if (label !== undefined)
    return `${subject.name} has no label "${label}"; add it to the labels of the subject, or switch this gate off for it`;
  if (name === 'spec') return `${subject.name} names no spec; add "spec: path/to/it" to the subject, or switch this gate off for it`;
  if (name === 'from') return `${to} is the first environment, so there is no {from}; write the gate without it`;
  return `{${name}} stands for nothing here; use one of ${KNOWN_PLACEHOLDERS.join(', ')}`;
};

/** Puts the values in; one sentence when one is missing or may not stand there. */
function fill(template: string, about: About, accept: (value: string, name: string) => Result<string, string>): Result<string, string> {
  let trouble: string | undefined;
  const filled = template.replace(PLACEHOLDER, (_whole, name: string) => {
    const value = placed(name, about);
    const fitted = value === undefined ? err(whyUnfilled(name, about)) : accept(value, name);
    if (fitted.ok) return fitted.value;
    trouble ??= fitted.error;
    return '';
  });
  return trouble === undefined ? ok(filled) : err(trouble);
}

/** Why a path is not one of a file below the top of the repository; undefined when it is. Globs are judged as they are written. */
export function whyNoPath(path: string): string | undefined {
  if (path.trim() === '') return 'it is empty';
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(path)) return 'it has a control character';
  if (path.includes('\\')) return 'it has a backslash; folders are separated by /';
  if (/%2e|%2f|%5c|%00/i.test(path)) return 'it has an encoded dot or slash; write it as it is';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.startsWith('~')) return 'it does not start in the repository';
  if (path.startsWith('-')) return 'it begins with a hyphen, so a tool would take it for an option';
  const segments = path.split('/');
  if (segments.includes('')) return 'it has an empty segment';
  if (segments.some((segment) => segment.trim() === '..' || segment.trim() === '.')) return 'it has a segment of dots alone';
  return undefined;
}

/** A path or glob of the repository with its values in it. */
export function fillPath(template: string, about: About): Result<string, string> {
  const filled = fill(template, about, (value) => ok(value));
  if (!filled.ok) return filled;
  const why = whyNoPath(filled.value);
  return why === undefined ? filled : err(`the path ${JSON.stringify(filled.value)} is not looked at: ${why}`);
}

/** A PromQL query. Values come to stand inside quotes, which they must not be able to end. */
export const fillQuery = (template: string, about: About): Result<string, string> =>
  fill(template, about, (value, name) =>
    /^[\w .:/@+-]*$/.test(value)
      ? ok(value)
      : err(`{${name}} is ${JSON.stringify(value)}, and only letters, digits, blanks and . _ : / @ + - may stand in a query`),
  );

/** An address. Values are encoded, so none can add a host, a path or a question. */
export const fillUrl = (template: string, about: About): Result<string, string> =>
  fill(template, about, (value) => ok(encodeURIComponent(value)));

/** One word of a command line; no value turns a word into an option. */
export function fillWord(template: string, about: About): Result<string, string> {
  const filled = fill(template, about, (value, name) =>
    value.includes('\0') ? err(`{${name}} has a NUL character, which no command can be given`) : ok(value),
  );
  if (!filled.ok || template.startsWith('-') || !filled.value.startsWith('-')) return filled;
  return err(`${JSON.stringify(filled.value)} begins with a hyphen, so the command would take it for an option`);
}

/** A name of a check, a workflow, a signer: as it is. */
export const fillName = (template: string, about: About): Result<string, string> => fill(template, about, (value) => ok(value));
