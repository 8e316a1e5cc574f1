/** What the commands share that read promotions as the bot would, with a person's token and public keys only. */
import type { Gatherer } from '../app/gather.ts';
import type { Hub } from '../app/ports.ts';
import type { Facts } from '../core/facts.ts';
import type { Ref } from '../core/promotion.ts';
import { verifierFrom } from './audit-input.ts';
import type { Io } from './command.ts';

export interface Keys {
  readonly gatherer: Gatherer;
  /** Whether signatures are checked: there was a public key. */
  readonly proven: boolean;
}

export const NOT_PROVEN =
  'the signatures of the audit trail were not checked, since no public key is here. Name it with --key FILE to have it proven.';

/** With the keys that were named or lie in the folder; without any the audit trail is read as it stands. Says why when a named file holds none. */
export async function keysFrom(io: Io, files: readonly string[] | undefined): Promise<Keys | { readonly sentence: string }> {
  const [{ Gatherer }, { onlooking, unchecking }] = await Promise.all([import('../app/gather.ts'), import('../app/notary.ts')]);
  const verifier = await verifierFrom(io, files);
  const isMissing = 'sentence' in verifier;
  if (isMissing && files !== undefined) return verifier;
  const gatherer = new Gatherer(onlooking(isMissing ? unchecking() : verifier), async () => {});
  return { gatherer, proven: !isMissing };
}

export async function lookAt({ gatherer }: Keys, hub: Hub, ref: Ref): Promise<Facts> {
  const { memories } = await import('../app/memory.ts');
  return gatherer.gather(hub, ref, memories()(ref));
}
