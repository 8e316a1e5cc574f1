/** One trigger in, the world brought into line. Read this file first: everything else is called from here. */
import type { Notary } from '../core/chain.ts';
import { decide } from '../core/decide.ts';
import type { Effect } from '../core/effect.ts';
import type { Entry } from '../core/entry.ts';
import { plan } from '../core/plan.ts';
import type { Actor, Promotion, Ref } from '../core/promotion.ts';
import type { Gatherer, Hint } from './gather.ts';
import type { Hub, Lease } from './ports.ts';

/** "Look at this promotion again", with what the messenger already knows. It carries no decision: those are read from the issue. */
export interface Trigger {
  readonly ref: Ref;
  readonly hint?: Hint;
}

export interface Tools {
  readonly hub: Hub;
  readonly gatherer: Gatherer;
  readonly notary: Notary;
}

/** What one pass found and did. */
export interface Handled {
  readonly promotion: Promotion | undefined;
  readonly entries: readonly Entry[];
  readonly effects: readonly Effect[];
  /** Who we are on GitHub. */
  readonly bot: Actor;
}

/**
 * See, hear, fold, judge, plan, perform. Again on the same world, it reads once and writes nothing.
 * The lease shows that nobody else handles this issue now. @throws when GitHub fails.
 */
export async function handle(lease: Lease, { ref, hint }: Trigger, { hub, gatherer, notary }: Tools): Promise<Handled> {
  const facts = await gatherer.gather(hub, ref, hint);
  const decision = decide(facts);
  const effects = plan(facts, decision, notary);
  await hub.perform(lease, facts.seen, effects);
  return { promotion: decision.promotion, entries: decision.entries, effects, bot: facts.seen.bot };
}
