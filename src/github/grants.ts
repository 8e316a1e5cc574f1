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

/** @throws Mute where nothing can be written on issues: then nothing is looked at either, since nobody could be told. */
export function mustSpeak(grants: Grants | undefined, { owner, repo }: Pick<Ref, 'owner' | 'repo'>): void {
  if (!grants || !isMissing({ granted: { ...grants, settings: '' } }, 'issues', 'write')) return;
  throw new Mute(
    `This App may not write issues in ${owner}/${repo}, so it can say nothing there. Whoever owns ${owner} accepts the permission "${permissionName('issues', 'write')}" in the settings of installation ${grants.installation}; then "promotion-bot inbox --replay" has it looked at again.`,
  );
}

const accepted = z.object({ action: z.literal('new_permissions_accepted'), installation: z.object({ id: z.int().positive() }) });

/**
 * Every App is told when more was granted: https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation. assumed: a token may do
 * what was granted when it was made, so there has to be a new one.
 */
export async function renewOn(event: string, payload: unknown, clientOf: (installation: number) => Promise<Client>): Promise<void> {
  const granted = event === 'installation' ? accepted.safeParse(payload).data : undefined;
  if (granted) await tokenOf(await clientOf(granted.installation.id), true);
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
