/** What the stories of attacks have in common. */
import { expect } from '@jest/globals';
import type { Comment, Delivery, Issue } from '../../src/sandbox/index.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import type { Asked, Story } from '../harness/story.ts';

/** The usual promotion, its panel and announcement read. */
export async function opened(s: Story, asked: Asked = {}, by = 'alice'): Promise<Issue> {
  const issue = await s.opens(by, asked);
  readAll(s, issue);
  return issue;
}

/** Takes everything the bot said as read, and answers with what is new. */
export function readAll(s: Story, issue: Issue): string {
  const news: string[] = [];
  while (s.unread(issue).length > 0) news.push(s.reads(issue));
  return news.join('\n');
}

/** Everybody says `/approve`, one after the other. */
export async function approves(s: Story, issue: Issue, ...logins: readonly string[]): Promise<readonly Comment[]> {
  const said: Comment[] = [];
  for (const login of logins) said.push(await s.says(login, issue, '/approve'));
  readAll(s, issue);
  return said;
}

export const statusOf = (s: Story, issue: Issue): string | undefined => promotionOf(s, issue)?.status;

/** Logins of those whose approval counts. */
export const approvers = (s: Story, issue: Issue): readonly string[] => (promotionOf(s, issue)?.approvals ?? []).map(({ by }) => by.login);

/** Codes of the refusals in the ledger, oldest first. */
export const refusalsOf = (s: Story, issue: Issue): readonly string[] =>
  ledgerOf(s, issue).entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.code] : []));

export const kindsOf = (s: Story, issue: Issue): readonly string[] => ledgerOf(s, issue).entries.map(({ kind }) => kind);

/** Nothing counts for this promotion, and it goes on waiting. */
export function nothingCounts(s: Story, issue: Issue): void {
  expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
  expect(approvers(s, issue)).toEqual([]);
}

/** The last delivery of this kind that a person caused. */
export function lastDelivery(s: Story, event: string, action: string): Delivery {
  const found = s.world.hooks.log.findLast(
    ({ payload, ...delivery }) => delivery.event === event && delivery.action === action && isByPerson(payload),
  );
  if (!found) throw new Error(`nothing told of ${event}.${action}`);
  return found;
}

const isByPerson = ({ sender }: Delivery['payload']): boolean => (sender as { type?: string } | undefined)?.type === 'User';

/** GitHub (or whoever knows the secret) delivers something the sandbox does not send by itself. */
export async function delivers(s: Story, event: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { action } = payload;
  s.world.hooks.queue.push({
    guid: `forged-${s.world.hooks.log.length}-${event}`,
    event,
    action: typeof action === 'string' ? action : undefined,
    at: s.world.clock.now(),
    payload,
    body: JSON.stringify(payload),
    headers: {},
    status: undefined,
    attempts: 0,
  });
  await s.settles();
}

/** What the bot wrote since: everything that is no question and no token. */
export const written = (s: Story, since: number): readonly string[] =>
  s.asked(since).filter((asked) => !asked.startsWith('query ') && !asked.startsWith('GET ') && !asked.endsWith('/access_tokens'));
