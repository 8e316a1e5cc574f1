/** A ledger of many entries, to be meddled with. */
import { newLedgerKey, notaryOf, publicHalf, verifierOf } from '../../src/app/notary.ts';
import type { Thread, ThreadComment } from '../../src/core/audit.ts';
import { EMPTY, type Head, type Notary, type Place, seal } from '../../src/core/chain.ts';
import type { Entry } from '../../src/core/entry.ts';
import { LEDGER_MARK, linesOf, writeEntries } from '../../src/core/ledger.ts';

export const SECRET = newLedgerKey();
export const notary = notaryOf(SECRET);
export const verifier = verifierOf([publicHalf(SECRET)]);
export const BOT = { id: 900, login: 'promotion-bot[bot]', kind: 'bot' } as const;
export const MALLORY = { id: 66, login: 'mallory', kind: 'person' } as const;
export const PLACE: Place = { repo: 5, issue: 'I_7' };
const ALICE = { id: 1, login: 'alice', kind: 'person' } as const;
const SHA = 'a'.repeat(40);

const two = (n: number): string => String(n).padStart(2, '0');
const at = (n: number): string => `2026-11-20T${two(Math.floor(n / 3600) % 24)}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}Z`;

/** A request, then questions and refusals of many people. */
export const entries = (count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, i): Entry => {
    const by = { id: 2 + (i % 5), login: `person-${i % 5}`, kind: 'person' } as const;
    const request = { subject: 'shop', version: 'v1', from: '', to: 'staging', notes: 'a "note"', blockers: '', rollbackPlan: '' };
    if (i === 0) return { kind: 'requested', at: at(i), by: ALICE, request, sha: SHA };
    if (i % 2 === 0) return { kind: 'answered', at: at(i), by, comment: 1000 + i, command: 'why' };
    return { kind: 'refused', at: at(i), by, comment: 1000 + i, command: 'approve', code: 'no_role', facts: { role: 'qa' } };
  });

export const commentOf = (id: number, body: string, more: Partial<ThreadComment> = {}): ThreadComment => ({
  id,
  url: `https://github.com/acme/shop/issues/7#issuecomment-${id}`,
  author: BOT,
  createdAt: at(id),
  editedAt: null,
  editor: null,
  body,
  ...more,
});

export const threadOf = (comments: readonly ThreadComment[]): Thread => ({
  repository: 'acme/shop',
  repo: PLACE.repo,
  number: 7,
  issue: PLACE.issue,
  url: 'https://github.com/acme/shop/issues/7',
  comments: [...comments],
});

/** As the bot posts them: several entries a comment, words above. */
export function commentsOf(all: readonly Entry[], each: number, by: Notary = notary): readonly ThreadComment[] {
  let head: Head = EMPTY;
  return Array.from({ length: Math.ceil(all.length / each) }, (_, i) => {
    const now = all.slice(i * each, (i + 1) * each);
    const body = `Something happened.\n\n${writeEntries(by, PLACE, head, now)}`;
    head = seal(by, PLACE, head, now).head;
    return commentOf(100 + i, body);
  });
}

/** All lines, spread again over comments of `each`; the words around them do not matter. */
export const spread = (lines: readonly string[], each: number): readonly ThreadComment[] =>
  Array.from({ length: Math.ceil(lines.length / each) }, (_, i) =>
    commentOf(100 + i, [LEDGER_MARK, '```json', ...lines.slice(i * each, (i + 1) * each), '```'].join('\n')),
  );

export const allLines = (comments: readonly ThreadComment[]): readonly string[] => comments.flatMap(({ body }) => linesOf(body));
