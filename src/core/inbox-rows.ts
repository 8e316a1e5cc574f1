/** What stands in an inbox, as people ask about it. */

/** A job about one promotion. */
export interface WaitingJob {
  /** `acme/shop#7` */
  readonly promotion: string;
  readonly state: 'running' | 'waiting' | 'dead';
  /** Deliveries that it is about. */
  readonly deliveries: number;
  /** ISO 8601; since when or from when it may run. */
  readonly at: string;
  readonly tries: number;
  /** What the last try said; null when none failed. */
  readonly error: string | null;
}

/** A delivery that nobody could read. */
export interface Unreadable {
  readonly delivery: string;
  readonly webhook: string;
  readonly at: string;
  readonly why: string;
}

export interface InboxListing {
  readonly jobs: readonly WaitingJob[];
  readonly unreadable: readonly Unreadable[];
}
