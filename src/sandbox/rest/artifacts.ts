/** Artifacts of workflow runs: https://docs.github.com/en/rest/actions/artifacts */
import { artifactJson, isExpired, signedUrl } from '../actions/artifacts.ts';
import type { Artifact } from '../actions/model.ts';
import { type Call, HttpError, missing, pagedUnder, type RestAnswer, type Routes, repositoryOf } from './call.ts';

function artifactOf(call: Call): Artifact {
  const repo = repositoryOf(call);
  const id = Number(call.param('artifact_id'));
  const found = call.world.actions.artifacts.find((one) => one.run.repo.id === repo.id && one.id === id);
  if (found === undefined) throw missing();
  return found;
}

/** Newest first, of one name if asked for; expired ones are listed too. */
function listed(call: Call, artifacts: readonly Artifact[]): RestAnswer {
  const name = call.query.get('name');
  const kept = artifacts.filter((one) => name === null || one.name === name).reverse();
  return pagedUnder(call, 'artifacts', kept, (one) => artifactJson(call.world, one));
}

function listOfRun(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const run = call.world.actions.runs.find((one) => one.repo.id === repo.id && one.id === Number(call.param('run_id')));
  if (run === undefined) throw missing();
  return listed(
    call,
    call.world.actions.artifacts.filter((one) => one.run === run),
  );
}

/** "Look for Location: in the response header to find the URL for the download. The :archive_format must be zip." */
function download(call: Call): RestAnswer {
  const artifact = artifactOf(call);
  if (call.param('archive_format') !== 'zip') throw missing();
  if (isExpired(call.world, artifact)) throw new HttpError(410, 'Artifact has expired');
  return { status: 302, headers: { location: signedUrl(call.world, artifact) } };
}

const reads = { permission: 'actions', level: 'read' } as const;

export const artifactRoutes: Routes = {
  'actions/list-workflow-run-artifacts': { needs: reads, run: listOfRun },
  'actions/get-artifact': { needs: reads, run: (call) => ({ status: 200, body: artifactJson(call.world, artifactOf(call)) }) },
  'actions/download-artifact': { needs: reads, run: download },
};
