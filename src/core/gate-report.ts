/** What the promotion report says of one gate: made where gates are judged, read back from a report file, shown by the views. */
import { MOST_SHOWN } from './evidence/evidence.ts';
import type { Shown } from './evidence/format.ts';
import type { Instant } from './promotion.ts';

/** `warn` is below the ideal and within the limit; `waived` and `off` carry their reason; `fail`, `error` and `pending` block when required. */
export const GATE_OUTCOMES = ['pass', 'fail', 'error', 'pending', 'waived', 'warn', 'off'] as const;
export type ReportedOutcome = (typeof GATE_OUTCOMES)[number];

export interface GateReport {
  /** Its name in the config: `coverage`. */
  readonly id: string;
  /** As people call it, where that is not its name: `Code review approved`. */
  readonly title?: string;
  /** The key that makes it a gate: `coverage`, `findings`, `human`. */
  readonly kind: string;
  readonly required: boolean;
  /** The environment whose rules brought it in. */
  readonly from_stage_rule?: string;
  readonly outcome: ReportedOutcome;
  /** One line: what was found, the limit, the distance; for `off` the reason. */
  readonly summary: string;
  /** Unrounded, in `unit`, as is `threshold` and `previous`; null where there is nothing to measure or nothing was measured. */
  readonly value?: number | null;
  readonly threshold?: number | null;
  /** `%` for shares of a hundred; `% change`, `ms`, `s` ...; null for a bare number. */
  readonly unit?: string | null;
  /** What this gate measured at the last promotion into the environment. */
  readonly previous?: number | null;
  /** `covered total`, `tests passed failed skipped flaky undeclared warnings`, and what else the evidence counts. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly evidence?: readonly EvidenceSource[];
  /** The first ones, for people; the counts are whole. */
  readonly findings?: readonly Shown[];
  /** Who may sign it: roles, or `@login`. */
  readonly by?: readonly string[];
  readonly signed_by?: readonly Signature[];
  readonly waived_by?: Waiver;
}

export interface EvidenceSource {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256?: string;
  /** With the tool's version where it is known: `coverage.py JSON 7.16.2`. */
  readonly format?: string;
  readonly at?: Instant;
}

export interface Signature {
  readonly login: string;
  readonly at: Instant;
  /** Address of the comment that says so. */
  readonly via?: string;
}

export interface Waiver {
  readonly login: string;
  readonly reason: string;
  readonly at?: Instant;
}

/** How much of each thing a report holds, in characters and items; longer texts are clipped when it is made. */
export const CAPS = {
  name: 200,
  title: 1_000,
  sentence: 2_000,
  path: 1_000,
  url: 2_000,
  gates: 5_000,
  items: 1_000,
  shown: MOST_SHOWN,
} as const;

export type BlockingGate = GateReport & { readonly outcome: 'fail' | 'error' | 'pending' };

/** Whether the promotion cannot go on because of this gate. */
export const isBlocking = (gate: GateReport): gate is BlockingGate =>
  gate.required && (gate.outcome === 'fail' || gate.outcome === 'error' || gate.outcome === 'pending');
