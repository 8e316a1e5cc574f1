/** Workflows and runs as GitHub shows them: https://docs.github.com/en/rest/actions/workflow-runs */
import { accountJson, type Json, repositoryApi, repositoryJson, repositoryUrl } from '../json.ts';
import type { PullRequest, Repository } from '../model.ts';
import { simpleCommitJson } from '../statuses.ts';
import type { World } from '../world.ts';
import type { RunAttempt, Workflow, WorkflowRun } from './model.ts';
import { readWorkflow } from './workflow-file.ts';

/** `refs/heads/main` and `refs/tags/v1` to `main` and `v1`, as runs name what they ran on. */
export const branchOf = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, '');

/** `gates.yml` of `.github/workflows/gates.yml`. */
export const fileNameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** The name its file gives it on the default branch, or else its path. */
export function workflowName({ repo, path }: Workflow): string {
  const text = repo.commits.get(repo.refs.get(`refs/heads/${repo.defaultBranch}`) ?? '')?.files.get(path);
  return (text === undefined ? undefined : readWorkflow(text)?.name) ?? path;
}

export function workflowJson(world: World, workflow: Workflow): Json {
  const { repo, path } = workflow;
  return {
    id: workflow.id,
    node_id: workflow.nodeId,
    name: workflowName(workflow),
    path,
    state: workflow.state,
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${repositoryApi(world, repo)}/actions/workflows/${workflow.id}`,
    html_url: `${repositoryUrl(world, repo)}/blob/${repo.defaultBranch}/${path}`,
    badge_url: `${repositoryUrl(world, repo)}/workflows/${encodeURIComponent(workflowName(workflow))}/badge.svg`,
  };
}

const side = (world: World, repo: Repository, { ref, sha }: { ref: string; sha: string }): Json => ({
  ref,
  sha,
  repo: { id: repo.id, url: repositoryApi(world, repo), name: repo.name },
});

/** Empty for one from a fork, as reported in https://github.com/orgs/community/discussions/25220 ; the reference is silent. */
const pullsJson = (world: World, { repo, headRepo, pulls }: WorkflowRun): Json[] =>
  headRepo === repo ? pulls.map((pull) => pullJson(world, pull)) : [];

function pullJson(world: World, { id, issue, head, base }: PullRequest): Json {
  const url = `${repositoryApi(world, issue.repo)}/pulls/${issue.number}`;
  return { url, id, number: issue.number, head: side(world, head.repo, head), base: side(world, issue.repo, base) };
}

/** `acme/shared/.github/workflows/gates.yml@v1` of a job, with the commit it stands for where the sandbox has that repository. */
function referenced(world: World, run: WorkflowRun): Json[] {
  const jobs = run.file === undefined ? [] : (readWorkflow(run.file)?.jobs ?? []);
  return jobs.flatMap(({ uses }) => {
    if (uses === undefined) return [];
    if (uses.startsWith('./'))
      return [{ path: `${run.repo.owner.login}/${run.repo.name}/${uses.slice(2)}@${run.sha}`, sha: run.sha, ref: run.ref }];
    const [, owner = '', name = '', ref = ''] = /^([^/]+)\/([^/]+)\/.+@(.+)$/.exec(uses) ?? [];
    const repo = world.repositories.find((one) => one.owner.login === owner && one.name === name);
    const full = [`refs/heads/${ref}`, `refs/tags/${ref}`].find((one) => repo?.refs.has(one));
    return [
      {
        path: uses,
        sha: repo?.refs.get(full ?? '') ?? (/^[0-9a-f]{40}$/.test(ref) ? ref : '0'.repeat(40)),
        ...(full ? { ref: full } : {}),
      },
    ];
  });
}

/** The attempt that counts. */
export function latestAttempt(run: WorkflowRun): RunAttempt {
  const latest = run.attempts.at(-1);
  if (latest === undefined) throw new Error(`The run ${run.id} has no attempt.`);
  return latest;
}

function runLinks(world: World, run: WorkflowRun, attempt: RunAttempt): Json {
  const api = repositoryApi(world, run.repo);
  const url = `${api}/actions/runs/${run.id}`;
  return {
    url,
    html_url: `${repositoryUrl(world, run.repo)}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suite.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.number > 1 ? `${url}/attempts/${attempt.number - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflow.id}`,
  };
}

export function runJson(world: World, run: WorkflowRun, attempt: RunAttempt = latestAttempt(run)): Json {
  const commit = run.repo.commits.get(run.sha) ?? run.headRepo.commits.get(run.sha);
  return {
    id: run.id,
    node_id: run.nodeId,
    name: run.name,
    display_title: run.title,
    head_branch: branchOf(run.ref),
    head_sha: run.sha,
    path: `${run.workflow.path}${world.actions.saysRefInPath ? `@${branchOf(run.ref)}` : ''}`,
    run_number: run.number,
    run_attempt: attempt.number,
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.suite.id,
    check_suite_node_id: run.suite.nodeId,
    ...runLinks(world, run, attempt),
    pull_requests: pullsJson(world, run),
    created_at: run.createdAt,
    updated_at: attempt.updatedAt,
    run_started_at: attempt.startedAt,
    actor: accountJson(world, run.actor),
    triggering_actor: accountJson(world, attempt.triggeringActor),
    referenced_workflows: referenced(world, run),
    head_commit: commit ? simpleCommitJson(commit) : null,
    repository: repositoryJson(world, run.repo),
    head_repository: repositoryJson(world, run.headRepo),
  };
}
