/** Which commit a version of an agent stands for, as far as promotions have decided about it. */
import type { Facts } from '../facts.ts';
import type { Promotion } from '../promotion.ts';
import { semverIn } from '../version.ts';

export interface KnownVersion {
  /** Full commit SHA. */
  readonly sha: string;
  /** The issue that promoted it. */
  readonly number: number;
}

type Before = Pick<Facts, 'others' | 'records'>;

/** The newest promotion that carried this version anywhere; undefined while none has, and for what is no semantic version. */
export function knownVersion(version: string, subject: string, { others, records }: Before): KnownVersion | undefined {
  const wanted = semverIn(version, subject);
  if (wanted === undefined) return undefined;
  const found = [...others, ...records].find(({ promotion }) => promotion && hasArrived(promotion) && isOf(promotion, subject, wanted));
  const { sha } = found?.promotion?.round?.terms ?? {};
  return found && sha !== undefined ? { sha, number: found.number } : undefined;
}

const hasArrived = ({ status }: Promotion): boolean => status === 'PROMOTED' || status === 'ROLLED_BACK';

const isOf = ({ round }: Promotion, subject: string, version: string): boolean =>
  round?.terms.subject === subject && semverIn(round.terms.version, subject) === version;
