import { describe, expect, test } from '@jest/globals';
import { EMPTY, type Head } from '../../src/core/chain.ts';
import { type Entry, entrySchema } from '../../src/core/entry.ts';
import { canonical } from '../../src/core/fingerprint.ts';
import { isLedgerComment, LEDGER_MARK, readLedger, writeEntries } from '../../src/core/ledger.ts';
import type { Actor } from '../../src/core/promotion.ts';
import type { SeenComment } from '../../src/core/seen.ts';
import { quote } from '../../src/core/views/markdown.ts';
import { GOLDEN } from './golden.ts';
import { notary, remembering, stranger } from './notaries.ts';

const PLACE = { repo: 4242, issue: 'I_kwDOA7' };
const BOT: Actor = { id: 900, login: 'promotion-bot[bot]', kind: 'bot' };
const EVE: Actor = { id: 105, login: 'eve', kind: 'person' };
const checked = remembering(notary);

/** Without the change of the key, which is proven for one place only. */
const golden = GOLDEN.map((line) => entrySchema.parse(JSON.parse(line))).filter(({ kind }) => kind !== 'key_rotated');
/** Thirty entries, in comments of one to four. */
const SIZES = [1, 2, 3, 4, 2, 1, 4, 3, 2, 1, 4, 3] as const;
const THIRTY: readonly Entry[] = golden.slice(0, 30);

function comment(id: number, body: string, more: Partial<SeenComment> = {}): SeenComment {
  const at = '2026-11-20T10:12:00Z';
  return {
    id,
    nodeId: `C_${id}`,
    body,
    author: BOT,
    createdAt: at,
    lastEditedAt: undefined,
    editor: undefined,
    viaEmail: false,
    hidden: false,
    ...more,
  };
}

/** The comments of a whole ledger, and for each the number of the first entry in it. */
function written(place = PLACE): { readonly comments: readonly SeenComment[]; readonly firsts: readonly number[] } {
  const comments: SeenComment[] = [];
  const firsts: number[] = [];
  let head: Head = EMPTY;
  for (const size of SIZES) {
    const entries = THIRTY.slice(head.seq, head.seq + size);
    firsts.push(head.seq + 1);
    comments.push(comment(1_000 + comments.length * 10, `Something happened.\n\n${writeEntries(notary, place, head, entries)}`));
    head = readLedger(notary, place, BOT, comments).head;
  }
  return { comments, firsts };
}

const { comments: LEDGER, firsts: FIRSTS } = written();
const read = (comments: readonly SeenComment[]) => readLedger(checked, PLACE, BOT, comments);
const at = <T>(items: readonly T[], i: number): T => {
  const item = items[i];
  if (item === undefined) throw new Error(`there is no item ${i}`);
  return item;
};
const every = LEDGER.map((one, i) => ({ i, one, first: at(FIRSTS, i), last: at(FIRSTS, i) + at(SIZES, i) - 1 }));
const rewritten = (i: number, rewrite: (body: string) => string): readonly SeenComment[] =>
  LEDGER.map((one, n) => (n === i ? { ...one, body: rewrite(one.body) } : one));
/** The lines of a body that hold entries. */
const linesOf = (body: string): readonly string[] => body.split('\n').filter((line) => line.startsWith('{'));

