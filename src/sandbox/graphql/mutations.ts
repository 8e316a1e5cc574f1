/** The mutations: https://docs.github.com/en/graphql/reference/mutations . A new one is one line in `mutations`. */
import type {
  AddCommentInput,
  AddLabelsToLabelableInput,
  CloseIssueInput,
  CreateIssueInput,
  CreateLabelInput,
  DeleteIssueCommentInput,
  MinimizeCommentInput,
  RemoveLabelsFromLabelableInput,
  ReopenIssueInput,
  UnminimizeCommentInput,
  UpdateIssueCommentInput,
  UpdateIssueInput,
} from '@octokit/graphql-schema';
import {
  addComment,
  addLabels,
  createLabel,
  deleteComment,
  editComment,
  editIssue,
  minimize,
  openIssue,
  removeLabels,
  setState,
} from '../acts.ts';
import type { NodeRecord } from '../model.ts';
import { type Context, need, type Resolved } from './context.ts';
import { deploymentMutations } from './deployment-mutations.ts';
import { notFound } from './errors.ts';
import { gitMutations } from './git-mutations.ts';
import { author, find, type Mutations, mutation } from './inputs.ts';
import { comment, issue, label } from './issue.ts';
import { projectMutations } from './project-mutations.ts';

const writesIssues = { permission: 'issues', level: 'write' } as const;

function issueToWrite(context: Context, id: string): Extract<NodeRecord, { kind: 'Issue' }> {
  const record = find(context, 'Issue', id);
  need(context, writesIssues, record.repo);
  return record;
}

function commentToWrite(context: Context, id: string): Extract<NodeRecord, { kind: 'IssueComment' }> {
  const record = find(context, 'IssueComment', id);
  need(context, writesIssues, record.issue.repo);
  return record;
}

function comments(context: Context, input: AddCommentInput): Resolved {
  const subject = issueToWrite(context, input.subjectId);
  const made = comment(context, addComment(context.world, author(context), subject, { body: input.body }));
  const cursor = Buffer.from(`cursor:v2:${subject.comments.at(-1)?.id}`).toString('base64');
  return { subject: issue(context, subject), commentEdge: { node: made, cursor }, timelineEdge: { node: made, cursor } };
}

function opensIssue(context: Context, { repositoryId, title, body, labelIds }: CreateIssueInput): Resolved {
  const repo = find(context, 'Repository', repositoryId);
  need(context, writesIssues, repo);
  const labels = (labelIds ?? []).map((id) => find(context, 'Label', id).name);
  return { issue: issue(context, openIssue(context.world, author(context), repo, { title, body: body ?? '', labels })) };
}

function makesLabel(context: Context, input: CreateLabelInput): Resolved {
  const repo = find(context, 'Repository', input.repositoryId);
  need(context, writesIssues, repo);
  const { name, color, description = null } = input;
  return { label: label(context, createLabel(context.world, author(context), repo, { name, color, description })) };
}

function changesLabels(
  context: Context,
  input: AddLabelsToLabelableInput | RemoveLabelsFromLabelableInput,
  change: typeof addLabels,
): Resolved {
  const subject = issueToWrite(context, input.labelableId);
  const labels = input.labelIds.map((id) => find(context, 'Label', id));
  if (labels.some((one) => one.repo !== subject.repo)) throw notFound('A label of another repository cannot be put on this issue.');
  change(context.world, author(context), subject, labels);
  return { labelable: issue(context, subject) };
}

function updatesIssue(context: Context, input: UpdateIssueInput): Resolved {
  const subject = issueToWrite(context, input.id);
  const by = author(context);
  const { title, body, state } = input;
  editIssue(context.world, by, subject, { ...(typeof title === 'string' ? { title } : {}), ...(typeof body === 'string' ? { body } : {}) });
  if (input.labelIds) {
    const wanted = input.labelIds.map((id) => find(context, 'Label', id));
    removeLabels(
      context.world,
      by,
      subject,
      subject.labels.filter((one) => !wanted.includes(one)),
    );
    addLabels(context.world, by, subject, wanted);
  }
  if (state === 'OPEN' || state === 'CLOSED') setState(context.world, by, subject, { state });
  return { issue: issue(context, subject), actor: null };
}

function setsState(context: Context, id: string, change: Parameters<typeof setState>[3]): Resolved {
  const subject = issueToWrite(context, id);
  setState(context.world, author(context), subject, change);
  return { issue: issue(context, subject) };
}

function setsHidden(context: Context, id: string, reason: string | null): Resolved {
  const subject = commentToWrite(context, id);
  minimize(subject, reason);
  return { minimizedComment: comment(context, subject), unminimizedComment: comment(context, subject) };
}

function updatesComment(context: Context, input: UpdateIssueCommentInput): Resolved {
  const subject = commentToWrite(context, input.id);
  editComment(context.world, author(context), subject, input.body);
  return { issueComment: comment(context, subject) };
}

function deletesComment(context: Context, input: DeleteIssueCommentInput): Resolved {
  deleteComment(context.world, author(context), commentToWrite(context, input.id));
  return {};
}

export const mutations: Mutations = {
  createIssue: mutation(opensIssue),
  addComment: mutation(comments),
  updateIssueComment: mutation(updatesComment),
  deleteIssueComment: mutation(deletesComment),
  minimizeComment: mutation((context, input: MinimizeCommentInput) => setsHidden(context, input.subjectId, input.classifier.toLowerCase())),
  unminimizeComment: mutation((context, input: UnminimizeCommentInput) => setsHidden(context, input.subjectId, null)),
  createLabel: mutation(makesLabel),
  addLabelsToLabelable: mutation((context, input: AddLabelsToLabelableInput) => changesLabels(context, input, addLabels)),
  removeLabelsFromLabelable: mutation((context, input: RemoveLabelsFromLabelableInput) => changesLabels(context, input, removeLabels)),
  updateIssue: mutation(updatesIssue),
  closeIssue: mutation((context, input: CloseIssueInput) =>
    setsState(context, input.issueId, { state: 'CLOSED', reason: input.stateReason ?? 'COMPLETED' }),
  ),
  reopenIssue: mutation((context, input: ReopenIssueInput) => setsState(context, input.issueId, { state: 'OPEN' })),
  ...projectMutations,
  ...gitMutations,
  ...deploymentMutations,
};

/**
 * The mutations that create content, as the limit of 80 a minute counts it:
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#secondary-rate-limits
 * assumed: commits and references count too; the page gives no list.
 */
export const CREATES_CONTENT: ReadonlySet<string> = new Set([
  'addComment',
  'createIssue',
  'createPullRequest',
  'createCommitOnBranch',
  'createRef',
  'createDeploymentStatus',
]);
