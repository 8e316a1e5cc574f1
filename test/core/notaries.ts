/** Real keys, made once for a run. */
import { generateKeyPairSync } from 'node:crypto';
import { notaryOf } from '../../src/app/notary.ts';
import type { Notary } from '../../src/core/chain.ts';

export const newKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const pem = newKey();
export const notary: Notary = notaryOf(pem);
/** What became of it after a change of the key. */
export const successor: Notary = notaryOf(newKey(), [pem]);
/** Signs well, with a key nobody here knows. */
export const stranger: Notary = notaryOf(newKey());

/** The same judgement, each signature checked once: for tests that read one ledger in many versions. */
export function remembering(real: Notary): Notary {
  const known = new Map<string, boolean>();
  return {
    ...real,
    verify: (key, text, signature) => {
      const asked = JSON.stringify([key, text, signature]);
      const answer = known.get(asked) ?? real.verify(key, text, signature);
      known.set(asked, answer);
      return answer;
    },
  };
}
