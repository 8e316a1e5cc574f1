/** Issues, comments, labels and their history as GraphQL shows them. */
import { maySee } from '../access.ts';
import { association, commentUrl, issueUrl, repositoryUrl } from '../json.ts';
import type { Comment, Edit, Issue, Label, PullRequest, TimelineEvent } from '../model.ts';
import { actor } from './actor.ts';
import { connection, type Page } from './connection.ts';
import type { Context, Resolved } from './context.ts';
import { itemsOf } from './project.ts';

/** https://docs.github.com/en/graphql/reference/objects#usercontentedit ; `diff` is the whole text after the edit. */
export const userContentEdit = (context: Context, edit: Edit): Resolved => ({
  __typename: 'UserContentEdit',
  id: edit.nodeId,
  createdAt: edit.at,
  editedAt: edit.at,
  updatedAt: edit.at,
  deletedAt: null,
  deletedBy: null,
  diff: edit.text,
  editor: actor(context, edit.editor),
});

function written(context: Context, record: Issue | Comment): Resolved {
  return {
    id: record.nodeId,
    // Int holds 31 bits, ids are longer today: https://docs.github.com/en/graphql/reference/objects#issuecomment
    databaseId: record.id > 2 ** 31 - 1 ? null : record.id,
    fullDatabaseId: String(record.id),
    body: record.body,
    bodyText: record.body,
    author: () => actor(context, record.author),
    editor: () => actor(context, record.editor),
    createdAt: record.createdAt,
    publishedAt: record.createdAt,
    updatedAt: record.updatedAt,
    lastEditedAt: record.lastEditedAt,
    includesCreatedEdit: record.edits.length > 0,
    createdViaEmail: record.viaEmail,
    viewerDidAuthor: () =>
      record.author !== null && record.author.id === context.world.app.bot.id && context.caller.kind === 'installation',
    userContentEdits: (page: Page) =>
      connection({ name: 'userContentEdits', items: record.edits, node: (edit) => userContentEdit(context, edit) }, page),
  };
}

export const comment = (context: Context, record: Comment): Resolved => ({
  __typename: 'IssueComment',
  ...written(context, record),
  authorAssociation: association(context.world, record.issue.repo, record.author),
  isMinimized: record.minimized !== null,
  minimizedReason: record.minimized,
  url: commentUrl(context.world, record),
  issue: () => issue(context, record.issue),
  repository: () => context.show(record.issue.repo),
});

export const label = (context: Context, record: Label): Resolved => ({
  __typename: 'Label',
  id: record.nodeId,
  name: record.name,
  color: record.color,
  description: record.description,
  isDefault: false,
  createdAt: record.createdAt,
  url: `${repositoryUrl(context.world, record.repo)}/labels/${encodeURIComponent(record.name)}`,
  repository: () => context.show(record.repo),
});

/** https://docs.github.com/en/graphql/reference/objects#crossreferencedevent */
const mentioned = (context: Context, { at, issue: target }: TimelineEvent, source: Issue): Resolved => ({
  referencedAt: at,
  isCrossRepository: source.repo.id !== target.repo.id,
  source: () => issue(context, source),
  target: () => issue(context, target),
  url: issueUrl(context.world, source),
  willCloseTarget: false,
});

export const timelineEvent = (context: Context, record: TimelineEvent): Resolved => ({
  __typename: record.kind,
  id: record.nodeId,
  createdAt: record.at,
  actor: () => actor(context, record.actor),
  closable: () => issue(context, record.issue),
  labelable: () => issue(context, record.issue),
  ...(record.source ? mentioned(context, record, record.source) : {}),
  label: record.label && label(context, record.label),
  stateReason: record.reason ?? null,
});

/** `CLOSED_EVENT` for ClosedEvent: how `itemTypes` names what `__typename` says. */
const itemType = (kind: string): string => kind.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase();

function timeline(context: Context, record: Issue, page: Page & { itemTypes?: readonly string[] | null }): Resolved {
  const comments = record.comments.map((one) => ({ kind: one.kind, at: one.createdAt, show: () => comment(context, one) }));
  // Where it is named in a repository that the caller does not see, it is not told.
  const shown = record.timeline.filter(({ source }) => source === undefined || maySee(context.world, context.caller, source.repo));
  const events = shown.map((one) => ({ kind: one.kind, at: one.at, show: () => timelineEvent(context, one) }));
  const items = [...comments, ...events]
    .filter((one) => page.itemTypes?.includes(itemType(one.kind)) ?? true)
    .sort((a, b) => a.at.localeCompare(b.at));
  return {
    ...connection({ name: 'timelineItems', items, node: (one) => one.show() }, page),
    filteredCount: items.length,
    updatedAt: record.updatedAt,
  };
}

const pullFields = ({ head, base, draft, issue: { repo } }: PullRequest): Resolved => ({
  isCrossRepository: head.repo.id !== repo.id,
  headRefName: head.ref,
  headRefOid: head.sha,
  baseRefName: base.ref,
  baseRefOid: base.sha,
  isDraft: draft,
  // Nothing is ever merged here.
  merged: false,
});

export const issue = (context: Context, record: Issue): Resolved => ({
  __typename: record.pull ? 'PullRequest' : 'Issue',
  ...written(context, record),
  ...(record.pull ? pullFields(record.pull) : {}),
  number: record.number,
  title: record.title,
  url: issueUrl(context.world, record),
  state: record.state,
  stateReason: record.stateReason,
  closed: record.state === 'CLOSED',
  closedAt: record.closedAt,
  locked: record.locked,
  activeLockReason: record.lockReason?.replace(/[ -]/, '_').toUpperCase() ?? null,
  authorAssociation: association(context.world, record.repo, record.author),
  repository: () => context.show(record.repo),
  labels: (page: Page) => connection({ name: 'labels', items: record.labels, node: (one) => label(context, one) }, page),
  comments: (page: Page) =>
    connection({ name: 'comments', items: record.comments, node: (one) => comment(context, one), key: (one) => one.id }, page),
  timelineItems: (page: Page & { itemTypes?: readonly string[] | null }) => timeline(context, record, page),
  projectItems: (page: Page & { includeArchived?: boolean | null }) => itemsOf(context, record, page),
});
