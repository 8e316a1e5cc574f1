/** What the trails of other promotions tell of a commit, as its marks would: those that are open, and the newest that have ended. */
import type { Facts } from './facts.ts';
import { hasSkipped } from './marks.ts';
import type { Promotion } from './promotion.ts';
import type { Candidate } from './rule.ts';

export interface Told {
  readonly number: number;
  readonly status: 'PROMOTED' | 'ROLLED_BACK';
  readonly version: string;
  /** Whether its quality gates were skipped. */
  readonly skipped: boolean;
  /** Whether it was only imported: nobody approved it here. */
  readonly imported: boolean;
}

/** The newest word about this subject and commit in each of these environments, as far as there is one. */
export function toldOf(candidate: Candidate, { others, records }: Facts, environments: readonly string[]): readonly Told[] {
  const all = [...others, ...records].toSorted((a, b) => b.number - a.number);
  return environments.flatMap((to) => all.flatMap(({ number, promotion }) => wordOf(number, promotion, candidate, to)).slice(0, 1));
}

function wordOf(number: number, promotion: Promotion | undefined, { subject, commit }: Candidate, to: string): readonly Told[] {
  const { terms } = promotion?.round ?? {};
  const isAbout = terms?.subject === subject.name && terms.sha === commit.sha && terms.to === to;
  const status = promotion?.status;
  if (!promotion || !isAbout || (status !== 'PROMOTED' && status !== 'ROLLED_BACK')) return [];
  return [{ number, status, version: terms.version, skipped: hasSkipped(promotion), imported: promotion.imported !== undefined }];
}
