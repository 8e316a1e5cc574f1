/** A GitHub Deployment as one look shows it. */
import type { Actor, Instant } from './promotion.ts';

export interface SeenStatus {
  /** `success`, `failure`, `error`, `in_progress`, `inactive`, `pending`, `queued`. */
  readonly state: string;
  readonly at: Instant;
  readonly by: Actor | undefined;
  readonly description: string;
  readonly url: string;
}

export interface SeenDeployment {
  /** Node id: its numbers are longer than those of GraphQL. */
  readonly id: string;
  readonly sha: string;
  readonly by: Actor | undefined;
  readonly at: Instant;
  /** The key in its payload, where it has one of ours. */
  readonly key: string | undefined;
  /** Newest first. */
  readonly statuses: readonly SeenStatus[];
}
