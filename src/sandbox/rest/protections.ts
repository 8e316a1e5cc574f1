/** What the App says of a job that waits: https://docs.github.com/en/rest/actions/workflow-runs#review-custom-deployment-protection-rules-for-a-workflow-run */
import { reachesOf } from '../actions/environments.ts';
import type { Reach } from '../actions/model.ts';
import { latestAttempt } from '../actions/run-json.ts';
import { finishRun, runsOf } from '../actions/runs.ts';
import { type Call, HttpError, missing, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';

/** assumed: of the report that is shown beside the job. */
const COMMENT_LIMIT = 1024;
/** "up to 10 times" without a decision: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/create-custom-protection-rules */
const COMMENTS_LIMIT = 10;

/** Why it is not taken. assumed: all of the words, and that a decision is made once. */
function problemOf({ state, reviews }: Reach, decision: Reach['state'] | undefined, comment: string): string | undefined {
  if (state !== 'waiting') return 'There is no pending deployment protection rule for this environment';
  if (comment.length > COMMENT_LIMIT) return `Comment is too long (maximum is ${COMMENT_LIMIT} characters)`;
  const full = decision === undefined && reviews.length >= COMMENTS_LIMIT;
  return full ? `A deployment protection rule takes ${COMMENTS_LIMIT} comments` : undefined;
}

function review(call: Call): RestAnswer {
  const { world } = call;
  const run = runsOf(world, repositoryOf(call)).find(({ id }) => id === Number(call.param('run_id')));
  // Only the App that guards the environment has a word here.
  const waits = run && call.caller.kind === 'installation' ? reachesOf(world, run) : [];
  const found = waits.find(({ environment }) => environment === call.body['environment_name']);
  if (run === undefined || found === undefined) throw missing();
  const decision = call.body['state'] as 'approved' | 'rejected' | undefined;
  const comment = text(call, 'comment') ?? '';
  const problem = problemOf(found, decision, comment);
  if (problem !== undefined) throw new HttpError(422, problem);
  found.reviews.push({ at: world.clock.now(), state: decision, comment });
  if (decision === undefined) return { status: 204 };
  found.state = decision;
  if (decision === 'rejected') finishRun(world, run, { conclusion: 'failure' });
  else if (waits.every(({ state }) => state !== 'waiting')) {
    latestAttempt(run).status = 'queued';
    world.actions.queued?.();
  }
  return { status: 204 };
}

export const protectionRoutes: Routes = {
  'actions/review-custom-gates-for-run': { needs: { permission: 'deployments', level: 'write' }, run: review },
};
