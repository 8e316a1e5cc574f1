/** The promotion report as a document: what is in it, and the one schema that reads it back and that others check it by. */
import * as z from 'zod';
import { CAPS, type GateReport, gateReportSchema } from './gate-report.ts';
import type { Instant } from './promotion.ts';

/** What a report calls its own shape; a change that breaks readers gets another number. */
export const REPORT_SCHEMA = 'promotion-report/v1';

export const RESULTS = ['ready', 'blocked', 'waiting', 'promoted', 'rejected', 'rolled-back'] as const;
export type ReportResult = (typeof RESULTS)[number];

/** Something that stands in the way. */
export interface Blocker {
  /** Name of the gate; null for what is no gate: a run that broke, an approval to come, a deployment that failed. */
  readonly gate: string | null;
  readonly outcome: 'fail' | 'error' | 'pending';
  readonly summary: string;
}

/** In words, where the value is not `clean`: `not clean: 3 errors; none allowed`, `within limits: 2 warnings`, `not measured`. */
export interface QualityGates {
  /** Share of lines, rounded down to at most two digits: `79.06%`, `76.2%`, `80%`; null when it was not measured. */
  readonly coverage: string | null;
  /** Null when no tests were run, or some of their reports could not be read. */
  readonly tests_passing: boolean | null;
  readonly linting: string;
  readonly type_checking: string;
  readonly security: string;
}

export interface PreviousPromotion {
  readonly version: string;
  readonly commit?: string;
  readonly date: Instant;
  /** Its issue. */
  readonly url?: string;
}

export interface ReportedApproval {
  readonly login: string;
  readonly roles: readonly string[];
  readonly at: Instant;
  /** Address of the comment. */
  readonly via?: string;
}

/** The first nine keys have the names and shapes that users of the component promotion workflow know; the others are ours. */
export interface Report {
  readonly schema: string;
  readonly component: string;
  /** Null when the target is the first environment. */
  readonly from_stage: string | null;
  readonly to_stage: string;
  readonly date: Instant;
  readonly quality_gates: QualityGates;
  readonly promotion_criteria: { readonly all_met: boolean; readonly details: readonly GateReport[] };
  readonly deployment: {
    /** Null while nothing was deployed. */
    readonly success: boolean | null;
    readonly environment: string;
    readonly version: string | null;
    readonly deployment_id?: number;
    readonly url?: string;
  };
  /** `passed`, `failed: ...`, `normal`, `not run`; `smoke_tests`, `health_checks` and `monitoring` are always there. */
  readonly validation: Readonly<Record<string, string>>;
  readonly result: ReportResult;
  readonly blockers: readonly Blocker[];
  readonly dry_run?: boolean;
  readonly skipped_quality_gates?: boolean;
  readonly subject: {
    /** `owner/name`. */
    readonly repository: string;
    /** Full SHA; null when the version could not be resolved. */
    readonly commit: string | null;
    readonly version?: string;
    /** `sha256:` and 64 hex digits, by path. */
    readonly artifact_digests?: Readonly<Record<string, string>>;
  };
  readonly policy: {
    readonly path: string;
    readonly commit?: string;
    /** 64 hex digits; null when the rules could not be read. */
    readonly sha256: string | null;
  };
  readonly run?: {
    readonly url?: string;
    readonly actor?: string;
    readonly action_version?: string;
    /** Number of the workflow run, and which attempt of it. */
    readonly id?: number;
    readonly attempt?: number;
    /** What the bot started it with, to know its own runs by. */
    readonly key?: string;
  };
  /** Null for the first promotion into the environment; absent where nobody knows. */
  readonly previous_promotion?: PreviousPromotion | null;
  readonly approvals?: readonly ReportedApproval[];
  readonly rollback?: { readonly procedure?: string; readonly previous_version?: string };
}

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
const previous = z.strictObject({ version: path, commit: commit.exactOptional(), date: instant, url: url.exactOptional() });
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
