/** Forks and pull requests: https://docs.github.com/en/rest/pulls/pulls */
import { openIssue } from './acts.ts';
import { foundRepository } from './found.ts';
import { blobSha, findCommit, history } from './git.ts';
import type { Account, Commit, Issue, PullRequest, Repository } from './model.ts';
import { nodeId, type World } from './world.ts';

/** Copies a repository with its branches to another owner, who is no part of the first one. */
export function fork(world: World, by: Account, of: Repository): Repository {
  const copy = foundRepository(world, `${by.login}/${of.name}`, { private: of.private, defaultBranch: of.defaultBranch, forkOf: of });
  for (const [sha, commit] of of.commits) copy.commits.set(sha, { ...commit, repo: copy, statuses: [] });
  for (const [ref, sha] of of.refs) if (ref.startsWith('refs/heads/')) copy.refs.set(ref, sha);
  return copy;
}

export interface PullInput {
  readonly title: string;
  readonly body?: string;
  /** Branch, of the fork when `from` names one. */
  readonly head: string;
  readonly from?: Repository;
  /** The default branch when left out. */
  readonly base?: string;
  readonly draft?: boolean;
}

/** Why GitHub would open no pull request; undefined when it would. assumed: of the words, all but where to read which. */
export function pullProblem(repo: Repository, input: PullInput): string | undefined {
  const from = input.from ?? repo;
  const base = input.base ?? repo.defaultBranch;
  const [head, below] = [from.refs.get(`refs/heads/${input.head}`), repo.refs.get(`refs/heads/${base}`)];
  if (head === undefined) return 'Head ref must be a branch';
  if (below === undefined) return 'Base ref must be a branch';
  const name = `${from.owner.login}:${input.head}`;
  const isOpen = repo.issues.some(({ pull, state }) => state === 'OPEN' && pull?.head.repo === from && pull.head.ref === input.head);
  if (isOpen) return `A pull request already exists for ${name}.`;
  return history(repo, below).has(head) ? `No commits between ${base} and ${input.head}` : undefined;
}

/**
 * Opens a pull request: an issue with a `pull`. Its commits can be read here from then on, by SHA. assumed: later pushes do not move it, and no
 * `pull_request` webhook is sent, to which this App does not subscribe.
 */
export function openPull(world: World, by: Account, repo: Repository, input: PullInput): Issue {
  const from = input.from ?? repo;
  const base = input.base ?? repo.defaultBranch;
  const [head, below] = [from.commits.get(from.refs.get(`refs/heads/${input.head}`) ?? ''), findCommit(repo, base)];
  if (!head || !below)
    throw new Error(`A pull request needs two branches that are there: ${input.head} of ${from.owner.login}/${from.name}, and ${base}.`);
  for (const sha of history(from, head.sha)) {
    const commit = from.commits.get(sha);
    if (commit && !repo.commits.has(sha)) repo.commits.set(sha, { ...commit, repo, statuses: [] });
  }
  world.hooks.silence += 1;
  const issue = openIssue(world, by, repo, { title: input.title, body: input.body ?? '' });
  world.hooks.silence -= 1;
  const id = world.nextId('pull');
  issue.pull = {
    kind: 'PullRequest',
    id,
    nodeId: nodeId('PullRequest', id),
    issue,
    head: { ref: input.head, sha: head.sha, repo: from },
    base: { ref: base, sha: below.sha },
    draft: input.draft ?? false,
  };
  return issue;
}

export interface FileChange {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** One hunk, in the unified format without file names. */
  readonly patch: string;
}

const linesOf = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** assumed: whatever lies between the first and the last line that differ is one change. */
function hunk(before: readonly string[], after: readonly string[]): Pick<FileChange, 'additions' | 'deletions' | 'patch'> {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const range = (from: number, count: number): string => `${count === 0 ? from : from + 1},${count}`;
  const head = `@@ -${range(start, gone.length)} +${range(start, come.length)} @@`;
  const patch = [head, ...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)].join('\n');
  return { additions: come.length, deletions: gone.length, patch };
}

/** Where the two went apart: https://docs.github.com/en/pull-requests/committing-changes-to-your-project/viewing-and-comparing-commits/comparing-commits (three dots) */
function mergeBase(repo: Repository, one: string, other: string): Commit | undefined {
  const below = history(repo, one);
  return repo.commits.get([...history(repo, other)].find((sha) => below.has(sha)) ?? '');
}

/** What a pull request changes, by path. */
export function changesOf({ issue: { repo }, head, base }: PullRequest): FileChange[] {
  const before = mergeBase(repo, base.sha, head.sha)?.files ?? new Map<string, string>();
  const after = repo.commits.get(head.sha)?.files ?? new Map<string, string>();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
  return changed.map((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    const status = was === undefined ? 'added' : is === undefined ? 'removed' : 'modified';
    return { path, status, sha: blobSha(is ?? was ?? ''), ...hunk(linesOf(was), linesOf(is)) };
  });
}
