/** What the dashboard needs of the store and of GitHub, named by need and not by vendor. */
import type { Defaults } from '../core/config.ts';
import type {
  AuditFilter,
  AuditPage,
  AuditPosition,
  Counted,
  CurrentVersion,
  EntryRow,
  MatrixPage,
  MatrixPosition,
  MetricsFilter,
  Position,
  PromotionFilter,
  PromotionPage,
  PromotionRow,
  WeekOfMetrics,
} from '../core/index-rows.ts';
import type { Instant } from '../core/promotion.ts';

export type MatrixFilter = Pick<PromotionFilter, 'repository' | 'subject'> & { readonly environment?: string | undefined };

/** What is known of the promotion that brought a version somewhere. */
export interface Arrival {
  readonly from: string | null;
  readonly watchedUntil: Instant | null;
}

/** Questions to the index about some repositories; there is no way to ask about others. */
export interface Reading {
  promotions(filter: PromotionFilter, wanted: { readonly limit: number; readonly before?: Position | undefined }): Promise<PromotionPage>;
  count(filter: PromotionFilter, limit: number): Promise<Counted>;
  /** What waits for people, the longest first. */
  waiting(limit: number): Promise<readonly PromotionRow[]>;
  promotion(place: { readonly owner: string; readonly name: string; readonly number: number }): Promise<WholePromotion | undefined>;
  matrix(filter: MatrixFilter, wanted: { readonly limit: number; readonly after?: MatrixPosition | undefined }): Promise<MatrixPage>;
  /** In the order of the cells. */
  arrivals(cells: readonly CurrentVersion[]): Promise<readonly Arrival[]>;
  metrics(filter: MetricsFilter): Promise<readonly WeekOfMetrics[]>;
  audit(filter: AuditFilter, wanted: { readonly limit: number; readonly before?: AuditPosition | undefined }): Promise<AuditPage>;
}

export interface WholePromotion {
  readonly promotion: PromotionRow;
  readonly entries: readonly EntryRow[];
}

/** @param repos numeric ids of the repositories whoever asks may read. */
export type ReadAs = (repos: readonly number[]) => Reading;

/** Somebody who is signed in. */
export interface Viewer {
  readonly id: number;
  readonly login: string;
}

export interface Session {
  /** By which it is known here; not what the cookie holds. */
  readonly id: string;
  readonly viewer: Viewer;
  /** Of the person, for this App. */
  readonly token: string;
}

/** Sessions of all servers on the same store. */
export interface Sessions {
  /** @returns what the cookie is to hold, which nothing else knows. */
  begin(viewer: Viewer, token: string): Promise<string>;
  /** Undefined when it is over, or never was. */
  find(cookie: string): Promise<Session | undefined>;
  end(id: string): Promise<void>;
}

/** What begins a sign-in: where to send the person, and what to know again when they come back. */
export interface SignIn {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
}

/** What a person reads of one repository's rules. */
export interface RulesOf {
  /** The text of the rules on the default branch; undefined when there is none. */
  readonly text: string | undefined;
  /** The file of the organisation, where the text extends it. */
  readonly defaults?: Defaults | undefined;
}

/** An issue of ours about a deployment that no promotion asked for, still open. */
export interface Drift {
  readonly environment: string;
  /** Full commit SHA. */
  readonly sha: string;
  readonly number: number;
  readonly url: string;
}

/** GitHub said that the token is not good any more. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** GitHub said no to a sign-in; the sentence is for the person. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

/** GitHub, in the name of a person. Every question may be refused with `SignedOut`; whatever else fails is not known. */
export interface Viewers {
  /** @param callback where GitHub sends the person back to. */
  begin(callback: string): Promise<SignIn>;
  /** @param answer the address GitHub sent the person back to. @throws NotSignedIn. */
  finish(
    answer: URL,
    callback: string,
    begun: Pick<SignIn, 'state' | 'verifier'>,
  ): Promise<{ readonly viewer: Viewer; readonly token: string }>;
  /** Ids of the repositories that this App is installed on and the person may read. */
  repositories(token: string): Promise<readonly number[]>;
  /** Teams of the person, `acme/qa` in lower case. */
  teams(token: string): Promise<readonly string[]>;
  rules(token: string, place: { readonly owner: string; readonly name: string }): Promise<RulesOf>;
  /** The newest hundred of a repository. */
  drifts(token: string, place: { readonly owner: string; readonly name: string }): Promise<readonly Drift[]>;
  /** Takes the token back. */
  revoke(token: string): Promise<void>;
}
