/** What the commands share that read promotions as the bot would, with a person's token and public keys only. */
import type { Gatherer } from '../app/gather.ts';
import type { Hub } from '../app/ports.ts';
import type { Verifier } from '../core/chain.ts';
import type { Facts } from '../core/facts.ts';
import type { Ref } from '../core/promotion.ts';
import { pemsIn } from '../env.ts';
import { PUBLIC_KEYS } from '../setup/public-key.ts';
import { type Unavailable, verifierFrom } from './audit-input.ts';
import type { Io } from './command.ts';
import type { Client } from './person.ts';

export interface Keys {
  readonly gatherer: Gatherer;
  /** Whether signatures are checked: there was a public key. */
  readonly proven: boolean;
}

export const NOT_PROVEN =
  'the signatures of the audit trail were not checked, since no public key is here or on the default branch. Name it with --key FILE to have it proven.';

interface Wanted {
  /** Files that were named. */
  readonly files: readonly string[] | undefined;
  readonly client: Client;
  readonly place: Pick<Ref, 'owner' | 'repo'>;
}

/**
 * With the public keys that were named, that lie in the folder, or that stand on the default branch like the rules; without any the audit
 * trail is read as it stands. Says why when a named file holds none.
 */
export async function keysFrom(io: Io, wanted: Wanted): Promise<Keys | Unavailable> {
  const { Gatherer } = await import('../app/gather.ts');
  const { onlooking, unchecking } = await import('../app/notary.ts');
  const here = await verifierFrom(io, wanted.files);
  if ('sentence' in here && wanted.files !== undefined) return here;
  const verifier = 'sentence' in here ? await publishedBy(wanted) : here;
  const gatherer = new Gatherer(onlooking(verifier ?? unchecking()), async () => {});
  return { gatherer, proven: verifier !== undefined };
}

async function publishedBy({ client, place }: Wanted): Promise<Verifier | undefined> {
  const { readFile } = await import('../github/person.ts');
  const { verifierOf } = await import('../app/notary.ts');
  const pems = pemsIn((await readFile(client, place, PUBLIC_KEYS)) ?? '').filter((pem) => pem.includes('BEGIN PUBLIC KEY'));
  try {
    return pems.length > 0 ? verifierOf(pems) : undefined;
  } catch {
    return undefined;
  }
}

export async function lookAt({ gatherer }: Keys, hub: Hub, ref: Ref): Promise<Facts> {
  const { memories } = await import('../app/memory.ts');
  return gatherer.gather(hub, ref, memories()(ref));
}
