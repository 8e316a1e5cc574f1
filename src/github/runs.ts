/** Runs of workflows: started by hand, found again by their key, read with the report they left. */
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Performed } from '../app/ports.ts';
import type { Effect } from '../core/effect.ts';
import type { Ref } from '../core/promotion.ts';
import type { SeenRun, WantedRun } from '../core/seen-run.ts';
import { readReport } from './artifacts.ts';
import { type Client, promised } from './graphql.ts';
import { withNeed } from './needed.ts';

const account = z.object({ id: z.int(), login: z.string(), type: z.string().optional() });
const run = z.object({
  id: z.int(),
  run_attempt: z.int().optional(),
  html_url: z.string(),
  event: z.string(),
  path: z.string(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  head_repository: z.object({ id: z.int() }).nullish(),
  actor: account.nullish(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  display_title: z.string().optional(),
  run_started_at: z.string().optional(),
});
type Run = z.infer<typeof run>;
const runs = z.object({ workflow_runs: z.array(run) });

/** Newest first; what was started by this app since the key was made is never more in practice. */
const MOST_RUNS = 100;

/**
 * The run of this key, as it stands: one REST request, and three more for its report when it has ended and was not read before.
 * https://docs.github.com/en/rest/actions/workflow-runs. @throws when GitHub does not say.
 */
export async function findRun(client: Client, ref: Ref, wanted: WantedRun): Promise<SeenRun | 'none'> {
  const found = (wanted.id === undefined ? undefined : await findById(client, ref, wanted.id)) ?? (await findByKey(client, ref, wanted));
  if (!found) return 'none';
  const attempt = found.run_attempt ?? 1;
  const conclusion = found.status === 'completed' ? (found.conclusion ?? 'unknown') : undefined;
  const isRead = !wanted.withReport || conclusion === undefined || attempt === wanted.read;
  return {
    key: keyIn(found, wanted) ?? wanted.keys[0] ?? '',
    id: found.id,
    attempt,
    url: found.html_url,
    event: found.event,
    path: found.path,
    branch: found.head_branch ?? undefined,
    headSha: found.head_sha,
    headRepo: found.head_repository?.id,
    actor: found.actor ? { id: found.actor.id, login: found.actor.login, kind: found.actor.type === 'Bot' ? 'bot' : 'person' } : undefined,
    conclusion,
    report: isRead ? undefined : await readReport(client, ref, { run: found.id, since: found.run_started_at }),
  };
}

async function findById(client: Client, { owner, repo, number }: Ref, id: number): Promise<Run | undefined> {
  const about = `run ${id} of ${nameOf({ owner, repo, number })}`;
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { owner, repo, run_id: id });
    return promised(run, data, about);
  } catch (error) {
    // People may delete runs.
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}

/** The template names each run after its key: inputs of a run cannot be asked for. */
const keyIn = ({ display_title: title }: Run, { keys }: WantedRun): string | undefined => {
  const named = /[0-9a-f]{32}/.exec(title ?? '')?.[0];
  return keys.find((key) => key === named);
};

async function findByKey(client: Client, ref: Ref, wanted: WantedRun): Promise<Run | undefined> {
  const { owner, repo } = ref;
  const { workflow, since, actor } = wanted;
  const { data } = await client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
    owner,
    repo,
    workflow_id: workflow,
    event: 'workflow_dispatch',
    actor,
    created: `>=${since}`,
    per_page: MOST_RUNS,
  });
  const found = promised(runs, data, `the runs of ${workflow} for ${nameOf(ref)}`).workflow_runs;
  // Were there ever two, the newer one is the one that was asked for last.
  return found.filter((one) => keyIn(one, wanted) !== undefined).toSorted((a, b) => b.id - a.id)[0];
}

/** What GitHub answers when a workflow cannot be started as asked: no such file, no such branch, no `workflow_dispatch`, not allowed, switched off. */
const REFUSALS: readonly unknown[] = [403, 404, 409, 410, 422];

/** Whether GitHub answered, and said no: then nothing was done. */
export const isNo = (error: unknown): error is Error & { readonly status: number } =>
  error instanceof Error && 'status' in error && REFUSALS.includes(error.status);

/** What it said, cut. */
export const wordsOf = (error: Error & { readonly status: number }): string => `${error.status}: ${withNeed(error)}`.slice(0, 300);

/** An older server answers 204 and tells no id: then the run is found by its key. */
const details = z.object({ workflow_run_id: z.int() });

/**
 * An Enterprise Server that does not know how to tell of the run refuses to be asked, and has started nothing then
 * (https://github.com/benc-uk/workflow-dispatch/issues/86, of 3.19): it is asked once more, in the old way.
 */
async function dispatch(client: Client, asked: Readonly<Record<string, unknown>>): Promise<unknown> {
  const route = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
  try {
    return (await client.request(route, { ...asked, return_run_details: true })).data;
  } catch (error) {
    if (!(isNo(error) && error.status === 422 && error.message.includes('return_run_details'))) throw error;
    return (await client.request(route, asked)).data;
  }
}

/**
 * Starts a workflow: https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event.
 * @returns the run where GitHub tells it, or why it will not, in its own words. @throws when it is not known whether it did.
 */
export async function startRun(client: Client, ref: Ref, effect: Extract<Effect, { kind: 'start_run' }>): Promise<Performed> {
  const { owner, repo } = ref;
  const { key, workflow, ref: branch, inputs } = effect;
  const asked = { owner, repo, workflow_id: workflow, ref: branch, inputs };
  try {
    const data = await dispatch(client, asked);
    const told = details.safeParse(data);
    return told.success ? { started: { key, run: told.data.workflow_run_id } } : {};
  } catch (error) {
    if (!isNo(error)) throw error;
    return { notStarted: { key, reason: wordsOf(error) } };
  }
}
