/** What a source says runs somewhere, before anybody has asked whether the names and the version exist. */
import { type Config, findSubject, type Subject } from '../config.ts';
import { caseless } from '../config-nearest.ts';
import type { Problem } from '../problem.ts';
import type { Imported, Instant } from '../promotion.ts';
import { isNothing, placeholderLeft } from '../request-text.ts';

export type Source = Imported['source'];

export interface Found {
  /** What the subject may be called, the likeliest first. */
  readonly subjects: readonly string[];
  /** As the source has it. */
  readonly environment: string;
  /** A tag or a full commit SHA; undefined where the source does not say. */
  readonly version: string | undefined;
  /** What a version that is named by its commit may be called, if that tag stands for the same commit. */
  readonly tag?: string | undefined;
  readonly since: Instant | null;
  readonly source: Source;
}

/** What cannot be imported, and why. */
export interface Left {
  /** `shop in staging`, as far as it is known. */
  readonly what: string;
  readonly source: Source;
  readonly problem: Problem;
}

export interface Reading {
  readonly found: readonly Found[];
  readonly left: readonly Left[];
}

/** `file:3`, the number of the Deployment, or what was asked: where somebody looks. */
export function placeIn({ file, line, deployment }: Source): string {
  if (deployment !== null) return `${file === null ? '' : `${file}, `}Deployment ${deployment}`;
  return line === null ? (file ?? 'GitHub') : `${file ?? ''}:${line}`;
}

const plainly = (name: string): string => caseless(name).replaceAll(/[\s_-]+/g, '');

/** By its name; where no subject is called that, by the one that differs only in case, blanks, dashes and underscores. */
export function subjectCalled(config: Config, name: string): Subject | undefined {
  const exact = findSubject(config, name);
  if (exact) return exact;
  const [alike, another] = config.subjects.filter((subject) => plainly(subject.name) === plainly(name));
  return another ? undefined : alike;
}

/** The first day or moment in a text, to the second: `2025-10-08` is its first one, UTC. */
export function momentIn(text: string): Instant | null {
  const [, day = '', time = 'T00:00:00Z'] = /\b(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?/.exec(text) ?? [];
  // The calendar has no 31 February: what it makes of one is another day.
  const first = Date.parse(`${day}T00:00:00Z`);
  const at = Date.parse(`${day}${time}`);
  if (Number.isNaN(at) || new Date(first).toISOString().slice(0, 10) !== day) return null;
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Whether an answer about a version is still to be given. */
export const isUnset = (answer: string): boolean =>
  isNothing(answer) || placeholderLeft(answer) !== undefined || /^(?:\?+|tbd|tba|todo|unknown)$/i.test(answer);
