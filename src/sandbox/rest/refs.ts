/** References: https://docs.github.com/en/rest/git/refs */
import { peel } from '../git.ts';
import { repositoryApi } from '../json.ts';
import type { Repository } from '../model.ts';
import { createRef, deleteRef, isRefName, mayName, type RefProblem, updateRef } from '../refs.ts';
import { nodeId, type World } from '../world.ts';
import { type Call, HttpError, missing, type RestAnswer, type Routes, repositoryOf } from './call.ts';

function refJson(world: World, repo: Repository, name: string): object {
  const sha = repo.refs.get(name) ?? '';
  const type = repo.tagObjects.has(sha) ? 'tag' : 'commit';
  const api = `${repositoryApi(world, repo)}/git`;
  const object = { type, sha, url: `${api}/${type}s/${sha}` };
  return { ref: name, node_id: nodeId('Ref', `${repo.id}:${name}`), url: `${api}/${name}`, object };
}

const nameOf = (call: Call): string => `refs/${call.param('ref')}`;

function get(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const name = nameOf(call);
  if (!repo.refs.has(name)) throw missing();
  return { status: 200, body: refJson(call.world, repo, name) };
}

/** Changes a reference, unless the commit may not be named by the caller. */
function change(call: Call, run: (repo: Repository) => RefProblem | undefined, sha?: string): Repository {
  const repo = repositoryOf(call);
  const commit = peel(repo, sha);
  if (commit && !mayName(call.world, call.caller, commit)) throw new HttpError(403, 'Resource not accessible by integration');
  const problem = run(repo);
  if (problem !== undefined) throw new HttpError(422, problem);
  return repo;
}

function create(call: Call): RestAnswer {
  const [name, sha] = [String(call.body['ref']), String(call.body['sha'])];
  // assumed: the words.
  if (!isRefName(name)) throw new HttpError(422, 'Reference name is invalid');
  const repo = change(call, (one) => createRef(one, name, sha), sha);
  return { status: 201, body: refJson(call.world, repo, name) };
}

function update(call: Call): RestAnswer {
  const sha = String(call.body['sha']);
  const repo = change(call, (one) => updateRef(one, nameOf(call), { sha, force: call.body['force'] === true }), sha);
  return { status: 200, body: refJson(call.world, repo, nameOf(call)) };
}

function remove(call: Call): RestAnswer {
  change(call, (repo) => deleteRef(repo, nameOf(call)));
  return { status: 204 };
}

const writes = { permission: 'contents', level: 'write' } as const;

export const refRoutes: Routes = {
  'git/get-ref': { needs: { permission: 'contents', level: 'read' }, run: get },
  // assumed: a reference counts as content, of which the page of the limit gives no list.
  'git/create-ref': { needs: writes, createsContent: true, run: create },
  'git/update-ref': { needs: writes, run: update },
  'git/delete-ref': { needs: writes, run: remove },
};
