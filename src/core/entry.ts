/**
 * The facts of a promotion, past tense, never changed once written. They live in the bot's own comments for ever: a new kind may
 * be added, a kind that exists keeps its fields (`test/core/entry.test.ts` folds a golden one of each).
 */
import * as z from 'zod';
import { IMPORT_SOURCES, ROLLBACK_CAUSES } from './promotion.ts';

const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const actor = z.strictObject({ id: z.int(), login: z.string(), kind: z.enum(['person', 'bot', 'other']) });
const request = z.strictObject({
  subject: z.string(),
  version: z.string(),
  from: z.string(),
  to: z.string(),
  notes: z.string(),
  blockers: z.string().default(''),
  rollbackPlan: z.string().default(''),
});
const terms = z.strictObject({
  subject: z.string(),
  version: z.string(),
  sha,
  from: z.string().nullable(),
  to: z.string(),
  config: hex64,
  gates: hex64,
  map: hex64.optional(),
});
const outcome = z.enum(['pass', 'fail', 'error', 'pending']);
const comment = z.int().positive();
const key = z.string().regex(/^[0-9a-f]{32}$/);
const judged = z.strictObject({
  name: z.string(),
  outcome,
  summary: z.string(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.string().nullable(),
  evidence: z.array(hex64).readonly(),
});

/** Where a first record was read: a place in a file, or a Deployment of GitHub. */
const source = z.strictObject({
  kind: z.enum(IMPORT_SOURCES),
  file: z.string().nullable(),
  line: z.int().positive().nullable(),
  deployment: z.int().positive().nullable(),
});

const target = z.strictObject({ issue: z.int().positive(), version: z.string(), sha, imported: z.literal(true).optional() });
const noted = z.strictObject({ path: z.string(), code: z.string(), facts: z.record(z.string(), z.string()) });
/** What became of the stage records: the commit or the pull request that changed them, and what did not fit. */
const records = z.strictObject({ commit: z.string().nullable(), pull: z.int().positive().nullable(), problems: z.array(noted).readonly() });

/** Why a command was not applied: a closed list, so that an auditor can count them. */
export const refusalCodes = [
  'not_waiting',
  'already_ended',
  'own_request',
  'own_version',
  'not_a_person',
  'no_role',
  'role_unknown',
  'before_round',
  'on_hold',
  'already_decided',
  'no_reason',
  'not_held',
  'already_held',
  'unknown_gate',
  'already_signed',
  'no_evidence',
  'nothing_to_supersede',
  'nothing_deployed',
  'nothing_to_return_to',
  'rolling_back',
  'not_quarantined',
  'comment_edited',
  'comment_hidden',
  'comment_emailed',
  'comment_via_app',
  'comment_too_long',
  'ambiguous',
  'unknown_command',
  'set_aside',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('requested'), at: instant, by: actor, request, sha }),
  z.strictObject({ kind: z.literal('amended'), at: instant, by: actor.nullable(), request, changed: z.array(z.string()), sha }),
  z.strictObject({
    kind: z.literal('gates_dispatched'),
    at: instant,
    key,
    subject: z.string(),
    sha,
    to: z.string(),
    config: hex64,
    policy: hex64,
    workflow: z.string(),
    ref: z.string(),
  }),
  z.strictObject({
    kind: z.literal('gates_judged'),
    at: instant,
    outcomes: z.record(z.string(), outcome),
    key: key.optional(),
    run: z.int().positive().optional(),
    attempt: z.int().positive().optional(),
    report: hex64.optional(),
    gates: z.array(judged).readonly().optional(),
  }),
  z.strictObject({
    kind: z.literal('gates_untrusted'),
    at: instant,
    key,
    run: z.int().positive().nullable(),
    attempt: z.int().positive().nullable(),
    code: z.string(),
    facts: z.record(z.string(), z.string()),
  }),
  z.strictObject({ kind: z.literal('gates_refused'), at: instant, key, reason: z.string() }),
  z.strictObject({
    kind: z.literal('round_opened'),
    at: instant,
    round: z.int().positive(),
    terms,
    fingerprint: hex64,
    approval: z.boolean(),
    changed: z.array(z.string()),
    voided: z.array(actor),
    teams: z.record(z.string(), z.int()).optional(),
    strangers: z.int().positive().optional(),
  }),
  z.strictObject({
    kind: z.literal('approved'),
    at: instant,
    by: actor,
    comment,
    round: z.int(),
    roles: z.array(z.string()),
    note: z.string(),
  }),
  z.strictObject({
    kind: z.literal('approval_voided'),
    at: instant,
    by: actor,
    comment,
    round: z.int(),
    why: z.enum(['edited', 'hidden', 'deleted', 'role_lost']),
    editor: actor.optional(),
  }),
  z.strictObject({ kind: z.literal('rejected'), at: instant, by: actor, comment, round: z.int(), reason: z.string() }),
  z.strictObject({
    kind: z.literal('cancelled'),
    at: instant,
    by: actor.nullable(),
    comment: comment.nullable(),
    why: z.enum(['withdrawn', 'closed', 'superseded']),
    reason: z.string(),
  }),
  z.strictObject({ kind: z.literal('gates_skipped'), at: instant, by: actor, round: z.int().positive() }),
  z.strictObject({ kind: z.literal('held'), at: instant, by: actor, comment, reason: z.string() }),
  z.strictObject({ kind: z.literal('resumed'), at: instant, by: actor, comment }),
  z.strictObject({
    kind: z.literal('signed'),
    at: instant,
    by: actor,
    comment,
    gate: z.string(),
    sha,
    roles: z.array(z.string()),
    evidence: z.string(),
  }),
  z.strictObject({
    kind: z.literal('superseding'),
    at: instant,
    by: actor.nullable(),
    comment: comment.nullable(),
    older: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal('accepted'), at: instant, round: z.int() }),
  z.strictObject({
    kind: z.literal('deploy_started'),
    at: instant,
    key: z.string(),
    way: z.enum(['forward', 'back']).optional(),
    attempt: z.int().positive().optional(),
    version: z.string().optional(),
    sha: sha.optional(),
    to: z.string().optional(),
    workflow: z.string().nullable().optional(),
    ref: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('deploy_failed'),
    at: instant,
    key,
    reason: z.string(),
    changed: z.boolean(),
    /** Whether another attempt may help. */
    again: z.boolean(),
    run: z.int().positive().nullable(),
    /** The tag it ran on stood for another commit. */
    moved: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('deployed'), at: instant, key: z.string(), run: z.int().positive().optional() }),
  z.strictObject({
    kind: z.literal('checked'),
    at: instant,
    key,
    deploy: z.string(),
    purpose: z.enum(['verify', 'watch']),
    outcome: z.enum(['pass', 'fail', 'error']),
    reason: z.string(),
    run: z.int().positive().nullable(),
    attempt: z.int().positive().nullable(),
    report: hex64.nullable(),
    gates: z.array(judged).readonly(),
  }),
  z.strictObject({
    kind: z.literal('promoted'),
    at: instant,
    round: z.int(),
    watched: z.boolean(),
    until: instant.optional(),
    records: records.optional(),
  }),
  z.strictObject({ kind: z.literal('settled'), at: instant, replaced: z.int().positive().optional() }),
  z.strictObject({ kind: z.literal('failed'), at: instant, reason: z.string() }),
  z.strictObject({
    kind: z.literal('rollback_started'),
    at: instant,
    by: actor.nullable(),
    comment: comment.nullable(),
    why: z.enum(ROLLBACK_CAUSES),
    reason: z.string(),
    target: target.nullable(),
  }),
  z.strictObject({ kind: z.literal('rollback_failed'), at: instant, reason: z.string() }),
  z.strictObject({
    kind: z.literal('rolled_back'),
    at: instant,
    by: actor.nullable(),
    reason: z.string(),
    target: target.nullable().optional(),
    /** Issues that were opened: about the rollback, and for the fix. */
    issues: z.array(z.int().positive()).readonly().optional(),
    records: records.optional(),
  }),
  z.strictObject({
    kind: z.literal('quarantine_released'),
    at: instant,
    by: actor,
    comment,
    sha,
    roles: z.array(z.string()),
    reason: z.string(),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    at: instant,
    by: actor,
    comment,
    command: z.string(),
    code: z.enum(refusalCodes),
    facts: z.record(z.string(), z.string()),
  }),
  z.strictObject({ kind: z.literal('answered'), at: instant, by: actor, comment, command: z.string() }),
  z.strictObject({ kind: z.literal('reopened'), at: instant, by: actor.nullable() }),
  z.strictObject({
    kind: z.literal('key_rotated'),
    at: instant,
    key: z.string().regex(/^[0-9a-f]{16}$/),
    publicKey: z.base64(),
    proof: z.base64(),
  }),
  z.strictObject({
    kind: z.literal('imported'),
    at: instant,
    by: actor,
    /** Who ran the import, by their own word. */
    operator: z.string(),
    terms,
    fingerprint: hex64,
    /** Since when the source says that it runs there. */
    since: instant.nullable(),
    source,
  }),
]);

export type Entry = z.infer<typeof entrySchema>;
export type EntryKind = Entry['kind'];
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;
