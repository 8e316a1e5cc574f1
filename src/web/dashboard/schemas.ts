/** What the API answers, as its description says it. */
import * as z from 'zod';
import { STATUSES } from '../../core/promotion.ts';

const instant = z.string().describe('ISO 8601, UTC, whole seconds.');
const person = z.strictObject({ id: z.int(), login: z.string() });
const repository = z.strictObject({ id: z.int(), owner: z.string(), name: z.string(), url: z.string() });
const next = z.string().nullable().describe('Where the next page begins; null after the last.');

const decision = z.strictObject({
  ...person.shape,
  at: instant,
  verdict: z.enum(['approved', 'rejected']),
  roles: z.array(z.string()).describe('Held at decision time.'),
  note: z.string(),
  comment: z.int().describe('Numeric id of the comment.'),
});

const promotion = z.strictObject({
  repository,
  number: z.int().describe('Of the issue.'),
  title: z.string(),
  subject: z.string(),
  version: z.string().describe('Empty when the default branch was asked for.'),
  sha: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  status: z.enum(STATUSES),
  phase: z.string().nullable(),
  requestedBy: person,
  createdAt: instant,
  round: z.int().nullable(),
  waitingSince: instant.nullable(),
  decidedAt: instant.nullable(),
  promotedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  decisions: z.array(decision),
  held: z.boolean().describe('Whether the audit trail did not hold when it was last looked at.'),
  head: z.strictObject({ hash: z.string(), seq: z.int() }).describe('Of the audit trail.'),
});

const running = z.strictObject({
  repository,
  subject: z.string(),
  environment: z.string(),
  version: z.string(),
  sha: z.string(),
  since: instant,
  phase: z.string().nullable(),
  number: z.int().describe('The issue of the promotion that brought it.'),
  requestedBy: person,
  from: z.string().nullable(),
  watchedUntil: instant.nullable(),
});

const entry = z.strictObject({
  seq: z.int(),
  kind: z.string(),
  at: instant,
  by: person.nullable(),
  comment: z.int().nullable(),
  round: z.int().nullable(),
  subject: z.string(),
  version: z.string(),
  to: z.string(),
  statusBefore: z.enum(STATUSES).nullable().describe('Of the promotion before this entry; null while there was none.'),
  statusAfter: z.enum(STATUSES).nullable().describe('Of the promotion after this entry.'),
  entry: z.looseObject({}).describe('As the audit trail has it.'),
});

const spans = z.strictObject({ p50: z.number(), p90: z.number() }).nullable().describe('Seconds that half, and nine of ten, took at most.');
const rate = z.number().nullable();
const week = z.strictObject({
  week: z.string().describe('Its Monday, UTC.'),
  ended: z.int(),
  promoted: z.int(),
  rejected: z.int(),
  cancelled: z.int(),
  failed: z.int(),
  rolledBack: z.int(),
  leadTime: spans,
  approvalWait: spans,
  arrived: z.int(),
  success: rate,
  rollback: rate,
});

const waiting = z.strictObject({
  promotion,
  missing: z.array(z.string()).nullable().describe('Roles that are still needed; null when the rules could not be read.'),
  yours: z.enum(['mine', 'not mine', 'unknown']).describe('Whether your word would count now.'),
  why: z.enum(['own', 'decided', 'no role']).nullable(),
  roles: z.array(z.string()),
});

const drift = z
  .array(z.strictObject({ environment: z.string(), sha: z.string(), number: z.int(), url: z.string() }))
  .nullable()
  .describe('Open issues about deployments there that no promotion asked for; null where GitHub did not say.');

export const answers = {
  environments: z.strictObject({ versions: z.array(z.strictObject({ ...running.shape, drift })), next }),
  promotions: z.strictObject({
    promotions: z.array(promotion),
    count: z.int().describe('How many there are, counted up to 1,000.'),
    more: z.boolean().describe('Whether there are more than were counted.'),
    next,
  }),
  promotion: z.strictObject({
    promotion,
    entries: z.array(entry),
    running: z.array(running),
    report: z
      .looseObject({})
      .nullable()
      .describe('What templates/promotion-report.schema.json describes; null before the end, and while the rules cannot be read.'),
  }),
  waiting: z.strictObject({ waiting: z.array(waiting), more: z.boolean() }),
  metrics: z.strictObject({ weeks: z.array(week) }),
  audit: z.strictObject({
    entries: z.array(z.strictObject({ ...entry.shape, repository, number: z.int(), text: z.string().describe('What was said.') })),
    next,
  }),
};
