/** Where a story has led, moments aside: what must be the same however late, often or disorderly GitHub told of it. */
import { expect } from '@jest/globals';
import { ledgerOf, promotionOf } from './laws.ts';
import { REPO, type Story, type Told } from './story.ts';

export function standingOf(s: Told) {
  const { commits } = s.world.repository(REPO);
  return {
    statuses: [...commits.values()].flatMap(({ sha, statuses }) => statuses.map(({ context, state }) => [sha, context, state])),
    issues: s.issues().map((issue) => {
      const { status, approvals = [], round } = promotionOf(s, issue) ?? {};
      return {
        status,
        approvals: approvals.map(({ by, roles }) => [by.login, ...roles]).toSorted(),
        round: round?.number,
        state: issue.state,
        labels: s.labels(issue),
      };
    }),
  };
}

/** Each command has one entry, each promotion one panel and one end; the chain holds. */
export function nothingTwice(s: Told): void {
  for (const issue of s.issues()) {
    const { entries, problems } = ledgerOf(s, issue);
    expect(problems).toEqual([]);
    const heard = entries.flatMap((entry) =>
      'comment' in entry && entry.comment !== null && entry.kind !== 'approval_voided' ? [entry.comment] : [],
    );
    expect(new Set(heard).size).toBe(heard.length);
    expect(entries.filter(({ kind }) => ['promoted', 'rejected', 'cancelled'].includes(kind)).length).toBeLessThanOrEqual(1);
    expect(issue.comments.filter(({ body }) => body.includes('promotion-bot:panel')).length).toBeLessThanOrEqual(1);
  }
  expect(s.world.contract.problems).toEqual([]);
}

/** Seconds between two sweeps of a server. */
export const SWEEP = 300;

/** Lets the bot react; what it fails is sent again at each sweep, until nothing fails. Answers how many sweeps it took. */
export async function settlesBySweeps(s: Story, most = 20): Promise<number> {
  for (let sweeps = 0; sweeps <= most; sweeps += 1) {
    await s.settles().catch(() => {});
    const failed = s.world.hooks.log.filter(({ status }) => status !== undefined && status >= 300);
    if (failed.length === 0) return sweeps;
    s.world.clock.advance(SWEEP);
    for (const { guid } of failed) s.world.redeliver(guid);
  }
  throw new Error(`a delivery fails again and again:\n${s.log.slice(-20).join('')}`);
}
