/** Hashing and signing for the ledger with node:crypto: SHA-256 and Ed25519 (RFC 8032). */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { Key, Notary, Verifier } from '../core/chain.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * A notary that signs with one key and can still follow and end what previous ones sealed.
 *
 * @param pem Ed25519 private key, PKCS#8 PEM.
 * @param previous private keys it was rotated from, the same form.
 * @throws when one is no such key.
 */
export function notaryOf(pem: string, previous: readonly string[] = []): Notary {
  const present = holding(pem);
  const held = new Map([...previous.map(holding), present].map((one) => [one.key.id, one]));
  return {
    ...verifying([...held.values()].map(({ key }) => key)),
    key: present.key,
    holds: (id) => held.has(id),
    sign: (id, text) => {
      const one = held.get(id);
      if (!one) throw new Error(`the ledger key ${id} is not held here`);
      return sign(null, Buffer.from(text), one.secret).toString('base64');
    },
  };
}

/** @param pems Ed25519 public keys, SPKI PEM. @throws when one is no such key. */
export const verifierOf = (pems: readonly string[]): Verifier => verifying(pems.map((pem) => keyOf(createPublicKey(pem))));

/** A new Ed25519 private key, PKCS#8 PEM. */
export const newLedgerKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The public half of a private or public key, SPKI PEM. @throws when it is no key. */
export const publicHalf = (pem: string): string => createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();

function verifying(known: readonly Key[]): Verifier {
  const publicKeys = new Map(known.map(({ id, publicKey }) => [id, publicKey]));
  const opened = new Map<string, KeyObject | undefined>();
  const open = (publicKey: string): KeyObject | undefined => {
    if (!opened.has(publicKey)) opened.set(publicKey, keyObject(publicKey));
    return opened.get(publicKey);
  };
  return {
    digest,
    publicKey: (id) => publicKeys.get(id),
    idOf: (publicKey) => (open(publicKey) ? idOf(publicKey) : undefined),
    verify: (publicKey, text, signature) => {
      const key = open(publicKey);
      const bytes = Buffer.from(signature, 'base64');
      // Base64 can be written in many ways that mean the same; only one of them is what was signed.
      return key !== undefined && bytes.toString('base64') === signature && verify(null, Buffer.from(text), key, bytes);
    },
  };
}

function holding(pem: string): { readonly key: Key; readonly secret: KeyObject } {
  const secret = createPrivateKey(pem);
  return { key: keyOf(createPublicKey(secret)), secret };
}

function keyOf(open: KeyObject): Key {
  if (open.asymmetricKeyType !== 'ed25519') throw new Error(`the ledger key must be Ed25519, this one is ${open.asymmetricKeyType}`);
  const publicKey = open.export({ type: 'spki', format: 'der' }).toString('base64');
  return { id: idOf(publicKey), publicKey };
}

const idOf = (publicKey: string): string => createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

function keyObject(publicKey: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Reads ledgers and seals nothing: for those who look on without the bot's key. */
export const onlooking = (verifier: Verifier): Notary => ({
  ...verifier,
  key: { id: '', publicKey: '' },
  holds: () => true,
  sign: (id) => {
    throw new Error(`the ledger key ${id} is not held here`);
  },
});

/** Takes every signature for good; the order of entries is still checked. Whoever uses it has to say that nothing is proven. */
export const unchecking = (): Verifier => ({ ...verifying([]), publicKey: (id) => id, verify: () => true });
