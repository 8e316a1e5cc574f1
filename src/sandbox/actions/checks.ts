/** Check suites and runs: https://docs.github.com/en/rest/checks/runs */
import { tell } from '../hooks.ts';
import { identityJson, type Json, repositoryApi, repositoryJson, repositoryUrl } from '../json.ts';
import type { Account, AppIdentity, Repository } from '../model.ts';
import { simpleCommitJson } from '../statuses.ts';
import { nodeId, type World } from '../world.ts';
import type { CheckRun, CheckSuite, Conclusion, Progress } from './model.ts';

export interface CheckInput {
  readonly name: string;
  /** `completed` when a conclusion is given, `queued` otherwise. */
  readonly status?: Progress;
  readonly conclusion?: Conclusion;
  readonly externalId?: string;
  readonly detailsUrl?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly output?: { readonly title?: string; readonly summary?: string; readonly text?: string };
}

export function openSuite(world: World, repo: Repository, about: Pick<CheckSuite, 'sha' | 'branch' | 'app'>): CheckSuite {
  const id = world.nextId('checkSuite');
  const suite: CheckSuite = {
    ...about,
    kind: 'CheckSuite',
    id,
    nodeId: nodeId('CheckSuite', id),
    repo,
    createdAt: world.clock.now(),
    runs: [],
  };
  world.actions.suites.push(suite);
  return suite;
}

/**
 * Where a check that is made by API lands. assumed: in the first suite this App has for the commit, which for the App of GitHub Actions is the
 * suite of some workflow run: such a check looks as if that run had made it.
 */
export const suiteFor = (world: World, repo: Repository, about: { readonly sha: string; readonly app: AppIdentity }): CheckSuite =>
  world.actions.suites.find((one) => one.repo.id === repo.id && one.sha === about.sha && one.app.id === about.app.id) ??
  openSuite(world, repo, { ...about, branch: null });

/** Makes a check run, and tells of `created`, and of `completed` when it has a conclusion. assumed: in this order. */
export function addCheck(world: World, by: Account, suite: CheckSuite, input: CheckInput): CheckRun {
  const id = world.nextId('checkRun');
  const check: CheckRun = {
    kind: 'CheckRun',
    id,
    nodeId: nodeId('CheckRun', id),
    suite,
    name: input.name,
    externalId: input.externalId ?? '',
    detailsUrl: input.detailsUrl ?? null,
    status: input.status === 'in_progress' ? 'in_progress' : 'queued',
    conclusion: null,
    startedAt: input.startedAt ?? world.clock.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null, ...input.output },
  };
  suite.runs.push(check);
  tellCheck(world, by, check, 'created');
  if (input.conclusion !== undefined || input.status === 'completed')
    completeCheck(world, by, check, { conclusion: input.conclusion ?? 'neutral', ...(input.completedAt ? { at: input.completedAt } : {}) });
  return check;
}

export function completeCheck(
  world: World,
  by: Account,
  check: CheckRun,
  end: { readonly conclusion: Conclusion; readonly at?: string },
): void {
  Object.assign(check, { status: 'completed', conclusion: end.conclusion, completedAt: end.at ?? world.clock.now() });
  tellCheck(world, by, check, 'completed');
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run : an App that may read checks hears of these two. */
function tellCheck(world: World, by: Account, check: CheckRun, action: 'created' | 'completed'): void {
  const { suite } = check;
  const about = { check_run: { ...checkRunJson(world, check), check_suite: suiteJson(world, suite) } };
  tell(world, { event: 'check_run', action, by, repo: suite.repo, about });
}

/** The newest check of each name in each suite, newest first. assumed: that this is what `filter=latest` means; the page says "most recent". */
export function latestChecks(checks: readonly CheckRun[]): CheckRun[] {
  return [...new Map(checks.map((one) => [`${one.suite.id} ${one.name}`, one])).values()].sort((a, b) => b.id - a.id);
}

export const checksOf = (world: World, repo: Repository, sha: string): CheckRun[] =>
  suitesOf(world, repo, sha)
    .flatMap((suite) => suite.runs)
    .sort((a, b) => a.id - b.id);

export const suitesOf = (world: World, repo: Repository, sha: string): CheckSuite[] =>
  world.actions.suites.filter((one) => one.repo.id === repo.id && one.sha === sha);

export function checkRunJson(world: World, check: CheckRun): Json {
  const { suite } = check;
  const url = `${repositoryApi(world, suite.repo)}/check-runs/${check.id}`;
  const html = `${repositoryUrl(world, suite.repo)}/runs/${check.id}`;
  return {
    id: check.id,
    node_id: check.nodeId,
    name: check.name,
    head_sha: suite.sha,
    external_id: check.externalId,
    url,
    html_url: html,
    details_url: check.detailsUrl ?? html,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: { ...check.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: suite.id },
    app: identityJson(world, suite.app),
    pull_requests: [],
  };
}

/** A suite is as far as its checks: https://docs.github.com/en/rest/checks/suites */
export function resultOf(suite: CheckSuite): { readonly status: Progress; readonly conclusion: Conclusion | null } {
  const checks = latestChecks(suite.runs);
  if (checks.every((one) => one.status === 'queued')) return { status: 'queued', conclusion: null };
  if (checks.some((one) => one.conclusion === null)) return { status: 'in_progress', conclusion: null };
  // assumed: the first that is there of these; otherwise success.
  const worst = (['action_required', 'cancelled', 'timed_out', 'failure', 'startup_failure'] as const).find((word) =>
    checks.some((one) => one.conclusion === word),
  );
  return { status: 'completed', conclusion: worst ?? 'success' };
}

export function suiteJson(world: World, suite: CheckSuite): Json {
  const url = `${repositoryApi(world, suite.repo)}/check-suites/${suite.id}`;
  const commit = suite.repo.commits.get(suite.sha);
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: suite.branch,
    head_sha: suite.sha,
    ...resultOf(suite),
    url,
    before: null,
    after: suite.sha,
    pull_requests: [],
    app: identityJson(world, suite.app),
    repository: repositoryJson(world, suite.repo),
    created_at: suite.createdAt,
    updated_at: suite.runs.at(-1)?.completedAt ?? suite.createdAt,
    head_commit: commit ? simpleCommitJson(commit) : null,
    latest_check_runs_count: latestChecks(suite.runs).length,
    check_runs_url: `${url}/check-runs`,
  };
}
