/**
 * The approval machine: whatever happens in whatever order, it does what the model says and keeps the invariants. Without the sandbox and with
 * quick signatures; stories and the ledger's own tests hold the rest.
 */
import { expect, test } from '@jest/globals';
import { type Chance, chanceFrom } from '../harness/chance.ts';
import { plain, sealed } from './books.ts';
import { DEEDS, type Deed, type RuleName } from './deeds.ts';
import { keepsInvariants, must, same } from './invariants.ts';
import { happens, opened, type Passed, pass } from './machine.ts';
import { Model } from './model.ts';
import { sameness } from './sameness.ts';

/** Somebody does something and the bot looks. @throws when an invariant is broken. */
function play(before: Passed, deed: Deed): Passed {
  const done = pass(happens(before.world, deed));
  keepsInvariants(before.decision.promotion, done);
  return done;
}

const STANDINGS: Readonly<Record<string, string>> = { AWAITING_APPROVAL: 'waiting', PENDING: 'accepted' };

/** The machine must stand where the model does. */
function agrees(rule: RuleName, history: readonly Deed[], { decision: { promotion } }: Passed): void {
  const model = new Model(rule);
  for (const deed of history) model.after(deed);
  const status = promotion?.status ?? 'none';
  const told = [model.standing, model.rounds, [...model.approvals.keys()]];
  const shown = [STANDINGS[status] ?? status, promotion?.round?.number, promotion?.approvals.map(({ by }) => by.login)];
  must(same(told, shown), `the model tells ${JSON.stringify(told)}, the machine ${JSON.stringify(shown)}`);
}

const nameOf = (deed: Deed): string => ['who' in deed ? deed.who : '', 'verb' in deed ? deed.verb : deed.kind].join(' ').trim();

/** Names the history in what goes wrong. */
function told<T>(history: readonly Deed[], act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Error(`${String(error)}\nafter: ${history.map(nameOf).join(', ')}`, { cause: error });
  }
}

interface Node {
  readonly history: readonly Deed[];
  readonly passed: Passed;
}

test.each<RuleName>(['both', 'qa'])('every history of up to 4 deeds, where the rule is "%s"', (rule) => {
  let frontier: readonly Node[] = [{ history: [], passed: pass(opened(rule, plain)) }];
  let played = 0;
  const met = new Set<string>();
  for (let depth = 1; depth <= 4; depth += 1) {
    const next = new Map<string, Node>();
    for (const { history, passed } of frontier)
      for (const deed of DEEDS) {
        const further = [...history, deed];
        const done = told(further, () => play(passed, deed));
        told(further, () => agrees(rule, further, done));
        for (const { kind } of done.decision.entries) met.add(kind);
        if (depth < 4) next.set(sameness(done.world), { history: further, passed: done });
        played += 1;
      }
    frontier = [...next.values()];
  }
  expect(played).toBeGreaterThan(60_000);
  for (const kind of ['amended', 'approval_voided', 'held', 'resumed', 'promoted', 'rejected', 'cancelled', 'refused'])
    expect(met).toContain(kind);
});

/** Ends come late: most of what is drawn lets a promotion go on. */
const isEnding = (deed: Deed): boolean => deed.kind === 'closes' || ('verb' in deed && (deed.verb === 'reject' || deed.verb === 'cancel'));
const DRAWN = DEEDS.flatMap((deed) => (isEnding(deed) ? [deed] : [deed, deed, deed, deed]));

interface Telling extends Node {
  /** Whether webhooks are lost: then the model, which sees every deed by itself, has nothing to say. */
  readonly lossy: boolean;
  readonly rule: RuleName;
}

/** Goes on for so many deeds, less when the promotion has ended for a while. */
function goesOn({ history, passed, lossy, rule }: Telling, deeds: number, chance: Chance): Telling {
  const further = [...history];
  let done = passed;
  let after = 0;
  for (let n = 0; n < deeds && after < 3; n += 1) {
    const lost = lossy ? chance(3) : 0;
    for (let i = 0; i <= lost; i += 1) further.push(DRAWN[chance(DRAWN.length)] ?? { kind: 'looks' });
    const [last = { kind: 'looks' }, ...before] = further.slice(-1 - lost).reverse();
    const world = before.reverse().reduce(happens, done.world);
    done = told(further, () => play({ ...done, world }, last));
    if (!lossy) told(further, () => agrees(rule, further, done));
    if (['PROMOTED', 'REJECTED', 'CANCELLED'].includes(done.decision.promotion?.status ?? '')) after += 1;
  }
  return { history: further, passed: done, lossy, rule };
}

test('20,000 histories of up to 40 deeds, drawn by lot, webhooks lost in some, the ledger sealed in some', () => {
  const chance = chanceFrom(20_261_120);
  let longest = 0;
  const ends = new Map<string, number>();
  for (let stem = 0; stem < 2_000; stem += 1) {
    const rule = stem % 2 === 0 ? 'both' : 'qa';
    const lossy = stem % 3 === 0;
    const begun = { history: [], passed: pass(opened(rule, stem % 10 === 0 ? sealed : plain)), lossy, rule } as const;
    const trunk = goesOn(begun, chance(lossy ? 10 : 31), chance);
    for (let branch = 0; branch < 10; branch += 1) {
      const { history, passed } = goesOn(trunk, 1 + chance(lossy ? 3 : 9), chance);
      longest = Math.max(longest, history.length);
      const { status = 'none' } = passed.decision.promotion ?? {};
      ends.set(status, (ends.get(status) ?? 0) + 1);
    }
  }
  expect(longest).toBeGreaterThan(30);
  expect(longest).toBeLessThanOrEqual(40);
  for (const status of ['AWAITING_APPROVAL', 'PENDING', 'PROMOTED', 'REJECTED', 'CANCELLED']) expect(ends.get(status)).toBeGreaterThan(100);
});
