/** What an installation was granted, as GitHub says it with each token: https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
import * as z from 'zod';
import { Mute } from '../app/ports.ts';
import { FEATURES, isMissing } from '../core/granted.ts';
import type { Ref } from '../core/promotion.ts';
import { permissionName } from '../core/views/granted.ts';
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

/** What is known of grants, and how it becomes known anew. */
export interface GrantBook {
  /** Of any event; only that more was granted is news. */
  hear(event: string, payload: unknown): void;
  /** Undefined where GitHub does not say. Costs no request but that for the token. */
  read(client: Client, installation: number): Promise<Grants | undefined>;
}

/**
 * A token is kept for an hour, or for ten minutes while something is missing; assumed: it may do what was granted when it was made. Every App is
 * told when more is granted: https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation. Then the next look takes a new one.
 */
export function grantBook(): GrantBook {
  // At most as many as there are installations: GitHub signs what is heard.
  const anew = new Set<number>();
  return {
    hear: (event, payload) => {
      const heard = event === 'installation' ? accepted.safeParse(payload).data : undefined;
      if (heard) anew.add(heard.installation.id);
    },
    read: (client, installation) => grantsOf(client, installation, { anew: anew.delete(installation) }),
  };
}

interface Asking {
  /** Whether what was known may be over. */
  readonly anew?: boolean;
  readonly now?: () => number;
}

/** What an installation was granted, by its token. */
export async function grantsOf(
  client: Client,
  installation: number,
  { anew = false, now = Date.now }: Asking = {},
): Promise<Grants | undefined> {
  const first = await tokenOf(client, anew);
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

/** @throws Mute where nothing can be written on issues: then nothing is looked at either, since nobody could be told. */
export function mustSpeak(grants: Grants | undefined, { owner, repo }: Pick<Ref, 'owner' | 'repo'>): void {
  if (!grants || !isMissing({ granted: { ...grants, settings: '' } }, 'issues', 'write')) return;
  throw new Mute(
    `This App may not write issues in ${owner}/${repo}, so it can say nothing there. Whoever owns ${owner} accepts the permission "${permissionName('issues', 'write')}" in the settings of installation ${grants.installation}; then "promotion-bot inbox --replay" has it looked at again.`,
  );
}

const accepted = z.object({ action: z.literal('new_permissions_accepted'), installation: z.object({ id: z.int().positive() }) });

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
