/** Commit statuses: what the App, a person or another system says about a commit. */
import { tell } from './hooks.ts';
import { accountJson, type Json, orNull, repositoryApi, repositoryUrl } from './json.ts';
import type { Account, Commit, CommitStatus, Repository, StatusState } from './model.ts';
import { nodeId, remember, type World } from './world.ts';

export interface StatusInput {
  readonly state: StatusState;
  readonly context?: string;
  readonly description?: string | null;
  readonly targetUrl?: string | null;
}

/** Says something about a commit: https://docs.github.com/en/rest/commits/statuses#create-a-commit-status */
export function setStatus(world: World, by: Account, commit: Commit, input: StatusInput): CommitStatus {
  const id = world.nextId('status');
  const status: CommitStatus = {
    kind: 'StatusContext',
    id,
    nodeId: nodeId('StatusContext', id),
    commit,
    state: input.state,
    context: input.context ?? 'default',
    description: input.description ?? null,
    targetUrl: input.targetUrl ?? null,
    creator: by,
    at: world.clock.now(),
  };
  commit.statuses.push(remember(world, status));
  const { repo } = commit;
  tell(world, {
    event: 'status',
    by,
    repo,
    about: {
      id: status.id,
      sha: commit.sha,
      name: `${repo.owner.login}/${repo.name}`,
      avatar_url: `${world.site.html}/avatars/${by.id}`,
      target_url: status.targetUrl,
      context: status.context,
      description: status.description,
      state: status.state,
      commit: commitJson(world, commit),
      branches: branchesWith(repo, commit).map((name) => ({
        name,
        commit: { sha: commit.sha, url: `${repositoryApi(world, repo)}/commits/${commit.sha}` },
        protected: false,
      })),
      created_at: status.at,
      updated_at: status.at,
    },
  });
  return status;
}

/** The newest status of each context, which is what counts. */
export function currentStatuses(commit: Commit): CommitStatus[] {
  return [...new Map(commit.statuses.map((status) => [status.context, status])).values()];
}

/** All of them together: https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
export function combinedState(statuses: readonly CommitStatus[]): StatusState {
  if (statuses.some((status) => status.state === 'error' || status.state === 'failure')) return 'failure';
  return statuses.length === 0 || statuses.some((status) => status.state === 'pending') ? 'pending' : 'success';
}

const branchesWith = (repo: Repository, commit: Commit): string[] =>
  [...repo.refs]
    .filter(([ref, sha]) => ref.startsWith('refs/heads/') && sha === commit.sha)
    .map(([ref]) => ref.slice('refs/heads/'.length));

/** assumed: nobody here checks it. */
export const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\n\nof the sandbox\n-----END PGP SIGNATURE-----\n';

/** A commit as REST and webhooks show it. */
export function commitJson(world: World, commit: Commit): Record<string, unknown> {
  const { repo } = commit;
  const api = `${repositoryApi(world, repo)}/commits/${commit.sha}`;
  const git = (kind: string, sha: string): string => `${repositoryApi(world, repo)}/git/${kind}/${sha}`;
  const html = (sha: string): string => `${repositoryUrl(world, repo)}/commit/${sha}`;
  const login = commit.author?.login ?? 'ghost';
  const signature = { name: login, email: `${login}@users.noreply.github.com`, date: commit.at };
  return {
    sha: commit.sha,
    node_id: commit.nodeId,
    commit: {
      author: signature,
      committer: signature,
      message: commit.message,
      tree: { sha: commit.treeSha, url: git('trees', commit.treeSha) },
      url: git('commits', commit.sha),
      comment_count: 0,
      verification: commit.signed
        ? { verified: true, reason: 'valid', signature: SIGNATURE, payload: commit.message, verified_at: commit.at }
        : { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url: api,
    html_url: html(commit.sha),
    comments_url: `${api}/comments`,
    author: orNull(commit.author, (author) => accountJson(world, author)),
    committer: orNull(commit.committer, (committer) => accountJson(world, committer)),
    parents: commit.parents.map((sha) => ({ sha, url: `${repositoryApi(world, repo)}/commits/${sha}`, html_url: html(sha) })),
  };
}

export const statusJson = (world: World, status: CommitStatus): Json => ({
  url: `${repositoryApi(world, status.commit.repo)}/statuses/${status.commit.sha}`,
  avatar_url: orNull(status.creator, (creator) => `${world.site.html}/avatars/${creator.id}`),
  id: status.id,
  node_id: status.nodeId,
  state: status.state,
  description: status.description,
  target_url: status.targetUrl,
  context: status.context,
  created_at: status.at,
  updated_at: status.at,
  creator: orNull(status.creator, (creator) => accountJson(world, creator)),
});

/** A commit as workflow runs and check suites show it. */
export function simpleCommitJson(commit: Commit): Record<string, unknown> {
  const person = (account: Account | null): object => {
    const login = account?.login ?? 'ghost';
    return { name: login, email: `${login.replace('[bot]', '')}@users.noreply.github.com` };
  };
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    message: commit.message,
    timestamp: commit.at,
    author: person(commit.author),
    committer: person(commit.committer),
  };
}
