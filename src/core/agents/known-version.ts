/** Which commit a version of an agent stands for, as far as promotions have decided about it. */
import type { Facts } from '../facts.ts';
import type { Promotion } from '../promotion.ts';
import { semverIn, withoutBuild } from '../version.ts';

export interface KnownVersion {
  /** Full commit SHA. */
  readonly sha: string;
  /** The issue that promoted it. */
  readonly number: number;
}

type Before = Pick<Facts, 'others' | 'records'>;

/** The newest promotion that carried this version anywhere; undefined while none has, and for what is no semantic version. */
export function knownVersion(version: string, subject: string, before: Before): KnownVersion | undefined {
  const wanted = semverIn(version, subject);
  return wanted === undefined ? undefined : newest(subject, before, (one) => one === wanted);
}

/** The same of any build of this number. */
export function knownNumber(version: string, subject: string, before: Before): KnownVersion | undefined {
  const wanted = semverIn(version, subject);
  return wanted === undefined ? undefined : newest(subject, before, (one) => withoutBuild(one) === withoutBuild(wanted));
}

function newest(subject: string, { others, records }: Before, isWanted: (version: string) => boolean): KnownVersion | undefined {
  const found = [...others, ...records].find(({ promotion }) => promotion && hasArrived(promotion) && isOf(promotion, subject, isWanted));
  const { sha } = found?.promotion?.round?.terms ?? {};
  return found && sha !== undefined ? { sha, number: found.number } : undefined;
}

const hasArrived = ({ status }: Promotion): boolean => status === 'PROMOTED' || status === 'ROLLED_BACK';

const isOf = ({ round }: Promotion, subject: string, isWanted: (version: string) => boolean): boolean => {
  const version = round?.terms.subject === subject ? semverIn(round.terms.version, subject) : undefined;
  return version !== undefined && isWanted(version);
};
