/** Deployments and what is said of them: https://docs.github.com/en/rest/deployments/deployments , https://docs.github.com/en/rest/deployments/statuses */
import type { WorkflowRun } from './actions/model.ts';
import { runJson, workflowJson } from './actions/run-json.ts';
import { Refusal } from './acts.ts';
import { tell } from './hooks.ts';
import { accountJson, identityJson, type Json, repositoryApi, viaApp } from './json.ts';
import type { Account, Commit, Deployment, DeploymentState, DeploymentStatus } from './model.ts';
import { nodeId, remember, type World } from './world.ts';

export interface DeploymentInput {
  /** As it was asked for. */
  readonly ref: string;
  /** `production` when left out. */
  readonly environment?: string;
  /** `deploy` when left out. */
  readonly task?: string;
  readonly payload?: Readonly<Record<string, unknown>> | string;
  readonly description?: string | null;
  readonly transient?: boolean;
  /** "Default: `true` when `environment` is `production` and `false` otherwise." */
  readonly production?: boolean;
  /** Which made it for a job of its own. */
  readonly run?: WorkflowRun;
}

/** Makes a deployment of a commit, and tells of it. */
export function deploy(world: World, by: Account, { repo, sha }: Pick<Commit, 'repo' | 'sha'>, input: DeploymentInput): Deployment {
  const id = world.nextId('deployment');
  const at = world.clock.now();
  const environment = input.environment ?? 'production';
  const deployment: Deployment = {
    kind: 'Deployment',
    id,
    nodeId: nodeId('Deployment', id),
    repo,
    sha,
    ref: input.ref,
    task: input.task ?? 'deploy',
    payload: input.payload ?? '',
    originalEnvironment: environment,
    environment,
    description: input.description ?? null,
    transient: input.transient ?? false,
    production: input.production ?? environment === 'production',
    creator: by,
    createdAt: at,
    updatedAt: at,
    statuses: [],
  };
  repo.deployments.push(remember(world, deployment));
  if (input.run) world.actions.deployed.set(id, input.run);
  const about = { deployment: deploymentJson(world, deployment), ...madeBy(world, deployment) };
  tell(world, { event: 'deployment', action: 'created', by, repo, about });
  return deployment;
}

/** assumed: null for what no workflow made; the published schema asks for both, and for a run without these two. */
function madeBy(world: World, { id }: Deployment): Json {
  const run = world.actions.deployed.get(id);
  if (run === undefined) return { workflow: null, workflow_run: null };
  const workflowRun = { ...runJson(world, run), head_commit: null, previous_attempt_url: null };
  return { workflow: workflowJson(world, run.workflow), workflow_run: workflowRun };
}

export interface DeploymentStatusInput {
  readonly state: DeploymentState;
  readonly description?: string;
  readonly logUrl?: string | null;
  readonly environmentUrl?: string | null;
  /** Another name for the environment from now on. */
  readonly environment?: string;
  /** True when left out: a success makes earlier ones inactive. */
  readonly autoInactive?: boolean;
}

/** "The maximum description length is 140 characters." assumed: the words of the refusal. */
const DESCRIPTION_LIMIT = 140;

/** Says how far a deployment is, and tells of it. */
export function setDeploymentStatus(world: World, by: Account, deployment: Deployment, input: DeploymentStatusInput): DeploymentStatus {
  const description = input.description ?? '';
  if (description.length > DESCRIPTION_LIMIT)
    throw new Refusal('UNPROCESSABLE', `Description is too long (maximum is ${DESCRIPTION_LIMIT} characters)`);
  deployment.environment = input.environment ?? deployment.environment;
  const status = addStatus(world, by, deployment, { ...input, description });
  const about = { deployment_status: deploymentStatusJson(world, status), deployment: deploymentJson(world, deployment) };
  const unknown = { check_run: null, ...madeBy(world, deployment) };
  tell(world, { event: 'deployment_status', action: 'created', by, repo: deployment.repo, about: { ...about, ...unknown } });
  if (input.state === 'success' && input.autoInactive !== false) retireEarlier(world, by, deployment);
  return status;
}

function addStatus(world: World, by: Account, deployment: Deployment, input: DeploymentStatusInput): DeploymentStatus {
  const id = world.nextId('deploymentStatus');
  const at = world.clock.now();
  const status: DeploymentStatus = {
    kind: 'DeploymentStatus',
    id,
    nodeId: nodeId('DeploymentStatus', id),
    deployment,
    state: input.state,
    environment: deployment.environment,
    description: input.description ?? '',
    logUrl: input.logUrl || null,
    environmentUrl: input.environmentUrl || null,
    creator: by,
    at,
  };
  deployment.statuses.push(remember(world, status));
  deployment.updatedAt = at;
  return status;
}

/**
 * "Adds a new `inactive` status to all prior non-transient, non-production environment deployments with the same repository and `environment`
 * name as the created status's deployment. An `inactive` status is only added to deployments that had a `success` state."
 * assumed: no webhook tells of these; a workflow is not started by them either:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#deployment_status
 */
function retireEarlier(world: World, by: Account, deployment: Deployment): void {
  for (const one of deployment.repo.deployments) {
    const isEarlier = one.id < deployment.id && one.environment === deployment.environment;
    if (isEarlier && !one.transient && !one.production && one.statuses.at(-1)?.state === 'success')
      addStatus(world, by, one, { state: 'inactive' });
  }
}

export const deploymentApi = (world: World, { repo, id }: Deployment): string => `${repositoryApi(world, repo)}/deployments/${id}`;

export function deploymentJson(world: World, deployment: Deployment): Json {
  const url = deploymentApi(world, deployment);
  return {
    url,
    id: deployment.id,
    node_id: deployment.nodeId,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    creator: accountJson(world, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryApi(world, deployment.repo),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: world.actions.deployed.has(deployment.id)
      ? identityJson(world, world.actions.app)
      : viaApp(world, deployment.creator),
  };
}

export function deploymentStatusJson(world: World, status: DeploymentStatus): Json {
  const { deployment } = status;
  const api = deploymentApi(world, deployment);
  return {
    url: `${api}/statuses/${status.id}`,
    id: status.id,
    node_id: status.nodeId,
    state: status.state,
    creator: accountJson(world, status.creator),
    description: status.description,
    environment: status.environment,
    // "Setting `log_url` will automatically set `target_url` to the same value."
    target_url: status.logUrl ?? '',
    created_at: status.at,
    updated_at: status.at,
    deployment_url: api,
    repository_url: repositoryApi(world, deployment.repo),
    environment_url: status.environmentUrl ?? '',
    log_url: status.logUrl ?? '',
    performed_via_github_app: viaApp(world, status.creator),
  };
}
