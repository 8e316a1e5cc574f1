/** Another open promotion of the same subject to the same environment. */
import type { Environment } from './config.ts';
import { isRollingBack } from './deployment-fold.ts';
import type { Facts, Other } from './facts.ts';
import { hasEnded, type Promotion } from './promotion.ts';
import type { Candidate } from './rule.ts';

export interface Rival {
  readonly number: number;
  readonly promotion: Promotion;
}

/** The one that goes first: the older, unless this promotion has taken its place. */
export function rivalOf(
  { subject, environment }: Pick<Candidate, 'subject' | 'environment'>,
  { others, seen, promotion, ledger }: Facts,
): Rival | undefined {
  const taken = ledger.entries.flatMap((entry) => (entry.kind === 'superseding' ? [entry.older] : []));
  return others
    .flatMap((other) => (other.promotion ? [{ number: other.number, promotion: other.promotion }] : []))
    .find(
      (other) =>
        (!hasEnded(other.promotion) || isRollingBack(other.promotion)) &&
        !taken.includes(other.number) &&
        other.promotion.request.subject === subject.name &&
        targets(other.promotion, environment) &&
        (promotion === undefined || other.number < seen.issue.number),
    );
}

/** A newer promotion whose ledger says that it takes the place of this one. */
export function successorOf({ others, seen }: Facts): Other | undefined {
  return others.find(({ superseding }) => superseding.includes(seen.issue.number));
}

function targets({ request, round }: Promotion, environment: Environment): boolean {
  if (round) return round.terms.to === environment.name;
  return [environment.name, ...environment.aliases].some((name) => name.toLowerCase() === request.to.trim().toLowerCase());
}
