/** Where the settings file does not fit its schema, as findings. */
import type * as z from 'zod/mini';
import { describe, missingKey, unknownKey } from './config-findings.ts';
import { nearest } from './config-nearest.ts';
import { configSchema, extendingSchema, organizationSchema, type Written } from './config-schema.ts';
import { type Finding, type Path, type Source, valueAt } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** The typed settings when they fit the schema, else every misfit. */
export function readShape(source: Pick<Source, 'value'>): { readonly written?: Written; readonly findings: readonly Finding[] } {
  const result = configSchema.safeParse(source.value);
  if (result.success) return { written: result.data, findings: [] };
  return { findings: result.error.issues.flatMap((issue) => findingsOf(issue, [], source.value)) };
}

/** Every misfit of a file that is laid over another one, or of the one that lies below. */
export function shapeFindings({ value }: Pick<Source, 'value'>, layer: 'repository' | 'organization'): readonly Finding[] {
  const result = (layer === 'repository' ? extendingSchema : organizationSchema).safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => findingsOf(issue, [], value));
}

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
};

function findingsOf(issue: Issue, base: Path, whole: unknown): readonly Finding[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const value = valueAt(whole, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => misplaced(path, key) ?? unknownKey(path, key, issue.message.split(' ')));
    case 'invalid_union': {
      const fitting = issue.errors.filter((branch) => !branch.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0));
      if (fitting.length === 0) return [wrongType(path, value, issue.message.split('|'))];
      return fitting.flat().flatMap((inner) => findingsOf(inner, path, whole));
    }
    case 'invalid_key':
      return issue.issues.map((inner) => badText(inner.message, path, String(path.at(-1)), 'key'));
    case 'invalid_value':
      return [value === undefined ? missingKey(path, issue.values.map(String)) : wrongValue(path, value, issue.values.map(String))];
    case 'invalid_type':
      return [value === undefined ? missingKey(path) : wrongType(path, value, [EXPECTED[issue.expected] ?? issue.expected])];
    case 'too_small':
    case 'too_big':
      return [
        {
          code: issue.message,
          path,
          found: describe(value),
          allowed: [String(issue.code === 'too_small' ? issue.minimum : issue.maximum)],
        },
      ];
    default:
      return [badText(issue.message, path, typeof value === 'string' ? value : describe(value), 'value')];
  }
}

/** Keys that only the other of the two files may have. */
const ELSEWHERE: Readonly<Record<string, string>> = { locked: 'locked_in_repository', extends: 'extends_in_organization' };

function misplaced(path: Path, key: string): Finding | undefined {
  const code = path.length === 0 && Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  return code === undefined ? undefined : { code, path: [key], at: 'key' };
}

const wrongType = (path: Path, value: unknown, allowed: readonly string[]): Finding => ({
  code: 'wrong_type',
  path,
  found: describe(value),
  allowed,
  suggestion: mendedType(value, allowed[0]),
});

/** The usual slips: one value where a list belongs, and a number or true without the quotes that make it text. */
function mendedType(value: unknown, expected: string | undefined): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  if (expected === 'a list') return `[${value}]`;
  return expected === 'text' ? JSON.stringify(String(value)) : undefined;
}

const wrongValue = (path: Path, value: unknown, allowed: readonly string[]): Finding => ({
  code: 'wrong_value',
  path,
  found: describe(value),
  allowed,
  suggestion: typeof value === 'string' ? nearest(value, allowed) : undefined,
});

const MENDED: Readonly<Record<string, (found: string) => string>> = {
  bad_name: slug,
  bad_alias: slug,
  bad_team: (found) => slug(found.replace(/^.*\//, '')).replace(/\./g, '-'),
  bad_user: (found) => found.replace(/^@+/, '').trim(),
};

function badText(code: string, path: Path, found: string, at: 'key' | 'value'): Finding {
  const mended = MENDED[code]?.(found);
  return { code, path, at, found, suggestion: mended && mended !== found && /^[\w][\w.-]{0,63}$/.test(mended) ? mended : undefined };
}

/** A name made of what was written: `Tech Leads` becomes `tech-leads`. */
function slug(found: string): string {
  return found
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '');
}
