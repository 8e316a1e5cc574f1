/** Jobs that wait for the word of this app as a deployment protection rule. */
import * as z from 'zod';
import type { Effect } from '../core/effect.ts';
import type { Ref } from '../core/promotion.ts';
import { type Client, promised } from './graphql.ts';
import { isNo } from './runs.ts';

export interface Spoken {
  readonly run: number;
  readonly environment: string;
  /** Undefined for a comment alone: https://docs.github.com/en/rest/actions/workflow-runs#review-custom-deployment-protection-rules-for-a-workflow-run. */
  readonly state: 'approved' | 'rejected' | undefined;
  readonly comment: string;
}

/** @returns whether it was taken: not when it was answered before, has ended, is gone, or was commented on ten times. @throws when GitHub does not say, or does not let us. */
export async function speak(
  client: Client,
  { owner, repo }: Pick<Ref, 'owner' | 'repo'>,
  { run, environment, state, comment }: Spoken,
): Promise<boolean> {
  const said = { environment_name: environment, comment, ...(state === undefined ? {} : { state }) };
  try {
    await client.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
      owner,
      repo,
      run_id: run,
      ...said,
    });
    return true;
  } catch (error) {
    if (!isNo(error) || error.status === FORBIDDEN) throw error;
    return false;
  }
}

/** The app lacks a permission: the next one it is asked about would be lost as well. */
const FORBIDDEN = 403;

const runs = z.object({ workflow_runs: z.array(z.object({ id: z.int() })) });

/**
 * One request to find them, one for each that waits. Those it may not speak to go on waiting: nothing else must wait for them.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository.
 */
export async function answerJobs(client: Client, { owner, repo }: Ref, effect: Extract<Effect, { kind: 'answer_jobs' }>): Promise<void> {
  const { sha, environments, state, comment } = effect;
  const query = { owner, repo, head_sha: sha, status: 'waiting', per_page: 100 };
  const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs', query);
  const forbidden = (error: unknown): boolean => {
    if (isNo(error)) return false;
    throw error;
  };
  for (const { id: run } of promised(runs, data, `the runs of ${sha}`).workflow_runs)
    for (const environment of environments)
      if (await speak(client, { owner, repo }, { run, environment, state, comment }).catch(forbidden)) break;
}
