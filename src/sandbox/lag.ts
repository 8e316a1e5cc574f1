/**
 * Replicas that lag: reads show issues, comments, labels, references, deployments and commit statuses as they were some seconds ago, lists and single
 * objects, by REST and by GraphQL. GitHub tells of a change before its replicas have it (https://github.com/probot/stale/issues/83).
 *
 *     world.lags(10);                                                  // until world.lags(0)
 *     world.lags(10, ({ graphql }) => graphql?.name === 'See');        // of these reads only
 *
 * assumed: what a write answers is as it is now; people, teams, permissions, boards and workflow runs do not lag.
 */
import type { Comment, Commit, Deployment, Issue, NodeRecord, Repository } from './model.ts';
import type { RequestRecord, World } from './world.ts';

/** @param seconds how old a read is; 0 ends it. @param reaches which reads are; all when left out. */
export function lags(world: World, seconds: number, reaches: (read: RequestRecord) => boolean = () => true): void {
  world.clock.leaving = undefined;
  world.lag = undefined;
  if (seconds === 0) return;
  const pasts = [{ from: Number.NEGATIVE_INFINITY, world: copyOf(world) }];
  world.lag = { seconds, reaches, pasts };
  // A moment is over when the clock moves on: then nothing of it changes any more.
  world.clock.leaving = () => {
    const from = now(world);
    pasts.push({ from, world: copyOf(world) });
    while ((pasts[1]?.from ?? from) < from - seconds * 1000) pasts.shift();
  };
}

const now = ({ clock }: World): number => Date.parse(clock.now());

const isRead = ({ method, graphql }: RequestRecord): boolean => (graphql ? graphql.operation === 'query' : method === 'GET');

/** The world that a call is answered from. */
export function shownTo(world: World, made: RequestRecord): World {
  const { lag } = world;
  if (!lag || made.caller !== 'installation' || !isRead(made) || !lag.reaches(made)) return world;
  return lag.pasts.findLast(({ from }) => from <= now(world) - lag.seconds * 1000)?.world ?? world;
}

/** Old records in place of the new ones that are found by their node ids. */
type Nodes = Map<string, NodeRecord>;

function copyOf(world: World): World {
  const nodes: Nodes = new Map(world.nodes);
  return { ...world, nodes, repositories: world.repositories.map((repo) => copyOfRepository(repo, nodes)) };
}

function copyOfRepository(repo: Repository, nodes: Nodes): Repository {
  const copy: Repository = {
    ...repo,
    labels: [...repo.labels],
    issues: [],
    deployments: [],
    commits: new Map(),
    tagObjects: new Map(repo.tagObjects),
    refs: new Map(repo.refs),
  };
  copy.issues = repo.issues.map((issue) => copyOfIssue(issue, copy, nodes));
  copy.deployments.push(...repo.deployments.map((one) => copyOfDeployment(one, copy, nodes)));
  for (const commit of repo.commits.values()) copy.commits.set(commit.sha, copyOfCommit(commit, copy, nodes));
  return kept(nodes, copy);
}

function copyOfIssue(issue: Issue, repo: Repository, nodes: Nodes): Issue {
  const copy: Issue = { ...issue, repo, labels: [...issue.labels], edits: [...issue.edits], timeline: [...issue.timeline], comments: [] };
  copy.comments = issue.comments.map((comment) => kept<Comment>(nodes, { ...comment, issue: copy, edits: [...comment.edits] }));
  return kept(nodes, copy);
}

const copyOfCommit = (commit: Commit, repo: Repository, nodes: Nodes): Commit =>
  kept(nodes, { ...commit, repo, statuses: [...commit.statuses] });

function copyOfDeployment(deployment: Deployment, repo: Repository, nodes: Nodes): Deployment {
  const copy: Deployment = { ...deployment, repo, statuses: [] };
  copy.statuses.push(...deployment.statuses.map((status) => kept(nodes, { ...status, deployment: copy })));
  return kept(nodes, copy);
}

function kept<T extends NodeRecord>(nodes: Nodes, record: T): T {
  nodes.set(record.nodeId, record);
  return record;
}
