/**
 * What the index keeps of a promotion: one row, and one for each entry. All of it follows from what GitHub shows, never from when somebody
 * looked, so that an index that was thrown away and read again is the same.
 */
import { type About, aboutAfter, NOTHING } from './audit-table.ts';
import type { Entry } from './entry.ts';
import { canonical } from './fingerprint.ts';
import { step } from './fold.ts';
import type { Ledger } from './ledger.ts';
import { type Actor, hasEnded, type Instant, isImport, type Promotion, type Status } from './promotion.ts';
import type { Seen } from './seen.ts';

export type Person = Pick<Actor, 'id' | 'login'>;

/** What somebody decided in the round that counts. */
export interface DecisionRecord extends Person {
  readonly at: Instant;
  readonly verdict: 'approved' | 'rejected';
  /** Held at decision time; of a rejection they are not written down. */
  readonly roles: readonly string[];
  /** What was said with it, empty for nothing. */
  readonly note: string;
  /** Numeric id of the comment. */
  readonly comment: number;
}

export interface EntryRecord {
  readonly seq: number;
  readonly kind: Entry['kind'];
  readonly at: Instant;
  readonly by: Person | null;
  readonly comment: number | null;
  readonly round: number | null;
  readonly subject: string;
  readonly version: string;
  readonly to: string;
  /** Of the promotion, before and after this entry; null while there is none. */
  readonly statusBefore: Status | null;
  readonly statusAfter: Status | null;
  /** The entry as canonical JSON. */
  readonly entry: string;
}

export interface PromotionRecord {
  /** `id` stays when it is renamed; `url` is that of its page. */
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string; readonly url: string };
  readonly number: number;
  readonly title: string;
  readonly subject: string;
  /** As people name it; empty while the default branch was asked for and no round has said more. */
  readonly version: string;
  readonly sha: string;
  readonly from: string | null;
  readonly to: string;
  readonly status: Status;
  /** What goes on inside the status, or why it was cancelled; `imported` for what nobody promoted; null where there is nothing to tell apart. */
  readonly phase: string | null;
  readonly requestedBy: Person;
  readonly createdAt: Instant;
  readonly round: number | null;
  /** Since when the round has waited for people; null when it does not ask them. */
  readonly waitingSince: Instant | null;
  /** When people had decided about the round. */
  readonly decidedAt: Instant | null;
  /** When it arrived, also of what was rolled back later. */
  readonly promotedAt: Instant | null;
  /** Null while it is open. */
  readonly finishedAt: Instant | null;
  readonly measured: Measured;
  readonly decisions: readonly DecisionRecord[];
  /** Ids of the requester and of everybody who ever approved or rejected, sorted. */
  readonly parties: readonly number[];
  /** Hash of the last entry that holds; their number is that of `entries`. */
  readonly head: string;
  /** Whether the ledger does not hold, or says what this version does not know: only the entries before that are here. */
  readonly held: boolean;
  readonly entries: readonly EntryRecord[];
}

/** What metrics are made of; null for what has not happened. */
export interface Measured {
  /** The Monday of the week in which it ended, UTC: `2026-11-16`. */
  readonly week: string | null;
  /** Seconds from the request to the arrival. */
  readonly lead: number | null;
  /** Seconds from the opening of the round to the decision of its people. */
  readonly wait: number | null;
}

/** What is needed of a look: which repository, which issue. */
export interface SeenPlace {
  readonly repo: Pick<Seen['repo'], 'id' | 'owner' | 'name' | 'url'>;
  readonly issue: Pick<Seen['issue'], 'number' | 'title'>;
}

/** The record of a promotion; undefined while its ledger says of none. */
export function recordOf(
  { repo, issue }: SeenPlace,
  { entries, head, problems }: Pick<Ledger, 'entries' | 'head' | 'problems'>,
  promotion: Promotion | undefined,
): PromotionRecord | undefined {
  if (!promotion) return undefined;
  const told = entryRecords(entries);
  const { requestedBy, round } = promotion;
  const about = entries.reduce(aboutAfter, NOTHING);
  const moments = momentsOf(promotion, entries);
  return storable({
    repository: { id: repo.id, owner: repo.owner, name: repo.name, url: repo.url },
    number: issue.number,
    title: issue.title,
    subject: about.subject,
    version: about.version,
    sha: about.sha,
    from: about.from === '' ? null : about.from,
    to: about.to,
    status: promotion.status,
    phase: phaseOf(promotion),
    requestedBy: personOf(requestedBy),
    createdAt: promotion.requestedAt,
    round: round?.number ?? null,
    ...moments,
    // How long it took to import says nothing about promoting.
    measured: promotion.imported ? { week: null, lead: null, wait: null } : measure(promotion.requestedAt, moments),
    decisions: decisionsOf(promotion, entries),
    parties: partiesOf(promotion, entries),
    head: head.hash,
    held: problems.length > 0,
    entries: told,
  });
}

