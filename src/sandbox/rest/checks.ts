/** Check runs and suites: https://docs.github.com/en/rest/checks/runs , https://docs.github.com/en/rest/checks/suites */
import { addCheck, type CheckInput, checkRunJson, checksOf, latestChecks, suiteFor, suiteJson, suitesOf } from '../actions/checks.ts';
import type { CheckRun, Conclusion, Progress } from '../actions/model.ts';
import { findCommit } from '../git.ts';
import type { AppIdentity, Commit } from '../model.ts';
import { authorOf, type Call, HttpError, missing, pagedUnder, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';

function commitOf(call: Call): Commit {
  const found = findCommit(repositoryOf(call), call.param('ref'));
  // assumed: 422 as for other calls that name a commit.
  if (found === undefined) throw new HttpError(422, `No commit found for SHA: ${call.param('ref')}`);
  return found;
}

function list(call: Call): RestAnswer {
  const { repo, sha } = commitOf(call);
  const [name, status, app, filter] = ['check_name', 'status', 'app_id', 'filter'].map((one) => call.query.get(one));
  const all = checksOf(call.world, repo, sha).reverse();
  const kept = (filter === 'all' ? all : latestChecks(all.toReversed())).filter(
    (one) => (!name || one.name === name) && (!status || one.status === status) && (!app || one.suite.app.id === Number(app)),
  );
  return pagedUnder(call, 'check_runs', kept, (one) => checkRunJson(call.world, one));
}

function listSuites(call: Call): RestAnswer {
  const { repo, sha } = commitOf(call);
  const app = call.query.get('app_id');
  const name = call.query.get('check_name');
  const kept = suitesOf(call.world, repo, sha).filter(
    (one) => (app === null || one.app.id === Number(app)) && (name === null || one.runs.some((run) => run.name === name)),
  );
  return pagedUnder(call, 'check_suites', kept, (one) => suiteJson(call.world, one));
}

function checkOf(call: Call): CheckRun {
  const repo = repositoryOf(call);
  const found = call.world.actions.suites
    .flatMap((suite) => (suite.repo.id === repo.id ? suite.runs : []))
    .find((one) => one.id === Number(call.param('check_run_id')));
  if (found === undefined) throw missing();
  return found;
}

/** "Write permission for the REST API to interact with checks is only available to GitHub Apps"; assumed: the words of the 403. */
function appOf({ world, caller }: Call): AppIdentity {
  if (caller.kind === 'run') return world.actions.app;
  if (caller.kind !== 'installation') throw new HttpError(403, 'You must authenticate via a GitHub App.');
  return { id: world.app.id, slug: world.app.slug, name: world.app.name };
}

function inputOf(call: Call): CheckInput {
  const words = { externalId: 'external_id', detailsUrl: 'details_url', startedAt: 'started_at', completedAt: 'completed_at' };
  const said = Object.entries(words).map(([name, key]) => [name, text(call, key)] as const);
  const [status, conclusion] = [text(call, 'status'), text(call, 'conclusion')];
  return {
    name: String(call.body['name']),
    ...Object.fromEntries(said.filter(([, value]) => value !== undefined)),
    // The contract was checked: each is one of its words.
    ...(status === undefined ? {} : { status: status as Progress }),
    ...(conclusion === undefined ? {} : { conclusion: conclusion as Conclusion }),
    ...(call.body['output'] ? { output: call.body['output'] as NonNullable<CheckInput['output']> } : {}),
  };
}

function create(call: Call): RestAnswer {
  const app = appOf(call);
  const repo = repositoryOf(call);
  const sha = String(call.body['head_sha']);
  if (!repo.commits.has(sha)) throw new HttpError(422, `No commit found for SHA: ${sha}`);
  const input = inputOf(call);
  // assumed: the words; "Required if you provide completed_at or a status of completed".
  if (input.status === 'completed' && input.conclusion === undefined) throw new HttpError(422, 'Missing required key: conclusion');
  const check = addCheck(call.world, authorOf(call), suiteFor(call.world, repo, { sha, app }), input);
  return { status: 201, body: checkRunJson(call.world, check) };
}

const reads = { permission: 'checks', level: 'read' } as const;

export const checkRoutes: Routes = {
  'checks/list-for-ref': { needs: reads, run: list },
  'checks/list-suites-for-ref': { needs: reads, run: listSuites },
  'checks/get': { needs: reads, run: (call) => ({ status: 200, body: checkRunJson(call.world, checkOf(call)) }) },
  'checks/create': { needs: { permission: 'checks', level: 'write' }, run: create },
};
