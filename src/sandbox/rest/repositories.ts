/** Repositories and who works in them: https://docs.github.com/en/rest/repos/repos , https://docs.github.com/en/rest/teams/members */
import { maySeeTeams, permissionOf } from '../access.ts';
import { accountJson, repositoryJson } from '../json.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';
import { type Call, missing, paged, type RestAnswer, type Routes, repositoryOf } from './call.ts';

const fullRepository = (world: World, repo: Repository): object => ({
  ...repositoryJson(world, repo),
  network_count: 0,
  subscribers_count: 0,
});

/** `permission` knows four words only, `role_name` has all: https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
const LEGACY = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' } as const;

function permission(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const account = call.world.accounts.get(call.param('username').toLowerCase());
  if (account === undefined) throw missing();
  // assumed: a stranger may read a public repository and has no permission on a private one.
  const role = permissionOf(call.world, repo, account) ?? (repo.private ? 'none' : 'read');
  return {
    status: 200,
    body: { permission: LEGACY[role], role_name: role, user: { ...accountJson(call.world, account), role_name: role } },
  };
}

function teamMembers(call: Call): RestAnswer {
  const team = call.world.teams.find(
    (one) => one.slug === call.param('team_slug') && one.organisation.login.toLowerCase() === call.param('org').toLowerCase(),
  );
  if (team === undefined || !maySeeTeams(call.world, call.caller, team.organisation)) throw missing();
  return paged(call, team.members, (member) => accountJson(call.world, member));
}

export const repositoryRoutes: Routes = {
  'repos/get': {
    needs: { permission: 'metadata', level: 'read' },
    run: (call) => ({ status: 200, body: fullRepository(call.world, repositoryOf(call)) }),
  },
  'repos/get-collaborator-permission-level': { needs: { permission: 'metadata', level: 'read' }, run: permission },
  'teams/list-members-in-org': { needs: { permission: 'members', level: 'read' }, run: teamMembers },
};
