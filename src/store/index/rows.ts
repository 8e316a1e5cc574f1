/** Rows as the index has them -> plain values. */
import type { Selectable } from 'kysely';
import type { CurrentVersion, EntryRow, PromotionRow, Repository } from '../../core/index-rows.ts';
import { instantOf, type Tables } from './tables.ts';

export const REPOSITORY = ['repository.owner', 'repository.name', 'repository.url'] as const;
type RepositoryPart = Pick<Selectable<Tables['repository']>, 'owner' | 'name' | 'url'> & { readonly repo: string };

export const toRepository = ({ repo, owner, name, url }: RepositoryPart): Repository => ({ id: Number(repo), owner, name, url });

export const PROMOTION = [
  'promotion.repo',
  'promotion.number',
  'promotion.title',
  'promotion.subject',
  'promotion.version',
  'promotion.sha',
  'promotion.from_env',
  'promotion.to_env',
  'promotion.status',
  'promotion.phase',
  'promotion.requester_id',
  'promotion.requester',
  'promotion.created_at',
  'promotion.round',
  'promotion.waiting_since',
  'promotion.decided_at',
  'promotion.promoted_at',
  'promotion.finished_at',
  'promotion.decisions',
  'promotion.head',
  'promotion.entries',
  'promotion.held',
] as const;
type PromotionPart = Omit<Selectable<Tables['promotion']>, 'words' | 'ended_week' | 'lead_seconds' | 'wait_seconds'> & RepositoryPart;

export const toPromotion = (row: PromotionPart): PromotionRow => ({
  repository: toRepository(row),
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

export const ENTRY = [
  'entry.repo',
  'entry.number',
  'entry.seq',
  'entry.kind',
  'entry.at',
  'entry.person',
  'entry.login',
  'entry.comment',
  'entry.round',
  'entry.subject',
  'entry.version',
  'entry.to_env',
  'entry.entry',
] as const;

export const toEntry = (row: Selectable<Tables['entry']>): EntryRow => ({
  seq: row.seq,
  kind: row.kind,
  at: instantOf(row.at),
  by: row.person === null ? null : { id: Number(row.person), login: row.login ?? '' },
  comment: row.comment === null ? null : Number(row.comment),
  round: row.round,
  subject: row.subject,
  version: row.version,
  to: row.to_env,
  entry: row.entry,
});

export const CURRENT = [
  'current_version.repo',
  'current_version.subject',
  'current_version.environment',
  'current_version.version',
  'current_version.sha',
  'current_version.since',
  'current_version.phase',
  'current_version.number',
  'current_version.requester_id',
  'current_version.requester',
] as const;

export const toCurrent = (row: Selectable<Tables['current_version']> & RepositoryPart): CurrentVersion => ({
  repository: toRepository(row),
  subject: row.subject,
  environment: row.environment,
  version: row.version,
  sha: row.sha,
  since: instantOf(row.since),
  phase: row.phase,
  number: row.number,
  requestedBy: { id: Number(row.requester_id), login: row.requester },
});
