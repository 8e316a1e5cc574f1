/** Everything judging may know: fetched first, judged after. */
import type { ReadMap } from './agents/read.ts';
import type { ReadConfig } from './config.ts';
import type { EntryOf } from './entry.ts';
import type { Digest } from './fingerprint.ts';
import type { Ledger } from './ledger.ts';
import type { Promotion } from './promotion.ts';
import type { ReadRequest } from './request.ts';
import type { Seen } from './seen.ts';
import type { SeenRun } from './seen-run.ts';

export type { ReadConfig } from './config.ts';

/** Another open issue about the same subject, with what its ledger says. */
export interface Other {
  readonly number: number;
  /** Undefined while its request is not understood. */
  readonly promotion: Promotion | undefined;
  /** Numbers of the older promotions whose place it has taken. */
  readonly superseding: readonly number[];
}

/** What an end has to name: the records that were changed, the issues that were opened. */
export interface Done {
  readonly records?: NonNullable<EntryOf<'promoted'>['records']>;
  readonly issues?: readonly number[];
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
  /** The Agent Engine map; undefined where the subject is in none, and where it is no text. */
  readonly agentMap?: ReadMap | undefined;
  readonly digest: Digest;
  /** The run of the gates that was asked for; `none` when GitHub has no such run, undefined when it was not looked at. */
  readonly run?: SeenRun | 'none' | undefined;
  /** The run of the deployment that is under way; as `run`. */
  readonly deployRun?: SeenRun | 'none' | undefined;
  /** The newest run that checks what was deployed; as `run`. */
  readonly checkRun?: SeenRun | 'none' | undefined;
  /** What was just done before it is written down. */
  readonly done?: Done | undefined;
  /** What GitHub just said to starting the run with this key: why it does not. */
  readonly notStarted?: { readonly key: string; readonly reason: string; readonly final?: true } | undefined;
}
