/** Workflows and their runs: https://docs.github.com/en/rest/actions/workflows , https://docs.github.com/en/rest/actions/workflow-runs */
import type { Workflow, WorkflowRun } from '../actions/model.ts';
import { branchOf, fileNameOf, latestAttempt, runJson, workflowJson } from '../actions/run-json.ts';
import { finishRun, listedRuns, queueRun, rerun, runsOf, workflowsOf } from '../actions/runs.ts';
import { readWorkflow, takeInputs } from '../actions/workflow-file.ts';
import { peel } from '../git.ts';
import type { Repository } from '../model.ts';
import { authorOf, type Call, HttpError, missing, pagedUnder, type RestAnswer, type Routes, repositoryOf } from './call.ts';

/** By its number or the name of its file. */
function workflowOf(call: Call): Workflow {
  const wanted = call.param('workflow_id');
  const found = workflowsOf(call.world, repositoryOf(call)).find((one) => String(one.id) === wanted || fileNameOf(one.path) === wanted);
  if (found === undefined) throw missing();
  return found;
}

function runOf(call: Call): WorkflowRun {
  const found = runsOf(call.world, repositoryOf(call)).find((one) => one.id === Number(call.param('run_id')));
  if (found === undefined) throw missing();
  return found;
}

/** A branch before a tag of the same name; nothing else is taken, no SHA either. */
function refOf(repo: Repository, name: string): string | undefined {
  return [name, `refs/heads/${name}`, `refs/tags/${name}`].find((ref) => /^refs\/(heads|tags)\//.test(ref) && repo.refs.has(ref));
}

/**
 * https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 * assumed: the words of the refusals, as people report them. The file of the ref says which inputs there are.
 */
function dispatch(call: Call): RestAnswer {
  const { world, body } = call;
  const workflow = workflowOf(call);
  const { repo } = workflow;
  if ('return_run_details' in body && !world.actions.answersRunDetails)
    throw new HttpError(422, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
  const ref = refOf(repo, String(body['ref']));
  const commit = ref === undefined ? undefined : peel(repo, repo.refs.get(ref));
  if (ref === undefined || commit === undefined) throw new HttpError(422, `No ref found for: ${String(body['ref'])}`);
  if (workflow.state !== 'active') throw new HttpError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const file = readWorkflow(commit.files.get(workflow.path) ?? '');
  if (!file?.events.includes('workflow_dispatch')) throw new HttpError(422, "Workflow does not have 'workflow_dispatch' trigger");
  const inputs = takeInputs(file, (body['inputs'] ?? {}) as Readonly<Record<string, unknown>>);
  if (typeof inputs === 'string') throw new HttpError(422, inputs);
  const run = queueRun(world, { by: authorOf(call), workflow, event: 'workflow_dispatch', ref, sha: commit.sha, inputs });
  if (body['return_run_details'] !== true) return { status: 204 };
  const { url, html_url } = runJson(world, run);
  return { status: 200, body: { workflow_run_id: run.id, run_url: url, html_url } };
}

/** `2026-11-20`, `>=2026-11-20T10:00:00Z`, `2026-11-01..2026-11-20`: https://docs.github.com/en/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax#query-for-dates */
function isWithin(at: string, wanted: string): boolean {
  const [from = '', to] = wanted.split('..');
  const [, sign = '', moment = ''] = /^([<>]=?)?(.*)$/.exec(from) ?? [];
  const time = Date.parse(at);
  // A day without a time is the whole day.
  const span = (text: string): readonly [number, number] => [Date.parse(text), Date.parse(text) + (/T/.test(text) ? 999 : 86_399_999)];
  if (to !== undefined) return (from === '*' || time >= span(from)[0]) && (to === '*' || time <= span(to)[1]);
  const [first, last] = span(moment);
  return { '>': time > last, '>=': time >= first, '<': time < first, '<=': time <= last }[sign] ?? (time >= first && time <= last);
}

/** `status` takes states and conclusions alike. Newest first. */
function kept(call: Call, runs: readonly WorkflowRun[]): WorkflowRun[] {
  const is = (name: string, fits: (wanted: string) => boolean): boolean => {
    const wanted = call.query.get(name);
    return wanted === null || fits(wanted);
  };
  return runs
    .filter((run) => {
      const { status, conclusion } = latestAttempt(run);
      return (
        is('event', (event) => event === run.event) &&
        is('branch', (branch) => branch === branchOf(run.ref)) &&
        is('status', (word) => word === status || word === conclusion) &&
        is('actor', (login) => login === run.actor.login) &&
        is('head_sha', (sha) => sha === run.sha) &&
        is('check_suite_id', (id) => Number(id) === run.suite.id) &&
        is('created', (when) => isWithin(run.createdAt, when))
      );
    })
    .sort((a, b) => b.id - a.id);
}

const listed = (call: Call, runs: readonly WorkflowRun[]): RestAnswer =>
  pagedUnder(call, 'workflow_runs', kept(call, runs), (run) => runJson(call.world, run));

function listOfWorkflow(call: Call): RestAnswer {
  const workflow = workflowOf(call);
  return listed(
    call,
    listedRuns(call.world, workflow.repo).filter((run) => run.workflow === workflow),
  );
}

function attempt(call: Call): RestAnswer {
  const run = runOf(call);
  const found = run.attempts[Number(call.param('attempt_number')) - 1];
  if (found === undefined) throw missing();
  return { status: 200, body: runJson(call.world, run, found) };
}

/** assumed: the cancelled run ends at once, and the words of both refusals. */
function cancel(call: Call): RestAnswer {
  if (!finishRun(call.world, runOf(call), { conclusion: 'cancelled' }))
    throw new HttpError(409, 'Cannot cancel a workflow run that is completed.');
  return { status: 202, body: {} };
}

function again(call: Call): RestAnswer {
  if (!rerun(call.world, authorOf(call), runOf(call))) throw new HttpError(403, 'This workflow is already running');
  return { status: 201, body: {} };
}

const reads = { permission: 'actions', level: 'read' } as const;
const writes = { permission: 'actions', level: 'write' } as const;

export const workflowRoutes: Routes = {
  'actions/list-repo-workflows': {
    needs: reads,
    run: (call) => pagedUnder(call, 'workflows', workflowsOf(call.world, repositoryOf(call)), (one) => workflowJson(call.world, one)),
  },
  'actions/get-workflow': { needs: reads, run: (call) => ({ status: 200, body: workflowJson(call.world, workflowOf(call)) }) },
  'actions/create-workflow-dispatch': { needs: writes, run: dispatch },
  'actions/list-workflow-runs': { needs: reads, run: listOfWorkflow },
  'actions/list-workflow-runs-for-repo': { needs: reads, run: (call) => listed(call, listedRuns(call.world, repositoryOf(call))) },
  'actions/get-workflow-run': { needs: reads, run: (call) => ({ status: 200, body: runJson(call.world, runOf(call)) }) },
  'actions/get-workflow-run-attempt': { needs: reads, run: attempt },
  'actions/cancel-workflow-run': { needs: writes, run: cancel },
  'actions/re-run-workflow': { needs: writes, run: again },
};
