/** Webhook payload -> Trigger, or why it is none. Most of what happens in a repository is none, and costs no request. */
import * as z from 'zod';
import type { Hint } from '../app/gather.ts';
import { readComment } from '../core/command.ts';
import { IMPORTED, MANAGED_PREFIXES } from '../core/names.ts';
import { isPromotionIssue, PROMOTION_LABEL } from '../core/request.ts';
import { translateDeployment } from './deployment-events.ts';
import { translateRule } from './enforce-events.ts';
import { translateRun } from './run-events.ts';
import { actionOf, ignored, type Translated, unread } from './translated.ts';

/** What the app listens to; `app.yml` subscribes to the same. */
export const EVENTS = ['issues', 'issue_comment', 'workflow_run', 'deployment_status', 'deployment_protection_rule'] as const;

/**
 * Actions after which a promotion may stand differently. Assigning, pinning, milestones and the like are not among them, nor is a transfer:
 * nothing is left to read at the old place, and the new one tells of an opening.
 */
export const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['issues', ['opened', 'edited', 'closed', 'reopened', 'labeled', 'unlabeled', 'locked', 'unlocked']],
  ['issue_comment', ['created', 'edited', 'deleted']],
]);

const user = z.object({ id: z.number(), login: z.string(), type: z.string().optional() });
const payload = z.object({
  action: z.string(),
  installation: z.object({ id: z.int().positive() }),
  repository: z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) }),
  sender: user,
  issue: z.object({
    number: z.number(),
    title: z.string(),
    body: z.string().nullable(),
    user: user.nullable(),
    labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).nullish(),
    pull_request: z.unknown().optional(),
    updated_at: z.string().optional(),
  }),
  comment: z
    .object({
      id: z.number(),
      user: user.nullable(),
      body: z.string(),
      created_at: z.iso.datetime(),
      performed_via_github_app: z.object({ id: z.number() }).nullish(),
    })
    .optional(),
  label: z.object({ name: z.string() }).optional(),
});
type Payload = z.infer<typeof payload>;

/**
 * @param self numeric id of our own account on GitHub, as far as it is known by now.
 * @param anyNews whether to look at a promotion after whatever happens to it, also where that by itself changes nothing.
 */
export function translate(event: string, received: unknown, self: number | undefined, anyNews = false): Translated {
  if (event === 'workflow_run') return translateRun(received);
  if (event === 'deployment_protection_rule') return translateRule(received);
  if (event === 'deployment_status') return translateDeployment(received, self);
  const parsed = payload.safeParse(received);
  if (!parsed.success) return unread(event, parsed.error.issues[0]?.path ?? [], ACTIONS.get(event)?.includes(actionOf(received)) ?? false);
  const why = whyNot(event, parsed.data, self) ?? (anyNews ? undefined : whyNoNews(event, parsed.data));
  if (why !== undefined) return ignored(why);
  const { action, installation, repository, issue, comment } = parsed.data;
  const ref = { owner: repository.owner.login, repo: repository.name, number: issue.number };
  const says = action === 'created' && comment && readComment(comment.body) ? saysOf(comment) : {};
  const deleted = event === 'issue_comment' && action === 'deleted' ? { deleted: true } : {};
  const { title, updated_at: at } = issue;
  const hint = { body: issue.body ?? '', title, labels: labelsOf(issue), author: issue.user?.login, at, ...says, ...deleted };
  return { kind: 'trigger', trigger: { ref, hint }, place: { installation: installation.id, repository: repository.id } };
}

function saysOf({ id, created_at: at, performed_via_github_app: app }: NonNullable<Payload['comment']>): Pick<Hint, 'comment' | 'apps'> {
  return { comment: { id, at }, ...(app === undefined ? {} : { apps: { [id]: app?.id ?? null } }) };
}

function whyNot(event: string, { action, sender, issue, label }: Payload, self: number | undefined): string | undefined {
  const asked = askedIn(issue);
  if (!ACTIONS.get(event)?.includes(action)) return `${event}.${action} changes no promotion`;
  if (sender.id === self && !isImported(action, asked.labels)) return 'our own doing';
  if (issue.pull_request !== undefined) return 'a pull request is no promotion';
  const lost = action === 'unlabeled' && label?.name === PROMOTION_LABEL;
  return lost || isPromotionIssue(asked) ? undefined : 'no promotion issue';
}

/** Why a promotion stands as it stood before. */
function whyNoNews(event: string, { action, issue, comment, label }: Payload): string | undefined {
  // Bots are never heard; what one says must not cost a look at all. Deleting or editing one of its comments by others does.
  if (event === 'issue_comment' && action === 'created' && comment?.user?.type === 'Bot') return 'said by a bot';
  // A label given with the form comes as an event of its own right after the opening, which has shown the promotion already.
  const asked = askedIn(issue);
  const others = asked.labels.filter((worn) => worn !== PROMOTION_LABEL);
  const isNews = label?.name === PROMOTION_LABEL && !isPromotionIssue({ ...asked, labels: others });
  return action === 'labeled' && label && !isOurs(label.name) && !isNews ? 'a label of other people' : undefined;
}

const askedIn = (issue: Payload['issue']) => ({ body: issue.body ?? '', title: issue.title, labels: labelsOf(issue) });

/** Whoever imports closes the issue when everything stands in it: then those who serve it hear of it. */
const isImported = (action: string, labels: readonly string[]): boolean => action === 'closed' && labels.includes(IMPORTED);

const labelsOf = ({ labels }: Payload['issue']): readonly string[] =>
  (labels ?? []).flatMap((worn) => (typeof worn === 'string' ? worn : (worn.name ?? [])));

/** Labels the bot keeps right: one put on by hand has to come off again. */
const isOurs = (label: string): boolean => MANAGED_PREFIXES.some((prefix) => label.startsWith(prefix));
