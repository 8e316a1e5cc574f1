import { describe, expect, test } from '@jest/globals';
import { type Entry, entrySchema, refusalCodes } from '../../src/core/entry.ts';
import { canonical } from '../../src/core/fingerprint.ts';
import { fold } from '../../src/core/fold.ts';
import { GOLDEN } from './golden.ts';

const KINDS: readonly string[] = entrySchema.options.map((option) => option.shape.kind.value);
const entries = GOLDEN.map((line) => entrySchema.parse(JSON.parse(line)));
const [requested, opened] = [one('requested'), one('round_opened')];

function one(kind: Entry['kind']): Entry {
  const found = entries.find((entry) => entry.kind === kind);
  if (!found) throw new Error(`there is no golden ${kind}`);
  return found;
}

describe('entries live for ever', () => {
  test('there is a golden one of each kind, and of each refusal', () => {
    expect([...new Set(entries.map(({ kind }) => kind))].toSorted()).toEqual(KINDS.toSorted());
    const refused = entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.code] : []));
    expect(refused.toSorted()).toEqual([...refusalCodes].toSorted());
  });

  test.each(entries.map(({ kind }, i) => [i, kind] as const))('golden entry %i, %s', (i) => {
    const line = GOLDEN[i] ?? '';
    const entry = entrySchema.parse(JSON.parse(line));
    const raw = JSON.parse(line);
    expect(canonical(raw)).toBe(line);
    // What was written before requests had these two fields reads as if they had been left empty.
    const grown = 'request' in raw ? { ...raw, request: { blockers: '', rollbackPlan: '', ...raw.request } } : raw;
    expect(canonical(entry)).toBe(canonical(grown));
    expect(fold([requested, opened, entry])).toMatchObject({ requestedBy: { id: 101 }, frozen: expect.stringMatching(/^[0-9a-f]{40}/) });
  });

  test('all of them, one after the other', () => {
    expect(fold(entries)).toMatchObject({
      status: 'CANCELLED',
      why: 'withdrawn',
      round: { number: 1 },
      reopenedAt: '2026-11-20T10:12:00Z',
    });
  });
});

describe('what is no entry', () => {
  const golden: Readonly<Record<string, unknown>> = JSON.parse(GOLDEN[0] ?? '');
  test.each([
    ['a field more', { ...golden, further: 1 }],
    ['a field less', Object.fromEntries(Object.entries(golden).filter(([name]) => name !== 'sha'))],
    ['another kind', { ...golden, kind: 'requested_v2' }],
    ['a time with milliseconds', { ...golden, at: '2026-11-20T10:12:00.000Z' }],
    ['a time of another zone', { ...golden, at: '2026-11-20T10:12:00+01:00' }],
    ['a short SHA', { ...golden, sha: 'a94a8fe' }],
    ['a SHA in capitals', { ...golden, sha: 'A94A8FE5CCB19BA61C4C0873D391E987982FBBD3' }],
    ['a person without a number', { ...golden, by: { id: '101', login: 'alice', kind: 'person' } }],
    ['nothing', null],
  ])('%s', (_, value) => {
    expect(entrySchema.safeParse(value).success).toBe(false);
  });
});
