/** What the in-memory GitHub remembers of GitHub Actions and checks. */
import type { Account, AppIdentity, Deployment, Instant, PullRequest, Repository, Thing } from '../model.ts';

export const CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'neutral',
  'skipped',
  'timed_out',
  'action_required',
  'startup_failure',
  'stale',
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];
export type Progress = 'queued' | 'in_progress' | 'completed';

export interface CheckSuite extends Thing {
  readonly kind: 'CheckSuite';
  readonly repo: Repository;
  readonly sha: string;
  readonly branch: string | null;
  readonly app: AppIdentity;
  readonly createdAt: Instant;
  /** Oldest first. */
  readonly runs: CheckRun[];
}

export interface CheckRun extends Thing {
  readonly kind: 'CheckRun';
  readonly suite: CheckSuite;
  readonly name: string;
  readonly externalId: string;
  readonly detailsUrl: string | null;
  status: Progress;
  conclusion: Conclusion | null;
  startedAt: Instant | null;
  completedAt: Instant | null;
  output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
}

export interface Workflow extends Thing {
  readonly kind: 'Workflow';
  readonly repo: Repository;
  /** `.github/workflows/gates.yml` */
  readonly path: string;
  readonly createdAt: Instant;
  state: 'active' | 'disabled_manually';
}

export interface RunAttempt {
  readonly number: number;
  readonly triggeringActor: Account;
  readonly queuedAt: Instant;
  startedAt: Instant;
  updatedAt: Instant;
  /** Waiting: for the protection rules of an environment. */
  status: Progress | 'waiting';
  conclusion: Conclusion | null;
}

export interface WorkflowRun extends Thing {
  readonly kind: 'WorkflowRun';
  readonly repo: Repository;
  readonly workflow: Workflow;
  /** Counts the runs of its workflow. */
  readonly number: number;
  readonly event: string;
  /** Full: `refs/heads/main`. */
  readonly ref: string;
  readonly sha: string;
  /** Where the commit comes from; a fork for a pull request from one. */
  readonly headRepo: Repository;
  readonly actor: Account;
  readonly name: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The workflow file as it was at the commit; undefined when it was not there. */
  readonly file: string | undefined;
  readonly pulls: readonly PullRequest[];
  readonly createdAt: Instant;
  /** Oldest first; the last one counts. */
  readonly attempts: RunAttempt[];
  readonly suite: CheckSuite;
}

/** A job of a run that names an environment, and what the App said of it when the App guards that environment. */
export interface Reach {
  readonly run: WorkflowRun;
  /** Number of the attempt. */
  readonly attempt: number;
  readonly environment: string;
  readonly deployment: Deployment;
  state: 'free' | 'waiting' | 'approved' | 'rejected';
  /** Oldest first; `state` is undefined for one that decided nothing. */
  readonly reviews: { readonly at: Instant; readonly state: 'approved' | 'rejected' | undefined; readonly comment: string }[];
}

export interface Artifact extends Thing {
  readonly kind: 'Artifact';
  readonly run: WorkflowRun;
  readonly name: string;
  readonly zip: Buffer;
  /** As the API says it: `sha256:…`; null for one of an old server. */
  readonly digest: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}
