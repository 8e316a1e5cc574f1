/** The settings file as a person may write it. Shapes only; what the values mean together is judged in `config-rules.ts`. */
import * as z from 'zod';
import { whyNoPath } from './gates/placeholders.ts';

/** An approval as written: a role name, or a map with one of `role` (and `count`), `all`, `any`. */
export type WrittenRule =
  | string
  | {
      readonly role?: string | undefined;
      readonly count?: number | undefined;
      readonly all?: readonly WrittenRule[] | undefined;
      readonly any?: readonly WrittenRule[] | undefined;
    };

// Messages are never shown: zod hands them on, so they carry the problem code, or the names a finding needs.
const object = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined) });
const text = z.string().min(1, 'empty_text').max(1_000, 'long_text');
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'bad_name');
const alias = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'bad_alias');
const duration = z.string().regex(/^[1-9]\d{0,3}[smhd]$/, 'bad_duration');
/** https://docs.github.com/en/rest/teams/teams: a slug is the name in lower case with hyphens. */
const team = z.string().regex(/^[a-z0-9_][a-z0-9_-]{0,99}$/, 'bad_team');
/** Letters, digits and hyphens; managed users carry the short code of their enterprise behind an underscore. */
const user = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}(_[A-Za-z0-9]{1,32})?$/, 'bad_user');
const whole = (least: number, most: number) => z.int().min(least, 'number_too_small').max(most, 'number_too_big');

/** A file right in `.github/workflows`, by its name. */
const workflow = z.string().regex(/^\w[\w.-]{0,199}\.ya?ml$/, 'bad_workflow');
const folder = text.refine((path) => whyNoPath(path.replace(/\/$/, '')) === undefined, 'bad_path');
const address = text.refine((url) => URL.canParse(url) && /^https?:\/\/[^@/?#]+(\/[^?#]*)?$/.test(url), 'bad_url');

const FORMS = ['a role name', '{ role: qa, count: 2 }', '{ all: [tech-lead, qa] }', '{ any: [tech-lead, qa] }'];
const ruleOf = (forms: readonly string[]): z.ZodType<WrittenRule> =>
  z.union([text, object({ role: text.optional(), count: whole(1, 20).optional(), all: rules.optional(), any: rules.optional() })], {
    error: () => forms.join('|'),
  });
const rules = z.array(z.lazy(() => inner)).min(1, 'empty_list');
const inner = ruleOf(FORMS);
/** What may stand behind `approval:`. */
export const approvalSchema = ruleOf(['none', ...FORMS]);

/** What every gate may have; what is a kind's own is judged in `config-gate-rules.ts`, when it is known what a gate inherits. */
const gate = z.looseObject({
  required: z.boolean().optional(),
  locked: z.boolean().optional(),
  off: text.optional(),
  by: z.array(text).min(1, 'empty_list').optional(),
});
const gates = z.record(name, gate);

const environment = object({
  aliases: z.array(alias).optional(),
  extends: text.optional(),
  approval: approvalSchema.optional(),
  gates: gates.optional(),
  deploy: object({ workflow: text.optional(), deployment: z.boolean().optional() }).optional(),
  verify: object({ workflow: text }).optional(),
  soak: duration.optional(),
  rollback_plan: z.boolean().optional(),
  allow_skip: z.boolean().optional(),
  newer: z.enum(['queue', 'supersede']).optional(),
  watch: object({
    for: duration,
    every: duration.optional(),
    on_fail: z.enum(['rollback']).optional(),
    gates: gates.optional(),
  }).optional(),
  freeze: z
    .array(
      object({ rrule: text, from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'bad_time'), for: duration, timezone: text.optional() }),
    )
    .optional(),
});

const subject = object({
  kind: z.enum(['component', 'agent']),
  paths: z.array(text).optional(),
  spec: text.optional(),
  labels: z.record(text, text).optional(),
  depends_on: z.array(text).optional(),
  gates: gates.optional(),
  map: text.optional(),
  version: text.optional(),
  published: z.enum(['release', 'tag', 'commit']).optional(),
});

/** The one source of the language: reading, and the JSON Schema for editors, come from it. */
export const configSchema = object({
  version: z.literal(1),
  notify: z.boolean().optional(),
  gates_workflow: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}\.ya?ml$/, 'bad_workflow')
    .optional(),
  roles: z.record(name, object({ teams: z.array(team).optional(), users: z.array(user).optional() })).optional(),
  project: object({ owner: text.optional(), number: whole(1, 1_000_000), field: text.optional() }).optional(),
  evidence: z.array(object({ artifact: text, workflow: workflow.optional(), to: folder.optional() })).optional(),
  prometheus: object({ url: address }).optional(),
  // An environment without settings is written as its bare name.
  environments: z.record(name, environment.nullable()),
  subjects: z.record(name, subject),
});

export type Written = z.infer<typeof configSchema>;
