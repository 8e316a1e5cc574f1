/** What is asked about jobs and deployments that name a commit and an environment. */
import type { Actor } from '../core/promotion.ts';

interface Place {
  readonly owner: string;
  readonly repo: string;
  /** As GitHub calls it. */
  readonly environment: string;
  /** Full commit SHA. */
  readonly sha: string;
}

export interface ProtectionAsk extends Place {
  readonly run: number;
}

export interface DriftAsk extends Place {
  /** Id of the Deployment. */
  readonly deployment: number;
  readonly by: Actor | undefined;
  readonly at: string;
  readonly url: string;
}
