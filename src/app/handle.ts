/** One trigger in, the world brought into line. Read this file first: everything else is called from here. */
import type { Notary } from '../core/chain.ts';
import type { Decision } from '../core/decide.ts';
import { checkRunWanted } from '../core/delivery.ts';
import { deployRunWanted } from '../core/deploy-due.ts';
import type { Effect } from '../core/effect.ts';
import type { Entry } from '../core/entry.ts';
import type { Facts } from '../core/facts.ts';
import { runWanted } from '../core/gates-due.ts';
import { isMissing } from '../core/granted.ts';
import { withEntries } from '../core/ledger.ts';
import { plan, planWait, turnKey } from '../core/plan.ts';
import { type Actor, hasEnded, type Promotion, type Ref } from '../core/promotion.ts';
import { type PromotionRecord, recordOf } from '../core/record.ts';
import type { WantedRun } from '../core/seen-run.ts';
import { wakeAt } from '../core/wake.ts';
import { type Budget, contentOf, LONG } from './budget.ts';
import { decideByHand } from './by-hand.ts';
import { type Gatherer, type Hint, remembered, sentTo } from './gather.ts';
import type { Memory } from './memory.ts';
import { type Apps, type Hub, type Lease, type Performed, postponement, Refused } from './ports.ts';

/** "Look at this promotion again", with what the messenger already knows. It carries no decision: those are read from the issue. */
export interface Trigger {
  readonly ref: Ref;
  readonly hint?: Hint | undefined;
  /** A run of the gates that has ended. */
  readonly run?: { readonly id: number; readonly attempt: number } | undefined;
}

export interface Tools {
  readonly hub: Hub;
  readonly gatherer: Gatherer;
  readonly notary: Notary;
  /** Of the issue that is looked at. */
  readonly memory: Memory;
  readonly budget: Budget;
}

/** What one pass found and did. */
export interface Handled {
  readonly promotion: Promotion | undefined;
  /** What the index keeps of it; undefined while there is none. */
  readonly record: PromotionRecord | undefined;
  /** Whether the ledger does not hold, so that what was known of it stands. */
  readonly held: boolean;
  readonly entries: readonly Entry[];
  readonly effects: readonly Effect[];
  /** Who we are on GitHub. */
  readonly bot: Actor;
  /** Issues that may stand differently because of what happened here, to be looked at next. */
  readonly next: readonly Ref[];
  /** Milliseconds until the answer could change by itself, by GitHub's clock. */
  readonly wakeIn: number | undefined;
}

/**
 * See, hear, fold, judge, plan, perform. Again on the same world, it reads once and writes nothing.
 * When GitHub refuses a part, it looks once more and does what is left, unless that is the same again.
 * The lease shows that nobody else handles this issue now. @throws when GitHub fails.
 */
export async function handle(lease: Lease, trigger: Trigger, tools: Tools): Promise<Handled> {
  const first = await prepare(trigger, tools);
  try {
    return await carryOut(lease, first, tools);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const second = await prepare(trigger, tools);
    if (JSON.stringify(second.effects) === JSON.stringify(first.effects)) throw error;
    const handled = await carryOut(lease, second, tools);
    const written = second.facts.ledger.entries.slice(first.facts.ledger.entries.length);
    return { ...handled, entries: [...written, ...handled.entries], effects: [...first.effects, ...handled.effects] };
  }
}

/** What a second look found, with what the first one did. */
const withBefore = ({ decision, effects }: Prepared, after: Handled): Handled => ({
  ...after,
  entries: [...decision.entries, ...after.entries],
  effects: [...effects, ...after.effects],
});

interface Prepared {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly effects: readonly Effect[];
}

async function prepare(trigger: Trigger, tools: Tools, notStarted?: Performed['notStarted']): Promise<Prepared> {
  const { ref, hint } = trigger;
  const gathered = await tools.gatherer.gather(tools.hub, ref, tools.memory, hint);
  const known = await withRuns(notStarted ? { ...gathered, notStarted } : gathered, trigger, tools);
  return decided(ref, known, hint?.apps ?? {}, tools);
}

