/** Pull requests, as far as an Action that reports on one needs them: https://docs.github.com/en/rest/pulls/pulls */
import { history } from '../git.ts';
import { accountJson, issueApi, issueJson, issueUrl, type Json, repositoryApi, repositoryJson, repositoryUrl } from '../json.ts';
import type { PullRequest, Repository } from '../model.ts';
import { changesOf, type FileChange, openPull, pullProblem } from '../pulls.ts';
import type { World } from '../world.ts';
import { authorOf, type Call, HttpError, missing, paged, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';

function pullOf(call: Call): PullRequest {
  const number = Number(call.param('pull_number'));
  const found = repositoryOf(call).issues.find((one) => one.number === number)?.pull;
  if (!found) throw missing();
  return found;
}

const side = (world: World, repo: Repository, { ref, sha }: { ref: string; sha: string }): Json => ({
  label: `${repo.owner.login}:${ref}`,
  ref,
  sha,
  user: accountJson(world, repo.owner),
  repo: repositoryJson(world, repo),
});

function linksOf(world: World, { issue, head }: PullRequest): Record<string, string> {
  const url = `${repositoryApi(world, issue.repo)}/pulls/${issue.number}`;
  return {
    self: url,
    html: issueUrl(world, issue),
    issue: issueApi(world, issue),
    comments: `${issueApi(world, issue)}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryApi(world, issue.repo)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${repositoryApi(world, issue.repo)}/statuses/${head.sha}`,
  };
}

/** assumed: whatever is asked for could be merged, and nothing is merged yet. */
function pullJson(world: World, pull: PullRequest): Json {
  const { issue, head, base } = pull;
  const { repo } = issue;
  const links = linksOf(world, pull);
  const changes = changesOf(pull);
  const below = history(repo, base.sha);
  // What an issue says of itself and a pull request says too; the rest of an issue has no place here.
  const {
    labels_url,
    events_url,
    repository_url,
    timeline_url,
    reactions,
    pull_request,
    performed_via_github_app,
    state_reason,
    ...shared
  } = issueJson(world, issue);
  return {
    ...shared,
    id: pull.id,
    node_id: pull.nodeId,
    url: links['self'],
    html_url: links['html'],
    diff_url: `${links['html']}.diff`,
    patch_url: `${links['html']}.patch`,
    issue_url: links['issue'],
    commits_url: links['commits'],
    review_comments_url: links['review_comments'],
    review_comment_url: links['review_comment'],
    comments_url: links['comments'],
    statuses_url: links['statuses'],
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    head: side(world, head.repo, head),
    base: side(world, repo, base),
    draft: pull.draft,
    merged_at: null,
    merge_commit_sha: null,
    requested_reviewers: [],
    requested_teams: [],
    auto_merge: null,
    merged: false,
    mergeable: true,
    rebaseable: true,
    mergeable_state: 'clean',
    merged_by: null,
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: [...history(repo, head.sha)].filter((sha) => !below.has(sha)).length,
    additions: changes.reduce((sum, one) => sum + one.additions, 0),
    deletions: changes.reduce((sum, one) => sum + one.deletions, 0),
    changed_files: changes.length,
  };
}

function fileJson(world: World, { issue: { repo }, head }: PullRequest, change: FileChange): Json {
  const html = (kind: string): string => `${repositoryUrl(world, repo)}/${kind}/${head.sha}/${encodeURI(change.path)}`;
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: html('blob'),
    raw_url: html('raw'),
    contents_url: `${repositoryApi(world, repo)}/contents/${encodeURI(change.path)}?ref=${head.sha}`,
    patch: change.patch,
  };
}

/** "Responses include a maximum of 3000 files." */
function files(call: Call): RestAnswer {
  const pull = pullOf(call);
  return paged(call, changesOf(pull).slice(0, 3000), (change) => fileJson(call.world, pull, change));
}

/** assumed: without a fork; `head` may name the owner: `acme:feature`. */
function create(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const head = String(call.body['head']).replace(`${repo.owner.login}:`, '');
  const pull = { title: String(call.body['title'] ?? ''), body: text(call, 'body') ?? '', head, base: String(call.body['base']) };
  const problem = pullProblem(repo, pull);
  if (problem !== undefined) throw new HttpError(422, `Validation Failed: ${problem}`);
  const issue = openPull(call.world, authorOf(call), repo, { ...pull, draft: call.body['draft'] === true });
  if (issue.pull === null) throw missing();
  return { status: 201, body: pullJson(call.world, issue.pull) };
}

const writes = { permission: 'pull_requests', level: 'write' } as const;
const reads = { permission: 'pull_requests', level: 'read' } as const;

export const pullRoutes: Routes = {
  'pulls/get': { needs: reads, run: (call) => ({ status: 200, body: pullJson(call.world, pullOf(call)) }) },
  'pulls/create': { needs: writes, createsContent: true, run: create },
  'pulls/list-files': { needs: reads, run: files },
};
