/** The promotion report as a document: what is in it. */
import type { GateReport } from './gate-report.ts';
import type { Instant } from './promotion.ts';

/** What a report calls its own shape; a change that breaks readers gets another number. */
export const REPORT_SCHEMA = 'promotion-report/v1';

export const RESULTS = ['ready', 'blocked', 'waiting', 'promoted', 'rejected', 'cancelled', 'failed', 'rolled-back'] as const;
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
  /** Nobody had promoted it: it ran there before the bot came. */
  readonly imported?: true;
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
