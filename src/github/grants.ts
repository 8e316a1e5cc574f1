/** What an installation was granted, as GitHub says it with each token: https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
import * as z from 'zod';
import { FEATURES, isMissing } from '../core/granted.ts';
import type { Client } from './graphql.ts';

export interface Grants {
  /** Numeric id. */
  readonly installation: number;
  /** `actions` -> `write` */
  readonly permissions: Readonly<Record<string, string>>;
}

/** Milliseconds after which what was missing may have been granted. */
const AGAIN = 600_000;

const token = z.object({ permissions: z.record(z.string(), z.string()), createdAt: z.string().optional() });
type Token = z.infer<typeof token>;

/** Costs no request but that for the token, which is kept for an hour, or for ten minutes while something is missing. Undefined where GitHub does not say. */
export async function grantsOf(client: Client, installation: number, now: () => number = Date.now): Promise<Grants | undefined> {
  const first = await tokenOf(client, false);
  if (first === undefined) return undefined;
  const isOld = now() - Date.parse(first.createdAt ?? '') > AGAIN;
  const { permissions } = (isOld && isShort(first) && (await tokenOf(client, true))) || first;
  // Every App may read metadata, so what does not even say that says nothing.
  return permissions['metadata'] === undefined ? undefined : { installation, permissions };
}

const isShort = ({ permissions }: Token): boolean =>
  FEATURES.some(({ permission, level }) => isMissing({ granted: { permissions, settings: '' } }, permission, level));

async function tokenOf(client: Client, refresh: boolean): Promise<Token | undefined> {
  const { auth } = client;
  return auth && token.safeParse(await auth({ type: 'installation', refresh })).data;
}

/** Where an owner accepts what is asked for. */
export function settingsOf({ installation }: Grants, { url, owner, isOrganization }: Place): string {
  const account = isOrganization ? `/organizations/${encodeURIComponent(owner)}` : '';
  return `${new URL(url).origin}${account}/settings/installations/${installation}`;
}

interface Place {
  /** Of the repository. */
  readonly url: string;
  readonly owner: string;
  readonly isOrganization: boolean;
}
