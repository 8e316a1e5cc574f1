/** Approval rules: who must approve, who has, who is missing. One person fills one role. */
import { alternatives, type Rule } from './approval-rule.ts';
import type { Approval } from './promotion.ts';

export { alternatives } from './approval-rule.ts';

/** One approval that a rule asks for. */
export interface Slot {
  readonly role: string;
  readonly filledBy?: Approval;
}

/** How a rule stands, along the way to meet it that lacks the fewest approvals. */
export interface Standing {
  readonly met: boolean;
  readonly slots: readonly Slot[];
  /** Whether other combinations of roles would do as well. */
  readonly alternatives: number;
}

/** What somebody's approval may count for now: the roles held at this moment, not only when it was given. */
export interface Vote {
  readonly approval: Approval;
  readonly roles: readonly string[];
}

export function weigh(rule: Rule | 'none', votes: readonly Vote[]): Standing {
  if (rule === 'none') return { met: true, slots: [], alternatives: 1 };
  const ways = alternatives(rule);
  const filled = ways.map((roles) => fill(roles, votes));
  const [best = []] = filled.toSorted((a, b) => lacking(a) - lacking(b));
  return { met: lacking(best) === 0, slots: best, alternatives: ways.length };
}

const lacking = (slots: readonly Slot[]): number => slots.filter((slot) => !slot.filledBy).length;

/** The largest assignment of people to slots, each person once (Kuhn's augmenting paths). */
function fill(roles: readonly string[], votes: readonly Vote[]): readonly Slot[] {
  const taken = new Map<number, number>(); // slot -> vote
  const place = (vote: number, tried: Set<number>): boolean =>
    roles.some((role, slot) => {
      if (tried.has(slot) || !votes[vote]?.roles.includes(role)) return false;
      tried.add(slot);
      const sitting = taken.get(slot);
      if (sitting !== undefined && !place(sitting, tried)) return false;
      taken.set(slot, vote);
      return true;
    });
  for (const vote of votes.keys()) place(vote, new Set());
  return roles.map((role, slot) => {
    const vote = votes[taken.get(slot) ?? -1];
    return vote ? { role, filledBy: vote.approval } : { role };
  });
}
