/**
 * The ledger's proof: every entry names the hash of the one before and is signed (Ed25519, RFC 8032), bound to its repository and issue,
 * as canonical JSON (RFC 8785). Hashing and signing come in as a `Notary`.
 */
import * as z from 'zod';
import { type Entry, type EntryOf, entrySchema } from './entry.ts';
import { canonical, type Digest } from './fingerprint.ts';

/** What checking a chain takes; it holds no secret. A public key is written as SPKI DER in base64. */
export interface Verifier {
  readonly digest: Digest;
  /** The public key of this id; undefined when it is not known here. */
  publicKey(id: string): string | undefined;
  /** The id of a public key: the first 16 hex digits of the SHA-256 of its DER; undefined when it is no Ed25519 key. */
  idOf(publicKey: string): string | undefined;
  verify(publicKey: string, text: string, signature: string): boolean;
}

export interface Notary extends Verifier {
  /** The key that signs from now on. */
  readonly key: Key;
  /** Whether this key can sign here, as the present or a previous one. */
  holds(id: string): boolean;
  /** Ed25519 signature, base64. @throws for a key that is not held. */
  sign(id: string, text: string): string;
}

export interface Key {
  readonly id: string;
  readonly publicKey: string;
}

/** Where a chain belongs; an entry copied to another issue does not fit. */
export interface Place {
  readonly repo: number;
  readonly issue: string;
}

export interface Head {
  /** Number of entries so far. */
  readonly seq: number;
  /** Hash of the last entry, 64 hex digits; of nothing, 64 zeros. */
  readonly hash: string;
  /** The only key that may seal the next entry; undefined before the first. */
  readonly key?: Key;
}

export const EMPTY: Head = { seq: 0, hash: '0'.repeat(64) };

const sealedSchema = z.strictObject({
  v: z.literal(1),
  repo: z.int(),
  issue: z.string(),
  seq: z.int().positive(),
  prev: z.string(),
  key: z.string(),
  entry: z.looseObject({ kind: z.string() }),
  // 64 bytes in their one base64 form: a lenient reader takes several texts for the same bytes.
  sig: z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/),
});
export type Sealed = z.infer<typeof sealedSchema>;
type Unsigned = Omit<Sealed, 'sig'>;

const DOMAIN = 'promotion-ledger/v1\0';
const ROTATION = 'promotion-ledger-rotation/v1\0';

/** Seals entries onto a chain: one line of canonical JSON each, and the new head. */
export function seal(
  notary: Notary,
  place: Place,
  head: Head,
  entries: readonly Entry[],
): { readonly lines: readonly string[]; readonly head: Head } {
  const lines: string[] = [];
  let after = head;
  for (const entry of entries) {
    const key = after.key ?? notary.key;
    const unsigned = { v: 1 as const, ...place, seq: after.seq + 1, prev: after.hash, key: key.id, entry };
    const text = DOMAIN + canonical(unsigned);
    after = { seq: unsigned.seq, hash: notary.digest(text), key: entry.kind === 'key_rotated' ? newKeyOf(entry) : key };
    lines.push(canonical({ ...unsigned, sig: notary.sign(key.id, text) }));
  }
  return { lines, head: after };
}

/** The entry by which a chain passes from its key to the present one, promised by the new key, to be sealed by the old; undefined when they are the same. */
export function rotation(notary: Notary, place: Place, head: Head, at: string): EntryOf<'key_rotated'> | undefined {
  if (!head.key || head.key.id === notary.key.id) return undefined;
  const promise = { kind: 'key_rotated', at, key: notary.key.id, publicKey: notary.key.publicKey } as const;
  const text = ROTATION + canonical({ v: 1, ...place, seq: head.seq + 1, prev: head.hash, key: head.key.id, entry: promise });
  return { ...promise, proof: notary.sign(notary.key.id, text) };
}

const newKeyOf = ({ key, publicKey }: EntryOf<'key_rotated'>): Key => ({ id: key, publicKey });

export type Broken =
  | 'not_json'
  | 'unknown_shape'
  | 'newer_kind'
  | 'other_place'
  | 'out_of_order'
  | 'broken_chain'
  | 'unknown_key'
  | 'unrotated_key'
  | 'bad_signature'
  | 'bad_rotation';
export type Opened =
  | { readonly ok: true; readonly entry: Entry; readonly head: Head }
  | { readonly ok: false; readonly why: Broken; readonly seq: number | undefined };

/** Checks one line against the head before it. */
export function unseal(verifier: Verifier, place: Place, head: Head, line: string): Opened {
  const sealed = readLine(line);
  if (typeof sealed === 'string') return { ok: false, why: sealed, seq: undefined };
  const { sig, ...unsigned } = sealed;
  const fail = (why: Broken): Opened => ({ ok: false, why, seq: sealed.seq });
  const broken = misfit(sealed, place, head);
  if (broken) return fail(broken);
  const publicKey = head.key?.publicKey ?? verifier.publicKey(sealed.key);
  if (publicKey === undefined) return fail('unknown_key');
  const text = DOMAIN + canonical(unsigned);
  if (!verifier.verify(publicKey, text, sig)) return fail('bad_signature');
  const entry = entrySchema.safeParse(sealed.entry);
  if (!entry.success) return fail('newer_kind');
  const key = entry.data.kind === 'key_rotated' ? turned(verifier, unsigned, entry.data) : { id: sealed.key, publicKey };
  if (!key) return fail('bad_rotation');
  return { ok: true, entry: entry.data, head: { seq: sealed.seq, hash: verifier.digest(text), key } };
}

/** What a line says, believed or not: either all of it is read, or why it is no entry. */
export function readLine(line: string): Sealed | 'not_json' | 'unknown_shape' {
  try {
    const read = sealedSchema.safeParse(JSON.parse(line));
    // Written in any other way (a key twice, for instance), a line could show a person something else than what is verified.
    return read.success && canonical(read.data) === line ? read.data : 'unknown_shape';
  } catch {
    return 'not_json';
  }
}

function misfit(sealed: Sealed, place: Place, head: Head): Broken | undefined {
  if (sealed.repo !== place.repo || sealed.issue !== place.issue) return 'other_place';
  if (sealed.seq !== head.seq + 1) return 'out_of_order';
  if (sealed.prev !== head.hash) return 'broken_chain';
  return head.key && sealed.key !== head.key.id ? 'unrotated_key' : undefined;
}

/** The key after a rotation; undefined unless the new key itself agreed to follow right here. */
function turned(verifier: Verifier, unsigned: Unsigned, entry: EntryOf<'key_rotated'>): Key | undefined {
  const { proof, ...promise } = entry;
  const text = ROTATION + canonical({ ...unsigned, entry: promise });
  const agreed = verifier.idOf(entry.publicKey) === entry.key && verifier.verify(entry.publicKey, text, proof);
  return agreed ? newKeyOf(entry) : undefined;
}
