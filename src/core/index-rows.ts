/** What the index answers, and what it can be asked. Plain values; the words are made in `views`. */
import type { Instant, Status } from './promotion.ts';
import type { EntryRecord, Person, PromotionRecord } from './record.ts';

/** What is left undefined lets everything pass; all of it must hold. Names compare as they are written, logins and repositories in any case. */
export interface PromotionFilter {
  readonly repository?: { readonly owner: string; readonly name: string } | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly status?: readonly Status[] | undefined;
  /** Login or numeric id of whoever asked for it, approved it or rejected it. */
  readonly person?: string | number | undefined;
  /** When it was asked for; both included. */
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** Stands somewhere in subject, version or title, in any case. */
  readonly search?: string | undefined;
}

/** Where a page ended. Rows that come or go meanwhile move nothing. */
export interface Position {
  readonly createdAt: Instant;
  /** Numeric id of the repository. */
  readonly repo: number;
  readonly number: number;
}

export type Repository = PromotionRecord['repository'];

/** A record as the index answers it: without its entries, which are asked for apart. */
export interface PromotionRow extends Omit<PromotionRecord, 'measured' | 'parties' | 'head' | 'entries'> {
  readonly head: { readonly hash: string; readonly seq: number };
}

export interface PromotionPage {
  readonly rows: readonly PromotionRow[];
  /** Where the next page begins; undefined after the last. */
  readonly next: Position | undefined;
}

/** How many there are, counted up to a limit only. */
export interface Counted {
  readonly count: number;
  /** Whether there are more than were counted. */
  readonly more: boolean;
}

/** Which version runs where. */
export interface CurrentVersion {
  readonly repository: Repository;
  readonly subject: string;
  readonly environment: string;
  readonly version: string;
  readonly sha: string;
  readonly since: Instant;
  readonly phase: string | null;
  readonly number: number;
  readonly requestedBy: Person;
}

/** Where a part of the matrix ended. */
export interface MatrixPosition {
  readonly repo: number;
  readonly subject: string;
  /** Only within a subject that fills more than a page. */
  readonly environment?: string;
}

export interface MatrixPage {
  readonly rows: readonly CurrentVersion[];
  readonly next: MatrixPosition | undefined;
}

/** What ended in one week. */
export interface WeekOfMetrics {
  /** Its Monday, UTC, `2026-11-16`. */
  readonly week: string;
  readonly ended: number;
  readonly promoted: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly rolledBack: number;
  /** Seconds from the request to the arrival: half, and nine of ten, took no longer. Null when nothing arrived. */
  readonly leadTime: { readonly p50: number; readonly p90: number } | null;
  /** Seconds from the opening of the round to the decision of its people. */
  readonly approvalWait: { readonly p50: number; readonly p90: number } | null;
}

export interface MetricsFilter extends Pick<PromotionFilter, 'subject' | 'to' | 'repository'> {
  /** When it ended; from `since` on, before `until`. */
  readonly since: Instant;
  readonly until: Instant;
}

export interface AuditFilter extends Pick<PromotionFilter, 'repository' | 'subject' | 'person' | 'since' | 'until'> {
  /** A kind of entry, `approved`. */
  readonly action?: string | undefined;
}

export interface AuditPosition {
  readonly at: Instant;
  readonly repo: number;
  readonly number: number;
  readonly seq: number;
}

export interface EntryRow extends Omit<EntryRecord, 'kind'> {
  /** A newer version may have written one that this one does not know. */
  readonly kind: string;
}

export interface AuditRow extends EntryRow {
  readonly repository: Repository;
  readonly number: number;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly next: AuditPosition | undefined;
}
