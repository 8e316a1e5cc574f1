/** Deployments: recorded at a commit, carried out by a workflow on a tag that stands for it, and told how they ended. */
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Performed } from '../app/ports.ts';
import type { Effect } from '../core/effect.ts';
import type { Ref } from '../core/promotion.ts';
import { type Client, promised } from './graphql.ts';
import { isNo, startRun, wordsOf } from './runs.ts';

type Start = Extract<Effect, { kind: 'start_deploy' }>;

const deployment = z.object({ id: z.int(), sha: z.string(), payload: z.unknown() });
const tag = z.object({ object: z.object({ sha: z.string(), type: z.string() }) });

/**
 * Makes the tag where one is asked for, records the Deployment, starts the workflow: at most three requests, two more to look for what may
 * have been sent before. https://docs.github.com/en/rest/deployments/deployments#create-a-deployment.
 *
 * @returns the run where GitHub tells it, or why it will not, in its own words. @throws when it is not known whether it did.
 */
export async function startDeploy(client: Client, ref: Ref, effect: Start): Promise<Performed> {
  const { key } = effect;
  try {
    const moved = effect.tag === undefined ? undefined : await makeTag(client, ref, effect.tag, effect.sha);
    if (moved !== undefined) return { notStarted: { key, reason: moved, final: true } };
    const id = (effect.isNew ? undefined : await findDeployment(client, ref, effect)) ?? (await createDeployment(client, ref, effect));
    if (effect.workflow === null) return {};
    const inputs = { ...effect.inputs, deployment: String(id) };
    return await startRun(client, ref, { kind: 'start_run', key, workflow: effect.workflow, ref: effect.ref, inputs });
  } catch (error) {
    if (!isNo(error)) throw error;
    return { notStarted: { key, reason: wordsOf(error) } };
  }
}

/** @returns why the tag cannot be used; undefined when it stands for the commit. */
async function makeTag(client: Client, { owner, repo }: Ref, name: string, sha: string): Promise<string | undefined> {
  try {
    await client.request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `refs/tags/${name}`, sha });
    return undefined;
  } catch (error) {
    if (!isNo(error)) throw error;
    const found = await findTag(client, { owner, repo }, name);
    if (!found) throw error;
    return found.sha === sha
      ? undefined
      : `The tag ${name} stands for ${found.sha.slice(0, 7)} and not for ${sha.slice(0, 7)}. Delete it, then ask again.`;
  }
}

async function findTag(client: Client, { owner, repo }: Pick<Ref, 'owner' | 'repo'>, name: string) {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { owner, repo, ref: `tags/${name}` });
    return promised(tag, data, `the tag ${name}`).object;
  } catch (error) {
    if (isNo(error)) return undefined;
    throw error;
  }
}

async function findDeployment(client: Client, { owner, repo, number }: Ref, { sha, environment, key }: Start): Promise<number | undefined> {
  const { data } = await client.request('GET /repos/{owner}/{repo}/deployments', { owner, repo, sha, environment, per_page: 100 });
  const found = promised(z.array(deployment), data, `the deployments of ${nameOf({ owner, repo, number })}`);
  return found.find(({ payload }) => JSON.stringify(payload).includes(key))?.id;
}

async function createDeployment(client: Client, { owner, repo, number }: Ref, effect: Start): Promise<number> {
  const { sha, environment, description, key, inputs } = effect;
  const { data } = await client.request('POST /repos/{owner}/{repo}/deployments', {
    owner,
    repo,
    ref: sha,
    task: 'deploy',
    // The commit is what was approved: nothing is merged into it, and its gates have been judged already.
    auto_merge: false,
    required_contexts: [],
    environment,
    description: description.slice(0, LONGEST_DESCRIPTION),
    payload: { ...inputs, key },
  });
  const made = promised(deployment, data, `the deployment of ${nameOf({ owner, repo, number })}`);
  if (made.sha !== sha) throw new Error(`GitHub recorded a deployment of ${made.sha}, and ${sha} was asked for`);
  return made.id;
}

/** https://docs.github.com/en/rest/deployments/deployments#create-a-deployment. */
const LONGEST_DESCRIPTION = 140;

/** A run that has ended meanwhile answers 409, which is as good. https://docs.github.com/en/rest/actions/workflow-runs#cancel-a-workflow-run. */
export async function cancelRun(client: Client, { owner, repo }: Ref, run: number): Promise<void> {
  await client.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', { owner, repo, run_id: run }).catch((error: unknown) => {
    if (!isNo(error)) throw error;
  });
}
