/** Accounts, teams and organisations as GraphQL shows them. */
import { maySeeTeams } from '../access.ts';
import { accountUrl } from '../json.ts';
import type { Account, Team } from '../model.ts';
import { connection, type Page } from './connection.ts';
import type { Context, Resolved } from './context.ts';
import { forbidden } from './errors.ts';
import { projectNumbered } from './project.ts';

/** assumed: the login of a bot is written without `[bot]` here, and with it in `viewer` and in REST. */
export const actor = (context: Context, account: Account | null): Resolved | null =>
  account === null
    ? null
    : {
        __typename: account.kind,
        id: account.nodeId,
        databaseId: account.id,
        login: account.login.replace(/\[bot\]$/, ''),
        name: account.login,
        createdAt: account.createdAt,
        updatedAt: account.createdAt,
        url: accountUrl(context.world, account),
        resourcePath: new URL(accountUrl(context.world, account)).pathname,
        avatarUrl: `${context.world.site.html}/avatars/${account.id}`,
        ...(account.kind === 'Organization' || account.kind === 'User'
          ? { projectV2: ({ number }: { number: number }) => projectNumbered(context, account, number) }
          : {}),
        ...(account.kind === 'Organization' ? organisationFields(context, account) : {}),
      };

export const accountNode = (context: Context, account: Account): Resolved => ({ ...actor(context, account) });

export function needTeams(context: Context, organisation: Account): void {
  if (!maySeeTeams(context.world, context.caller, organisation)) throw forbidden();
}

function organisationFields(context: Context, organisation: Account): Resolved {
  const teams = context.world.teams.filter((one) => one.organisation.id === organisation.id);
  return {
    team: ({ slug }: { slug: string }) => {
      needTeams(context, organisation);
      const found = teams.find((one) => one.slug === slug.toLowerCase());
      return found ? team(context, found) : null;
    },
    teams: (page: Page) => {
      needTeams(context, organisation);
      return connection({ name: 'teams', items: teams, node: (one) => team(context, one) }, page);
    },
  };
}

export const team = (context: Context, record: Team): Resolved => ({
  __typename: 'Team',
  id: record.nodeId,
  databaseId: record.id,
  slug: record.slug,
  name: record.name,
  organization: () => accountNode(context, record.organisation),
  members: (page: Page & { query?: string | null }) => {
    const items = record.members.filter((one) => matches(one, page.query));
    return connection({ name: 'members', items, node: (one) => accountNode(context, one), edge: () => ({ role: 'MEMBER' }) }, page);
  },
});

/** assumed: `query` finds logins that contain it, whatever the case; the caller must still compare ids. */
export const matches = (account: Account, query: string | null | undefined): boolean =>
  query === null || query === undefined || account.login.toLowerCase().includes(query.toLowerCase());
