/** What somebody is told about themselves: https://docs.github.com/en/rest/users/users , https://docs.github.com/en/rest/apps/installations , https://docs.github.com/en/rest/teams/teams */
import { permissionOf } from '../access.ts';
import { accountJson, accountUrl, type Json, repositoryJson } from '../json.ts';
import type { Account, Repository, Team } from '../model.ts';
import type { Installation, World } from '../world.ts';
import { installationJson } from './app.ts';
import { type Call, HttpError, missing, paged, pagedUnder, type RestAnswer, type Routes } from './call.ts';

function personOf({ caller }: Call): Account {
  if (caller.kind !== 'user') throw new HttpError(caller.kind === 'nobody' ? 401 : 403, 'Requires authentication');
  return caller.account;
}

const userJson = (world: World, account: Account): Json => ({
  ...accountJson(world, account),
  ...Object.fromEntries(['bio', 'blog', 'company', 'email', 'hireable', 'location', 'name'].map((name) => [name, null])),
  ...Object.fromEntries(['followers', 'following', 'public_gists', 'public_repos'].map((name) => [name, 0])),
  created_at: account.createdAt,
  updated_at: account.createdAt,
});

/** "explicit permission": that a repository is public does not count. */
const readable = (world: World, account: Account, { account: owner }: Installation): readonly Repository[] =>
  world.repositories.filter((repo) => repo.owner.id === owner.id && permissionOf(world, repo, account) !== undefined);

function installations(call: Call): RestAnswer {
  const { world } = call;
  const person = personOf(call);
  const seen = world.installations.filter((one) => one.suspendedAt === null && readable(world, person, one).length > 0);
  return pagedUnder(call, 'installations', seen, (one) => installationJson(world, one));
}

function repositories(call: Call): RestAnswer {
  const { world } = call;
  const person = personOf(call);
  const installation = world.installations.find(({ id }) => id === Number(call.param('installation_id')));
  const seen = installation ? readable(world, person, installation) : [];
  if (seen.length === 0) throw missing();
  return pagedUnder(call, 'repositories', seen, (repo) => repositoryJson(world, repo));
}

function teamJson(world: World, { organisation, ...team }: Team): Json {
  const { login, id, node_id, avatar_url } = accountJson(world, organisation);
  const api = `${world.site.api}/orgs/${organisation.login}`;
  const at = `${api}/teams/${team.slug}`;
  const lists = Object.fromEntries(
    ['repos', 'events', 'hooks', 'issues', 'members', 'public_members'].map((name) => [`${name}_url`, `${api}/${name}`]),
  );
  const times = { created_at: organisation.createdAt, updated_at: organisation.createdAt };
  return {
    id: team.id,
    node_id: team.nodeId,
    url: at,
    html_url: `${accountUrl(world, organisation)}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: null,
    permission: 'pull',
    members_url: `${at}/members{/member}`,
    repositories_url: `${at}/repos`,
    members_count: team.members.length,
    repos_count: 0,
    type: 'organization',
    ...times,
    organization: {
      ...{ login, id, node_id, avatar_url, url: api, html_url: accountUrl(world, organisation), description: null, type: 'Organization' },
      ...lists,
      ...{ has_organization_projects: true, has_repository_projects: true, public_repos: 0, public_gists: 0, followers: 0, following: 0 },
      ...times,
      archived_at: null,
    },
  };
}

function teams(call: Call): RestAnswer {
  const person = personOf(call);
  return paged(
    call,
    call.world.teams.filter(({ members }) => members.includes(person)),
    (team) => teamJson(call.world, team),
  );
}

/** assumed: a token nobody has is 404, as for the check of a token on the same page. https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-token */
function deleteToken(call: Call): RestAnswer {
  if (!call.world.tokens.delete(String(call.body['access_token']))) throw missing();
  return { status: 204 };
}

export const userRoutes: Routes = {
  'users/get-authenticated': { needs: 'anyone', run: (call) => ({ status: 200, body: userJson(call.world, personOf(call)) }) },
  'apps/list-installations-for-authenticated-user': { needs: 'anyone', run: installations },
  'apps/list-installation-repos-for-authenticated-user': { needs: 'anyone', run: repositories },
  'teams/list-for-authenticated-user': { needs: 'anyone', run: teams },
  'apps/delete-token': { needs: 'app', run: deleteToken },
};
