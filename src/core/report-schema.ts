/** The one schema that reads a promotion report back and that others check it by. */
import * as z from 'zod';
import { CAPS } from './gate-report.ts';
import { gateReportSchema } from './gate-report-schema.ts';
import { REPORT_SCHEMA, RESULTS, type Report } from './report-document.ts';

const name = z.string().max(CAPS.name);
const path = z.string().max(CAPS.path);
const url = z.string().max(CAPS.url);
const sentence = z.string().max(CAPS.sentence);
const instant = z.iso.datetime();
const commit = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const qualityGates = z.strictObject({
  coverage: z
    .string()
    .max(CAPS.name)
    .regex(/^\d+(\.\d+)?%$/)
    .nullable(),
  tests_passing: z.boolean().nullable(),
  linting: sentence,
  type_checking: sentence,
  security: sentence,
});
const deployment = z.strictObject({
  success: z.boolean().nullable(),
  environment: name,
  version: path.nullable(),
  deployment_id: z.int().nonnegative().exactOptional(),
  url: url.exactOptional(),
});
const validation = z.object({ smoke_tests: sentence, health_checks: sentence, monitoring: sentence }).catchall(sentence);
const blocker = z.strictObject({ gate: name.nullable(), outcome: z.enum(['fail', 'error', 'pending']), summary: sentence });
const subject = z.strictObject({
  repository: path,
  commit: commit.nullable(),
  version: path.exactOptional(),
  artifact_digests: z.record(path, z.string().regex(/^sha256:[0-9a-f]{64}$/)).exactOptional(),
});
const previous = z.strictObject({
  version: path,
  commit: commit.exactOptional(),
  date: instant,
  url: url.exactOptional(),
  imported: z.literal(true).exactOptional(),
});
const run = z.strictObject({
  url: url.exactOptional(),
  actor: name.exactOptional(),
  action_version: name.exactOptional(),
  id: z.int().nonnegative().exactOptional(),
  attempt: z.int().nonnegative().exactOptional(),
  key: name.exactOptional(),
});
const approval = z.strictObject({ login: name, roles: z.array(name).max(CAPS.items), at: instant, via: url.exactOptional() });

/** Strict: unknown keys, numbers that are not finite and texts over their caps are refused. */
export const reportSchema: z.ZodType<Report> = z.strictObject({
  // Written as a bare name; an address that ends in it means the same.
  schema: z
    .string()
    .max(CAPS.url)
    .regex(/^(https:\/\/[^\s]+\/)?promotion-report\/v1$/),
  component: name,
  from_stage: name.nullable(),
  to_stage: name,
  date: instant,
  quality_gates: qualityGates,
  promotion_criteria: z.strictObject({ all_met: z.boolean(), details: z.array(gateReportSchema).max(CAPS.gates) }),
  deployment,
  validation,
  result: z.enum(RESULTS),
  blockers: z.array(blocker).max(2 * CAPS.gates),
  dry_run: z.boolean().exactOptional(),
  skipped_quality_gates: z.boolean().exactOptional(),
  subject,
  policy: z.strictObject({ path, commit: commit.exactOptional(), sha256: digest.nullable() }),
  run: run.exactOptional(),
  previous_promotion: previous.nullable().exactOptional(),
  approvals: z.array(approval).max(CAPS.items).exactOptional(),
  rollback: z.strictObject({ procedure: sentence.exactOptional(), previous_version: path.exactOptional() }).exactOptional(),
});

/** JSON Schema 2020-12, for other programs that read reports; `templates/promotion-report.schema.json` is this. */
export function reportJsonSchema(): Readonly<Record<string, unknown>> {
  const named = z.registry<{ id: string }>();
  named.add(gateReportSchema, { id: 'gate' });
  const { $schema, ...rest } = z.toJSONSchema(reportSchema, { metadata: named });
  return { $schema, $id: REPORT_SCHEMA, title: 'Promotion report', ...rest };
}
