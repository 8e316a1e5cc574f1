/**
 * Writes first records into a repository. It may be stopped between any two calls: what was begun is known again by a mark in its issue, and
 * gone on with. A server that hears of the issue meanwhile takes it for none of its business until the entry stands in it.
 */
import type { Notary } from '../core/chain.ts';
import { fold } from '../core/fold.ts';
import { type Known, type Step, stepFor } from '../core/imports/plan.ts';
import { decisionOf, firstStage, importedEntry, stagesOf } from '../core/imports/record.ts';
import { markOf, type Row } from '../core/imports/rows.ts';
import { readLedger } from '../core/ledger.ts';
import { lookupFor } from '../core/lookup.ts';
import { subjectLabel, targetLabel } from '../core/names.ts';
import { plan } from '../core/plan.ts';
import type { Ref } from '../core/promotion.ts';
import { importIssue, importMark } from '../core/views/import-issue.ts';
import { type Gatherer, sentTo } from './gather.ts';
import type { Memory } from './memory.ts';
import { type Hub, postponement } from './ports.ts';

export interface ListedIssue {
  readonly number: number;
  readonly isOpen: boolean;
  readonly body: string;
  /** Numeric id. */
  readonly author: number | undefined;
}

/** Issues, as an import needs them. */
export interface Issues {
  /** Those that carry all of these labels, open and closed, newest first. One request for each 100 that are taken. */
  list(labels: readonly string[]): AsyncIterable<ListedIssue>;
  /** One request. @returns its number. */
  open(issue: { readonly title: string; readonly body: string }): Promise<number>;
}

export interface ImportTools {
  readonly place: Pick<Ref, 'owner' | 'repo'>;
  readonly hub: Hub;
  readonly issues: Issues;
  readonly notary: Notary;
  readonly gatherer: Gatherer;
  readonly memoryOf: (ref: Ref) => Memory;
  /** Who writes: only what this account began is gone on with. */
  readonly bot: number;
  readonly operator: string;
  /** Waits until a moment. @throws when it is to stop. */
  readonly pauseUntil: (moment: Date) => Promise<void>;
}

/** As little as a look can ask for. */
const LOOKUP = { ...lookupFor({ config: undefined, request: undefined, promotion: undefined, requester: undefined }), labels: [] };

/** What has to be done about each row. One request for each, and one more for each promotion that has to be read. @param begun open issues that imports have opened. */
export async function planRow(row: Row, begun: readonly ListedIssue[], tools: ImportTools): Promise<Step> {
  const mark = importMark(markOf(row, tools.notary.digest));
  const own = begun.find(({ body, author }) => author === tools.bot && body.includes(mark));
  return stepFor(row, await knownOf(row, tools), own?.number);
}

/** Newest first, up to the one that people promoted there. */
async function knownOf({ subject, environment, sha }: Row, tools: ImportTools): Promise<readonly Known[]> {
  const known: Known[] = [];
  for await (const { number, isOpen } of tools.issues.list([subjectLabel(subject).name, targetLabel(environment).name])) {
    const { promotion, problems } = await read(number, tools);
    const { terms } = promotion?.round ?? {};
    // A label that was cut may stand for another name, and people put labels on as they like.
    if (terms && (terms.subject !== subject.name || terms.to !== environment.name)) continue;
    known.push({ number, promotion, isOpen, isDamaged: problems.length > 0 });
    // What people promoted is never replaced; behind what was imported there may be a rollback of this very commit.
    if (promotion?.status === 'PROMOTED' && (!promotion.imported || promotion.round?.terms.sha === sha)) break;
  }
  return known;
}

async function read(number: number, { hub, notary, place }: ImportTools) {
  const seen = await hub.see({ ...place, number }, LOOKUP);
  const ledger = readLedger(notary, { repo: seen.repo.id, issue: seen.issue.nodeId }, seen.bot, seen.comments);
  return { promotion: fold(ledger.entries), problems: ledger.problems };
}

/** What became of a row: the number of its issue, or why nothing was written. */
export type Written = { readonly kind: 'written'; readonly number: number } | Extract<Step, { kind: 'recorded' | 'refused' }>;

/**
 * Waits as long as GitHub asks, and begins again where it was. Hours may lie between the plan and this, and each wait, so that it is asked
 * once more whether the row may be written: one request, and one for each promotion that has to be read.
 */
export async function writeRow(step: Extract<Step, { kind: 'write' | 'finish' }>, tools: ImportTools): Promise<Written> {
  const { row } = step;
  let number = step.kind === 'finish' ? step.number : undefined;
  if (number !== undefined) await settled(number, tools);
  for (;;) {
    try {
      const now = stepFor(row, await knownOf(row, tools), number);
      if (now.kind === 'recorded' || now.kind === 'refused') return now;
      number ??= await tools.issues.open(importIssue(row, markOf(row, tools.notary.digest)));
      await fill(row, { ...tools.place, number }, tools);
      return { kind: 'written', number };
    } catch (error) {
      const until = postponement(error)?.until;
      if (!until) throw error;
      await tools.pauseUntil(until);
    }
  }
}

/** Milliseconds after which GitHub shows what was written: an entry that is only late must not be written again. */
const LATEST = 60_000;

async function settled(number: number, { hub, place, pauseUntil }: ImportTools): Promise<void> {
  const { at, issue } = await hub.see({ ...place, number }, LOOKUP);
  const due = Date.parse(issue.createdAt) + LATEST;
  if (Date.parse(at) < due) await pauseUntil(new Date(due));
}

/** The entry, and then whatever follows from it and is not there yet. */
async function fill(row: Row, ref: Ref, tools: ImportTools): Promise<void> {
  const { hub, notary, gatherer, memoryOf, operator } = tools;
  const memory = memoryOf(ref);
  let facts = await gatherer.gather(hub, ref, memory);
  if (facts.ledger.entries.length === 0) {
    const entry = importedEntry(row, operator, facts);
    if (!entry) throw new Error('.github/promotion.yml cannot be read any more, so nothing was written down');
    const effects = firstStage(plan(facts, decisionOf(facts, [entry]), notary));
    await memory.sends(sentTo(facts.seen, effects.length, false));
    await hub.perform({ ref }, facts.seen, effects);
    await memory.sends(sentTo(facts.seen, effects.length, true));
    facts = await gatherer.gather(hub, ref, memory);
  }
  for (const stage of stagesOf(plan(facts, decisionOf(facts, []), notary))) await hub.perform({ ref }, facts.seen, stage);
}
