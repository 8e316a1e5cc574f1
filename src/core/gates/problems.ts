/** What is wrong in the settings of one gate, as findings that know where they stand. */
import type * as z from 'zod/mini';
import { describe, missingKey, unknownKey } from '../config-findings.ts';
import { nearest } from '../config-nearest.ts';
import { type Finding, type Path, valueAt } from '../yaml-source.ts';
import { commonKeys, maxAge, ownKeys } from './common.ts';
import { compare } from './compare.ts';
import { findKind, kindsIn } from './index.ts';
import type { AnyKind } from './kind.ts';
import type { Settings } from './merged.ts';

type Issue = z.core.$ZodIssue;

/** @param settings with what it inherits and repeats; a gate without exactly one kind is said elsewhere. */
export function gateFindings(settings: Settings, path: Path): readonly Finding[] {
  const [name = '', ...more] = kindsIn(settings);
  const kind = findKind(name);
  if (!kind || more.length > 0) return [];
  const read = kind.gate(ownKeys(settings, kind));
  const issues = [
    ...(read.ok ? [] : read.error),
    ...issuesIn(maxAge, 'max_age', settings, kind),
    ...issuesIn(compare, 'compare', settings, kind),
  ];
  const findings = issues.flatMap((issue) => findingsOf(issue, { path, settings, kind }));
  return [...findings, ...limitFindings(settings, kind, path), ...againstFindings(settings, kind, path)];
}

function issuesIn(schema: z.ZodMiniType, key: string, settings: Settings, kind: AnyKind): readonly Issue[] {
  if (settings[key] === undefined || !commonKeys(kind).includes(key)) return [];
  const read = schema.safeParse(settings[key]);
  return read.success ? [] : read.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
}

interface Around {
  readonly path: Path;
  readonly settings: Settings;
  readonly kind: AnyKind;
}

function findingsOf(issue: Issue, { path, settings, kind }: Around): readonly Finding[] {
  const steps = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const here = [...path, ...steps];
  if (issue.code === 'unrecognized_keys') {
    const allowed = [...issue.message.split(' '), ...(steps.length === 0 ? commonKeys(kind) : [])];
    return issue.keys.map((key) => unknownKey(here, key, allowed));
  }
  if (issue.code === 'invalid_key') return [{ code: 'empty_text', path: here, at: 'key' }];
  const value = valueAt(settings, steps);
  const [code = '', ...rest] = issue.message.split(' ');
  if (code === 'missing_key') return [missingKey(here)];
  const allowed = rest.length === 0 ? boundsOf(issue) : rest.join(' ').split('|');
  const isShape = code === 'wrong_type' || code === 'wrong_value';
  const found = typeof value === 'string' && !isShape ? value : describe(value);
  const suggestion = code === 'wrong_value' && typeof value === 'string' ? nearest(value, allowed ?? []) : undefined;
  return [{ code, path: here, found, allowed, suggestion, ...(issue.code === 'custom' && told(issue.params)) }];
}

/** What a check of ours says beside its code. */
function told(params: Readonly<Record<string, unknown>> | undefined): Partial<Finding> {
  const { found, allowed, facts } = params ?? {};
  return {
    ...(typeof found === 'string' && { found, isName: true }),
    ...(Array.isArray(allowed) && { allowed: allowed.map(String) }),
    ...(typeof facts === 'object' &&
      facts !== null && { facts: Object.fromEntries(Object.entries(facts).map(([key, one]) => [key, String(one)])) }),
  };
}

function boundsOf(issue: Issue): readonly string[] | undefined {
  if (issue.code === 'too_small') return [String(issue.minimum)];
  return issue.code === 'too_big' ? [String(issue.maximum)] : undefined;
}

/** A gate that would let everything through. */
function limitFindings(settings: Settings, { limits, compares }: AnyKind, path: Path): readonly Finding[] {
  const keys = [...(limits ?? []), ...(compares ? ['compare'] : [])];
  if (!limits || keys.some((key) => settings[key] !== undefined)) return [];
  return [{ code: 'missing_limit', path, at: 'key', allowed: keys, lacks: keys.map((key) => [...path, key]) }];
}

function againstFindings(settings: Settings, { compares = [] }: AnyKind, path: Path): readonly Finding[] {
  const read = compare.safeParse(settings['compare']);
  if (!read.success || compares.length === 0 || compares.includes(read.data.against)) return [];
  return [{ code: 'wrong_value', path: [...path, 'compare'], found: read.data.against, allowed: compares }];
}
