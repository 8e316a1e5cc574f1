import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digest, notaryOf } from '../../src/app/notary.ts';
import { EMPTY, type Head, type Opened, rotation, seal, unseal } from '../../src/core/chain.ts';
import { type Entry, entrySchema } from '../../src/core/entry.ts';
import { canonical } from '../../src/core/fingerprint.ts';
import { GOLDEN } from './golden.ts';
import { newKey, notary, stranger, successor } from './notaries.ts';

const PLACE = { repo: 4242, issue: 'I_kwDOA7' };
/** As they lie on GitHub; a change of the key is proven for one place, so it is made below. */
const golden: readonly Entry[] = GOLDEN.map((line) => JSON.parse(line)).filter(({ kind }) => kind !== 'key_rotated');
const begun = seal(notary, PLACE, EMPTY, golden);
const turn = rotation(successor, PLACE, begun.head, '2026-11-20T12:00:00Z');
if (!turn) throw new Error('another key is a change of the key');
const written: readonly Entry[] = [...golden, turn, ...golden.slice(0, 2)];
const ended = seal(successor, PLACE, begun.head, written.slice(golden.length));
/** One chain, passed from one key to the next. */
const sealed = { lines: [...begun.lines, ...ended.lines], head: ended.head };
const entries = written.map((entry) => entrySchema.parse(entry));

/** Opens lines one after the other; the outcomes, up to the first that does not hold. */
function open(lines: readonly string[], place = PLACE): readonly Opened[] {
  const opened: Opened[] = [];
  let head: Head = EMPTY;
  for (const line of lines) {
    const next = unseal(notary, place, head, line);
    opened.push(next);
    if (!next.ok) break;
    head = next.head;
  }
  return opened;
}

const lineAt = (i: number): string => sealed.lines[i] ?? '';
/** The head that line `i` stands on. */
const headsBefore: readonly Head[] = [EMPTY, ...open(sealed.lines).flatMap((opened) => (opened.ok ? [opened.head] : []))];
const openAt = (i: number, line: string): Opened => unseal(notary, PLACE, headsBefore[i] ?? EMPTY, line);

/** The line with some fields replaced, signed again by whoever. */
function resigned(line: string, fields: Readonly<Record<string, unknown>>, by = notary): string {
  const { sig: _, ...unsigned } = { ...JSON.parse(line), ...fields };
  return canonical({ ...unsigned, sig: by.sign(by.key.id, `promotion-ledger/v1\0${canonical(unsigned)}`) });
}

describe('what was sealed can be opened', () => {
  test('one line each, the head counts them and is the hash of the last', () => {
    const opened = open(sealed.lines);
    expect(opened.map((one) => (one.ok ? one.entry : one.why))).toEqual(entries);
    expect(headsBefore.at(-1)).toEqual(sealed.head);
    expect(sealed.head).toEqual({ seq: entries.length, hash: expect.stringMatching(/^[0-9a-f]{64}$/), key: successor.key });
    expect(sealed.lines.join('')).not.toContain('\n');
  });

  test('in one go or one by one, it is the same chain', () => {
    const lines: string[] = [];
    let head: Head = EMPTY;
    for (const entry of written) {
      const next = seal(head.key ? successor : notary, PLACE, head, [entry]);
      lines.push(...next.lines);
      head = next.head;
    }
    expect(lines).toEqual(sealed.lines);
    expect(seal(notary, PLACE, head, [])).toEqual({ lines: [], head });
  });

  test('any text comes back word for word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 20 }), (login, command) => {
        const by = { id: 101, login, kind: 'person' } as const;
        const entry: Entry = { kind: 'answered', at: '2026-11-20T10:12:00Z', by, comment: 1, command };
        fc.pre(command === Buffer.from(command).toString());
        const { lines, head } = seal(notary, PLACE, EMPTY, [entry]);
        expect(unseal(notary, PLACE, EMPTY, lines[0] ?? '')).toEqual({ ok: true, entry, head });
      }),
      { numRuns: 100 },
    );
  });
});

