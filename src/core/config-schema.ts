/** The settings file as a person may write it. Shapes only; what the values mean together is judged in `config-rules.ts`. */
import type { core } from 'zod';
import * as z from 'zod/mini';
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
const object = <S extends core.$ZodLooseShape>(shape: S) =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined) });
const matching = (pattern: RegExp, code: string) => z.string().check(z.regex(pattern, code));
const optional = z.optional;
const text = z.string().check(z.minLength(1, 'empty_text'), z.maxLength(1_000, 'long_text'));
const name = matching(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'bad_name');
const alias = matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'bad_alias');
const duration = matching(/^[1-9]\d{0,3}[smhd]$/, 'bad_duration');
/** https://docs.github.com/en/rest/teams/teams: a slug is the name in lower case with hyphens. */
const team = matching(/^[a-z0-9_][a-z0-9_-]{0,99}$/, 'bad_team');
/** Letters, digits and hyphens; managed users carry the short code of their enterprise behind an underscore. */
const user = matching(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}(_[A-Za-z0-9]{1,32})?$/, 'bad_user');
const whole = (least: number, most: number) => z.int().check(z.gte(least, 'number_too_small'), z.lte(most, 'number_too_big'));

/** A file right in `.github/workflows`, by its name. */
const workflow = matching(/^\w[\w.-]{0,199}\.ya?ml$/, 'bad_workflow');
const folder = text.check(z.refine((path) => whyNoPath(path.replace(/\/$/, '')) === undefined, 'bad_path'));
const address = text.check(z.refine((url) => URL.canParse(url) && /^https?:\/\/[^@/?#]+(\/[^?#]*)?$/.test(url), 'bad_url'));

const FORMS = ['a role name', '{ role: qa, count: 2 }', '{ all: [tech-lead, qa] }', '{ any: [tech-lead, qa] }'];
const ruleOf = (forms: readonly string[]): z.ZodMiniType<WrittenRule> =>
  z.union([text, object({ role: optional(text), count: optional(whole(1, 20)), all: optional(rules), any: optional(rules) })], {
    error: () => forms.join('|'),
  });
const rules = z.array(z.lazy(() => inner)).check(z.minLength(1, 'empty_list'));
const inner = ruleOf(FORMS);
/** What may stand behind `approval:`. */
export const approvalSchema = ruleOf(['none', ...FORMS]);

/** What every gate may have; what is a kind's own is judged in `config-gate-rules.ts`, when it is known what a gate inherits. */
const gate = z.looseObject({
  required: optional(z.boolean()),
  locked: optional(z.boolean()),
  off: optional(text),
  by: optional(z.array(text).check(z.minLength(1, 'empty_list'))),
});
const gates = z.record(name, gate);

const environment = object({
  aliases: optional(z.array(alias)),
  extends: optional(text),
  approval: optional(approvalSchema),
  gates: optional(gates),
  deploy: optional(object({ workflow: optional(workflow), deployment: optional(z.boolean()), by: optional(z.array(user)) })),
  verify: optional(object({ workflow, gates: optional(gates) })),
  rollback: optional(object({ by: z.array(text).check(z.minLength(1, 'empty_list')) })),
  soak: optional(duration),
  rollback_plan: optional(z.boolean()),
  allow_skip: optional(z.boolean()),
  protected: optional(z.boolean()),
  newer: optional(z.enum(['queue', 'supersede'])),
  watch: optional(
    object({
      for: duration,
      every: optional(duration),
      on_fail: optional(z.enum(['rollback'])),
      workflow: optional(workflow),
      incidents: optional(z.array(text)),
      gates: optional(gates),
    }),
  ),
  freeze: optional(
    z.array(object({ rrule: text, from: matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'bad_time'), for: duration, timezone: optional(text) })),
  ),
});

const subject = object({
  kind: z.enum(['component', 'agent']),
  paths: optional(z.array(text)),
  spec: optional(text),
  labels: optional(z.record(text, text)),
  depends_on: optional(z.array(text)),
  gates: optional(gates),
  map: optional(text),
  version: optional(text),
  checks: optional(z.record(text, name)),
  published: optional(z.enum(['release', 'tag', 'commit', 'file'])),
});

const template = z.string().check(z.minLength(1, 'empty_text'), z.maxLength(4_000, 'long_text'));
const record = object({
  file: text,
  python: optional(z.record(text, template)),
  set: optional(z.record(text, template)),
  block: optional(name),
  text: optional(template),
  append: optional(template),
  subjects: optional(z.array(text).check(z.minLength(1, 'empty_list'))),
  environments: optional(z.array(text).check(z.minLength(1, 'empty_list'))),
  optional: optional(z.boolean()),
});
/** What is written into files of the repository when a promotion has arrived. */
const records = object({
  as: optional(z.enum(['commit', 'pull_request'])),
  files: z.array(record).check(z.minLength(1, 'empty_list')),
});

const parts = {
  notify: optional(z.boolean()),
  gates_workflow: optional(matching(/^[A-Za-z0-9][\w.-]{0,99}\.ya?ml$/, 'bad_workflow')),
  roles: optional(z.record(name, object({ teams: optional(z.array(team)), users: optional(z.array(user)) }))),
  project: optional(object({ owner: optional(text), number: whole(1, 1_000_000), field: optional(text) })),
  evidence: optional(z.array(object({ artifact: text, workflow: optional(workflow), to: optional(folder) }))),
  prometheus: optional(object({ url: address })),
  records: optional(records),
};
const version = z.literal(1);
// An environment without settings is written as its bare name.
const environments = z.record(name, z.nullable(environment));
const subjects = z.record(name, subject);
const extended = z.literal('org');

/** The one source of the language: reading, and the JSON Schema for editors, come from it. */
export const configSchema = object({ version, extends: optional(extended), ...parts, environments, subjects });

/** A file that is laid over that of the organisation may leave out what stands there. */
export const extendingSchema = object({
  version,
  extends: extended,
  ...parts,
  environments: optional(environments),
  subjects: optional(subjects),
});

/** The organisation's own file. */
export const organizationSchema = object({
  version,
  locked: optional(z.array(text)),
  ...parts,
  environments: optional(environments),
  subjects: optional(subjects),
});

export type Written = z.infer<typeof configSchema>;
