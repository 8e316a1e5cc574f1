/** What holds after every story, whatever it told. */
import { expect } from '@jest/globals';
import { notaryOf } from '../../src/app/notary.ts';
import { fold, step } from '../../src/core/fold.ts';
import { readLedger } from '../../src/core/ledger.ts';
import type { Promotion } from '../../src/core/promotion.ts';
import type { SeenComment } from '../../src/core/seen.ts';
import type { Comment, Issue } from '../../src/sandbox/index.ts';
import { REPO, SECRETS, type Story, type Told } from './story.ts';

/** @param asks questions that one look costs: a process that remembers nothing learns from the first what to ask. */
export async function keepLaws(s: Story, asks = 1): Promise<void> {
  for (const issue of s.issues()) expect(s.unread(issue).map(({ body }) => body)).toEqual([]);
  await aSecondPassPlansNothing(s, asks);
  await aNewProcessFindsTheSame(s);
  keepLedgerLaws(s);
  expect(s.world.contract.problems).toEqual([]);
  noSecretLeaks(s);
}

/** What is written holds, however it came about. */
export function keepLedgerLaws(s: Story): void {
  for (const issue of s.issues()) {
    theChainHolds(s, issue);
    nothingUnverifiedCounts(s, issue);
  }
  noAttemptIsMadeTwice(s);
}

/** The last thing people did is delivered once more: one read for each 100 comments, no write. */
async function aSecondPassPlansNothing(s: Story, asks: number): Promise<void> {
  const reads = Math.max(1, ...s.issues().map(({ comments }) => Math.ceil(comments.length / 100)));
  for (const guid of lastDeliveries(s)) {
    const before = s.world.requests.length;
    s.world.redeliver(guid);
    await s.settles();
    expect(s.asked(before).filter((asked) => !isRead(asked))).toEqual([]);
    expect(s.asked(before).filter((asked) => !isAboutRuns(asked)).length).toBeLessThanOrEqual(reads * asks);
  }
}

const isRead = (asked: string): boolean => asked.startsWith('query ') || isAboutRuns(asked);
/** A run that has not ended is looked at again: GraphQL knows nothing of runs. */
const isAboutRuns = (asked: string): boolean => /^GET \/(repos\/[^/]+\/[^/]+\/actions|actions-results)\//.test(asked);

/** Rebuilt from GitHub alone, every promotion is where it was, and there is nothing left to do. */
export async function aNewProcessFindsTheSame(s: Story): Promise<void> {
  const before = s.issues().map((issue) => promotionOf(s, issue));
  s.restarts();
  const from = s.world.requests.length;
  for (const guid of lastDeliveries(s)) s.world.redeliver(guid);
  await s.settles();
  expect(s.asked(from).filter((asked) => !isRead(asked) && !asked.startsWith('POST /app/installations/'))).toEqual([]);
  expect(s.issues().map((issue) => promotionOf(s, issue))).toEqual(before);
}

function lastDeliveries(s: Story): readonly string[] {
  return s.issues().flatMap(({ number }) => {
    const about = s.world.hooks.log.filter(({ payload }) => {
      const { issue, sender } = payload as { issue?: { number: number }; sender?: { type: string } };
      return issue?.number === number && sender?.type === 'User';
    });
    return about.at(-1)?.guid ?? [];
  });
}

/** Entries that change nothing by their nature; every other one must have changed the promotion. */
const SAYS_ONLY: readonly string[] = ['answered', 'refused', 'superseding', 'gates_skipped', 'key_rotated'];

function theChainHolds(s: Told, issue: Issue): void {
  const { problems, entries } = ledgerOf(s, issue);
  expect(problems).toEqual([]);
  let promotion: Promotion | undefined;
  for (const entry of entries) {
    const next = step(promotion, entry);
    if (!SAYS_ONLY.includes(entry.kind)) expect(next).not.toEqual(promotion);
    promotion = next;
  }
}

/** Before PROMOTED stands a deployment that has ended well, and a check that passed where one was made at all. */
function nothingUnverifiedCounts(s: Told, issue: Issue): void {
  const { entries } = ledgerOf(s, issue);
  const end = entries.findIndex(({ kind }) => kind === 'promoted');
  const before = entries.slice(0, Math.max(0, end));
  const started = before.findLast((entry) => entry.kind === 'deploy_started');
  if (started?.kind !== 'deploy_started') return;
  expect(before).toContainEqual(expect.objectContaining({ kind: 'deployed', key: started.key }));
  const checks = before.flatMap((entry) => (entry.kind === 'checked' && entry.deploy === started.key ? [entry.outcome] : []));
  if (checks.length > 0) expect(checks.at(-1)).toBe('pass');
}

/** A key is sent once: no two runs, no two Deployments have the same. */
function noAttemptIsMadeTwice({ world, account = world.app.bot }: Told): void {
  const ours = world.actions.of(REPO).filter(({ actor }) => actor.id === account.id);
  const runs = ours.flatMap(({ inputs }) => inputs['key'] ?? []);
  const deployments = world.repository(REPO).deployments.flatMap(({ payload }) => (typeof payload === 'object' ? [payload['key']] : []));
  for (const keys of [runs, deployments]) expect(keys).toHaveLength(new Set(keys).size);
}

export const promotionOf = (s: Told, issue: Issue): Promotion | undefined => fold(ledgerOf(s, issue).entries);

export function ledgerOf(s: Told, issue: Issue): ReturnType<typeof readLedger> {
  const { id, login } = s.account ?? s.world.app.bot;
  return readLedger(
    notaryOf(SECRETS.ledgerKey),
    { repo: s.world.repository(REPO).id, issue: issue.nodeId },
    { id, login, kind: 'bot' },
    issue.comments.map(seen),
  );
}

const seen = (comment: Comment): SeenComment => ({
  id: comment.id,
  nodeId: comment.nodeId,
  body: comment.body,
  author: comment.author
    ? { id: comment.author.id, login: comment.author.login, kind: comment.author.kind === 'Bot' ? 'bot' : 'person' }
    : undefined,
  createdAt: comment.createdAt,
  lastEditedAt: comment.lastEditedAt ?? undefined,
  editor: undefined,
  viaEmail: false,
  hidden: false,
});

function noSecretLeaks(s: Story): void {
  const told = [...s.log, ...s.issues().flatMap(({ body, comments }) => [body, ...comments.map((comment) => comment.body)])].join('\n');
  for (const secret of Object.values(SECRETS)) expect(told).not.toContain(secret.split('\n')[1] ?? secret);
  expect(told).not.toMatch(/ghs_|PRIVATE KEY/);
}