describe('a change is noticed', () => {
  test('of any single byte of any entry', () => {
    const unnoticed: string[] = [];
    for (const [i, line] of sealed.lines.entries()) {
      const bytes = Buffer.from(line);
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        if (openAt(i, changed.toString()).ok) unnoticed.push(`${i}:${at}`);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  test('of any bit of a signature, and of how it is written', () => {
    const line = lineAt(3);
    const { sig } = JSON.parse(line);
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ ';
    const others = [...ALPHABET].filter((char) => char !== sig[85]).map((char) => `${sig.slice(0, 85)}${char}==`);
    const written = [
      sig.slice(0, -1),
      sig.slice(0, -2),
      `${sig}=`,
      ` ${sig}`,
      `${sig}AAAA`,
      sig.replaceAll('+', '-').replaceAll('/', '_'),
      '',
    ];
    const twins = [...others, ...written.filter((text) => text !== sig)];
    expect(twins.filter((text) => openAt(3, line.replace(sig, text)).ok)).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['another repository', { repo: 1 }, 'other_place'],
    ['another issue', { issue: 'I_other' }, 'other_place'],
    ['another number', { seq: 9 }, 'out_of_order'],
    ['another entry before it', { prev: '0'.repeat(64) }, 'broken_chain'],
    ['another key', { key: 'f'.repeat(16) }, 'unrotated_key'],
    ['another version', { v: 2 }, 'unknown_shape'],
    ['a field more', { further: 1 }, 'unknown_shape'],
    ['an entry without a kind', { entry: {} }, 'unknown_shape'],
    ['a number that is none', { seq: '5' }, 'unknown_shape'],
  ])('of a field, even when it is signed well: %s', (_, fields, why) => {
    const opened = openAt(4, resigned(lineAt(4), fields));
    expect(opened).toMatchObject({ ok: false, why });
  });

  test.each<[string, Record<string, unknown>]>([
    ['entry', { entry: entries[1] }],
    ['repo', { repo: 4243 }],
    ['seq', { seq: 6 }],
  ])('of the %s without a new signature', (_, fields) => {
    expect(openAt(4, canonical({ ...JSON.parse(lineAt(4)), ...fields })).ok).toBe(false);
    expect(openAt(4, canonical({ ...JSON.parse(lineAt(4)), entry: entries[1] }))).toMatchObject({ why: 'bad_signature', seq: 5 });
  });

  test.each([
    ['a blank', (line: string) => line.replace('{"entry"', '{ "entry"')],
    ['a key twice, the first one forged', (line: string) => line.replace('{"entry"', '{"entry":{"kind":"promoted"},"entry"')],
    ['a key in another order', (line: string) => JSON.stringify({ v: 1, ...JSON.parse(line) })],
    ['an escape', (line: string) => line.replace('"kind"', '"\\u006bind"')],
    ['a number in another form', (line: string) => line.replace('"repo":4242', '"repo":4242.0')],
  ])('of how it is written: %s', (_, rewrite) => {
    const line = rewrite(lineAt(0));
    expect(line).not.toBe(lineAt(0));
    expect(openAt(0, line)).toEqual({ ok: false, why: 'unknown_shape', seq: undefined });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['two lines in one', `${lineAt(0)}${lineAt(0)}`],
    ['half a character', lineAt(0).replace('JIRA', '\\ud800')],
    ['a number beyond all numbers', lineAt(0).replace('"id":101', '"id":1e999')],
    ['nested beyond all reason', lineAt(0).replace('"id":101', `"id":${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
  ])('and never thrown at: %s', (_, line) => {
    expect(openAt(0, line)).toMatchObject({ ok: false, seq: undefined });
  });

  test.each(['null', '[]', '1', '"text"', '{}', '{"v":1}'])('no entry at all: %s', (line) => {
    expect(openAt(0, line)).toEqual({ ok: false, why: 'unknown_shape', seq: undefined });
  });
});

test('a kind of a newer version is told apart from a broken one', () => {
  expect(openAt(0, resigned(lineAt(0), { entry: { kind: 'paused', by: 'somebody' } }))).toEqual({ ok: false, why: 'newer_kind', seq: 1 });
  expect(openAt(0, resigned(lineAt(0), { entry: { kind: 'paused' } }, stranger))).toMatchObject({ why: 'bad_signature' });
});

test('the first entry names a key that is known', () => {
  expect(openAt(0, resigned(lineAt(0), { key: 'f'.repeat(16) }))).toEqual({ ok: false, why: 'unknown_key', seq: 1 });
});

test('what a stranger signs in its own name is not known, in ours it does not verify', () => {
  const [theirs = ''] = seal(stranger, PLACE, EMPTY, entries.slice(0, 1)).lines;
  expect(openAt(0, theirs)).toEqual({ ok: false, why: 'unknown_key', seq: 1 });
  expect(openAt(0, resigned(lineAt(0), {}, stranger))).toEqual({ ok: false, why: 'bad_signature', seq: 1 });
});

describe('the notary', () => {
  test('verifies only its own key, and only what was signed', () => {
    const { id, publicKey } = notary.key;
    const signature = notary.sign(id, 'text');
    const theirs = stranger.sign(stranger.key.id, 'text');
    expect(notary.verify(publicKey, 'text', signature)).toBe(true);
    expect(notary.verify(publicKey, 'other text', signature)).toBe(false);
    expect(notary.verify(publicKey, 'text', theirs)).toBe(false);
    expect(notary.verify(publicKey, 'text', 'no signature')).toBe(false);
    expect(notary.verify(stranger.key.publicKey, 'text', signature)).toBe(false);
    expect(notary.verify('no key', 'text', signature)).toBe(false);
    expect([notary.publicKey(id), notary.publicKey(stranger.key.id)]).toEqual([publicKey, undefined]);
  });

  test('signs with the keys it holds, the present one and those before it', () => {
    expect([notary.holds(notary.key.id), notary.holds(stranger.key.id), notary.holds(successor.key.id)]).toEqual([true, false, false]);
    expect([successor.holds(notary.key.id), successor.publicKey(notary.key.id)]).toEqual([true, notary.key.publicKey]);
    expect(notary.verify(notary.key.publicKey, 'text', successor.sign(notary.key.id, 'text'))).toBe(true);
    expect(() => notary.sign(stranger.key.id, 'text')).toThrow(`the ledger key ${stranger.key.id} is not held here`);
  });

  test('is named by its public half: the same key, the same name', () => {
    const pem = newKey();
    const { key, sign, verify, idOf } = notaryOf(pem);
    expect(notaryOf(pem).key).toEqual(key);
    expect(key.id).toMatch(/^[0-9a-f]{16}$/);
    expect(key.id).toBe(digestOf(key.publicKey).slice(0, 16));
    expect([idOf(key.publicKey), idOf('no key')]).toEqual([key.id, undefined]);
    expect(key.id).not.toBe(notary.key.id);
    expect(verify(key.publicKey, 'text', sign(key.id, 'text'))).toBe(true);
  });

  test('hashes with SHA-256 of UTF-8', () => {
    expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digest('ü')).not.toBe(digest('u'));
  });

  test('takes no other kind of key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => notaryOf(rsa)).toThrow('must be Ed25519, this one is rsa');
    expect(() => notaryOf('no key')).toThrow();
  });
});

describe('canonical JSON', () => {
  test('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonical(shuffled(value))).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('keeps apart what differs, and takes JSON only', () => {
    expect(canonical({ a: [1, 2] })).not.toBe(canonical({ a: [2, 1] }));
    expect(canonical({ a: null })).not.toBe(canonical({}));
    expect(() => canonical(undefined)).toThrow('only JSON values');
  });
});

const digestOf = (der: string): string => createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex');

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}
