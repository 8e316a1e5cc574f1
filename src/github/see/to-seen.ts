/** GitHub's answer -> plain facts. */
import type { z } from 'zod';
import type { Lookup, Seen, SeenBoard, SeenComment, SeenCommit, SeenDefaults, SeenFile, SeenTeam } from '../../core/seen.ts';
import { type Grants, settingsOf } from '../grants.ts';
import { promised } from '../graphql.ts';
import { type CommentAnswer, type CommitAnswer, label, linked, type NeighbourAnswer, release, type SeeAnswer, tag } from './answer.ts';
import { toActor } from './to-actor.ts';
import { toAlerts, toDeployments, toMentions } from './to-delivery.ts';

/** What pages were put together beside the first answer. */
export interface Pages {
  readonly at: string;
  readonly comments: readonly CommentAnswer[];
  /** Other issues, with all their comments. */
  readonly beside: { readonly siblings: readonly NeighbourAnswer[]; readonly records: readonly NeighbourAnswer[] };
  readonly teams: Readonly<Record<string, SeenTeam>>;
  readonly board: SeenBoard | undefined;
  readonly grants: Grants | undefined;
}

export function toSeen(
  { viewer, repository, deployed, defaults }: SeeAnswer,
  lookup: Lookup,
  { at, beside, comments, teams, board, grants }: Pages,
): Seen {
  const { owner, defaultBranchRef, config } = repository;
  return {
    at,
    bot: { id: viewer.databaseId, login: viewer.login, kind: 'bot' },
    repo: {
      id: repository.databaseId,
      nodeId: repository.id,
      owner: owner.login,
      name: repository.name,
      url: repository.url,
      ownedBy: owner.__typename === 'Organization' ? 'organization' : 'user',
      defaultBranch: defaultBranchRef?.name,
    },
    issue: toIssue(repository.issue),
    comments: comments.map(toComment).toSorted((a, b) => a.id - b.id),
    config: toFile(config),
    defaults: lookup.defaults ? toDefaults(defaults) : undefined,
    map: toFile(repository.map ?? null),
    head: toCommit(defaultBranchRef?.target, lookup),
    tags: toTags(lookup, repository),
    commit: toCommit(repository.commit, lookup),
    branchHolds: toHolds(lookup, defaultBranchRef?.compare?.status),
    teams,
    labelIds: toLabelIds(lookup, repository),
    siblings: toNeighbours(beside.siblings),
    records: toNeighbours(beside.records),
    permission: toPermission(repository),
    releases: toReleases(lookup, repository),
    issues: toLinked(lookup, repository),
    deployments: toDeployments(deployed?.deployments),
    mentions: toMentions(repository.issue.mentions),
    alerts: toAlerts(repository.alerts),
    board,
    granted: grants && {
      permissions: grants.permissions,
      settings: settingsOf(grants, { url: repository.url, owner: owner.login, isOrganization: owner.__typename === 'Organization' }),
    },
    lookup,
  };
}

const toFile = (found: SeeAnswer['repository']['config']): SeenFile | undefined =>
  found ? { blob: found.oid, bytes: found.byteSize, text: textOf(found) } : undefined;
/** GitHub says the same of a repository that is not there and of one that is not shown. */
export function toDefaults(found: SeeAnswer['defaults']): SeenDefaults {
  if (!found) return { lacks: 'repository' };
  const file = toFile(found.config);
  return file ? { file } : { lacks: 'file' };
}

const textOf = ({
  isTruncated,
  isBinary,
  text,
}: Pick<NonNullable<SeeAnswer['repository']['config']>, 'isTruncated' | 'isBinary' | 'text'>) =>
  isTruncated || isBinary ? undefined : (text ?? undefined);

/** Seen from the branch, a commit it holds lies behind it: https://docs.github.com/en/graphql/reference/enums#comparisonstatus. */
const toHolds = ({ branchHolds }: Lookup, status: string | undefined): boolean | undefined =>
  branchHolds === undefined || status === undefined ? undefined : ['BEHIND', 'IDENTICAL'].includes(status);

const toNeighbours = (found: readonly NeighbourAnswer[]): Seen['siblings'] =>
  found.map(({ id, number, comments }) => ({
    number,
    nodeId: id,
    comments: comments.nodes.map(toComment).toSorted((a, b) => a.id - b.id),
  }));

