/**
 * The ledger's proof: every entry names the hash of the one before and is signed (Ed25519, RFC 8032), bound to its repository and issue,
 * as canonical JSON (RFC 8785). Hashing and signing come in as a `Notary`.
 */
import { z } from 'zod';
import { type Entry, entrySchema } from './entry.ts';
import { canonical, type Digest } from './fingerprint.ts';

export interface Notary {
  readonly digest: Digest;
  /** Names the key that signs: the first 16 hex digits of the SHA-256 of its public half (DER, SPKI). */
  readonly key: string;
  /** Ed25519 signature, base64. */
  sign(text: string): string;
  /** Undefined when the key is not known here. */
  verify(key: string, text: string, signature: string): boolean | undefined;
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
type Sealed = z.infer<typeof sealedSchema>;

const DOMAIN = 'promotion-ledger/v1\0';

/** Seals entries onto a chain: one line of canonical JSON each, and the new head. */
export function seal(
  notary: Notary,
  place: Place,
  head: Head,
  entries: readonly Entry[],
): { readonly lines: readonly string[]; readonly head: Head } {
  const lines: string[] = [];
  let { seq, hash } = head;
  for (const entry of entries) {
    seq += 1;
    const unsigned = { v: 1, ...place, seq, prev: hash, key: notary.key, entry };
    const text = DOMAIN + canonical(unsigned);
    hash = notary.digest(text);
    lines.push(canonical({ ...unsigned, sig: notary.sign(text) }));
  }
  return { lines, head: { seq, hash } };
}

export type Broken =
  | 'not_json'
  | 'unknown_shape'
  | 'newer_kind'
  | 'other_place'
  | 'out_of_order'
  | 'broken_chain'
  | 'unknown_key'
  | 'bad_signature';
export type Opened =
  | { readonly ok: true; readonly entry: Entry; readonly head: Head }
  | { readonly ok: false; readonly why: Broken; readonly seq: number | undefined };

/** Checks one line against the head before it. */
export function unseal(notary: Notary, place: Place, head: Head, line: string): Opened {
  const sealed = readLine(line);
  if (typeof sealed === 'string') return { ok: false, why: sealed, seq: undefined };
  const { sig, ...unsigned } = sealed;
  const broken = misfit(sealed, place, head) ?? misSigned(notary, unsigned, sig);
  if (broken) return { ok: false, why: broken, seq: sealed.seq };
  const entry = entrySchema.safeParse(sealed.entry);
  if (!entry.success) return { ok: false, why: 'newer_kind', seq: sealed.seq };
  return { ok: true, entry: entry.data, head: { seq: sealed.seq, hash: notary.digest(DOMAIN + canonical(unsigned)) } };
}

function readLine(line: string): Sealed | 'not_json' | 'unknown_shape' {
  try {
    const read = sealedSchema.safeParse(JSON.parse(line));
    return read.success && canonical(read.data) === line ? read.data : 'unknown_shape';
  } catch {
    return 'not_json';
  }
}

function misfit(sealed: Sealed, place: Place, head: Head): Broken | undefined {
  if (sealed.repo !== place.repo || sealed.issue !== place.issue) return 'other_place';
  if (sealed.seq !== head.seq + 1) return 'out_of_order';
  return sealed.prev === head.hash ? undefined : 'broken_chain';
}

function misSigned(notary: Notary, unsigned: Omit<Sealed, 'sig'>, signature: string): Broken | undefined {
  const verified = notary.verify(unsigned.key, DOMAIN + canonical(unsigned), signature);
  if (verified === undefined) return 'unknown_key';
  return verified ? undefined : 'bad_signature';
}
