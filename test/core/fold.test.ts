import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Entry, type EntryKind, entrySchema } from '../../src/core/entry.ts';
import { fold, isUndecided, step } from '../../src/core/fold.ts';
import { type Actor, type Base, hasEnded, type Promotion, type State, type Terms } from '../../src/core/promotion.ts';

const at = '2026-11-20T10:12:00Z';
const later = '2026-11-20T11:00:00Z';
const person = (id: number): Actor => ({ id, login: `p${id}`, kind: 'person' });
const [alice, bob, carol] = [person(101), person(102), person(103)] as const;
const sha = 'a'.repeat(40);
const request = { subject: 'api', version: 'v1', from: '', to: 'staging', notes: '', blockers: '', rollbackPlan: '' };
const terms: Terms = { subject: 'api', version: 'v1', sha, from: null, to: 'staging', config: '1'.repeat(64), gates: '2'.repeat(64) };
const key = '7'.repeat(32);
const fingerprint = '3'.repeat(64);

const BASE: Base = {
  requestedBy: alice,
  amendedBy: [],
  requestedAt: at,
  request,
  frozen: sha,
  round: { number: 1, terms, fingerprint, approval: true, openedAt: at },
  approvals: [{ by: bob, at, comment: 501, roles: ['qa'], note: '' }],
  gates: {},
  signatures: [{ gate: 'tested', by: bob, at, comment: 507, sha, roles: ['qa'], evidence: '' }],
  pause: { by: bob, at, reason: 'incident' },
  touched: false,
  doubts: { errors: 0, allowed: 3 },
  released: [],
};

const STATES: Readonly<Record<string, State>> = {
  validating: { status: 'PENDING', phase: 'validating' },
  gates: { status: 'PENDING', phase: 'gates' },
  awaiting: { status: 'AWAITING_APPROVAL' },
  queued: { status: 'PENDING', phase: 'queued' },
  deploying: { status: 'PENDING', phase: 'deploying' },
  verifying: { status: 'PENDING', phase: 'verifying' },
  watched: { status: 'PROMOTED', phase: 'watched', at },
  settled: { status: 'PROMOTED', phase: 'settled', at },
  rejected: { status: 'REJECTED', by: bob, reason: 'no', at },
  cancelled: { status: 'CANCELLED', why: 'closed', reason: '', at },
  failed: { status: 'FAILED', reason: 'broke', at },
  rolled_back: { status: 'ROLLED_BACK', reason: 'broke', at },
};

