/** Deployments as GraphQL shows them: https://docs.github.com/en/graphql/reference/objects#deployment */
import type { Deployment, DeploymentStatus, Repository } from '../model.ts';
import { actor } from './actor.ts';
import { connection, type Page } from './connection.ts';
import { type Context, need, type Resolved } from './context.ts';
import { objectOf, reference } from './git.ts';

export const deploymentStatus = (context: Context, record: DeploymentStatus): Resolved => ({
  __typename: 'DeploymentStatus',
  id: record.nodeId,
  state: record.state.toUpperCase(),
  description: record.description,
  environment: record.environment,
  logUrl: record.logUrl,
  environmentUrl: record.environmentUrl,
  createdAt: record.at,
  updatedAt: record.at,
  creator: () => actor(context, record.creator),
  deployment: () => deployment(context, record.deployment),
});

/** assumed: PENDING before anything was said, ACTIVE for a success, DESTROYED for a transient one that is inactive, else the last word itself. */
function stateOf({ statuses, transient }: Deployment): string {
  const state = statuses.at(-1)?.state ?? 'pending';
  if (state === 'success') return 'ACTIVE';
  return state === 'inactive' && transient ? 'DESTROYED' : state.toUpperCase();
}

export function deployment(context: Context, record: Deployment): Resolved {
  // assumed: the newest first, as REST lists them.
  const statuses = record.statuses.toReversed();
  const [latest] = statuses;
  return {
    __typename: 'Deployment',
    id: record.nodeId,
    // assumed: as everywhere Int holds 31 bits and ids are longer today; `id` is REST's `node_id`.
    databaseId: record.id > 2 ** 31 - 1 ? null : record.id,
    commitOid: record.sha,
    commit: () => objectOf(context, record.repo, record.sha),
    ref: () => reference(context, record.repo, record.ref),
    task: record.task,
    // assumed: the JSON of what REST answers with, of a text too.
    payload: JSON.stringify(record.payload),
    environment: record.environment,
    latestEnvironment: record.environment,
    originalEnvironment: record.originalEnvironment,
    description: record.description,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    creator: () => actor(context, record.creator),
    state: stateOf(record),
    repository: () => context.show(record.repo),
    latestStatus: latest ? deploymentStatus(context, latest) : null,
    statuses: (page: Page) => connection({ name: 'statuses', items: statuses, node: (one) => deploymentStatus(context, one) }, page),
  };
}

export interface DeploymentsArgs extends Page {
  readonly environments?: readonly string[] | null;
  /** CREATED_AT is the only field there is. */
  readonly orderBy?: { readonly direction: 'ASC' | 'DESC' } | null;
}

/** The oldest first unless asked otherwise, as the schema says. */
export function deployments(context: Context, repo: Repository, args: DeploymentsArgs): Resolved {
  need(context, { permission: 'deployments', level: 'read' }, repo);
  const kept = repo.deployments.filter(({ environment }) => args.environments?.includes(environment) ?? true);
  const isBackward = args.orderBy?.direction === 'DESC';
  const items = isBackward ? kept.toReversed() : kept;
  const key = ({ id }: Deployment): number => (isBackward ? 8e15 - id : id);
  return connection({ name: 'deployments', items, node: (one) => deployment(context, one), key }, args);
}
