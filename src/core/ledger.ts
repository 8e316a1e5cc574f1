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
  /** Lower-case login -> id of the account that had it when it was first written down. */
  readonly owners: ReadonlyMap<string, number>;
  /** Where the chain does not hold; a promotion with any is held. */
  readonly problems: readonly Problem[];
}

/** How the entries stand in a comment, below what a person reads. */
export function writeEntries(notary: Notary, place: Place, head: Head, entries: readonly Entry[]): string {
  return proofBlock(seal(notary, place, head, entries).lines, head.seq + 1);
}

/** Sealed lines as a comment holds them, folded away; `first` is the number of the first one. */
export function proofBlock(lines: readonly string[], first: number): string {
  const span = lines.length === 1 ? `Entry ${first}` : `Entries ${first} to ${first + lines.length - 1}`;
  const summary = `<details><summary>${span} of the audit trail, signed</summary>`;
  return [summary, '', LEDGER_MARK, `${FENCE}json`, ...lines, FENCE, '', '</details>'].join('\n');
}

/** Reads a chain out of comments. Only unedited comments of this very app count; whatever else looks alike is nobody's ledger. */
export function readLedger(notary: Notary, place: Place, bot: Actor, comments: readonly SeenComment[]): Ledger {
  const entries: Entry[] = [];
  const announced = new Map<number, number>();
  const problems: Problem[] = [];
  let head = EMPTY;
  let last: SeenComment | undefined;
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
    last = comment;
  }
  // Read by what a rotation told of the key, and yet not to be written on here.
  if (last && head.key && !notary.holds(head.key.id)) problems.push(damaged('unknown_key', last, head.seq));
  return { entries, head, heard: heardIn(entries), announced, owners: ownersIn(entries), problems };
}

/** What a ledger says once entries are written onto it. */
export function withEntries(
  notary: Notary,
  place: Place,
  { entries, head, problems }: Pick<Ledger, 'entries' | 'head' | 'problems'>,
  written: readonly Entry[],
): Pick<Ledger, 'entries' | 'head' | 'problems'> {
  return { entries: [...entries, ...written], head: seal(notary, place, head, written).head, problems };
}

export const isLedgerComment = (comment: SeenComment, bot: Actor): boolean =>
  comment.author?.id === bot.id && comment.body.includes(LEDGER_MARK);

/** The lines of the block below the mark, one entry each as long as nobody meddled. */
export function linesOf(body: string): readonly string[] {
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

function ownersIn(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const actors = entries.flatMap((entry) => ('by' in entry && entry.by ? [entry.by] : []));
  return new Map(actors.toReversed().map(({ login, id }) => [login.toLowerCase(), id]));
}

function damaged(why: Broken | 'edited', comment: SeenComment, seq?: number): Problem {
  const facts = {
    comment: String(comment.id),
    ...(seq === undefined ? {} : { seq: String(seq) }),
    ...(comment.editor ? { editor: comment.editor.login } : {}),
  };
  return { code: `ledger_${why}`, place: 'ledger', facts };
}