/** Also where taking it back is under way, or failed. */
const isImported = ({ imported, status }: Promotion): boolean => imported !== undefined && status === 'PROMOTED';

function phaseOf(promotion: Promotion): string | null {
  if (isImported(promotion)) return 'imported';
  return 'phase' in promotion ? promotion.phase : 'why' in promotion ? promotion.why : null;
}

const personOf = ({ id, login }: Person): Person => ({ id, login });

type Moments = Pick<PromotionRecord, 'waitingSince' | 'decidedAt' | 'promotedAt' | 'finishedAt'>;

function measure(requestedAt: Instant, { waitingSince, decidedAt, promotedAt, finishedAt }: Moments): Measured {
  const seconds = (from: Instant | null, to: Instant | null): number | null =>
    from === null || to === null ? null : Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return {
    week: finishedAt === null ? null : mondayOf(finishedAt),
    lead: seconds(requestedAt, promotedAt),
    wait: seconds(waitingSince, decidedAt),
  };
}

const DAY = 86_400_000;

/** The Monday of the week of a moment, UTC, `2026-11-16`. */
export function mondayOf(at: Instant): string {
  const days = Math.floor(Date.parse(at) / DAY);
  // 1970 began on a Thursday.
  return new Date((days - ((days + 3) % 7)) * DAY).toISOString().slice(0, 10);
}

function momentsOf(promotion: Promotion, entries: readonly Entry[]): Moments {
  const { round, status, imported } = promotion;
  const decided = entries.findLast((entry) => isDecision(entry) && entry.round === round?.number);
  const arrived = entries.findLast(({ kind }) => kind === 'promoted')?.at ?? (imported ? (imported.since ?? imported.at) : undefined);
  return {
    waitingSince: round?.approval ? round.openedAt : null,
    decidedAt: status === 'AWAITING_APPROVAL' ? null : (decided?.at ?? null),
    promotedAt: status === 'PROMOTED' || status === 'ROLLED_BACK' ? (arrived ?? null) : null,
    finishedAt: isImport(promotion) ? promotion.imported.at : hasEnded(promotion) && 'at' in promotion ? promotion.at : null,
  };
}

const isDecision = (entry: Entry): entry is Extract<Entry, { kind: 'accepted' | 'rejected' }> =>
  entry.kind === 'accepted' || entry.kind === 'rejected';

function decisionsOf(promotion: Promotion, entries: readonly Entry[]): readonly DecisionRecord[] {
  const approvals = promotion.approvals.map(
    ({ by, at, comment, roles, note }): DecisionRecord => ({ ...personOf(by), at, verdict: 'approved', roles, note, comment }),
  );
  const rejection = promotion.status === 'REJECTED' ? entries.findLast((entry) => entry.kind === 'rejected') : undefined;
  if (!rejection) return approvals;
  const { by, at, reason, comment } = rejection;
  return [...approvals, { ...personOf(by), at, verdict: 'rejected', roles: [], note: reason, comment }];
}

function partiesOf({ requestedBy }: Promotion, entries: readonly Entry[]): readonly number[] {
  const deciders = entries.flatMap((entry) => (entry.kind === 'approved' || entry.kind === 'rejected' ? [entry.by.id] : []));
  return [...new Set([requestedBy.id, ...deciders])].toSorted((a, b) => a - b);
}

function entryRecords(entries: readonly Entry[]): readonly EntryRecord[] {
  const records: EntryRecord[] = [];
  let about: About = NOTHING;
  let promotion: Promotion | undefined;
  for (const [at, entry] of entries.entries()) {
    const before = promotion;
    [about, promotion] = [aboutAfter(about, entry), step(promotion, entry)];
    const { subject, version, to, round } = about;
    records.push({
      seq: at + 1,
      kind: entry.kind,
      at: entry.at,
      by: 'by' in entry && entry.by ? personOf(entry.by) : null,
      comment: 'comment' in entry ? entry.comment : null,
      round: 'round' in entry ? entry.round : round === '' ? null : Number(round),
      subject,
      version,
      to,
      statusBefore: before?.status ?? null,
      statusAfter: promotion?.status ?? null,
      entry: canonical(entry),
    });
  }
  return records;
}

/** What PostgreSQL takes as text: no NUL, no half of a character. */
const unstorable = /[\0\p{Cs}]/gu;

function storable<T>(value: T): T {
  // The shape stays: only texts in it change.
  if (typeof value === 'string') return value.replaceAll(unstorable, '\ufffd') as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, storable(one)])) as T;
}
