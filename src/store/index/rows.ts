/** Rows as the index has them -> plain values. */
import type { Selectable } from 'kysely';
import type { CurrentVersion, EntryRow, PromotionRow, Repository } from '../../core/index-rows.ts';
import { instantOf, type Tables, type Told } from './tables.ts';

export const REPOSITORY = ['repository.owner', 'repository.name', 'repository.url'] as const;
/** A row and the repository it lies in. */
export interface Placed<T> extends Pick<Selectable<Tables['repository']>, 'owner' | 'name' | 'url'> {
  readonly row: Told<T>;
}

export const toRepository = ({ row, owner, name, url }: Placed<{ readonly repo: string }>): Repository => ({
  id: Number(row.repo),
  owner,
  name,
  url,
});

export type PromotionPart = Selectable<Tables['promotion']>;

export const toPromotion = ({ row, ...place }: Placed<PromotionPart>): PromotionRow => ({
  repository: toRepository({ row, ...place }),
  number: row.number,
  title: row.title,
  subject: row.subject,
  version: row.version,
  sha: row.sha,
  from: row.from_env,
  to: row.to_env,
  status: row.status,
  phase: row.phase,
  requestedBy: { id: Number(row.requester_id), login: row.requester },
  createdAt: instantOf(row.created_at),
  round: row.round,
  waitingSince: instantOf(row.waiting_since),
  decidedAt: instantOf(row.decided_at),
  promotedAt: instantOf(row.promoted_at),
  finishedAt: instantOf(row.finished_at),
  decisions: row.decisions,
  head: { hash: row.head, seq: row.entries },
  held: row.held,
});

export type EntryPart = Selectable<Tables['entry']>;

export const toEntry = (row: Told<EntryPart>): EntryRow => ({
  seq: row.seq,
  kind: row.kind,
  at: instantOf(row.at),
  by: row.person === null ? null : { id: Number(row.person), login: row.login ?? '' },
  comment: row.comment === null ? null : Number(row.comment),
  round: row.round,
  subject: row.subject,
  version: row.version,
  to: row.to_env,
  statusBefore: row.status_before,
  statusAfter: row.status_after,
  entry: row.entry,
});

export type CurrentPart = Selectable<Tables['current_version']>;

export const toCurrent = ({ row, ...place }: Placed<CurrentPart>): CurrentVersion => ({
  repository: toRepository({ row, ...place }),
  subject: row.subject,
  environment: row.environment,
  version: row.version,
  sha: row.sha,
  since: instantOf(row.since),
  phase: row.phase,
  number: row.number,
  requestedBy: { id: Number(row.requester_id), login: row.requester },
});
