/** Machines that carry runs out, one after another, when their time has come. */
import { issueRunToken } from '../access.ts';
import { accountJson, issueApi, repositoryJson } from '../json.ts';
import type { Instant } from '../model.ts';
import type { Permissions, World } from '../world.ts';
import { later } from './artifacts.ts';
import type { WorkflowRun } from './model.ts';
import { branchOf, fileNameOf, latestAttempt } from './run-json.ts';
import { finishRun, startRun } from './runs.ts';
import type { Job, Outcome, Runner } from './state.ts';
import { readWorkflow } from './workflow-file.ts';

// https://docs.github.com/en/actions/reference/security/... "restricted" is what new repositories have; assumed for every one here.
const RESTRICTED: Permissions = { metadata: 'read', contents: 'read', packages: 'read' };

/** What its workflow says; a run from a fork reads only: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
function permissionsOf(run: WorkflowRun): Permissions {
  const said = (run.file === undefined ? undefined : readWorkflow(run.file)?.permissions) ?? RESTRICTED;
  if (run.headRepo === run.repo || run.event === 'pull_request_target' || run.event === 'workflow_run') return said;
  return Object.fromEntries(Object.keys(said).map((name) => [name, 'read' as const]));
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function envOf(world: World, run: WorkflowRun): Readonly<Record<string, string>> {
  const repository = `${run.repo.owner.login}/${run.repo.name}`;
  const attempt = latestAttempt(run);
  const [pull] = run.pulls;
  const ref = pull && run.event === 'pull_request' ? `refs/pull/${pull.issue.number}/merge` : run.ref;
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: String(run.repo.id),
    GITHUB_REPOSITORY_OWNER: run.repo.owner.login,
    GITHUB_SHA: run.sha,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: pull && ref !== run.ref ? `${pull.issue.number}/merge` : branchOf(run.ref),
    GITHUB_REF_TYPE: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_HEAD_REF: pull?.head.ref ?? '',
    GITHUB_BASE_REF: pull?.base.ref ?? '',
    GITHUB_EVENT_NAME: run.event,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(attempt.number),
    GITHUB_ACTOR: run.actor.login,
    GITHUB_ACTOR_ID: String(run.actor.id),
    GITHUB_TRIGGERING_ACTOR: attempt.triggeringActor.login,
    GITHUB_WORKFLOW: run.name,
    GITHUB_WORKFLOW_REF: `${repository}/${run.workflow.path}@${ref}`,
    GITHUB_WORKFLOW_SHA: run.sha,
    GITHUB_API_URL: world.site.api,
    GITHUB_GRAPHQL_URL: `${world.site.api.replace(/\/v3$/, '')}/graphql`,
    GITHUB_SERVER_URL: world.site.html,
  };
}

/** assumed: of the payload only what an Action reads: repository, sender, inputs, and the pull request with its two ends. */
function eventOf(world: World, run: WorkflowRun): Readonly<Record<string, unknown>> {
  const [pull] = run.pulls;
  const end = (ref: string, sha: string, repo: WorkflowRun['repo']): object => ({ ref, sha, repo: repositoryJson(world, repo) });
  return {
    repository: repositoryJson(world, run.repo),
    sender: accountJson(world, latestAttempt(run).triggeringActor),
    ...(run.event === 'workflow_dispatch' ? { inputs: run.inputs, ref: run.ref, workflow: run.workflow.path } : {}),
    ...(pull
      ? {
          action: 'synchronize',
          number: pull.issue.number,
          pull_request: {
            id: pull.id,
            number: pull.issue.number,
            url: issueApi(world, pull.issue).replace('/issues/', '/pulls/'),
            title: pull.issue.title,
            user: pull.issue.author && accountJson(world, pull.issue.author),
            head: end(pull.head.ref, pull.head.sha, pull.head.repo),
            base: end(pull.base.ref, pull.base.sha, run.repo),
          },
        }
      : {}),
  };
}

/** What a job of this run finds. The token works until the run ends. */
export const jobOf = (world: World, run: WorkflowRun): Job => ({
  token: issueRunToken(world, run, permissionsOf(run)),
  env: envOf(world, run),
  event: eventOf(world, run),
});

interface Due {
  readonly at: Instant;
  readonly run: WorkflowRun;
  readonly act: () => Promise<void>;
}

const plus = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

function endCarried(world: World, run: WorkflowRun, outcome: Outcome): void {
  world.actions.carried.delete(run);
  finishRun(world, run, outcome);
}

/** What comes next for each run that a runner has, the earliest first, by number where several come at once. */
function agenda(world: World): Due[] {
  return world.actions.runs
    .flatMap((run): Due[] => {
      const runner = world.actions.runners.get(fileNameOf(run.workflow.path));
      const latest = latestAttempt(run);
      const carried = world.actions.carried.get(run);
      if (carried) return [{ at: carried.ends, run, act: async () => endCarried(world, run, carried.outcome) }];
      if (runner === undefined || latest.status !== 'queued') return [];
      return [{ at: plus(latest.queuedAt, runner.waits), run, act: () => carryOut(world, run, runner) }];
    })
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.run.id - b.run.id);
}

/** Lets the runner work; what came out takes effect when the run has taken its time. A runner that throws is a failure, and the story's too. */
async function carryOut(world: World, run: WorkflowRun, runner: Runner): Promise<void> {
  startRun(world, run);
  const attempt = latestAttempt(run);
  let outcome: Outcome;
  try {
    outcome = await runner.work(run, run.inputs, jobOf(world, run));
  } catch (error) {
    finishRun(world, run, { conclusion: 'failure' });
    throw error;
  }
  // Cancelled while it worked: what came out counts no more.
  if (latestAttempt(run) !== attempt || attempt.status !== 'in_progress') return;
  if (runner.takes === 0) finishRun(world, run, outcome);
  else world.actions.carried.set(run, { ends: later(world, runner.takes), outcome });
}

/** When a runner has something to do next; undefined when never. */
export const nextDue = (world: World): Instant | undefined => agenda(world)[0]?.at;

/** Carries out what is due now, one after another, and what that causes. Answers how many steps that were. */
export async function work(world: World): Promise<number> {
  let steps = 0;
  for (;;) {
    const [next] = agenda(world).filter(({ at }) => Date.parse(at) <= Date.parse(world.clock.now()));
    if (next === undefined || world.outage) return steps;
    await next.act();
    steps += 1;
  }
}