function toIssue(issue: SeeAnswer['repository']['issue']): Seen['issue'] {
  const { id: nodeId, number, title, body, url, createdAt, state } = issue;
  const [closed] = issue.closed.nodes;
  const [reopened] = issue.reopened.nodes;
  return {
    nodeId,
    number,
    title,
    body,
    url,
    createdAt,
    open: state === 'OPEN',
    locked: issue.locked ? (issue.activeLockReason === 'SPAM' ? 'spam' : 'other') : undefined,
    author: toActor(issue.author),
    editor: toActor(issue.editor),
    closed: closed && { at: closed.createdAt, by: toActor(closed.actor) },
    reopened: reopened && { at: reopened.createdAt, by: toActor(reopened.actor) },
    labels: (issue.labels?.nodes ?? []).map(({ name }) => name),
  };
}

export const toComment = (comment: CommentAnswer): SeenComment => ({
  id: Number(comment.fullDatabaseId),
  nodeId: comment.id,
  body: comment.body,
  author: toActor(comment.author),
  createdAt: comment.createdAt,
  lastEditedAt: comment.lastEditedAt ?? undefined,
  editor: toActor(comment.editor),
  viaEmail: comment.createdViaEmail,
  hidden: comment.isMinimized,
});

const STATES = ['error', 'expected', 'failure', 'pending', 'success'] as const;

function toCommit(commit: CommitAnswer | null | undefined, { paths }: Pick<Lookup, 'paths'>): SeenCommit | undefined {
  if (!commit) return undefined;
  const statuses = (commit.status?.contexts ?? []).map(({ context, state, description, targetUrl, creator, createdAt }) => ({
    context,
    state: STATES.find((known) => known === state.toLowerCase()) ?? ('error' as const),
    description: description ?? '',
    creator: toActor(creator),
    url: targetUrl ?? '',
    at: createdAt,
  }));
  const people = [...commit.authors.nodes, ...(commit.committer ? [commit.committer] : [])];
  const known = people.flatMap(({ user }) => toActor(user) ?? []);
  return {
    sha: commit.oid,
    statuses,
    versionFile: commit.versionFile?.object ? textOf(commit.versionFile.object) : undefined,
    paths: Object.fromEntries(paths.map((path, i) => [path, (commit[`path${i}`] ?? null) !== null])),
    people: known.filter(({ id }, i) => known.findIndex((other) => other.id === id) === i),
    strangers: [...new Set(people.flatMap(({ user, email }) => (user ? [] : [email ?? ''])))],
  };
}

function toTags(lookup: Lookup, repository: SeeAnswer['repository']): Seen['tags'] {
  const found = lookup.tags.map((name, i) => [name, toCommit(answeredAs(tag, repository, `tag${i}`)?.target, lookup)] as const);
  return byName(found.flatMap(([name, commit]) => (commit ? [[name, commit] as const] : [])));
}

const answeredAs = <T extends z.ZodType>(schema: T, repository: SeeAnswer['repository'], alias: string): z.infer<T> =>
  promised(schema, repository[alias] ?? null, `repository.${alias}`);

/** Names come from people: one that is called `constructor` must not be found where nothing was put. */
export const byName = <T>(found: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.assign(Object.create(null), Object.fromEntries(found));

function toLabelIds(lookup: Lookup, repository: SeeAnswer['repository']): Seen['labelIds'] {
  const asked = lookup.labels.map((_, i) => answeredAs(label, repository, `label${i}`));
  const worn = repository.issue.labels?.nodes ?? [];
  return byName([...asked, ...worn].flatMap((one) => (one ? [[one.name, one.id] as const] : [])));
}

function toReleases(lookup: Lookup, repository: SeeAnswer['repository']): Seen['releases'] {
  const found = lookup.releases.map((tagName, i) => [tagName, release.parse(repository[`release${i}`] ?? null)] as const);
  return Object.fromEntries(
    found.flatMap(([tagName, one]) =>
      one
        ? [[tagName, { draft: one.isDraft, prerelease: one.isPrerelease, name: one.name ?? '', body: one.description ?? '', url: one.url }]]
        : [],
    ),
  );
}

function toLinked(lookup: Lookup, repository: SeeAnswer['repository']): Seen['issues'] {
  const found = lookup.issues.map((number, i) => [number, linked.parse(repository[`linked${i}`] ?? null)] as const);
  return Object.fromEntries(
    found.flatMap(([number, one]) =>
      one ? [[number, { open: (one.state ?? one.pullRequestState) === 'OPEN', title: one.title, url: one.url }]] : [],
    ),
  );
}

const PERMISSIONS = ['admin', 'maintain', 'write', 'triage', 'read'] as const;

/** Of the issue's author only: the search that asks for the login also finds those whose name merely resembles it. */
function toPermission({ collaborators, issue }: SeeAnswer['repository']): Seen['permission'] {
  const edge = (collaborators?.edges ?? []).find(({ node }) => node.databaseId === issue.author?.databaseId);
  return PERMISSIONS.find((permission) => permission === edge?.permission.toLowerCase());
}