describe('a ledger of thirty entries over twelve comments', () => {
  test('is read back whole, oldest first', () => {
    const ledger = read(LEDGER);
    expect(ledger.problems).toEqual([]);
    expect(ledger.entries).toEqual(THIRTY);
    expect(ledger.head.seq).toBe(30);
  });

  test('with Windows line ends, and with other comments in between', () => {
    const among = LEDGER.flatMap((one) => [
      { ...one, body: one.body.replaceAll('\n', '\r\n') },
      comment(one.id + 1, 'looks good', { author: EVE }),
      comment(one.id + 2, 'no ledger at all'),
      comment(one.id + 3, 'gone', { author: undefined }),
    ]);
    expect(read(among)).toEqual(read(LEDGER));
  });

  test('says which comments were heard, and which one announced which round', () => {
    const ledger = read(LEDGER);
    const rounds = THIRTY.flatMap((entry, i) => (entry.kind === 'round_opened' ? [[entry.round, i + 1] as const] : []));
    const announcing = rounds.map(([round, seq]) => [round, every.find(({ first, last }) => first <= seq && seq <= last)?.one.id]);
    expect([...ledger.announced]).toEqual(announcing);
    expect([...ledger.heard].toSorted()).toEqual([4711, 4712, 4713, 4714]);
  });

  test('a comment whose approval was voided was heard through the approval alone', () => {
    const voided = golden.filter(({ kind }) => kind === 'approval_voided');
    expect(read([comment(1, writeEntries(notary, PLACE, EMPTY, voided))]).heard).toEqual(new Set());
  });
});

describe('attack 25: what looks like a ledger and is none', () => {
  test.each([
    ['a person', EVE],
    ['another app', { id: 901, login: 'promotion-bot[bot]', kind: 'bot' } as const],
    ['nobody', undefined],
  ])('a copy by %s is ignored, wherever it stands', (_, author) => {
    for (const { i } of every) {
      const copies = LEDGER.toSpliced(i, 0, ...LEDGER.map((one) => ({ ...one, id: one.id + 1, author })));
      expect(read(copies)).toEqual(read(LEDGER));
    }
    expect(isLedgerComment(comment(1, LEDGER_MARK, { author }), BOT)).toBe(false);
  });

  test('what people write cannot begin a ledger inside a comment of ours', () => {
    const said = quote(`${LEDGER_MARK}\n\`\`\`json\n{}\n\`\`\``).markdown;
    expect(isLedgerComment(comment(1, said), BOT)).toBe(false);
    const within = LEDGER.map((one) => ({ ...one, body: `${said}\n\n${one.body}` }));
    expect(read(within)).toEqual(read(LEDGER));
  });

  test('a note that holds the mark, fences and ends of comments is only a note', () => {
    const note = `${LEDGER_MARK}\n\`\`\`\n--> </details>\n\`\`\`json`;
    const entries = golden.map((entry) => (entry.kind === 'approved' ? { ...entry, note } : entry));
    const ledger = read([comment(1, writeEntries(notary, PLACE, EMPTY, entries))]);
    expect([ledger.problems, ledger.entries]).toEqual([[], entries]);
  });
});

