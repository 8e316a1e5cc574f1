/**
 * The life of a workflow run: queued, in progress, completed, and again when it is run again.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run . assumed: `requested`, `in_progress` and `completed` are sent in
 * this order, each after the check runs it is about; GitHub promises no order.
 */
import { revokeTokens } from '../access.ts';
import { tell } from '../hooks.ts';
import type { Account, PullRequest, Repository } from '../model.ts';
import { nodeId, type World } from '../world.ts';
import { keepArtifact } from './artifacts.ts';
import { addCheck, completeCheck, latestChecks, openSuite } from './checks.ts';
import { endReaches, reachEnvironments, startReaches } from './environments.ts';
import type { RunAttempt, Workflow, WorkflowRun } from './model.ts';
import { branchOf, latestAttempt, runJson, workflowJson } from './run-json.ts';
import type { Outcome } from './state.ts';
import { fillIn, readWorkflow, valuesOf, type WorkflowFile } from './workflow-file.ts';

const FOLDER = '.github/workflows/';

/** The workflow of a path in `.github/workflows`; it gets its number when it is first asked for. */
export function workflowAt(world: World, repo: Repository, path: string): Workflow {
  const known = world.actions.workflows.find((one) => one.repo.id === repo.id && one.path === path);
  if (known) return known;
  const id = world.nextId('workflow');
  const at = world.clock.now();
  const workflow: Workflow = { kind: 'Workflow', id, nodeId: nodeId('Workflow', id), repo, path, createdAt: at, state: 'active' };
  world.actions.workflows.push(workflow);
  return workflow;
}

/** All workflows of the default branch and those that ever ran. */
export function workflowsOf(world: World, repo: Repository): Workflow[] {
  const head = repo.commits.get(repo.refs.get(`refs/heads/${repo.defaultBranch}`) ?? '');
  for (const path of head?.files.keys() ?? []) if (path.startsWith(FOLDER) && /\.ya?ml$/.test(path)) workflowAt(world, repo, path);
  return world.actions.workflows.filter((one) => one.repo.id === repo.id);
}

export const runsOf = (world: World, repo: Repository): WorkflowRun[] => world.actions.runs.filter((one) => one.repo.id === repo.id);

/** Its runs once they are in the lists: `listLag` seconds after they were made. */
export const listedRuns = (world: World, repo: Repository): WorkflowRun[] =>
  runsOf(world, repo).filter(({ createdAt }) => Date.parse(createdAt) + world.actions.listLag * 1000 <= Date.parse(world.clock.now()));

export interface RunStart {
  readonly by: Account;
  readonly workflow: Workflow;
  readonly event: string;
  /** Full: `refs/heads/main`. */
  readonly ref: string;
  readonly sha: string;
  readonly headRepo?: Repository;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly pulls?: readonly PullRequest[];
  readonly title?: string;
}

/** assumed: without `run-name` a dispatched run is called like its workflow, any other like its commit. */
function titleOf(start: RunStart, file: WorkflowFile | undefined, message: string): string {
  const values = valuesOf({ ...start, inputs: start.inputs ?? {}, actor: start.by.login });
  if (start.title !== undefined) return start.title;
  if (file?.runName !== undefined) return fillIn(file.runName, values);
  return start.event === 'workflow_dispatch' ? (file?.name ?? start.workflow.path) : (message.split('\n')[0] ?? '');
}

const attemptOf = (world: World, by: Account, number: number): RunAttempt => {
  const at = world.clock.now();
  return { number, triggeringActor: by, queuedAt: at, startedAt: at, updatedAt: at, status: 'queued', conclusion: null };
};

/** Queues a run with one check for each of its jobs. */
export function queueRun(world: World, start: RunStart): WorkflowRun {
  const { workflow, by } = start;
  const { repo } = workflow;
  const commit = repo.commits.get(start.sha) ?? start.headRepo?.commits.get(start.sha);
  const text = commit?.files.get(workflow.path);
  const file = text === undefined ? undefined : readWorkflow(text);
  const id = world.nextId('run');
  const run: WorkflowRun = {
    kind: 'WorkflowRun',
    id,
    nodeId: nodeId('WorkflowRun', id),
    repo,
    workflow,
    number: runsOf(world, repo).filter((one) => one.workflow === workflow).length + 1,
    event: start.event,
    ref: start.ref,
    sha: start.sha,
    headRepo: start.headRepo ?? repo,
    actor: by,
    name: file?.name ?? workflow.path,
    title: titleOf(start, file, commit?.message ?? ''),
    inputs: start.inputs ?? {},
    file: text,
    pulls: start.pulls ?? [],
    createdAt: world.clock.now(),
    attempts: [],
    suite: openSuite(world, repo, { sha: start.sha, branch: branchOf(start.ref), app: world.actions.app }),
  };
  world.actions.runs.push(run);
  attempt(world, by, run);
  return run;
}

/** One more attempt: the same commit, a new set of checks. */
function attempt(world: World, by: Account, run: WorkflowRun): void {
  run.attempts.push(attemptOf(world, by, run.attempts.length + 1));
  const jobs = run.file === undefined ? [] : (readWorkflow(run.file)?.jobs ?? []);
  for (const { name } of jobs) addCheck(world, world.actions.bot, run.suite, { name });
  tellRun(world, run, 'requested');
  reachEnvironments(world, run);
  world.actions.queued?.();
}

function tellRun(world: World, run: WorkflowRun, action: 'requested' | 'in_progress' | 'completed'): void {
  const about = { workflow: workflowJson(world, run.workflow), workflow_run: runJson(world, run) };
  tell(world, { event: 'workflow_run', action, by: latestAttempt(run).triggeringActor, repo: run.repo, about });
}

/** A machine takes the run. Undefined changes nothing: it was started or ended before. */
export function startRun(world: World, run: WorkflowRun): boolean {
  const latest = latestAttempt(run);
  if (latest.status !== 'queued') return false;
  const at = world.clock.now();
  Object.assign(latest, { status: 'in_progress', startedAt: at, updatedAt: at });
  for (const check of latestChecks(run.suite.runs))
    if (check.status === 'queued') Object.assign(check, { status: 'in_progress', startedAt: at });
  startReaches(world, run);
  tellRun(world, run, 'in_progress');
  return true;
}

/** Ends the run with what it leaves behind; its token works no more. One that ended already stays as it is. */
export function finishRun(world: World, run: WorkflowRun, outcome: Outcome): boolean {
  startRun(world, run);
  const latest = latestAttempt(run);
  if (latest.status === 'completed') return false;
  for (const artifact of outcome.artifacts ?? []) keepArtifact(world, run, artifact);
  for (const check of latestChecks(run.suite.runs))
    if (check.conclusion === null) completeCheck(world, world.actions.bot, check, { conclusion: outcome.conclusion });
  Object.assign(latest, { status: 'completed', conclusion: outcome.conclusion, updatedAt: world.clock.now() });
  endReaches(world, run, outcome.conclusion);
  world.actions.carried.delete(run);
  revokeTokens(world, run);
  tellRun(world, run, 'completed');
  return true;
}

/** Runs the same commit again, when the last attempt ended. assumed: artifacts of earlier attempts stay and are listed. */
export function rerun(world: World, by: Account, run: WorkflowRun): boolean {
  if (latestAttempt(run).status !== 'completed') return false;
  attempt(world, by, run);
  return true;
}