/** One of each kind that would do something wherever it may. */
const ENTRIES: { readonly [K in EntryKind]: Extract<Entry, { kind: K }> } = {
  requested: { kind: 'requested', at: later, by: carol, request, sha },
  amended: { kind: 'amended', at: later, by: carol, request: { ...request, version: 'v2' }, changed: ['version'], sha },
  gates_judged: { kind: 'gates_judged', at: later, outcomes: { coverage: 'pass' } },
  gates_dispatched: {
    ...{ kind: 'gates_dispatched', at: later, key, subject: 'shop', sha, to: 'production' },
    ...{ config: fingerprint, policy: fingerprint, workflow: 'promotion-gates.yml', ref: 'main' },
  },
  gates_untrusted: { kind: 'gates_untrusted', at: later, key, run: 900, attempt: 1, code: 'other_commit', facts: {} },
  gates_refused: { kind: 'gates_refused', at: later, key, reason: '404: Not Found' },
  round_opened: { kind: 'round_opened', at: later, round: 2, terms, fingerprint, approval: true, changed: ['sha'], voided: [bob] },
  approved: { kind: 'approved', at: later, by: carol, comment: 502, round: 1, roles: ['qa'], note: '' },
  approval_voided: { kind: 'approval_voided', at: later, by: bob, comment: 501, round: 1, why: 'edited' },
  rejected: { kind: 'rejected', at: later, by: carol, comment: 503, round: 1, reason: 'too slow' },
  cancelled: { kind: 'cancelled', at: later, by: alice, comment: 504, why: 'withdrawn', reason: '' },
  accepted: { kind: 'accepted', at: later, round: 1 },
  deploy_started: { kind: 'deploy_started', at: later, key: 'k' },
  deployed: { kind: 'deployed', at: later, key: 'k' },
  deploy_failed: { kind: 'deploy_failed', at: later, key, reason: 'broke', changed: true, again: true, run: 900 },
  checked: {
    ...{ kind: 'checked', at: later, key, deploy: 'k', purpose: 'verify', outcome: 'fail', reason: 'health: 500' },
    ...{ run: 901, attempt: 1, report: null, gates: [] },
  },
  rollback_started: { kind: 'rollback_started', at: later, by: carol, comment: 512, why: 'asked', reason: 'errors', target: null },
  rollback_failed: { kind: 'rollback_failed', at: later, reason: 'broke' },
  quarantine_released: { kind: 'quarantine_released', at: later, by: carol, comment: 513, sha, roles: ['qa'], reason: 'the database' },
  promoted: { kind: 'promoted', at: later, round: 1, watched: true },
  settled: { kind: 'settled', at: later },
  failed: { kind: 'failed', at: later, reason: 'broke' },
  rolled_back: { kind: 'rolled_back', at: later, by: null, reason: 'broke' },
  refused: { kind: 'refused', at: later, by: carol, comment: 505, command: 'approve', code: 'no_role', facts: {} },
  answered: { kind: 'answered', at: later, by: carol, comment: 506, command: 'why' },
  reopened: { kind: 'reopened', at: later, by: carol },
  gates_skipped: { kind: 'gates_skipped', at: later, by: carol, round: 2 },
  held: { kind: 'held', at: later, by: carol, comment: 508, reason: 'wait' },
  resumed: { kind: 'resumed', at: later, by: carol, comment: 509 },
  signed: { kind: 'signed', at: later, by: carol, comment: 510, gate: 'tested', sha, roles: ['qa'], evidence: 'run 812' },
  superseding: { kind: 'superseding', at: later, by: carol, comment: 511, older: 3 },
  imported: {
    ...{ kind: 'imported', at: later, by: bob, operator: 'ada', terms, fingerprint, since: null },
    source: { kind: 'maturity', file: 'MATURITY.md', line: 3, deployment: null },
  },
  key_rotated: { kind: 'key_rotated', at: later, key: '4'.repeat(16), publicKey: 'AAAA', proof: 'AAAA' },
};

const nameOf = (state: State): string => {
  const name = 'phase' in state ? state.phase : state.status === 'AWAITING_APPROVAL' ? 'awaiting' : state.status.toLowerCase();
  return state.status === 'AWAITING_APPROVAL' ? 'awaiting' : name;
};

/** What an entry does in a state: `-` nothing, `+` something without leaving it, else where it leads. */
function arrow(state: State, entry: Entry): string {
  const before: Promotion = { ...BASE, ...state };
  const after = step(before, entry);
  if (after === before) return '-';
  if (!after) return 'gone';
  return nameOf(after) === nameOf(state) ? '+' : nameOf(after);
}

test('the life cycle: which fact does what in which state, and nothing else does anything', () => {
  const found = Object.values(ENTRIES).map((entry) => [entry.kind, ...Object.values(STATES).map((state) => arrow(state, entry))].join(' '));
  expect(['kind', ...Object.keys(STATES)].join(' ')).toBe(
    'kind validating gates awaiting queued deploying verifying watched settled rejected cancelled failed rolled_back',
  );
  expect(found).toEqual([
    'requested - - - - - - - - - - - -',
    'amended + + + + - - - - - - - -',
    'gates_judged + + + + - - - - - - - -',
    'gates_dispatched gates + + + - - - - - - - -',
    // Answers to a question that nobody asked.
    'gates_untrusted - - - - - - - - - - - -',
    'gates_refused - - - - - - - - - - - -',
    'round_opened awaiting awaiting + awaiting - - - - - - - -',
    'approved - - + - - - - - - - - -',
    'approval_voided + + + awaiting + + - - - - - -',
    'rejected - - rejected - - - - - - - - -',
    'cancelled cancelled cancelled cancelled cancelled - - - - - - - -',
    'accepted - - queued - - - - - - - - -',
    'deploy_started - - - deploying + - - - - - - -',
    'deployed - - - - verifying - - - - - - -',
    // Of a deployment or a rollback that nobody began.
    'deploy_failed - - - - - - - - - - - -',
    'checked - - - - - - - - - - - -',
    'rollback_started - - - - + + + + - - - -',
    'rollback_failed - - - - - - - - - - - -',
    'quarantine_released + + + + - - - - - - - -',
    'promoted - - - watched watched watched - - - - - -',
    'settled - - - - - - settled - - - - -',
    'failed - - - failed failed failed - - - - - -',
    'rolled_back - - - - rolled_back rolled_back rolled_back rolled_back - - - -',
    'refused - - - - - - - - - - - -',
    'answered - - - - - - - - - - - -',
    'reopened + + + + + + + + + + + +',
    'gates_skipped + + + + - - - - - - - -',
    'held + + + + + + - - - - - -',
    'resumed + + + + + + - - - - - -',
    'signed + + + + - - - - - - - -',
    'superseding - - - - - - - - - - - -',
    'imported - - - - - - - - - - - -',
    'key_rotated - - - - - - - - - - - -',
  ]);
});