/** With the runs that were started for it, as far as something depends on them now. */
async function withRuns(facts: Facts, { ref, run }: Trigger, { hub, memory }: Tools): Promise<Facts> {
  // Asking would be refused, and the run stays unknown.
  const find = async (wanted: WantedRun) =>
    isMissing(facts.seen, 'actions', 'read') ? undefined : hub.findRun(ref, await remembered(wanted, memory));
  // What was just refused has no run of the gates to look for.
  const gates = facts.notStarted ? undefined : runWanted(facts, run);
  if (gates) return { ...facts, run: await find(gates) };
  const deploy = deployRunWanted(facts);
  const deployed = deploy ? { ...facts, deployRun: await find(deploy) } : facts;
  const check = checkRunWanted(deployed);
  return check ? { ...deployed, checkRun: await find(check) } : deployed;
}

async function decided(ref: Ref, known: Facts, apps: Apps, { hub, notary }: Tools): Promise<Prepared> {
  const { facts, decision: found } = await decideByHand(hub, ref, known, apps);
  const decision = turnKey(facts, found, notary);
  return { facts, decision, effects: plan(facts, decision, notary) };
}

async function carryOut(lease: Lease, prepared: Prepared, tools: Tools): Promise<Handled> {
  const { facts, decision, effects } = prepared;
  const { hub, memory } = tools;
  await takeLeave(lease, prepared, tools);
  const comments = effects.filter(({ kind }) => kind === 'post_panel' || kind === 'append_ledger').length;
  if (comments > 0) await memory.sends(sentTo(facts.seen, comments, false));
  const { started, notStarted, done } = await hub.perform(lease, facts.seen, effects);
  if (comments > 0) await memory.sends(sentTo(facts.seen, comments, true));
  if (started) await memory.starts(started);
  if (notStarted) return withBefore(prepared, await carryOut(lease, await prepare({ ref: lease.ref }, tools, notStarted), tools));
  if (decision.errands.length > 0) return afterErrands(lease, prepared, tools, done);
  const { promotion, entries } = decision;
  return {
    promotion,
    record: recordAfter(facts, decision, tools.notary),
    held: facts.ledger.problems.length > 0,
    entries,
    effects,
    bot: facts.seen.bot,
    next: affected(lease.ref, facts, decision),
    wakeIn: wakeIn(facts, decision),
  };
}

/** The same look goes on: nothing that it saw was changed by what the end had to wait for. */
async function afterErrands(lease: Lease, { facts, effects }: Prepared, tools: Tools, done: Performed['done']): Promise<Handled> {
  const apps = Object.fromEntries(facts.seen.comments.flatMap(({ id, viaApp }) => (viaApp === undefined ? [] : [[id, viaApp]])));
  const next = await decided(lease.ref, { ...facts, done: { ...facts.done, ...done } }, apps, tools);
  const after = await carryOut(lease, next, tools);
  return { ...after, effects: [...effects, ...after.effects] };
}

/** As a look at what was just written would have it. */
const recordAfter = ({ seen, ledger }: Facts, { entries, promotion }: Decision, notary: Notary): PromotionRecord | undefined =>
  recordOf(seen, withEntries(notary, { repo: seen.repo.id, issue: seen.issue.nodeId }, ledger, entries), promotion);

/** Whoever waits for long reads so on the panel: to edit it creates no content, so that is not what they wait for. @throws Postponed. */
async function takeLeave(lease: Lease, { facts: { seen }, effects }: Prepared, { hub, budget }: Tools): Promise<void> {
  try {
    await budget.spend(contentOf(effects));
  } catch (error) {
    const { milliseconds = 0 } = postponement(error) ?? {};
    if (milliseconds > LONG) {
      await hub.perform(lease, seen, planWait(seen, milliseconds));
      await budget.told();
    }
    throw error;
  }
}

/** A second later than the moment itself, which has whole seconds. */
function wakeIn(facts: Facts, decision: Decision): number | undefined {
  const at = wakeAt(facts, decision);
  return at === undefined ? undefined : Date.parse(at) - Date.parse(facts.seen.at) + 1000;
}

/** Whose place was taken is to be cancelled; whoever waited for an end may go on, and an issue that we opened about this one does not. */
function affected(ref: Ref, { seen, promotion: before }: Facts, { entries, promotion }: Decision): readonly Ref[] {
  const at = (number: number): Ref => ({ ...ref, number });
  // Whoever waits was told so by us.
  const waiting = seen.siblings.filter(({ comments }) => comments.some(({ author }) => author?.id === seen.bot.id));
  const older = entries.flatMap((entry) => (entry.kind === 'superseding' ? [at(entry.older), ref] : []));
  const ended = promotion !== undefined && hasEnded(promotion) && promotion.status !== before?.status;
  return [...older, ...(ended ? waiting.map(({ number }) => at(number)) : [])];
}
