/** All promotions there are, as one app sees them through its installations. */
import { lookAt, type Place, type Source } from '../app/rebuild.ts';
import type { Notary } from '../core/chain.ts';
import { grantsOf } from './grants.ts';
import type { Client } from './graphql.ts';
import { githubHub } from './hub.ts';
import { listPlaces, listPromotionIssues } from './promotions.ts';

/** @param signIn as an installation, or as the app itself when none is named. */
export function everything(notary: Notary, signIn: (installation?: number) => Promise<Client>): Source {
  const known = new Map<number, Promise<Client>>();
  // A token lasts an hour, and the client renews it: one sign-in for each installation.
  const clientOf = (installation: number): Promise<Client> => {
    const client = known.get(installation) ?? signIn(installation);
    known.set(installation, client);
    return client;
  };
  return {
    places: async () => listPlaces(await signIn(), clientOf),
    numbersIn: async (place: Place) => listPromotionIssues(await clientOf(place.installation), place, { open: false }),
    look: async ({ installation, owner, repo }: Place, number: number) => {
      const client = await clientOf(installation);
      return lookAt(githubHub(client, await grantsOf(client, installation)), notary, { owner, repo, number }, installation);
    },
  };
}
