/** The change of the ledger's key: signed by both, followed by whoever knows the first, and never without. */
import { expect, test } from '@jest/globals';
import { newLedgerKey, notaryOf, publicHalf, verifierOf } from '../../src/app/notary.ts';
import { audit } from '../../src/core/audit.ts';
import { EMPTY, type Head, type Notary, rotation, seal } from '../../src/core/chain.ts';
import type { Entry } from '../../src/core/entry.ts';
import { canonical } from '../../src/core/fingerprint.ts';
import { readLedger } from '../../src/core/ledger.ts';
import { BOT, entries, PLACE, spread, threadOf } from './audit-ledger.ts';

const [first, second, third, other] = [newLedgerKey(), newLedgerKey(), newLedgerKey(), newLedgerKey()];
const knowing = (...pems: string[]) => verifierOf(pems.map(publicHalf));
const AT = '2026-11-20T12:00:00Z';

interface Chain {
  readonly lines: readonly string[];
  readonly head: Head;
}
const NONE: Chain = { lines: [], head: EMPTY };

function add({ lines, head }: Chain, by: Notary, all: readonly Entry[]): Chain {
  const more = seal(by, PLACE, head, all);
  return { lines: [...lines, ...more.lines], head: more.head };
}
const turn = (by: Notary, { head }: Chain, place = PLACE): Entry => {
  const entry = rotation(by, place, head, AT);
  if (!entry) throw new Error('nothing to turn');
  return entry;
};
const [request, ...talk] = entries(5);
if (!request) throw new Error('no entries');

const begun = add(NONE, notaryOf(first), [request]);
const server2 = notaryOf(second, [first]);
const turned = add(begun, server2, [turn(server2, begun), ...talk]);
const verdict = (chain: Chain, ...known: string[]) => {
  const { outcome, finding, head } = audit(knowing(...known), threadOf(spread(chain.lines, 3)));
  return { outcome, why: finding?.why, seq: finding?.seq ?? head.seq };
};

test('who knows only the first key follows two rotations; who knows only the last cannot say', () => {
  expect(verdict(turned, first)).toEqual({ outcome: 'holds', why: undefined, seq: 6 });
  const server3 = notaryOf(third, [second, first]);
  const again = add(turned, server3, [turn(server3, turned), ...talk]);
  expect(verdict(again, first)).toEqual({ outcome: 'holds', why: undefined, seq: 11 });
  expect(again.head.key?.id).toBe(notaryOf(third).key.id);
  expect(verdict(again, third)).toEqual({ outcome: 'unknown', why: 'unknown_key', seq: 1 });
});

test('a ledger at the present key, and one not begun, have nothing to turn', () => {
  expect(rotation(server2, PLACE, turned.head, AT)).toBeUndefined();
  expect(rotation(server2, PLACE, EMPTY, AT)).toBeUndefined();
});

test('an entry of the new key without a rotation breaks it, even when both keys are known', () => {
  const jumped = add({ ...begun, head: { seq: begun.head.seq, hash: begun.head.hash } }, notaryOf(second), talk);
  expect(verdict(jumped, first, second)).toEqual({ outcome: 'broken', why: 'unrotated_key', seq: 2 });
});

test('after a rotation the old key seals nothing any more', () => {
  const [line = ''] = turned.lines.slice(1, 2);
  const hash = turned.head.hash;
  const back = add({ lines: turned.lines, head: { seq: 6, hash } }, notaryOf(first), talk);
  expect(line).toContain('key_rotated');
  expect(verdict(back, first, second)).toEqual({ outcome: 'broken', why: 'unrotated_key', seq: 7 });
});

/** A server that gives its new key a name of somebody else's. */
const misnamed: Notary = {
  ...server2,
  key: { ...server2.key, id: 'f'.repeat(16) },
  sign: (id, text) => server2.sign(id === 'f'.repeat(16) ? server2.key.id : id, text),
};

test.each<[string, () => Entry]>([
  ['a new key under a false id', () => turn(misnamed, begun)],
  [
    'the proof of another key',
    () => ({ ...turn(notaryOf(other, [first]), begun), key: server2.key.id, publicKey: server2.key.publicKey }) as Entry,
  ],
  ['an id that does not fit its key', () => ({ ...turn(server2, begun), key: 'f'.repeat(16) }) as Entry],
  ['a proof given for another issue', () => turn(server2, begun, { ...PLACE, issue: 'I_6' })],
  ['a proof given for a later place', () => turn(server2, add(begun, notaryOf(first), talk))],
  ['another moment than the new key agreed to', () => ({ ...turn(server2, begun), at: '2026-11-21T00:00:00Z' }) as Entry],
])('a rotation with %s breaks it', (_, entry) => {
  expect(verdict(add(begun, notaryOf(first, [second, other]), [entry()]), first)).toEqual({
    outcome: 'broken',
    why: 'bad_rotation',
    seq: 2,
  });
});

const read = (by: Notary, chain: Chain) =>
  readLedger(
    by,
    PLACE,
    BOT,
    spread(chain.lines, 3).map(({ id, body, author, createdAt }) => ({
      id,
      body,
      createdAt,
      author: author ?? undefined,
      nodeId: `IC_${id}`,
      lastEditedAt: undefined,
      editor: undefined,
      viaEmail: false,
      hidden: false,
    })),
  );

test('a server that was given the old key back can read the ledger, and does not write on it', () => {
  expect(read(server2, turned).problems).toEqual([]);
  expect(read(notaryOf(first), turned)).toMatchObject({ problems: [{ code: 'ledger_unknown_key', facts: { seq: '6' } }] });
  expect(read(notaryOf(second), turned).problems[0]).toMatchObject({ code: 'ledger_unknown_key', facts: { seq: '1' } });
  const jumped = add({ ...begun, head: { seq: 1, hash: begun.head.hash } }, notaryOf(second), talk);
  expect(read(server2, jumped).problems[0]).toMatchObject({ code: 'ledger_unrotated_key', facts: { seq: '2' } });
});

test('a signature counts in one writing only', () => {
  const { publicKey } = server2.key;
  const signature = server2.sign(server2.key.id, canonical({ a: 1 }));
  expect(server2.verify(publicKey, '{"a":1}', signature)).toBe(true);
  for (const other of [`${signature}=`, signature.replace(/=+$/, ''), ` ${signature}`, ''])
    expect(server2.verify(publicKey, '{"a":1}', other)).toBe(false);
  expect(server2.verify('AAAA', '{"a":1}', signature)).toBe(false);
  expect(() => notaryOf(second).sign(notaryOf(first).key.id, 'x')).toThrow('is not held here');
});
