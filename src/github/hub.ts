import type { Hub } from '../app/ports.ts';
import { appsBehind } from './apps-behind.ts';
import type { Grants } from './grants.ts';
import type { Client } from './graphql.ts';
import { perform } from './perform.ts';
import { findRun } from './runs.ts';
import { see } from './see/see.ts';

/** GitHub as one installation of the app may see and change it. @param grants what it was granted, as far as that is known. */
export const githubHub = (client: Client, grants?: Grants): Hub => ({
  see: (ref, lookup) => see(client, ref, lookup, grants),
  appsBehind: (ref, comments) => appsBehind(client, ref, comments),
  findRun: (ref, wanted) => findRun(client, ref, wanted),
  perform: (lease, seen, effects) => perform(client, lease, seen, effects),
});
