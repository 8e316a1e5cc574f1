/** What must hold after every look, whatever happened before it: the invariants of promotions before there are deployments. */
import { isDeepStrictEqual } from 'node:util';
import { fold, step } from '../../src/core/fold.ts';
import { hasEnded, type Promotion } from '../../src/core/promotion.ts';
import { later, PEOPLE } from '../core/facts-builder.ts';
import { type Passed, pass, type World } from './machine.ts';

/** Says no more than what is wrong: `expect` alone would cost more than the machine. */
export function must(holds: boolean, law: string): void {
  if (!holds) throw new Error(law);
}
export const same = (a: unknown, b: unknown): boolean => a === b || isDeepStrictEqual(a, b);

/** @throws an error that names the invariant, by its number in the list of the threat model. */
export function keepsInvariants(before: Promotion | undefined, { world, facts, decision }: Passed): void {
  const { entries, promotion } = decision;
  must(facts.ledger.problems.length === 0, 'I7: the chain holds');
  let now = before;
  for (const entry of entries) {
    const next = step(now, entry);
    must(entry.kind === 'answered' || entry.kind === 'refused' || !same(now, next), `I7: ${entry.kind} changes something`);
    now = next;
  }
  must(same(now, promotion), 'I7: every change has its entry');
  if (before && promotion && hasEnded(before))
    must(before.status === promotion.status && same(before.approvals, promotion.approvals), 'I5: an end absorbs');
  if (promotion?.status === 'PROMOTED' && before?.status !== 'PROMOTED') isRight(world, promotion);
  if (entries.length > 0) findsNothing(world, promotion);
}

/** Where nothing was found the first time, the second look is the first one a minute later. */
function findsNothing(world: World, promotion: Promotion | undefined): void {
  const again = pass({ ...world, seen: later(world.seen) });
  must(again.decision.entries.length === 0 && again.world.next === world.next, 'I9: a second look finds nothing');
  must(same(again.decision.promotion, promotion), 'I9: a second look shows the same');
  must(same(fold(again.facts.ledger.entries), promotion), 'I7: the ledger tells the same promotion');
}

/** I1, I2, I3, I8, from what GitHub shows and nothing else. */
function isRight({ seen, rule }: World, { round, approvals }: Promotion): void {
  must(round !== undefined && seen.config?.text !== 'version: 2', 'I1: there is a rule and a round');
  must(round?.terms.sha === seen.tags[round?.terms.version ?? '']?.sha, 'I2: the version still is what was approved');
  must(seen.issue.body.includes(`\n\n${round?.terms.version}\n`), 'I2: it is what is asked for');
  const standing = approvals.filter(({ by, comment }) => {
    const said = seen.comments.find(({ id }) => id === comment);
    return said?.author?.id === by.id && said.body === '/approve' && said.lastEditedAt === undefined && said.author.kind === 'person';
  });
  const people = new Set(standing.map(({ by }) => by.id));
  must(people.size === approvals.length && !people.has(PEOPLE.alice.id), 'I3: distinct people, live comments, nobody who asked');
  const announced = seen.comments.findLast(({ body }) => body.includes('round_opened') && body.includes(`"round":${round?.number},`));
  must(announced !== undefined && standing.every(({ comment }) => comment > announced.id), 'I3: said after the round was announced');
  must(isMet(seen, rule, people), 'I1, I8: the rule is met now, by roles that can be read');
}

function isMet({ teams }: World['seen'], rule: World['rule'], people: ReadonlySet<number>): boolean {
  const holding = (slug: string): readonly number[] => [...people].filter((id) => teams[slug]?.members.some((one) => one.id === id));
  const testers = holding('qa');
  return rule === 'qa' ? testers.length > 0 : testers.some((tester) => holding('tech-leads').some((lead) => lead !== tester));
}
