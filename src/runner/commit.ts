/** What GitHub knows about the commit itself: its checks and the runs of its workflows. Every page is read, or nothing is believed. */
import * as z from 'zod/mini';
import type { Answers, Unknown } from '../core/gates/gate.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Client } from '../github/graphql.ts';

export interface CommitPlace {
  readonly client: Client;
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  /** The run in which this is asked: it cannot wait for its own end. */
  readonly run?: number;
}

const PER_PAGE = 100;
/** GitHub lists no more than 1,000 of anything here. */
const MOST_PAGES = 11;

type Found = Promise<Result<Answers['check'], Unknown>>;

/** All items of all pages; undefined when there are fewer or more than GitHub says there are. */
async function allOf<T>(
  client: Client,
  route: string,
  asked: Record<string, unknown>,
  read: (data: unknown) => Page<T>,
): Promise<readonly T[] | undefined> {
  const items: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await client.request(route, { ...asked, per_page: PER_PAGE, page });
    const { total, some } = read(data);
    items.push(...some);
    if (items.length >= total) return items.length === total ? items : undefined;
    if (some.length === 0) return undefined;
  }
  return undefined;
}

interface Page<T> {
  readonly total: number;
  readonly some: readonly T[];
}

const checkRun = z.object({
  id: z.int(),
  name: z.string(),
  head_sha: z.string(),
  status: z.string(),
  conclusion: z.nullable(z.string()),
  started_at: z.nullable(z.string()),
  completed_at: z.nullable(z.string()),
  html_url: z.nullable(z.string()),
  app: z.nullable(z.object({ slug: z.optional(z.string()) })),
});
const checkRuns = z.object({ total_count: z.int(), check_runs: z.array(checkRun) });

const unsure = (what: string): Result<never, Unknown> =>
  err({ message: `GitHub did not list all ${what} of this commit, so a failing one could be missing; run the gates again` });

/** The newest check run of a name by one app: https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference. */
export async function check(
  { client, owner, repo, sha }: CommitPlace,
  { name, app }: { readonly name: string; readonly app: string },
): Found {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
  // A job is called `build`, and people know it as `CI / build`: both are asked for by listing all.
  const all = await allOf(client, route, { owner, repo, ref: sha, filter: 'latest' }, (data) => {
    const read = checkRuns.parse(data);
    return { total: read.total_count, some: read.check_runs };
  });
  if (!all || all.some(({ head_sha }) => head_sha !== sha)) return unsure('checks');
  const called = all.filter((one) => one.name === name || one.name === name.split(' / ').at(-1));
  const theirs = called.filter((one) => one.app?.slug === app).toSorted((a, b) => b.id - a.id);
  const [newest] = theirs;
  const others = called.flatMap((one) => one.app?.slug ?? []);
  if (!newest) {
    const hint = others.length > 0 ? `; one of that name was made by ${[...new Set(others)].join(', ')}, which is not believed` : '';
    return err({ message: `there is no check ${JSON.stringify(name)} by ${app} on this commit${hint}`, pending: others.length === 0 });
  }
  const conclusion = newest.status === 'completed' ? (newest.conclusion ?? 'unknown') : newest.status;
  return ok({ conclusion, at: newest.completed_at ?? newest.started_at ?? '', url: newest.html_url ?? '' });
}

const workflowRun = z.object({
  id: z.int(),
  head_sha: z.string(),
  status: z.nullable(z.string()),
  conclusion: z.nullable(z.string()),
  updated_at: z.string(),
  html_url: z.string(),
  head_repository: z.nullish(z.object({ full_name: z.string() })),
});
const workflowRuns = z.object({ total_count: z.int(), workflow_runs: z.array(workflowRun) });
export type WorkflowRun = z.infer<typeof workflowRun>;

/** Runs of a workflow file, or of any, for this commit and of this repository itself, newest first; undefined when GitHub did not list them all. */
export async function runsOf(
  { client, owner, repo, sha }: CommitPlace,
  file: string | undefined,
): Promise<readonly WorkflowRun[] | undefined> {
  const [route, asked] =
    file === undefined
      ? ['GET /repos/{owner}/{repo}/actions/runs', { owner, repo, head_sha: sha }]
      : ['GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', { owner, repo, workflow_id: file, head_sha: sha }];
  const all = await allOf(client, route, asked, (data) => {
    const read = workflowRuns.parse(data);
    return { total: read.total_count, some: read.workflow_runs };
  });
  const own = `${owner}/${repo}`.toLowerCase();
  return all?.filter((run) => run.head_sha === sha && run.head_repository?.full_name.toLowerCase() === own).toSorted((a, b) => b.id - a.id);
}

export async function workflow(place: CommitPlace, { file }: { readonly file: string }): Found {
  const runs = await runsOf(place, file);
  if (!runs) return unsure(`runs of ${file}`);
  const [newest] = runs;
  if (!newest) return err({ message: `${file} has not run for this commit`, pending: true });
  const conclusion = newest.status === 'completed' ? (newest.conclusion ?? 'unknown') : (newest.status ?? 'unknown');
  return ok({ conclusion, at: newest.updated_at, url: newest.html_url });
}
