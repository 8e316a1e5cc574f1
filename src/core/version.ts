/** What a version text may stand for: a tag, a full commit SHA, or (empty) the head of the default branch, frozen once seen. */
import { parse } from 'semver';
import type { Subject } from './config.ts';

export type Wanted =
  | { readonly kind: 'head' }
  | { readonly kind: 'sha'; readonly sha: string }
  | { readonly kind: 'tag'; readonly names: readonly string[] }
  | { readonly kind: 'unusable' };

type Named = Pick<Subject, 'name' | 'kind'>;

const FULL_SHA = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/** A careful part of what git allows (https://git-scm.com/docs/git-check-ref-format): no revision syntax gets through. */
const TAG = /^[A-Za-z0-9][A-Za-z0-9._+@/-]*$/;
const TRICKS = /\.\.|@\{|\/\/|\/\.|\.lock$|[./]$/;

/**
 * `1.4.0` also finds the tag `v1.4.0`, and of an agent `bob-v1.4.0`, `bob@1.4.0` and `bob/v1.4.0`; nothing but tags and full SHAs is ever
 * resolved, so no branch can stand in for a version.
 */
export function readVersion(text: string, subject?: Named): Wanted {
  if (text === '') return { kind: 'head' };
  if (FULL_SHA.test(text)) return { kind: 'sha', sha: text };
  if (!TAG.test(text) || TRICKS.test(text)) return { kind: 'unusable' };
  if (!/^\d/.test(text)) return { kind: 'tag', names: [text] };
  const isAgent = subject?.kind === 'agent' && parse(text) !== null;
  const own = isAgent ? [`${subject.name}-v${text}`, `${subject.name}@${text}`, `${subject.name}/v${text}`] : [];
  return { kind: 'tag', names: [text, `v${text}`, ...own] };
}

/**
 * The semantic version in `1.2.0`, `v1.2.0`, and with the agent's name before it: `bob-v1.2.0`, `bob@1.2.0`. Prereleases and builds (`1.2.0+7`)
 * are versions of their own.
 */
export function semverIn(text: string, subject: string): string | undefined {
  const version = parse((text.startsWith(subject) ? text.slice(subject.length).replace(/^[-@/]/, '') : text).replace(/^v/, ''));
  return version ? [version.version, ...(version.build.length > 0 ? [version.build.join('.')] : [])].join('+') : undefined;
}

/** Builds of one number differ in nothing that people order by (https://semver.org/#spec-item-10). */
export const withoutBuild = (version: string): string => version.replace(/\+.*$/, '');

export const looksLikeShortSha = (text: string): boolean => /^[0-9a-f]{7,39}$/.test(text);
export const shortSha = (sha: string): string => sha.slice(0, 7);