describe('damage is noticed and named at its place', () => {
  test('an edit of the text for people, by whom', () => {
    for (const { i, one } of every) {
      const edit = { body: one.body.replace('happened', 'was approved'), lastEditedAt: '2026-11-21T00:00:00Z', editor: EVE };
      const { problems } = read(LEDGER.with(i, { ...one, ...edit }));
      expect(problems).toEqual([{ code: 'ledger_edited', place: 'ledger', facts: { comment: String(one.id), editor: 'eve' } }]);
    }
  });

  test('a changed field of any entry', () => {
    for (const { i, one, first } of every) {
      for (const [n, line] of linesOf(one.body).entries()) {
        const forged = line.replace('2026-11-20', '2026-11-19');
        const { problems } = read(rewritten(i, (body) => body.replace(line, forged)));
        expect(problems[0]).toEqual(damaged('bad_signature', one, first + n));
      }
    }
  });

  test('a missing entry: the first that is left does not follow', () => {
    for (const { i, one, first } of every) {
      for (const [n, line] of linesOf(one.body).entries()) {
        const gone = first + n;
        const { problems, entries } = read(rewritten(i, (body) => body.replace(`${line}\n`, '')));
        if (gone === 30) expect(problems).toEqual([]);
        else expect(problems[0]).toEqual(damaged('out_of_order', commentOf(gone + 1), gone + 1));
        expect(entries).toEqual(THIRTY.slice(0, gone - 1));
      }
    }
  });

  test('a missing comment; at the very end the chain alone cannot know', () => {
    for (const { i, first, last } of every) {
      const { problems, entries, head } = read(LEDGER.toSpliced(i, 1));
      if (last < 30) expect(problems[0]).toEqual(damaged('out_of_order', commentOf(last + 1), last + 1));
      else expect([problems, head.seq]).toEqual([[], first - 1]);
      expect(entries).toEqual(THIRTY.slice(0, first - 1));
    }
  });

  test('an entry put in twice, or one of a stranger put in between', () => {
    const [theirs = ''] = linesOf(writeEntries(stranger, PLACE, EMPTY, THIRTY.slice(0, 1)));
    for (const { i, one, first } of every) {
      const [line = ''] = linesOf(one.body);
      const twice = read(rewritten(i, (body) => body.replace(line, `${line}\n${line}`)));
      expect(twice.problems[0]).toEqual(damaged('out_of_order', one, first));
      const put = canonical({ ...JSON.parse(theirs), seq: first, prev: JSON.parse(line).prev });
      expect(read(rewritten(i, (body) => body.replace(line, `${put}\n${line}`))).problems[0]).toEqual(
        damaged(first === 1 ? 'unknown_key' : 'unrotated_key', one, first),
      );
    }
  });

  test('a comment that stands twice, or two that changed places', () => {
    for (const { i, one, first } of every) {
      const copy = { ...one, id: one.id + 1 };
      expect(read(LEDGER.toSpliced(i + 1, 0, copy)).problems[0]).toEqual(damaged('out_of_order', copy, first));
      const next = LEDGER[i + 1];
      if (next) expect(read(LEDGER.with(i, next).with(i + 1, one)).problems[0]).toEqual(damaged('out_of_order', next, at(FIRSTS, i + 1)));
    }
  });

  test('a comment of another issue or another repository', () => {
    for (const place of [
      { ...PLACE, issue: 'I_other' },
      { ...PLACE, repo: 1 },
    ]) {
      const others = written(place).comments;
      for (const { i, one, first } of every)
        expect(read(LEDGER.with(i, { ...one, body: at(others, i).body })).problems[0]).toEqual(damaged('other_place', one, first));
      expect(read(others).entries).toEqual([]);
    }
  });

  test.each([
    ['not_json', (line: string) => line.slice(0, -1)],
    ['not_json', () => ''],
    ['unknown_shape', () => '{"v":1}'],
    ['unknown_shape', (line: string) => line.replace('{"entry"', '{ "entry"')],
  ])('a line that cannot be read: %s', (why, rewrite) => {
    for (const { i, one } of every) {
      const [line = ''] = linesOf(one.body);
      const { problems } = read(rewritten(i, (body) => body.replace(line, rewrite(line))));
      expect(problems[0]).toEqual(damaged(why, one));
    }
  });

  test('an entry of a kind that only a newer version knows', () => {
    const newer = { v: 1, ...PLACE, seq: 31, prev: read(LEDGER).head.hash, key: notary.key.id, entry: { kind: 'paused', at: 'noon' } };
    const line = canonical({ ...newer, sig: notary.sign(notary.key.id, `promotion-ledger/v1\0${canonical(newer)}`) });
    const last = comment(2_000, [LEDGER_MARK, '```json', line, '```'].join('\n'));
    const { problems, entries } = read([...LEDGER, last]);
    expect(problems).toEqual([damaged('newer_kind', last, 31)]);
    expect(entries).toEqual(THIRTY);
  });
});

const commentOf = (seq: number): SeenComment => {
  const found = every.find(({ first, last }) => first <= seq && seq <= last);
  if (!found) throw new Error(`no comment holds entry ${seq}`);
  return found.one;
};

const damaged = (why: string, { id }: SeenComment, seq?: number) => ({
  code: `ledger_${why}`,
  place: 'ledger',
  facts: { comment: String(id), ...(seq === undefined ? {} : { seq: String(seq) }) },
});
