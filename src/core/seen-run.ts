/** A run of a workflow on GitHub as it stands, with the report it left. */
import type { Actor } from './promotion.ts';
import type { Result } from './result.ts';

export interface SeenRun {
  /** The key it was asked for with. */
  readonly key: string;
  readonly id: number;
  /** From 1; a run that is run again keeps its id. */
  readonly attempt: number;
  readonly url: string;
  readonly event: string;
  /** `.github/workflows/promotion-gates.yml` */
  readonly path: string;
  /** The branch or tag whose workflow file it runs. */
  readonly branch: string | undefined;
  /** The commit that was checked out, full SHA. */
  readonly headSha: string;
  /** Id of the repository whose code it runs; undefined for a deleted fork. */
  readonly headRepo: number | undefined;
  /** Who started it first. */
  readonly actor: Actor | undefined;
  /** `success`, `failure`, `cancelled`, ...; undefined while it runs. */
  readonly conclusion: string | undefined;
  /** What its artifact holds, or why there is nothing to read; undefined while it runs, and where that was not asked. */
  readonly report: Result<FoundReport, Misfit> | undefined;
}

export interface FoundReport {
  readonly text: string;
  /** SHA-256 of the text, 64 hex digits. */
  readonly sha256: string;
}

/** Why something was not taken, by code and facts; the words are made in the views. */
export interface Misfit {
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** Which run is asked for. */
export interface WantedRun {
  /** Any of these it may have been asked for with; the newest run is meant. */
  readonly keys: readonly string[];
  readonly workflow: string;
  /** When it was asked for. */
  readonly since: string;
  /** Login of whoever must have started it. */
  readonly actor: string;
  /** Its id, where it is known. */
  readonly id: number | undefined;
  /** The attempt whose report is known already. */
  readonly read: number | undefined;
  /** Whether the report that it left is wanted. */
  readonly withReport: boolean;
}
