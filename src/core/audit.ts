/** A ledger judged from outside, with public keys only: does it hold, and if not, where does it break first? */
import * as z from 'zod';
import { type Broken, EMPTY, type Head, readLine, type Sealed, unseal, type Verifier } from './chain.ts';
import { type Entry, entrySchema } from './entry.ts';
import { LEDGER_MARK, linesOf } from './ledger.ts';

const actor = z.object({ id: z.int(), login: z.string(), kind: z.enum(['person', 'bot', 'other']) });
const threadComment = z.object({
  id: z.int(),
  url: z.string(),
  author: actor.nullable(),
  createdAt: z.string(),
  /** When its text was changed; null for never. */
  editedAt: z.string().nullable(),
  editor: z.string().nullable(),
  body: z.string(),
});
const thread = z.object({
  /** `owner/name`. */
  repository: z.string(),
  /** Numeric id of the repository, which stays when it is renamed. */
  repo: z.int(),
  number: z.int().positive(),
  /** Node id of the issue. */
  issue: z.string(),
  url: z.string(),
  /** Those that look like part of a ledger, whoever wrote them, oldest first. */
  comments: z.array(threadComment),
});
/** The file that `audit export --format json` writes: all that verifying offline takes, but the public key. */
export const exportSchema = z.object({ format: z.literal('promotion-ledgers'), v: z.literal(1), threads: z.array(thread) });

export type ThreadComment = z.infer<typeof threadComment>;
export type Thread = z.infer<typeof thread>;

export const nameOfThread = ({ repository, number }: Pick<Thread, 'repository' | 'number'>): string => `${repository}#${number}`;
export const looksLikeLedger = ({ body }: Pick<ThreadComment, 'body'>): boolean => body.includes(LEDGER_MARK);

/** One line as it stands; `proven` when it and everything before it holds. */
export interface AuditedLine {
  readonly line: string;
  readonly sealed: Sealed;
  /** Undefined for a kind this version does not know. */
  readonly entry: Entry | undefined;
  readonly proven: boolean;
}

export interface Finding {
  readonly why: Broken | 'edited' | 'no_ledger' | 'no_bot' | 'several_bots';
  /** Number of the first entry that cannot be relied on. */
  readonly seq?: number;
  /** The number that the line found there gives itself, as far as it can be read. */
  readonly claimed?: number | undefined;
  /** The key that line names. */
  readonly key?: string | undefined;
  readonly comment?: ThreadComment;
}

export interface Audit {
  readonly outcome: 'holds' | 'broken' | 'unknown';
  /** Present unless it holds. */
  readonly finding?: Finding;
  /** Whose comments were read. */
  readonly bot: ThreadComment['author'];
  /** How many comments of others look like part of a ledger. */
  readonly ignored: number;
  readonly lines: readonly AuditedLine[];
  /** Lines that are no entry at all. */
  readonly unreadable: number;
  /** After the last entry that holds. */
  readonly head: Head;
}

/** Not being able to say is not a break: another key or a newer version may show that it holds. */
const UNKNOWN: readonly Finding['why'][] = ['unknown_key', 'newer_kind', 'no_ledger', 'no_bot', 'several_bots'];

/** @param bot numeric id of the app's account; whichever app wrote the ledger when undefined. */
export function audit(verifier: Verifier, { repo, issue, comments }: Thread, bot?: number): Audit {
  const alike = comments.filter(looksLikeLedger).toSorted((a, b) => a.id - b.id);
  const writer = writerOf(alike, bot);
  const own = 'why' in writer ? [] : alike.filter(({ author }) => author?.id === writer.id);
  const read = own.reduce((before, comment) => readComment(verifier, { repo, issue }, before, comment), NOTHING);
  const finding = 'why' in writer ? writer : read.finding;
  return {
    outcome: finding ? (UNKNOWN.includes(finding.why) ? 'unknown' : 'broken') : 'holds',
    ...(finding ? { finding } : {}),
    bot: own[0]?.author ?? null,
    ignored: alike.length - own.length,
    lines: read.lines,
    unreadable: read.unreadable,
    head: read.head,
  };
}

/** Only an app's account can be the writer, so nobody takes its place by copying its first comment and deleting that. */
function writerOf(alike: readonly ThreadComment[], wanted: number | undefined): { readonly id: number } | Finding {
  const apps = new Set(alike.flatMap(({ author }) => (author?.kind === 'bot' ? [author.id] : [])));
  const id = wanted ?? [...apps][0];
  if (alike.length === 0) return { why: 'no_ledger' };
  if (id === undefined || !alike.some(({ author }) => author?.id === id)) return { why: 'no_bot' };
  return wanted === undefined && apps.size > 1 ? { why: 'several_bots' } : { id };
}

type Reading = Pick<Audit, 'lines' | 'unreadable' | 'head'> & { readonly finding?: Finding };
const NOTHING: Reading = { lines: [], unreadable: 0, head: EMPTY };

function readComment(verifier: Verifier, place: Pick<Thread, 'repo' | 'issue'>, before: Reading, comment: ThreadComment): Reading {
  const texts = linesOf(comment.body);
  const lines: AuditedLine[] = [];
  let { head, finding, unreadable } = before;
  for (const line of texts) {
    const sealed = readLine(line);
    const opened = finding ? undefined : unseal(verifier, place, head, line);
    if (opened?.ok === false)
      finding = {
        why: opened.why,
        seq: head.seq + 1,
        claimed: opened.seq,
        key: typeof sealed === 'string' ? undefined : sealed.key,
        comment,
      };
    if (typeof sealed === 'string') unreadable += 1;
    else lines.push({ line, sealed, entry: entrySchema.safeParse(sealed.entry).data, proven: opened?.ok === true });
    if (opened?.ok) head = opened.head;
  }
  if (!finding && texts.length === 0) finding = { why: 'unknown_shape', seq: head.seq + 1, comment };
  // Every entry in it may verify, and yet somebody has been at it; a line that breaks is told rather than this.
  if (!finding && comment.editedAt !== null) finding = { why: 'edited', seq: before.head.seq + 1, comment };
  return { lines: before.lines.concat(lines), unreadable, head, ...(finding ? { finding } : {}) };
}
