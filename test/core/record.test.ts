/** A promotion as the index keeps it: what its ledger says, and nothing else. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY } from '../../src/core/chain.ts';
import type { Entry } from '../../src/core/entry.ts';
import { fold } from '../../src/core/fold.ts';
import { readLedger, withEntries, writeEntries } from '../../src/core/ledger.ts';
import { mondayOf, recordOf } from '../../src/core/record.ts';
import { ARRIVED, entriesOf, minute, person, record } from '../store/records.ts';
import { BOT, notary, PLACE } from './audit-ledger.ts';

const seen = { repo: { id: 5, owner: 'acme', name: 'shop', url: 'https://github.com/acme/shop' }, issue: { number: 7, title: 'Promote' } };
const amended = (changed: readonly string[], version: string, to = 'stage'): Entry => ({
  kind: 'amended',
  at: minute(5),
  by: null,
  request: { subject: 'shop', version, from: '', to, notes: 'other words', blockers: '', rollbackPlan: '' },
  changed: [...changed],
  sha: 'c'.repeat(40),
});

test('without a promotion there is no record', () => {
  expect(recordOf(seen, { entries: [], head: EMPTY, problems: [] }, undefined)).toBeUndefined();
});

test('moments: asked for, waiting, decided, arrived, ended; and what metrics are made of', () => {
  const { createdAt, waitingSince, decidedAt, promotedAt, finishedAt, measured } = record({ deeds: ARRIVED });
  expect([createdAt, waitingSince, decidedAt, promotedAt, finishedAt]).toEqual([minute(0), minute(0), minute(2), minute(3), minute(3)]);
  expect(measured).toEqual({ week: '2026-11-16', lead: 180, wait: 120 });
  expect(record({ deeds: ['approve'] })).toMatchObject({
    decidedAt: null,
    promotedAt: null,
    finishedAt: null,
    measured: { week: null, lead: null },
  });
  const back = record({ deeds: [...ARRIVED, 'roll back'] });
  expect([back.status, back.promotedAt, back.finishedAt, back.measured.lead]).toEqual(['ROLLED_BACK', minute(3), minute(4), 180]);
  expect(record({ deeds: ['reject'] })).toMatchObject({
    status: 'REJECTED',
    decidedAt: minute(1),
    promotedAt: null,
    measured: { lead: null, wait: 60 },
  });
});

test('each entry says which status it found and which it left', () => {
  const { status, entries } = record({ deeds: [...ARRIVED, 'roll back'] });
  const [first] = entries;
  expect(first?.statusBefore).toBeNull();
  for (const [at, { statusAfter }] of entries.entries()) expect(entries[at + 1]?.statusBefore ?? status).toBe(statusAfter);
  expect(
    entries.flatMap(({ kind, statusBefore, statusAfter }) => (statusBefore === statusAfter ? [] : [`${kind}: ${statusAfter}`])),
  ).toEqual([
    'requested: PENDING',
    'round_opened: AWAITING_APPROVAL',
    'accepted: PENDING',
    'promoted: PROMOTED',
    'rolled_back: ROLLED_BACK',
  ]);
});

test('weeks begin on Monday, UTC', () => {
  const days = ['2026-11-15T23:59:59Z', '2026-11-16T00:00:00Z', '2026-11-22T23:59:59Z', '2024-02-29T12:00:00Z', '2027-01-01T00:00:00Z'];
  expect(days.map(mondayOf)).toEqual(['2026-11-09', '2026-11-16', '2026-11-16', '2024-02-26', '2026-12-28']);
});

test('other words of an issue leave the names as the round has them; another version does not', () => {
  const entries = entriesOf({ to: 'staging' });
  expect(record({}, [...entries, amended(['notes'], 'v1')])).toMatchObject({ version: 'v1', to: 'staging', sha: 'a'.repeat(40) });
  const other = record({}, [...entries, amended(['version'], 'v2')]);
  expect(other).toMatchObject({ version: 'v2', to: 'stage', sha: 'c'.repeat(40) });
  expect(other.entries.map(({ version }) => version)).toEqual(['v1', 'v1', 'v2']);
});

test('decisions are those of the round that counts; parties are everybody who ever decided', () => {
  const [requested, opened] = entriesOf({});
  if (!requested || opened?.kind !== 'round_opened') throw new Error('no round');
  const approved = (by: number, round: number): Entry => ({
    kind: 'approved',
    at: minute(1),
    by: person(by),
    comment: by,
    round,
    roles: ['qa'],
    note: 'n',
  });
  const second = { ...opened, round: 2, terms: { ...opened.terms, version: 'v2' } };
  const { decisions, parties, round } = record({}, [requested, opened, approved(8, 1), second, approved(3, 2)]);
  expect(round).toBe(2);
  expect(decisions).toEqual([{ id: 3, login: 'person-3', at: minute(1), verdict: 'approved', roles: ['qa'], note: 'n', comment: 3 }]);
  expect(parties).toEqual([1, 3, 8]);
});

test('what no database takes as text is replaced, wherever it stands', () => {
  const odd = record({ title: 'half \ud83d, nul \0', subject: 'nul \0' });
  expect([odd.title, odd.subject]).toEqual(['half \ufffd, nul \ufffd', 'nul \ufffd']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      expect(record({ title }).title).not.toMatch(/[\0\p{Cs}]/u);
    }),
  );
});

test('a ledger with entries written onto it is the ledger that is read from the comments', () => {
  const entries = entriesOf({ deeds: ARRIVED });
  const comment = (id: number, body: string) => ({
    id,
    nodeId: `IC_${id}`,
    body,
    author: BOT,
    createdAt: minute(id),
    lastEditedAt: undefined,
    editor: undefined,
    viaEmail: false,
    hidden: false,
  });
  const first = comment(1, writeEntries(notary, PLACE, EMPTY, entries.slice(0, 2)));
  const begun = readLedger(notary, PLACE, BOT, [first]);
  const second = comment(2, writeEntries(notary, PLACE, begun.head, entries.slice(2)));
  const after = withEntries(notary, PLACE, begun, entries.slice(2));
  const read = readLedger(notary, PLACE, BOT, [first, second]);
  expect(recordOf(seen, after, fold(after.entries))).toEqual(recordOf(seen, read, fold(read.entries)));
  expect(after.head.seq).toBe(5);
});
