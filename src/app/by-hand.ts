/** Asks once more about what is about to count: whether people wrote it themselves, and whether the gates still say what they said. */
import { type Decision, decide } from '../core/decide.ts';
import type { Entry } from '../core/entry.ts';
import type { Facts } from '../core/facts.ts';
import { isUndecided } from '../core/fold.ts';
import { runBehind } from '../core/gates-due.ts';
import type { Ref } from '../core/promotion.ts';
import type { Apps, Hub } from './ports.ts';

export interface Decided {
  readonly facts: Facts;
  readonly decision: Decision;
}

/**
 * Decides, and asks about the comments that a decision would stand on and no webhook told of (without lost webhooks, none), and about the
 * run behind the gates before a promotion goes on.
 * @throws when GitHub does not say; then nothing counts.
 */
export async function decideByHand(hub: Hub, ref: Ref, facts: Facts, known: Apps): Promise<Decided> {
  const told = { ...facts, seen: { ...facts.seen, comments: facts.seen.comments.map((one) => ({ ...one, viaApp: known[one.id] })) } };
  const decision = decide(told);
  const unsure = commentsBehind(decision.entries).filter((id) => known[id] === undefined);
  if (unsure.length > 0) return decideByHand(hub, ref, facts, { ...known, ...(await hub.appsBehind(ref, unsure)) });
  const isUnbegun = facts.promotion !== undefined && isUndecided(facts.promotion);
  const run = isUnbegun && isDecisive(decision.entries) ? runBehind(facts) : undefined;
  if (run) return decideByHand(hub, ref, { ...facts, run: await hub.findRun(ref, run) }, known);
  return { facts: told, decision };
}

/** A run of the gates that was run again may have another outcome by now, and nobody need have told of it. */
const isDecisive = (entries: readonly Entry[]): boolean =>
  entries.some(({ kind }) => kind === 'accepted' || kind === 'deploy_started' || kind === 'promoted');

/** Refusals and answers change nothing, whoever wrote what they answer; a voided approval was asked about when it counted. */
const commentsBehind = (entries: readonly Entry[]): readonly number[] =>
  entries.flatMap((entry) =>
    entry.kind === 'refused' || entry.kind === 'answered' || entry.kind === 'approval_voided' || !('comment' in entry)
      ? []
      : (entry.comment ?? []),
  );