describe('where an arrow leads', () => {
  const from = (name: string): Promotion => ({ ...BASE, ...(STATES[name] ?? STATES['gates'] ?? { status: 'AWAITING_APPROVAL' }) });

  test('nothing begins but with a request, or with what was imported', () => {
    for (const entry of Object.values(ENTRIES))
      expect(step(undefined, entry) === undefined).toBe(!['requested', 'imported'].includes(entry.kind));
  });

  test('no field of an old state lives on in a new one', () => {
    expect(step(from('watched'), ENTRIES.rolled_back)).toEqual({ ...BASE, status: 'ROLLED_BACK', reason: 'broke', at: later });
    expect(step(from('queued'), ENTRIES.round_opened)).not.toHaveProperty('phase');
    expect(step(from('awaiting'), ENTRIES.rejected)).toEqual({ ...BASE, status: 'REJECTED', by: carol, reason: 'too slow', at: later });
  });

  test('a round without approval goes on by itself', () => {
    expect(step(from('gates'), { ...ENTRIES.round_opened, approval: false })).toMatchObject({ status: 'PENDING', phase: 'queued' });
  });

  test('without a watch a promotion is settled at once; with one, it was promoted when it was', () => {
    expect(step(from('queued'), { ...ENTRIES.promoted, watched: false })).toMatchObject({ phase: 'settled', at: later });
    expect(step(from('watched'), ENTRIES.settled)).toMatchObject({ phase: 'settled', at });
  });

  test('an approval of another round, or a second one of the same person, does not count', () => {
    const before = from('awaiting');
    expect(step(before, { ...ENTRIES.approved, round: 2 })).toBe(before);
    expect(step(before, { ...ENTRIES.approved, by: { ...bob, login: 'renamed' } })).toBe(before);
  });

  test('who changes the request is remembered once; the requester is the requester', () => {
    const once = step(from('awaiting'), ENTRIES.amended);
    expect(once?.amendedBy).toEqual([carol]);
    expect(step(once, ENTRIES.amended)?.amendedBy).toEqual([carol]);
    expect(step(once, { ...ENTRIES.amended, by: alice })?.amendedBy).toEqual([carol]);
    expect(step(once, { ...ENTRIES.amended, by: null })?.amendedBy).toEqual([carol]);
  });

  test('who changes what is promoted loses their own approval; who mends the notes keeps it and is no party', () => {
    const mend = { ...ENTRIES.amended, by: bob };
    expect(step(from('awaiting'), mend)).toMatchObject({ amendedBy: [bob], approvals: [] });
    expect(step(from('queued'), mend)).toMatchObject({ status: 'AWAITING_APPROVAL', approvals: [] });
    for (const changed of [['notes'], ['blockers', 'rollbackPlan'], []])
      expect(step(from('queued'), { ...mend, changed })).toMatchObject({ phase: 'queued', amendedBy: [], approvals: BASE.approvals });
  });

  test('an approval that is voided after the acceptance opens the decision again, until something was begun', () => {
    expect(step(from('queued'), { ...ENTRIES.approval_voided, comment: 999 })).toMatchObject({ phase: 'queued' });
    expect(step(from('queued'), ENTRIES.approval_voided)).toEqual({ ...BASE, approvals: [], status: 'AWAITING_APPROVAL' });
    expect(step(from('deploying'), ENTRIES.approval_voided)).toMatchObject({ phase: 'deploying', approvals: [] });
  });
});

