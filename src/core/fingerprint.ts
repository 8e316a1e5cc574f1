/** What exactly was approved. Two rounds never share a fingerprint, nor do two issues or two repositories. */
import canonicalize from 'canonicalize';
import type { Terms } from './promotion.ts';

/** SHA-256 of a text as 64 hex digits; handed in, so that the core needs no crypto of its own. */
export type Digest = (text: string) => string;

/** RFC 8785 canonical JSON: one text for one value, whatever the order of keys. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('only JSON values have a canonical text');
  return text;
}

export interface Bound {
  readonly repo: number;
  readonly issue: string;
  readonly round: number;
  readonly terms: Terms;
}

export const fingerprint = (digest: Digest, bound: Bound): string => digest(`promotion-round/v1\0${canonical(bound)}`);

/** The fields that differ, in the order a person reads them. */
export function changedTerms(before: Terms, after: Terms): readonly (keyof Terms)[] {
  const fields = ['subject', 'version', 'sha', 'from', 'to', 'config', 'gates', 'map'] as const;
  return fields.filter((field) => before[field] !== after[field]);
}
