/** Records of the index, made the way the bot makes them: from entries. */

import type { Entry } from '../../src/core/entry.ts';
import { canonical } from '../../src/core/fingerprint.ts';
import { fold } from '../../src/core/fold.ts';
import type { Actor, Instant } from '../../src/core/promotion.ts';
import { type PromotionRecord, recordOf } from '../../src/core/record.ts';
import type { Database } from '../../src/store/database.ts';

export const person = (id: number, login = `person-${id}`): Actor => ({ id, login, kind: 'person' });

/** Minutes after a certain morning. */
export const minute = (minutes: number): Instant => `${new Date(Date.UTC(2026, 10, 20, 10, minutes)).toISOString().slice(0, 19)}Z`;

export interface Told {
  readonly repo?: number;
  readonly name?: string;
  readonly number?: number;
  readonly title?: string;
  readonly subject?: string;
  readonly version?: string;
  readonly to?: string;
  readonly from?: string | null;
  readonly by?: Actor;
  /** Minutes. */
  readonly at?: number;
  /** What happens, one minute after the other. */
  readonly deeds?: readonly ('approve' | 'accept' | 'promote' | 'reject' | 'roll back' | 'cancel')[];
  readonly approver?: Actor;
  readonly held?: boolean;
  readonly sha?: string;
}

export const SHA = 'a'.repeat(40);
const HEX = 'b'.repeat(64);

export function entriesOf({
  subject = 'shop',
  version = 'v1',
  to = 'staging',
  from = null,
  by = person(1),
  at = 0,
  deeds = [],
  approver = person(2),
  sha = SHA,
}: Told): readonly Entry[] {
  const request = { subject, version, from: from ?? '', to, notes: '', blockers: '', rollbackPlan: '' };
  const terms = { subject, version, sha, from, to, config: HEX, gates: HEX };
  const begin: readonly Entry[] = [
    { kind: 'requested', at: minute(at), by, request, sha },
    { kind: 'round_opened', at: minute(at), round: 1, terms, fingerprint: HEX, approval: true, changed: [], voided: [] },
  ];
  const further = deeds.map((what, i): Entry => {
    const now = minute(at + i + 1);
    if (what === 'approve') return { kind: 'approved', at: now, by: approver, comment: 100 + i, round: 1, roles: ['qa'], note: '' };
    if (what === 'accept') return { kind: 'accepted', at: now, round: 1 };
    if (what === 'promote') return { kind: 'promoted', at: now, round: 1, watched: false };
    if (what === 'reject') return { kind: 'rejected', at: now, by: approver, comment: 100 + i, round: 1, reason: 'no' };
    if (what === 'cancel') return { kind: 'cancelled', at: now, by, comment: 100 + i, why: 'withdrawn', reason: '' };
    return { kind: 'rolled_back', at: now, by: null, reason: 'smoke tests failed' };
  });
  return [...begin, ...further];
}

/** `deeds` of a promotion that arrived. */
export const ARRIVED = ['approve', 'accept', 'promote'] as const;

export function record(told: Told = {}, entries = entriesOf(told)): PromotionRecord {
  const { repo = 5, name = 'shop', number = 1, title = 'Promote', held = false } = told;
  const head = { seq: entries.length, hash: canonical(entries.length).padStart(64, '0') };
  const problems = held ? [{ code: 'ledger_newer_kind', place: 'ledger' }] : [];
  const seen = { repo: { id: repo, owner: 'acme', name, url: `https://github.com/acme/${name}` }, issue: { number, title } };
  const made = recordOf(seen, { entries, head, problems }, fold(entries));
  if (!made) throw new Error('these entries begin no promotion');
  return made;
}

const TABLES = ['repository', 'promotion', 'entry', 'party', 'person', 'current_version'];

/** All of the index as ordered text: two that are the same are the same byte for byte. */
export async function dump({ pool }: Pick<Database, 'pool'>): Promise<readonly string[]> {
  const dumps: string[] = [];
  for (const table of TABLES) {
    const { rows } = await pool.query(
      `select row_to_json(t)::text as row from promotion_index.${table} t order by row_to_json(t)::text collate "C"`,
    );
    dumps.push(...rows.map(({ row }) => `${table} ${row}`));
  }
  return dumps;
}
