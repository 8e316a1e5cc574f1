/** Everything judging may know: fetched first, judged after. */
import type { Config } from './config.ts';
import type { Digest } from './fingerprint.ts';
import type { Ledger } from './ledger.ts';
import type { Problem } from './problem.ts';
import type { Promotion } from './promotion.ts';
import type { ReadRequest } from './request.ts';
import type { Seen } from './seen.ts';
import type { SeenRun } from './seen-run.ts';

export interface ReadConfig {
  /** Present when there are no problems. */
  readonly config?: Config;
  readonly problems: readonly Problem[];
}

/** Another open issue about the same subject, with what its ledger says. */
export interface Other {
  readonly number: number;
  /** Undefined while its request is not understood. */
  readonly promotion: Promotion | undefined;
  /** Numbers of the older promotions whose place it has taken. */
  readonly superseding: readonly number[];
}

export interface Facts {
  readonly seen: Seen;
  readonly config: ReadConfig;
  readonly asked: ReadRequest;
  readonly ledger: Ledger;
  readonly promotion: Promotion | undefined;
  readonly others: readonly Other[];
  /** Ended promotions of the subjects this one depends on, newest first. */
  readonly records: readonly { readonly number: number; readonly promotion: Promotion }[];
  readonly digest: Digest;
  /** The run of the gates that was asked for; `none` when GitHub has no such run, undefined when it was not looked at. */
  readonly run?: SeenRun | 'none' | undefined;
  /** What GitHub just said to starting the run with this key: why it does not. */
  readonly notStarted?: { readonly key: string; readonly reason: string } | undefined;
}