describe('a pause and a signature', () => {
  const before: Promotion = { ...BASE, status: 'AWAITING_APPROVAL' };
  const {
    pause,
    signatures: [mine],
  } = BASE;

  test('a pause is the latest one, and gone when it ends', () => {
    expect(step(before, ENTRIES.held)?.pause).toEqual({ by: carol, at: later, reason: 'wait' });
    expect(step(before, ENTRIES.resumed)).not.toHaveProperty('pause');
  });

  test('a gate is signed once for each commit, by whoever signed last', () => {
    const { kind: _, ...signature } = ENTRIES.signed;
    expect(step(before, ENTRIES.signed)?.signatures).toEqual([signature]);
    for (const other of [{ gate: 'docs' }, { sha: 'b'.repeat(40) }])
      expect(step(before, { ...ENTRIES.signed, ...other })?.signatures).toEqual([mine, { ...signature, ...other }]);
  });

  test('both outlive a new round and what is amended', () => {
    for (const entry of [ENTRIES.round_opened, ENTRIES.amended, ENTRIES.accepted])
      expect(step(before, entry)).toMatchObject({ pause, signatures: [mine] });
  });
});

describe('any history', () => {
  const someone = fc.constantFrom(alice, bob, carol, person(104));
  const comment = fc.integer({ min: 501, max: 506 });
  const round = fc.integer({ min: 1, max: 3 });
  const changed = (entry: Entry) =>
    fc.record({ by: someone, comment, round, approval: fc.boolean(), watched: fc.boolean() }).map((fields): Entry => {
      const known = Object.entries(fields).filter(([name]) => name in entry);
      return entrySchema.parse({ ...entry, ...Object.fromEntries(known) });
    });
  const way = [ENTRIES.requested, ENTRIES.round_opened, ENTRIES.accepted, ENTRIES.deploy_started, ENTRIES.deployed, ENTRIES.promoted];
  // Any further history from any point of the usual way: few random ones would come far.
  const history = fc
    .tuple(fc.integer({ min: 1, max: way.length }), fc.array(fc.constantFrom(...Object.values(ENTRIES)).chain(changed), { maxLength: 20 }))
    .map(([length, further]): readonly Entry[] => [...way.slice(0, length), ...further]);

  test('keeps the laws', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(history, (entries) => {
        let promotion: Promotion | undefined;
        for (const next of entries) {
          const before = promotion;
          promotion = step(before, next);
          if (!promotion) throw new Error('a promotion never goes away');
          seen.add(nameOf(promotion));
          keepsTheLaws(before, promotion);
        }
        expect(fold(entries)).toEqual(promotion);
      }),
      { numRuns: 1_200 },
    );
    expect([...seen].toSorted()).toEqual(Object.keys(STATES).toSorted());
  });
});

function keepsTheLaws(before: Promotion | undefined, after: Promotion): void {
  const people = after.approvals.map(({ by }) => by.id);
  expect(new Set(people).size).toBe(people.length);
  const signed = after.signatures.map(({ gate, sha }) => `${gate} ${sha}`);
  expect(new Set(signed).size).toBe(signed.length);
  if (after.round !== before?.round) expect(after.approvals).toEqual([]);
  if (after.status === 'AWAITING_APPROVAL') expect(after.round?.approval).toBe(true);
  if (!before) return;
  expect(after.requestedBy).toBe(before.requestedBy);
  if (hasEnded(before) && nameOf(after) !== nameOf(before)) {
    expect(before.status).toBe('PROMOTED');
    expect(['rolled_back', 'settled']).toContain(nameOf(after));
  }
  if (!isUndecided(before)) expect([after.round, after.request]).toEqual([before.round, before.request]);
}
