/** The root fields of a query. A new one is one line in `queries`. */
import { accountOfCaller, maySee, type Need } from '../access.ts';
import type { NodeRecord, Repository } from '../model.ts';
import { findRepository } from '../world.ts';
import { accountNode, needTeams } from './actor.ts';
import { type Context, need, type Resolved } from './context.ts';
import { notFound } from './errors.ts';
import { needProject } from './project.ts';

function viewer(context: Context): Resolved {
  const account = accountOfCaller(context.world, context.caller);
  if (account === undefined) throw notFound('This endpoint needs somebody who is signed in.');
  // assumed: here alone the login of a bot carries its suffix.
  return { ...accountNode(context, account), __typename: 'User', login: account.login };
}

/** A repository the caller may not see does not exist for it: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource */
function repositoryNamed(context: Context, { owner, name }: { owner: string; name: string }): Resolved {
  const found = findRepository(context.world, owner, name);
  if (found === undefined || !maySee(context.world, context.caller, found))
    throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
  return context.show(found);
}

function accountNamed(context: Context, login: string, kind: 'User' | 'Organization'): Resolved {
  const found = context.world.accounts.get(login.toLowerCase());
  if (found?.kind !== kind)
    throw notFound(`Could not resolve to ${kind === 'User' ? 'a User' : 'an Organization'} with the login of '${login}'.`);
  return accountNode(context, found);
}

/** Which permission reads a record, and in which repository. */
function belongsTo(record: NodeRecord): readonly [Need['permission'], Repository | undefined] {
  if (record.kind === 'Team') return ['members', undefined];
  if ('issue' in record) return ['issues', record.issue.repo];
  if (record.kind === 'StatusContext') return ['statuses', record.commit.repo];
  if (record.kind === 'RepositoryVulnerabilityAlert') return ['vulnerability_alerts', record.repo];
  if (record.kind === 'Deployment') return ['deployments', record.repo];
  if (record.kind === 'DeploymentStatus') return ['deployments', record.deployment.repo];
  if (record.kind === 'Repository') return ['metadata', record];
  if (!('repo' in record)) return ['metadata', undefined];
  return [record.kind === 'Commit' || record.kind === 'Tag' ? 'contents' : 'issues', record.repo];
}

/** The record behind a node id, if the caller may read it. */
export function recordOf(context: Context, id: string): NodeRecord {
  const record = context.world.nodes.get(id);
  if (record === undefined) throw notFound(`Could not resolve to a node with the global id of '${id}'`);
  if (record.kind === 'Team') needTeams(context, record.organisation);
  if (record.kind === 'ProjectV2') needProject(context, record, 'read');
  if ('project' in record) needProject(context, record.project, 'read');
  const [permission, repo] = belongsTo(record);
  need(context, { permission, level: 'read' }, repo);
  return record;
}

const node = (context: Context, id: string): Resolved => context.show(recordOf(context, id));

/** A person or an organisation: https://docs.github.com/en/graphql/reference/queries#repositoryowner */
function ownerNamed(context: Context, login: string): Resolved {
  const found = context.world.accounts.get(login.toLowerCase());
  // assumed: refused as `organization` and `user` are; callers must bear a null without an error too.
  if (found?.kind !== 'User' && found?.kind !== 'Organization')
    throw notFound(`Could not resolve to a RepositoryOwner with the login of '${login}'.`);
  return accountNode(context, found);
}

export const queries: Readonly<Record<string, (args: never, context: Context) => unknown>> = {
  viewer: (_args: object, context) => viewer(context),
  repository: (args: { owner: string; name: string }, context) => repositoryNamed(context, args),
  repositoryOwner: ({ login }: { login: string }, context) => ownerNamed(context, login),
  organization: ({ login }: { login: string }, context) => accountNamed(context, login, 'Organization'),
  user: ({ login }: { login: string }, context) => accountNamed(context, login, 'User'),
  node: ({ id }: { id: string }, context) => node(context, id),
  // A promise each, so that one that cannot be found is null with an error of its own.
  nodes: ({ ids }: { ids: readonly string[] }, context) => ids.map(async (id) => node(context, id)),
};
