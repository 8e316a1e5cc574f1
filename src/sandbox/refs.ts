/** References that the API makes, moves and deletes: https://docs.github.com/en/rest/git/refs . No webhook tells of them, since this App asks for none. */
import { may, type Need } from './access.ts';
import { history, peel } from './git.ts';
import type { Commit, Repository } from './model.ts';
import type { Caller, World } from './world.ts';

/** Why a reference was not changed, in GitHub's words. assumed: those of GraphQL are other ones where people report other ones. */
export type RefProblem = 'Reference already exists' | 'Object does not exist' | 'Reference does not exist' | 'Update is not a fast forward';

/** "If it doesn't start with 'refs' and have at least two slashes, it will be rejected." assumed: of git's own rules for names, these. */
export const isRefName = (name: string): boolean => /^refs\/[^/]+\/[^/]/.test(name) && !/\.\.|[\s~^:?*[\\]|\/\/|[/.]$|\.lock$/.test(name);

/** Makes a reference to a commit or a tag object. */
export function createRef(repo: Repository, name: string, sha: string): RefProblem | undefined {
  if (peel(repo, sha) === undefined) return 'Object does not exist';
  if (repo.refs.has(name)) return 'Reference already exists';
  repo.refs.set(name, sha);
  return undefined;
}

/** Moves a reference, only forward unless it is forced. */
export function updateRef(repo: Repository, name: string, to: { readonly sha: string; readonly force: boolean }): RefProblem | undefined {
  const [from, next] = [peel(repo, repo.refs.get(name)), peel(repo, to.sha)];
  if (from === undefined) return 'Reference does not exist';
  if (next === undefined) return 'Object does not exist';
  if (!to.force && !history(repo, next.sha).has(from.sha)) return 'Update is not a fast forward';
  repo.refs.set(name, to.sha);
  return undefined;
}

export const deleteRef = (repo: Repository, name: string): RefProblem | undefined =>
  repo.refs.delete(name) ? undefined : 'Reference does not exist';

const WORKFLOWS: Need = { permission: 'workflows', level: 'write' };

const workflowsIn = (commit: Commit | undefined): string =>
  JSON.stringify([...(commit?.files ?? [])].filter(([path]) => path.startsWith('.github/workflows/')).sort());

/**
 * An App that may not write workflows may name no commit whose workflows are others than those of the default branch, not even an older one of
 * that branch: "Contents" (write) alone or with "Workflows" (write), says the page of git/create-ref, and people meet the difference as a 403:
 * https://github.com/vercel/next.js/pull/94596 , https://github.com/cli/cli/issues/9514 . assumed: that this is where the line is.
 */
export function mayName(world: World, caller: Caller, commit: Commit): boolean {
  if (caller.kind === 'user' || may(world, caller, WORKFLOWS, commit.repo)) return true;
  const { repo } = commit;
  return workflowsIn(commit) === workflowsIn(peel(repo, repo.refs.get(`refs/heads/${repo.defaultBranch}`)));
}
