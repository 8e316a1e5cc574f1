/** The ledger as it lies in an issue: the bot's own comments, read oldest first. */
import { type Broken, EMPTY, type Head, type Notary, type Place, seal, unseal } from './chain.ts';
import type { Entry } from './entry.ts';
import type { Problem } from './problem.ts';
import type { Actor } from './promotion.ts';
import type { SeenComment } from './seen.ts';

/** Stands right above the entries in a ledger comment. */
export const LEDGER_MARK = '<!-- promotion-bot:ledger v1 -->';
const FENCE = '```';

export interface Ledger {
  readonly entries: readonly Entry[];
  readonly head: Head;
  /** Comments whose command was decided about or answered: none is heard twice. */
  readonly heard: ReadonlySet<number>;
  /** Round -> id of the comment that announced it. */
  readonly announced: ReadonlyMap<number, number>;
  /** Where the chain does not hold; a promotion with any is held. */
  readonly problems: readonly Problem[];
}

/** How the entries stand in a comment, below what a person reads. */
export function writeEntries(notary: Notary, place: Place, head: Head, entries: readonly Entry[]): string {
  const { lines, head: after } = seal(notary, place, head, entries);
  const span = after.seq === head.seq + 1 ? `Entry ${after.seq}` : `Entries ${head.seq + 1} to ${after.seq}`;
  const summary = `<details><summary>${span} of the audit trail, signed</summary>`;
  return [summary, '', LEDGER_MARK, `${FENCE}json`, ...lines, FENCE, '', '</details>'].join('\n');
}

/** Reads a chain out of comments. Only unedited comments of this very app count; whatever else looks alike is nobody's ledger. */
export function readLedger(notary: Notary, place: Place, bot: Actor, comments: readonly SeenComment[]): Ledger {
  const entries: Entry[] = [];
  const announced = new Map<number, number>();
  const problems: Problem[] = [];
  let head = EMPTY;
  for (const comment of comments) {
    if (comment.author?.id !== bot.id || !comment.body.includes(LEDGER_MARK)) continue;
    if (comment.lastEditedAt !== undefined) problems.push(damaged('edited', comment));
    for (const line of linesOf(comment.body)) {
      const opened = unseal(notary, place, head, line);
      if (!opened.ok) {
        problems.push(damaged(opened.why, comment, opened.seq));
        break;
      }
      head = opened.head;
      entries.push(opened.entry);
      if (opened.entry.kind === 'round_opened') announced.set(opened.entry.round, comment.id);
    }
  }
  return { entries, head, heard: heardIn(entries), announced, problems };
}

export const isLedgerComment = (comment: SeenComment, bot: Actor): boolean =>
  comment.author?.id === bot.id && comment.body.includes(LEDGER_MARK);

function linesOf(body: string): readonly string[] {
  const lines = body
    .slice(body.indexOf(LEDGER_MARK) + LEDGER_MARK.length)
    .replaceAll('\r\n', '\n')
    .split('\n');
  const from = lines.findIndex((line) => line.startsWith(FENCE)) + 1;
  const to = lines.indexOf(FENCE, from);
  return lines.slice(from, to < 0 ? undefined : to);
}

function heardIn(entries: readonly Entry[]): ReadonlySet<number> {
  return new Set(
    entries.flatMap((entry) => ('comment' in entry && entry.comment !== null && entry.kind !== 'approval_voided' ? [entry.comment] : [])),
  );
}

function damaged(why: Broken | 'edited', comment: SeenComment, seq?: number): Problem {
  const facts = {
    comment: String(comment.id),
    ...(seq === undefined ? {} : { seq: String(seq) }),
    ...(comment.editor ? { editor: comment.editor.login } : {}),
  };
  return { code: `ledger_${why}`, place: 'ledger', facts };
}
