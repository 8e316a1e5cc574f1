/** Whatever anybody can do to issues, comments, labels and statuses: changes the state and tells the App. */
import { type Change, tell } from './hooks.ts';
import { commentJson, issueJson, type Json, labelJson } from './json.ts';
import { noteMentions } from './mentions.ts';
import type { Account, Comment, Edit, Issue, Label, LockReason, Repository, StateReason, TimelineEvent } from './model.ts';
import { nodeId, remember, type World } from './world.ts';

/** A refusal GitHub explains: `type` is the GraphQL error type, REST answers 422. */
export class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** assumed: counted in UTF-16 units. The refusal says "65536 characters"; reports of more bytes getting through are not relied on. */
const BODY_LIMIT = 65_536;

function checkBody(body: string, what: string): void {
  // assumed: the words before the bracket.
  if (body.length > BODY_LIMIT) throw new Refusal('UNPROCESSABLE', `${what} is too long (maximum is ${BODY_LIMIT} characters)`);
}

function tellIssue(world: World, by: Account, issue: Issue, about: { action: string; extra?: Json }): void {
  // Of a pull request GitHub tells by `pull_request` events, which the sandbox does not send.
  if (issue.pull) return;
  tell(world, {
    event: 'issues',
    action: about.action,
    by,
    repo: issue.repo,
    about: { issue: issueJson(world, issue), ...about.extra },
  } satisfies Change);
}

const tellComment = (world: World, by: Account, comment: Comment, about: { action: string; extra?: Json }): void =>
  tell(world, {
    event: 'issue_comment',
    action: about.action,
    by,
    repo: comment.issue.repo,
    about: { issue: issueJson(world, comment.issue), comment: commentJson(world, comment), ...about.extra },
  });

function addEvent(world: World, issue: Issue, event: Pick<TimelineEvent, 'kind' | 'actor' | 'label' | 'reason'>): void {
  const id = world.nextId('event');
  issue.timeline.push(remember(world, { ...event, id, nodeId: nodeId(event.kind, id), at: world.clock.now(), issue }));
}

export interface IssueInput {
  readonly title: string;
  readonly body?: string;
  /** Names; a label that does not exist is made, as `POST /issues` does for people who may. */
  readonly labels?: readonly string[];
  readonly viaEmail?: boolean;
}

/** Opens an issue. GitHub then sends `opened`, and `labeled` for each label it was opened with. */
export function openIssue(world: World, by: Account, repo: Repository, input: IssueInput): Issue {
  checkBody(input.body ?? '', 'Body');
  const id = world.nextId('issue');
  const at = world.clock.now();
  const number = repo.nextNumber;
  repo.nextNumber += 1;
  const issue: Issue = {
    kind: 'Issue',
    id,
    nodeId: nodeId('Issue', id),
    repo,
    number,
    title: input.title,
    body: input.body ?? '',
    author: by,
    createdAt: at,
    updatedAt: at,
    lastEditedAt: null,
    editor: null,
    edits: [],
    viaEmail: input.viaEmail ?? false,
    state: 'OPEN',
    stateReason: null,
    closedAt: null,
    closedBy: null,
    locked: false,
    lockReason: null,
    labels: (input.labels ?? []).map((name) => findLabel(repo, name) ?? createLabel(world, by, repo, { name, color: 'ededed' })),
    comments: [],
    timeline: [],
    pull: null,
  };
  repo.issues.push(remember(world, issue));
  noteMentions(world, by, issue, issue.body);
  tellIssue(world, by, issue, { action: 'opened' });
  for (const label of issue.labels) announceLabel(world, by, issue, { label, kind: 'LabeledEvent' });
  return issue;
}

function announceLabel(world: World, by: Account, issue: Issue, change: { label: Label; kind: 'LabeledEvent' | 'UnlabeledEvent' }): void {
  addEvent(world, issue, { kind: change.kind, actor: by, label: change.label });
  issue.updatedAt = world.clock.now();
  tellIssue(world, by, issue, {
    action: change.kind === 'LabeledEvent' ? 'labeled' : 'unlabeled',
    extra: { label: labelJson(world, change.label) },
  });
}

/** Writes a new text over an old one and keeps both: https://docs.github.com/en/graphql/reference/objects#usercontentedit */
function rewrite(world: World, by: Account, written: Issue | Comment, body: string): void {
  const at = world.clock.now();
  const edit = (moment: string, editor: Account | null, text: string): Edit => {
    const id = world.nextId('edit');
    return remember(world, { kind: 'UserContentEdit', id, nodeId: nodeId('UserContentEdit', id), at: moment, editor, text });
  };
  // The first edit also records the text as it was created (`includesCreatedEdit`).
  if (written.edits.length === 0) written.edits.push(edit(written.createdAt, written.author, written.body));
  written.edits.unshift(edit(at, by, body));
  Object.assign(written, { body, lastEditedAt: at, editor: by, updatedAt: at });
  noteMentions(world, by, written.kind === 'Issue' ? written : written.issue, body);
}

/** Changes title or text. A change of the title alone is no edit of the text: `lastEditedAt` stays. */
export function editIssue(world: World, by: Account, issue: Issue, input: { title?: string; body?: string }): void {
  checkBody(input.body ?? '', 'Body');
  const before = { title: issue.title, body: issue.body };
  const changes = {
    ...(input.title !== undefined && input.title !== before.title ? { title: { from: before.title } } : {}),
    ...(input.body !== undefined && input.body !== before.body ? { body: { from: before.body } } : {}),
  };
  if (Object.keys(changes).length === 0) return;
  if (input.title !== undefined) issue.title = input.title;
  if (changes.body && input.body !== undefined) rewrite(world, by, issue, input.body);
  issue.updatedAt = world.clock.now();
  tellIssue(world, by, issue, { action: 'edited', extra: { changes } });
}

