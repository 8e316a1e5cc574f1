/** What reports say, whatever tool wrote them: one normal form for each kind. */

/** Cases are the leaves of a report; `skipped` wins over a failure (`format` documents the exceptions). */
export interface TestEvidence {
  readonly kind: 'tests';
  readonly format: string;
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those that `passed`: listed, and never run, which the format does not call skipped (a disabled test of googletest or CTest). */
  readonly idle?: number;
  /** Passed only on a retry. */
  readonly flaky: number;
  /** Failures that the report's totals declare and no case shows: a file that did not compile, a host that crashed. */
  readonly undeclared: number;
  /** The first ones, for people. */
  readonly failures: readonly FailedTest[];
  /** What had to be tolerated to read it, in words; no verdict hangs on it. */
  readonly warnings: readonly string[];
}

export interface FailedTest {
  readonly name: string;
  readonly path?: string;
  readonly line?: number;
  readonly message?: string;
}

export interface CoverageEvidence {
  readonly kind: 'coverage';
  readonly format: string;
  /** What `lines` of each file counts: lines, or what the format has instead of them. */
  readonly unit: 'lines' | 'statements' | 'instructions' | 'branches' | 'methods';
  readonly files: readonly CoveredFile[];
}

export interface CoveredFile {
  /** As the report names it; mapped to the repository when it is judged. */
  readonly path: string;
  readonly covered: number;
  readonly total: number;
  /** Hits by line number, dense: -1 for a line that is none of the program's. Absent where the format gives counts only. */
  readonly hits?: Int32Array;
  readonly branches?: { readonly covered: number; readonly total: number };
}

export type Level = 'error' | 'warning' | 'note';
export type Severity = 'critical' | 'high' | 'medium' | 'low';

export interface FindingsEvidence {
  readonly kind: 'findings';
  readonly format: string;
  readonly error: number;
  readonly warning: number;
  readonly note: number;
  /** By severity, where the format knows any. */
  readonly severities?: Readonly<Record<Severity, number>>;
  /** Findings without a severity in a report that rates others: they weigh what their level does, an error as much as `high`. */
  readonly unrated?: Readonly<Record<Level, number>>;
  /** What the tool says it could not do: files it did not parse, runs that did not end. */
  readonly toolErrors: number;
  /** How many files it looked at, where the format says so. */
  readonly unit?: number;
  /** Found and set aside: suppressed, audited as a false positive. */
  readonly aside: number;
  /** The first ones, the worst first; a secret's own text is never among them. */
  readonly findings: readonly FoundIssue[];
  /** Whether an empty report of this format may also mean that the tool never ran, or was cut short. */
  readonly emptyIsAmbiguous: boolean;
}

export interface FoundIssue {
  readonly level: Level;
  readonly severity?: Severity;
  readonly path?: string;
  readonly line?: number;
  readonly rule?: string;
  readonly message: string;
}

export interface MetricsEvidence {
  readonly kind: 'metrics';
  readonly format: string;
  /** By name as the tool calls them, dotted where nested: `http_req_duration.p(95)`. */
  readonly values: Readonly<Record<string, number>>;
  /** Limits that the tool itself judged: name -> whether it was kept. */
  readonly kept: Readonly<Record<string, boolean>>;
  /** What the report says of itself besides, under the names of its dialect (`kind: 'summary-export'`). */
  readonly about: Readonly<Record<string, string | number>>;
}

export interface EvalsEvidence {
  readonly kind: 'evals';
  readonly format: string;
  /** Cases of the run; absent where the format does not count them. */
  readonly total?: number;
  readonly completed?: number;
  readonly passed?: number;
  readonly failed?: number;
  readonly errors?: number;
  /** Cases that something was asserted about. */
  readonly asserted?: number;
  /** By name, in the tool's own scale. */
  readonly scores: Readonly<Record<string, number>>;
  /** The first failures, for people. */
  readonly failures: readonly FailedTest[];
}

/** What `gh attestation verify --format json` says was verified. */
export interface AttestationEvidence {
  readonly kind: 'attestation';
  readonly format: string;
  readonly attestations: readonly Attested[];
}

export interface Attested {
  readonly predicateType: string;
  /** URI of the repository whose workflow signed. */
  readonly repository: string;
  readonly commit: string;
  readonly signer: string;
  readonly runner: string;
  /** `result` of a test-result predicate, `verificationResult` of a summary. */
  readonly result?: string;
}

export type Evidence = TestEvidence | CoverageEvidence | FindingsEvidence | MetricsEvidence | EvalsEvidence | AttestationEvidence;
export type EvidenceKind = Evidence['kind'];

/** How many failures, findings and files are kept for people; the counts are always whole. */
export const MOST_SHOWN = 100;
