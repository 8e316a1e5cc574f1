/** Hashing and signing for the ledger with node:crypto: SHA-256 and Ed25519 (RFC 8032). */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Notary } from '../core/chain.ts';

/** @param pem Ed25519 private key, PKCS#8 PEM. @throws when it is no such key. */
export function notaryOf(pem: string): Notary {
  const secret = createPrivateKey(pem);
  if (secret.asymmetricKeyType !== 'ed25519') throw new Error(`the ledger key must be Ed25519, this one is ${secret.asymmetricKeyType}`);
  const open = createPublicKey(secret);
  const key = keyId(open);
  return {
    key,
    digest,
    sign: (text) => sign(null, Buffer.from(text), secret).toString('base64'),
    verify: (named, text, signature) =>
      named === key ? verify(null, Buffer.from(text), open, Buffer.from(signature, 'base64')) : undefined,
  };
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const keyId = (open: KeyObject): string =>
  createHash('sha256')
    .update(open.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
