/** GitHub's answer -> plain facts. */
import type { Actor } from '../../core/promotion.ts';
import type { Lookup, Seen, SeenComment, SeenCommit, SeenTeam } from '../../core/seen.ts';
import { type ActorAnswer, type CommentAnswer, type CommitAnswer, label, type SeeAnswer, type TagAnswer, tag } from './answer.ts';

/** What pages were put together beside the first answer. */
export interface Pages {
  readonly at: string;
  readonly comments: readonly CommentAnswer[];
  readonly teams: Readonly<Record<string, SeenTeam>>;
}

export function toSeen({ viewer, repository }: SeeAnswer, lookup: Lookup, { at, comments, teams }: Pages): Seen {
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
    config: config
      ? { blob: config.oid, bytes: config.byteSize, text: config.isTruncated || config.isBinary ? undefined : (config.text ?? undefined) }
      : undefined,
    head: toCommit(defaultBranchRef?.target),
    tags: toTags(lookup, repository),
    commit: toCommit(repository.commit),
    teams,
    labelIds: toLabelIds(lookup, repository),
    siblings: (repository.siblings?.nodes ?? [])
      .filter(({ number }) => number !== repository.issue.number)
      .map(({ id, number, comments: theirs }) => ({
        number,
        nodeId: id,
        comments: theirs.nodes.map(toComment).toSorted((a, b) => a.id - b.id),
      })),
    permission: toPermission(repository),
    lookup,
  };
}

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

/** No actor is a deleted account; an actor without a number cannot be told from another, so it is nobody either. */
function toActor(actor: ActorAnswer | undefined): Actor | undefined {
  if (!actor || actor.databaseId === null || actor.databaseId === undefined) return undefined;
  const kind = actor.__typename === 'User' ? 'person' : actor.__typename === 'Bot' ? 'bot' : 'other';
  return { id: actor.databaseId, login: actor.login, kind };
}

const STATES = { ERROR: 'error', EXPECTED: 'expected', FAILURE: 'failure', PENDING: 'pending', SUCCESS: 'success' } as const;

function toCommit(commit: CommitAnswer | null | undefined): SeenCommit | undefined {
  if (!commit) return undefined;
  const statuses = (commit.status?.contexts ?? []).map(({ context, state, description, targetUrl, creator }) => ({
    context,
    state: STATES[state as keyof typeof STATES] ?? ('error' as const),
    description: description ?? '',
    creator: toActor(creator),
    url: targetUrl ?? '',
  }));
  return { sha: commit.oid, statuses };
}

function toTags(lookup: Lookup, repository: SeeAnswer['repository']): Seen['tags'] {
  const found = lookup.tags.map((name, i) => [name, toCommit(peel(tag.parse(repository[`tag${i}`] ?? null)))] as const);
  return Object.fromEntries(found.flatMap(([name, commit]) => (commit ? [[name, commit]] : [])));
}

function peel(found: TagAnswer): CommitAnswer | null {
  const object = found?.target ?? null;
  if (!object || 'oid' in object) return object;
  return 'oid' in object.target ? object.target : object.target.target;
}

function toLabelIds(lookup: Lookup, repository: SeeAnswer['repository']): Seen['labelIds'] {
  const asked = lookup.labels.map((_, i) => label.parse(repository[`label${i}`] ?? null));
  const worn = repository.issue.labels?.nodes ?? [];
  return Object.fromEntries([...asked, ...worn].flatMap((one) => (one ? [[one.name, one.id]] : [])));
}

const PERMISSIONS = ['admin', 'maintain', 'write', 'triage', 'read'] as const;

/** Of the issue's author only: the search that asks for the login also finds those whose name merely resembles it. */
function toPermission({ collaborators, issue }: SeeAnswer['repository']): Seen['permission'] {
  const edge = (collaborators?.edges ?? []).find(({ node }) => node.databaseId === issue.author?.databaseId);
  return PERMISSIONS.find((permission) => permission === edge?.permission.toLowerCase());
}
