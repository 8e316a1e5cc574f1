/** Where a promotion stands, as somebody sees it who only looks: what is missing, and what could not be seen. */
import type { Facts } from './facts.ts';
import { isUndecided } from './fold.ts';
import type { Standing } from './policy.ts';
import { hasEnded } from './promotion.ts';
import { judge, standingOf, type Verdict } from './verdict.ts';

export interface Why {
  readonly verdict: Verdict;
  /** How the approvals stand, while something is to be decided. */
  readonly standing: Standing | undefined;
  /** Whether it has arrived, or gets there without anybody doing anything; undefined where that cannot be said. */
  readonly answer: boolean | undefined;
  /** What the token did not show and the answer depends on. */
  readonly unseen: readonly string[];
}

/** @param proven whether the signatures of the ledger were checked. */
export function whyOf(facts: Facts, proven: boolean): Why {
  const { promotion, seen, asked } = facts;
  const verdict = judge(facts);
  const isOver = promotion !== undefined && !isUndecided(promotion);
  const standing = isOver || !verdict.candidate ? undefined : standingOf(facts, verdict.candidate, promotion?.approvals ?? []);
  const teams = seen.lookup.teams.filter((slug) => seen.teams[slug] === undefined).map((slug) => `who is in the team ${slug}`);
  const permission = verdict.candidate?.environment.approval === 'none' && seen.permission === undefined;
  const unseen = isOver
    ? []
    : [...teams, ...(permission ? [`what ${seen.issue.author?.login ?? 'the requester'} may do in the repository`] : [])];
  const isOpen = !(asked.dryRun && !promotion);
  const goesOn =
    isOpen && verdict.problems.length === 0 && verdict.waits.length === 0 && (!promotion?.round?.approval || standing?.met === true);
  const answer = promotion && hasEnded(promotion) ? promotion.status === 'PROMOTED' : isOver || (promotion !== undefined && goesOn);
  const isSure = proven && facts.ledger.problems.length === 0 && unseen.length === 0;
  return { verdict, standing, answer: isSure ? answer : undefined, unseen };
}