export function deleteIssue(world: World, by: Account, issue: Issue): void {
  issue.repo.issues = issue.repo.issues.filter((one) => one !== issue);
  for (const gone of [issue, ...issue.comments]) world.nodes.delete(gone.nodeId);
  tellIssue(world, by, issue, { action: 'deleted' });
}

/** Closes (with a reason) or reopens. Doing what is done already changes nothing and sends nothing. */
export function setState(world: World, by: Account, issue: Issue, change: { state: Issue['state']; reason?: StateReason }): void {
  if (issue.state === change.state) return;
  const at = world.clock.now();
  const closing = change.state === 'CLOSED';
  const reason = closing ? (change.reason ?? 'COMPLETED') : 'REOPENED';
  Object.assign(issue, {
    state: change.state,
    stateReason: reason,
    closedAt: closing ? at : null,
    closedBy: closing ? by : null,
    updatedAt: at,
  });
  addEvent(world, issue, { kind: closing ? 'ClosedEvent' : 'ReopenedEvent', actor: by, reason });
  tellIssue(world, by, issue, { action: closing ? 'closed' : 'reopened' });
}

/** Locks or unlocks the conversation. assumed: whoever may write to the repository still comments in a locked one. */
export function setLock(world: World, by: Account, issue: Issue, lock: { locked: boolean; reason?: LockReason }): void {
  if (issue.locked === lock.locked) return;
  Object.assign(issue, { locked: lock.locked, lockReason: lock.reason ?? null, updatedAt: world.clock.now() });
  tellIssue(world, by, issue, { action: lock.locked ? 'locked' : 'unlocked' });
}

export interface CommentInput {
  readonly body: string;
  readonly viaEmail?: boolean;
  readonly viaApp?: number;
}

export function addComment(world: World, by: Account, issue: Issue, input: CommentInput): Comment {
  checkBody(input.body, 'Body');
  // https://docs.github.com/en/rest/issues/comments#create-an-issue-comment answers 422 for an empty body
  if (input.body.trim() === '') throw new Refusal('UNPROCESSABLE', "Body can't be blank");
  const id = world.nextId('comment');
  const at = world.clock.now();
  const comment: Comment = {
    kind: 'IssueComment',
    id,
    nodeId: nodeId('IssueComment', id),
    issue,
    body: input.body,
    author: by,
    createdAt: at,
    updatedAt: at,
    lastEditedAt: null,
    editor: null,
    edits: [],
    viaEmail: input.viaEmail ?? false,
    minimized: null,
    viaApp: input.viaApp ?? null,
  };
  issue.comments.push(remember(world, comment));
  noteMentions(world, by, issue, comment.body);
  issue.updatedAt = at;
  tellComment(world, by, comment, { action: 'created' });
  return comment;
}

export function editComment(world: World, by: Account, comment: Comment, body: string): void {
  checkBody(body, 'Body');
  if (body.trim() === '') throw new Refusal('UNPROCESSABLE', "Body can't be blank");
  const from = comment.body;
  // assumed: saving the same text again is no edit and sends nothing.
  if (from === body) return;
  rewrite(world, by, comment, body);
  tellComment(world, by, comment, { action: 'edited', extra: { changes: { body: { from } } } });
}

export function deleteComment(world: World, by: Account, comment: Comment): void {
  const { issue } = comment;
  issue.comments = issue.comments.filter((one) => one !== comment);
  world.nodes.delete(comment.nodeId);
  tellComment(world, by, comment, { action: 'deleted' });
}

/** Hides a comment, or shows it again with null. assumed: neither sends a webhook, since the published list of actions has none for it. */
export function minimize(comment: Comment, reason: string | null): void {
  comment.minimized = reason;
}

export const findLabel = (repo: Repository, name: string): Label | undefined =>
  repo.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());

export interface LabelInput {
  readonly name: string;
  readonly color: string;
  readonly description?: string | null;
}

export function createLabel(world: World, by: Account, repo: Repository, input: LabelInput): Label {
  // Names ignore case: https://docs.github.com/en/rest/issues/labels#create-a-label (422 for a name that exists)
  if (findLabel(repo, input.name)) throw new Refusal('UNPROCESSABLE', 'Name has already been taken');
  if (!/^[0-9a-f]{6}$/i.test(input.color)) throw new Refusal('UNPROCESSABLE', 'Color is invalid');
  const id = world.nextId('label');
  const label: Label = {
    kind: 'Label',
    id,
    nodeId: nodeId('Label', id),
    repo,
    name: input.name,
    color: input.color.toLowerCase(),
    description: input.description ?? null,
    createdAt: world.clock.now(),
  };
  repo.labels.push(remember(world, label));
  tell(world, { event: 'label', action: 'created', by, repo, about: { label: labelJson(world, label) } });
  return label;
}

/** Adds labels; the ones an issue has already send nothing. */
export function addLabels(world: World, by: Account, issue: Issue, labels: readonly Label[]): void {
  for (const label of labels.filter((one) => !issue.labels.includes(one))) {
    issue.labels = [...issue.labels, label];
    announceLabel(world, by, issue, { label, kind: 'LabeledEvent' });
  }
}

export function removeLabels(world: World, by: Account, issue: Issue, labels: readonly Label[]): void {
  for (const label of labels.filter((one) => issue.labels.includes(one))) {
    issue.labels = issue.labels.filter((one) => one !== label);
    announceLabel(world, by, issue, { label, kind: 'UnlabeledEvent' });
  }
}
