/** What a version text may stand for: a tag, a full commit SHA, or (empty) the head of the default branch, frozen once seen. */
import { valid } from 'semver';
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
  const own = subject?.kind === 'agent' ? [`${subject.name}-v${text}`, `${subject.name}@${text}`, `${subject.name}/v${text}`] : [];
  return { kind: 'tag', names: [text, `v${text}`, ...own] };
}

/** The semantic version in `1.2.0`, `v1.2.0`, and with the agent's name before it: `bob-v1.2.0`, `bob@1.2.0`. Prereleases are versions too. */
export function semverIn(text: string, subject: string): string | undefined {
  const version = text.startsWith(subject) ? text.slice(subject.length).replace(/^[-@/]/, '') : text;
  return valid(version.replace(/^v/, '')) ?? undefined;
}

export const looksLikeShortSha = (text: string): boolean => /^[0-9a-f]{7,39}$/.test(text);
export const shortSha = (sha: string): string => sha.slice(0, 7);
