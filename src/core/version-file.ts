/** A file in the commit that says which version of an agent it is: `version: "json:agents/bob/agent.json#/version"`. */
import { valueAtPointer } from './gates/json.ts';
import type { Problem } from './problem.ts';
import { FIELDS } from './request.ts';
import { err, ok, type Result } from './result.ts';
import { semverIn } from './version.ts';
import type { VersionSource } from './version-source.ts';
import { readYaml } from './yaml-source.ts';

export const STANDINGS = ['PUBLISHED', 'DRAFT', 'DEPRECATED'] as const;

export interface WrittenVersion {
  /** A semantic version. */
  readonly version: string;
  /** What is written under `status` beside it; undefined for nothing. */
  readonly status: string | undefined;
}

/** @param text undefined when the commit has no such file, or none that is text. */
export function readVersionFile(text: string | undefined, source: VersionSource, subject: string): Result<WrittenVersion, Problem> {
  const { path, pointer } = source;
  const problem = (code: string, more: Partial<Problem> = {}): Result<never, Problem> =>
    err({ code, place: FIELDS.version, facts: { path, pointer, subject }, ...more });
  if (text === undefined) return problem('no_version_file');
  const document = parsed(text, source);
  if (!document) return problem('unreadable_version_file');
  const written = valueAtPointer(document.value, pointer);
  if (!written.ok) return problem('no_version_in_file');
  if (typeof written.value !== 'string') return problem('version_not_text');
  const version = semverIn(written.value, subject);
  if (version === undefined) return problem('file_not_semver', { found: written.value.slice(0, SHOWN) });
  const status = valueAtPointer(document.value, pointer.replace(/[^/]*$/, 'status'));
  const said = status.ok && typeof status.value === 'string' ? status.value.trim().slice(0, SHOWN) : '';
  return ok({ version, status: said === '' ? undefined : said });
}

/** Characters of a value, for people. */
const SHOWN = 100;
/** Characters: a description of an agent is no archive. */
const LONGEST = 65_536;

function parsed(text: string, { format }: VersionSource): { readonly value: unknown } | undefined {
  if (text.length > LONGEST) return undefined;
  if (format === 'yaml') {
    const { source, findings } = readYaml(text, { longest: LONGEST, areNumbersText: true });
    return findings.length === 0 ? source : undefined;
  }
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}
