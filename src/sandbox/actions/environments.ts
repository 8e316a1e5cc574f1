/**
 * Jobs that name an environment: each is a deployment, and waits where the App guards the environment.
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/control-deployments and
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/create-custom-protection-rules
 * assumed: the whole run waits, not the job alone; the deployment is its actor's by way of GitHub Actions, and its statuses are those of
 * github-actions[bot].
 */
import { deploy, deploymentJson, setDeploymentStatus } from '../deployments.ts';
import { tell } from '../hooks.ts';
import { repositoryApi, repositoryUrl } from '../json.ts';
import type { DeploymentState, Repository } from '../model.ts';
import type { World } from '../world.ts';
import type { Conclusion, Reach, WorkflowRun } from './model.ts';
import { branchOf, latestAttempt } from './run-json.ts';
import { fillIn, readWorkflow, valuesOf } from './workflow-file.ts';

const keyOf = (repo: Repository, environment: string): string => `${repo.id} ${environment.toLowerCase()}`;

/** Lets the App decide who reaches an environment. */
export const guard = (world: World, repo: Repository, environment: string): void =>
  void world.actions.guarded.add(keyOf(repo, environment));

/** What the last attempt of a run reaches. */
export const reachesOf = (world: World, run: WorkflowRun): Reach[] =>
  world.actions.reaches.filter((one) => one.run === run && one.attempt === latestAttempt(run).number);

/** Makes a deployment for each environment that jobs of the run name, and asks the App about those it guards. */
export function reachEnvironments(world: World, run: WorkflowRun): void {
  const values = valuesOf({ ...run, actor: run.actor.login });
  const jobs = run.file === undefined ? [] : (readWorkflow(run.file)?.jobs ?? []);
  const names = new Set(jobs.flatMap(({ environment }) => fillIn(environment ?? '', values) || []));
  for (const environment of names) reach(world, run, environment);
}

function reach(world: World, run: WorkflowRun, environment: string): void {
  const { repo, sha, ref } = run;
  const attempt = latestAttempt(run);
  const isGuarded = world.actions.guarded.has(keyOf(repo, environment));
  const deployment = deploy(world, attempt.triggeringActor, { repo, sha }, { ref: branchOf(ref), environment, run });
  const made: Reach = { run, attempt: attempt.number, environment, deployment, state: isGuarded ? 'waiting' : 'free', reviews: [] };
  world.actions.reaches.push(made);
  if (!isGuarded) return;
  attempt.status = 'waiting';
  say(world, made, 'waiting');
  tell(world, {
    event: 'deployment_protection_rule',
    action: 'requested',
    by: attempt.triggeringActor,
    repo,
    about: {
      environment,
      event: run.event,
      sha,
      ref,
      deployment_callback_url: `${repositoryApi(world, repo)}/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: deploymentJson(world, deployment),
      // assumed: none, whatever the run is for; a whole pull request is published here.
      pull_requests: [],
    },
  });
}

function say(world: World, { run, deployment }: Reach, state: DeploymentState): void {
  const logUrl = `${repositoryUrl(world, run.repo)}/actions/runs/${run.id}`;
  setDeploymentStatus(world, world.actions.bot, deployment, { state, logUrl });
}

export function startReaches(world: World, run: WorkflowRun): void {
  for (const one of reachesOf(world, run)) say(world, one, 'in_progress');
}

/** assumed: whatever is no success is a failure. */
export function endReaches(world: World, run: WorkflowRun, conclusion: Conclusion): void {
  for (const one of reachesOf(world, run)) say(world, one, conclusion === 'success' ? 'success' : 'failure');
}
