/** Two ways to keep a ledger in comments: sealed as in life, or as plain entries that are quick to read. */
import { createHash, createHmac } from 'node:crypto';
import type { Notary } from '../../src/core/chain.ts';
import { type Entry, entrySchema } from '../../src/core/entry.ts';
import { LEDGER_MARK, type Ledger, readLedger, writeEntries } from '../../src/core/ledger.ts';
import type { Seen, SeenComment } from '../../src/core/seen.ts';

export interface Book {
  readonly read: (seen: Seen) => Ledger;
  /** The comment that holds further entries. */
  readonly write: (seen: Seen, before: Ledger, entries: readonly Entry[]) => string;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const signature = (text: string): string => createHmac('sha512', 'a key for tests').update(text).digest('base64');
const key = { id: '0123456789abcdef', publicKey: 'here' };

/** Real hashes; signatures that are quick to check. Real ones are tested with the ledger. */
export const notary: Notary = {
  digest,
  key,
  publicKey: (id) => (id === key.id ? key.publicKey : undefined),
  idOf: (publicKey) => (publicKey === key.publicKey ? key.id : undefined),
  holds: (id) => id === key.id,
  sign: (_id, text) => signature(text),
  verify: (publicKey, text, given) => publicKey === key.publicKey && given === signature(text),
};

const isOurs =
  ({ bot }: Seen) =>
  ({ author, body }: SeenComment): boolean =>
    author?.id === bot.id && body.includes(LEDGER_MARK);
const placeOf = ({ repo, issue }: Seen) => ({ repo: repo.id, issue: issue.nodeId });

export const sealed: Book = {
  read: (seen) => readLedger(notary, placeOf(seen), seen.bot, seen.comments),
  write: (seen, { head }, entries) => writeEntries(notary, placeOf(seen), head, entries),
};

const NOTHING = readLedger(notary, { repo: 0, issue: '' }, { id: 0, login: '', kind: 'bot' }, []);
// Nobody meddles with the bot's comments here, so one of them stands for everything before it and is read once.
const known = new WeakMap<SeenComment, Ledger>();

function readPlain(comments: readonly SeenComment[]): Ledger {
  const last = comments.at(-1);
  if (!last) return NOTHING;
  const read = known.get(last) ?? further(readPlain(comments.slice(0, -1)), last);
  known.set(last, read);
  return read;
}

function further(before: Ledger, { id, body }: SeenComment): Ledger {
  const entries = entrySchema.array().parse(JSON.parse(body.slice(LEDGER_MARK.length)));
  const heard = entries.flatMap((entry) =>
    'comment' in entry && entry.comment !== null && entry.kind !== 'approval_voided' ? [entry.comment] : [],
  );
  const rounds = entries.flatMap((entry) => (entry.kind === 'round_opened' ? [[entry.round, id] as const] : []));
  return {
    ...before,
    entries: [...before.entries, ...entries],
    heard: new Set([...before.heard, ...heard]),
    announced: new Map([...before.announced, ...rounds]),
  };
}

export const plain: Book = {
  read: (seen) => readPlain(seen.comments.filter(isOurs(seen))),
  write: (_seen, _before, entries) => LEDGER_MARK + JSON.stringify(entries),
};
