/** The nouns of a promotion. One word per thing; `.github/CONTRIBUTING.md` has the glossary. */

/** A moment as GitHub writes it: ISO 8601, UTC, whole seconds, `2026-11-20T10:12:00Z`. Sorts as text. */
export type Instant = string;

/** Whoever did something on GitHub. Compared by `id` only: logins are renamed and reused. */
export interface Actor {
  readonly id: number;
  readonly login: string;
  readonly kind: 'person' | 'bot' | 'other';
}

/** Which issue: a promotion is one issue of one repository. */
export interface Ref {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** What somebody asked for, as the issue says it. Names are as written; the config decides what they stand for. */
export interface Request {
  readonly subject: string;
  /** A tag or a full commit SHA; empty asks for the default branch as it was when the issue was opened. */
  readonly version: string;
  /** Optional and informational; empty when not given. */
  readonly from: string;
  readonly to: string;
  /** Kept word for word. */
  readonly notes: string;
  /** "List or none", word for word. */
  readonly blockers: string;
  /** How to come back, word for word. */
  readonly rollbackPlan: string;
}

/** What people approve. A change of any field starts a new round and voids what was approved before. */
export interface Terms {
  readonly subject: string;
  /** The version as people name it: the tag, or the short SHA. */
  readonly version: string;
  /** Full commit SHA. */
  readonly sha: string;
  /** The environment below the target on the path; null when the target is the first. */
  readonly from: string | null;
  readonly to: string;
  /** SHA-256 of the effective config of this subject and environment, 64 hex digits. */
  readonly config: string;
  /** SHA-256 of the accepted gate outcomes, 64 hex digits. */
  readonly gates: string;
  /** SHA-256 of what the Agent Engine map says of this step, 64 hex digits; left out where the subject is in none. */
  readonly map?: string | undefined;
}

export interface Round {
  readonly number: number;
  readonly terms: Terms;
  /** SHA-256 over repository, issue, round number and terms, 64 hex digits. */
  readonly fingerprint: string;
  /** Whether people must approve; an environment with `approval: none` completes by itself. */
  readonly approval: boolean;
  readonly openedAt: Instant;
  /** Numeric ids of the teams that may decide, by slug, as they were when the promotion first saw them. */
  readonly teams?: Readonly<Record<string, number>>;
}

/** A decision of one person in the current round. */
export interface Approval {
  readonly by: Actor;
  readonly at: Instant;
  /** Numeric id of the comment that says it. */
  readonly comment: number;
  /** The roles held at decision time. */
  readonly roles: readonly string[];
  readonly note: string;
}

/** A person's word that a criterion is met, for one commit only. */
export interface Signature {
  readonly gate: string;
  readonly by: Actor;
  readonly at: Instant;
  readonly comment: number;
  readonly sha: string;
  readonly roles: readonly string[];
  readonly evidence: string;
}

/** What a first record can be read from. */
export const IMPORT_SOURCES = ['agent_engine_map', 'maturity', 'deployments'] as const;

/** Where a promotion comes from that nobody approved here: what a team says it ran before it began. */
export interface Imported {
  /** When it was written down. */
  readonly at: Instant;
  /** Who ran the import, by their own word. */
  readonly operator: string;
  /** Null where the source does not say. */
  readonly since: Instant | null;
  readonly source: {
    readonly kind: (typeof IMPORT_SOURCES)[number];
    readonly file: string | null;
    /** 1-based. */
    readonly line: number | null;
    /** Numeric id of a GitHub Deployment. */
    readonly deployment: number | null;
  };
}

/** A pause somebody asked for: people may decide, nothing is completed. */
export interface Pause {
  readonly by: Actor;
  readonly at: Instant;
  readonly reason: string;
}

export type Outcome = 'pass' | 'fail' | 'error' | 'pending';

/** What a run said about one gate. */
export interface JudgedGate {
  readonly name: string;
  readonly outcome: Outcome;
  /** One line for people, as the report words it. */
  readonly summary: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: string | null;
  /** SHA-256 of the evidence files, 64 hex digits each: artifacts expire, these stay. */
  readonly evidence: readonly string[];
}

/** One attempt to have the quality gates judged for one commit under one set of rules. */
export interface GateRun {
  /** By which the run is known again on GitHub, 32 hex digits. */
  readonly key: string;
  /** When it was asked for. */
  readonly at: Instant;
  readonly subject: string;
  readonly sha: string;
  readonly to: string;
  /** As in `Terms`. */
  readonly config: string;
  /** SHA-256 of the text of the rules it is to apply, 64 hex digits. */
  readonly policy: string;
  /** File name of the workflow. */
  readonly workflow: string;
  /** The branch it runs on. */
  readonly ref: string;
  readonly state: 'asked' | 'judged' | 'untrusted' | 'refused';
  /** The run that answered. */
  readonly run?: { readonly id: number; readonly attempt: number };
  readonly gates: readonly JudgedGate[];
  /** Why what came back was not taken, or why nothing could be started: a code and its facts. */
  readonly why?: { readonly code: string; readonly facts: Readonly<Record<string, string>> };
  /** Somebody asked for another run since. */
  readonly again: boolean;
}

/** What the bot had done to an environment: to bring the version, or to come back to the one before. */
export interface Deployment {
  /** By which it is known again on GitHub, 32 hex digits. */
  readonly key: string;
  readonly way: 'forward' | 'back';
  /** From 1, counted anew for each way. */
  readonly attempt: number;
  readonly at: Instant;
  readonly version: string;
  /** Full commit SHA. */
  readonly sha: string;
  readonly to: string;
  /** File name of the workflow; null where software outside of GitHub picks the deployment up, and where nothing is deployed. */
  readonly workflow: string | null;
  /** The tag it runs on; empty without a workflow. */
  readonly ref: string;
  readonly state: 'started' | 'done' | 'failed';
  /** Since when that is so. */
  readonly since: Instant;
  /** Why it failed; empty otherwise. */
  readonly reason: string;
  /** Whether another attempt may help, after a failure. */
  readonly again: boolean;
  /** Whether it failed because the tag stood for another commit. */
  readonly moved: boolean;
}

/** What a run said that looks whether a deployed version works. */
export interface Check {
  readonly purpose: 'verify' | 'watch';
  /** Key of the deployment it looked at. */
  readonly deploy: string;
  readonly at: Instant;
  readonly outcome: 'pass' | 'fail' | 'error';
  readonly reason: string;
  readonly gates: readonly JudgedGate[];
  readonly run?: { readonly id: number; readonly attempt: number };
}

/** A version that worked before: where a rollback leads to. */
export interface Target {
  /** The issue that promoted or imported it. */
  readonly issue: number;
  readonly version: string;
  readonly sha: string;
  /** Nobody approved it here: it ran there before the bot came. */
  readonly imported?: true | undefined;
}

export const ROLLBACK_CAUSES = ['asked', 'deploy', 'verify', 'watch', 'incident', 'alert'] as const;

export interface Rollback {
  readonly why: (typeof ROLLBACK_CAUSES)[number];
  /** Undefined when nobody asked for it. */
  readonly by?: Actor;
  readonly reason: string;
  readonly at: Instant;
  /** Null when there is nothing verified to go back to. */
  readonly target: Target | null;
  readonly state: 'under_way' | 'failed';
  /** Why it failed; empty otherwise. */
  readonly failure: string;
}

/** What is the same in every status. */
export interface Base {
  readonly requestedBy: Actor;
  /** Everybody who changed what is asked for; like the requester, they do not decide about it. */
  readonly amendedBy: readonly Actor[];
  readonly requestedAt: Instant;
  readonly request: Request;
  /** The commit the version stood for when the request was understood; what an empty version stays frozen to. */
  readonly frozen: string;
  readonly round?: Round;
  readonly approvals: readonly Approval[];
  /** What the gates said last, by name; a run that repeats them with the same outcomes changes nothing that was approved. */
  readonly gates: Readonly<Record<string, Outcome>>;
  readonly gateRun?: GateRun;
  /** The round, the latest, in which the quality gates were skipped. */
  readonly skipped?: number;
  readonly signatures: readonly Signature[];
  readonly pause?: Pause;
  /** The latest attempt. */
  readonly deployment?: Deployment;
  /** Whether an attempt may have changed the environment. */
  readonly touched: boolean;
  /** The latest. */
  readonly check?: Check;
  /** Checks of the deployment that could not tell, and how many of them may be made: three, and one for each `/retry`. */
  readonly doubts: { readonly errors: number; readonly allowed: number };
  /** When the watch ends; undefined when nothing is watched. */
  readonly watchedUntil?: Instant;
  readonly rollback?: Rollback;
  /** Commits whose quarantine was lifted for this promotion. */
  readonly released: readonly string[];
  /** When the latest reopening that was answered happened. */
  readonly reopenedAt?: Instant;
  /** Of a first record only. */
  readonly imported?: Imported;
}

/** Four statuses of the mission and three further ends; a phase says what is going on inside. */
export type State =
  | { readonly status: 'PENDING'; readonly phase: 'validating' | 'gates' | 'queued' | 'deploying' | 'verifying' }
  | { readonly status: 'AWAITING_APPROVAL' }
  | { readonly status: 'PROMOTED'; readonly phase: 'watched' | 'settled'; readonly at: Instant }
  | { readonly status: 'REJECTED'; readonly by: Actor; readonly reason: string; readonly at: Instant }
  | {
      readonly status: 'CANCELLED';
      readonly why: 'withdrawn' | 'closed' | 'superseded';
      readonly by?: Actor;
      readonly reason: string;
      readonly at: Instant;
    }
  | { readonly status: 'FAILED'; readonly reason: string; readonly at: Instant }
  | { readonly status: 'ROLLED_BACK'; readonly by?: Actor; readonly reason: string; readonly at: Instant };

export type Status = State['status'];
export type Promotion = Base & State;

export const STATUSES = [
  'PENDING',
  'AWAITING_APPROVAL',
  'PROMOTED',
  'REJECTED',
  'CANCELLED',
  'FAILED',
  'ROLLED_BACK',
] as const satisfies readonly Status[];

/** An ended promotion hears no decision any more. PROMOTED alone may still become ROLLED_BACK. */
export const hasEnded = (promotion: State): boolean => promotion.status !== 'PENDING' && promotion.status !== 'AWAITING_APPROVAL';

/** Whether it is promoted and still looked after. */
export const isWatched = (promotion: State): boolean => promotion.status === 'PROMOTED' && promotion.phase === 'watched';

/** The issue closes at an end; for PROMOTED when nothing is watched any more and nothing is being taken back. */
export const mayClose = (promotion: Promotion): boolean =>
  hasEnded(promotion) && !isWatched(promotion) && !(promotion.status === 'PROMOTED' && promotion.rollback !== undefined);

/** A first record that stands: nobody has taken it back, and nobody is doing so. */
export const isImport = (promotion: Promotion): promotion is Promotion & Required<Pick<Base, 'imported'>> =>
  promotion.imported !== undefined && promotion.status === 'PROMOTED' && promotion.rollback === undefined;
