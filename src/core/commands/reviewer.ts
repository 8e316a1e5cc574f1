import type { CommandContext, Refusal } from '../command.ts';
import { rolesOf } from '../config.ts';
import { hasEnded, type Promotion, type Round } from '../promotion.ts';
import { err, ok, type Result } from '../result.ts';
import { isOnHold } from '../verdict.ts';

export interface Reviewer {
  readonly round: Round;
  /** The held roles that count here. */
  readonly roles: readonly string[];
}

/** Whether this person may decide about this promotion now, and as what. */
export function reviewer(context: CommandContext, action: 'approve' | 'reject'): Result<Reviewer, Refusal> {
  const { promotion, verdict, comment, announcement } = context;
  if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
  if (!promotion || isOnHold(verdict)) return err({ code: 'on_hold' });
  const { round } = promotion;
  if (promotion.status !== 'AWAITING_APPROVAL' || !round) return err({ code: 'not_waiting', facts: { status: promotion.status } });
  if (asked(promotion, context.by.id))
    return err({ code: 'own_request', facts: { action, did: promotion.requestedBy.id === context.by.id ? 'asked for' : 'changed' } });
  if (verdict.candidate?.commit.people.some(({ id }) => id === context.by.id)) return err({ code: 'own_version', facts: { action } });
  // Order by comment id: times have whole seconds, and an approval of what was not announced yet approves something else.
  if (announcement === undefined || comment < announcement) return err({ code: 'before_round', facts: { round: String(round.number) } });
  if (action === 'approve' && promotion.approvals.some(({ by }) => by.id === context.by.id)) return err({ code: 'already_decided' });
  const roles = countingRoles(context);
  return roles.ok ? ok({ round, roles: roles.value }) : roles;
}

/** Whether this person asked for the promotion, or changed what it asks for. */
export const asked = ({ requestedBy, amendedBy }: Promotion, id: number): boolean =>
  [requestedBy, ...amendedBy].some((actor) => actor.id === id);

/** Whether this person may pause, resume or withdraw: the requester, and everybody who could approve. */
export function insider(context: CommandContext): Result<Promotion, Refusal> {
  const { promotion, by } = context;
  if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
  if (!promotion) return err({ code: 'on_hold' });
  if (asked(promotion, by.id)) return ok(promotion);
  const roles = countingRoles(context);
  return roles.ok ? ok(promotion) : roles;
}

/** The roles of the target's rule that this person holds; a role that could not be read is not held, and the refusal says so. */
export function countingRoles({ verdict, held }: CommandContext): Result<readonly string[], Refusal> {
  return heldOf(rolesOf(verdict.candidate?.environment.approval ?? 'none'), held);
}

/** Those of the wanted roles that are held. */
export function heldOf(wanted: readonly string[], held: CommandContext['held']): Result<readonly string[], Refusal> {
  const roles = wanted.filter((role) => held.roles.includes(role));
  if (roles.length > 0) return ok(roles);
  const unread = wanted.filter((role) => held.unknown.includes(role));
  if (unread.length > 0) return err({ code: 'role_unknown', facts: { roles: unread.join(', ') } });
  return err({ code: 'no_role', facts: { roles: wanted.join(', ') } });
}
