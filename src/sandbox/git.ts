/** Commits, references and blobs of one repository. */
import { createHash } from 'node:crypto';
import type { Account, Commit, Repository, TagObject } from './model.ts';
import { accountOf, nodeId, remember, type World } from './world.ts';

const sha1 = (type: string, content: Buffer): string =>
  createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');

/** The SHA-1 git gives a file with this text. */
export const blobSha = (text: string): string => sha1('blob', Buffer.from(text));

/** The SHA of a folder with these files, paths from there. */
export const treeShaOf = (files: Iterable<readonly [string, string]>): string =>
  sha1('tree', Buffer.from(JSON.stringify([...files].sort().map(([path, text]) => [path, blobSha(text)]))));

/** Who commits what is made on GitHub's pages and by mutations: https://github.com/web-flow */
const GITHUB_COMMITTER = 'web-flow';

export interface CommitInput {
  readonly by: Account;
  readonly message: string;
  /** Path to text; null removes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Branch that moves to the commit; the default branch when left out. */
  readonly branch?: string;
  /** Pushed to a fork: this repository shows it by its SHA, and no branch of it moves. */
  readonly fork?: boolean;
  /** GitHub made it for whom it is by, and vouches for that. */
  readonly signedByGitHub?: boolean;
  /** Further parents, for a merge. */
  readonly parents?: readonly string[];
}

/** Adds a commit on top of a branch (a new branch starts at the default branch) and moves the branch to it. */
export function addCommit(world: World, repo: Repository, input: CommitInput): Commit {
  const ref = `refs/heads/${input.branch ?? repo.defaultBranch}`;
  const below = repo.refs.get(ref) ?? repo.refs.get(`refs/heads/${repo.defaultBranch}`);
  const files = new Map(below === undefined ? [] : repo.commits.get(below)?.files);
  for (const [path, text] of Object.entries(input.files)) {
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  const parents = [...(below === undefined ? [] : [below]), ...(input.parents ?? [])];
  const at = world.clock.now();
  const treeSha = treeShaOf(files);
  const sha = sha1('commit', Buffer.from(JSON.stringify({ repo: repo.id, treeSha, parents, message: input.message, by: input.by.id, at })));
  // Organisations sign no commits: what is theirs from the start was made by somebody.
  const signer = input.by.kind === 'Organization' ? world.app.owner : input.by;
  const commit = remember(world, {
    kind: 'Commit',
    nodeId: nodeId('Commit', `${repo.id}:${sha}`),
    repo,
    sha,
    treeSha,
    parents,
    message: input.message,
    author: signer,
    committer: input.signedByGitHub ? accountOf(world, GITHUB_COMMITTER) : signer,
    signed: input.signedByGitHub ?? false,
    at,
    files,
    statuses: [],
  } satisfies Commit);
  repo.commits.set(sha, commit);
  if (!input.fork) repo.refs.set(ref, sha);
  return commit;
}

/** Points a tag at a commit: light, or through an annotated tag object when a message is given. */
export function addTag(world: World, repo: Repository, tag: { name: string; sha: string; by: Account; message?: string }): void {
  if (!repo.commits.has(tag.sha)) throw new Error(`${repo.owner.login}/${repo.name} has no commit ${tag.sha} to tag.`);
  if (tag.message === undefined) {
    repo.refs.set(`refs/tags/${tag.name}`, tag.sha);
    return;
  }
  const at = world.clock.now();
  const sha = sha1('tag', Buffer.from(JSON.stringify({ repo: repo.id, name: tag.name, target: tag.sha, message: tag.message, at })));
  const key = `${repo.id}:${sha}`;
  const object = {
    kind: 'Tag',
    nodeId: nodeId('Tag', key),
    repo,
    sha,
    name: tag.name,
    message: tag.message,
    target: tag.sha,
    tagger: tag.by,
    at,
  } satisfies TagObject;
  repo.tagObjects.set(sha, remember(world, object));
  repo.refs.set(`refs/tags/${tag.name}`, sha);
}

/** Follows annotated tags down to the commit they stand for. */
export function peel(repo: Repository, sha: string | undefined): Commit | undefined {
  if (sha === undefined) return undefined;
  const tag = repo.tagObjects.get(sha);
  return tag ? peel(repo, tag.target) : repo.commits.get(sha);
}

/** A branch, a tag, a full or shortened SHA, or HEAD, to its commit: https://docs.github.com/en/rest/commits/commits#get-a-commit */
export function findCommit(repo: Repository, name: string): Commit | undefined {
  const wanted = name === 'HEAD' ? repo.defaultBranch : name;
  const named = [wanted, `refs/${wanted}`, `refs/heads/${wanted}`, `refs/tags/${wanted}`]
    .map((ref) => repo.refs.get(ref))
    .find((sha) => sha !== undefined);
  if (named !== undefined) return peel(repo, named);
  // assumed: a shortened SHA needs 7 digits at least, and must be the only one.
  const short = /^[0-9a-f]{7,40}$/.test(wanted) ? [...repo.commits.keys()].filter((sha) => sha.startsWith(wanted)) : [];
  return short.length === 1 ? peel(repo, short[0]) : undefined;
}

/** A commit and everything below it. */
export function history(repo: Repository, sha: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [sha];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!found.has(next)) open.push(...(repo.commits.get(next)?.parents ?? []));
    found.add(next);
  }
  return found;
}
