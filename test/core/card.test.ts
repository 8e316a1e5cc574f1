/** What a card should show in every status, and what is planned for it by difference. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CardFacts, cardEffects, cardLacks, plain } from '../../src/core/card.ts';
import { readConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { Promotion, State } from '../../src/core/promotion.ts';
import type { Candidate } from '../../src/core/rule.ts';
import type { BoardField, CardValue, Seen, SeenBoard } from '../../src/core/seen.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { CONFIG } from '../harness/story.ts';

const AT = '2026-11-20T10:00:00Z';
const { config } = readConfig(CONFIG.replace('environments:', 'project: { number: 11 }\nenvironments:'));

const options = (...names: readonly string[]): BoardField['options'] => names.map((name) => ({ id: `id of ${name}`, name }));
const FIELDS: readonly BoardField[] = [
  { id: 'status', name: 'Status', type: 'option', options: options('Todo', 'Development', 'Stage 🟢', '🚀 Production') },
  { id: 'version', name: 'VERSION', type: 'text', options: [] },
  { id: 'blockers', name: 'Blockers', type: 'number', options: [] },
  { id: 'updated', name: 'last updated', type: 'date', options: [] },
  { id: 'coverage', name: 'Coverage', type: 'number', options: [] },
];

type Found = Extract<SeenBoard, { state: 'found' }>;
const board = (more: Partial<Found> = {}): Found => ({
  state: 'found',
  project: 'P',
  title: 'Promotions',
  url: 'https://github.com/orgs/acme/projects/11',
  writable: true,
  fields: FIELDS,
  item: undefined,
  crowded: false,
  ...more,
});
const holding = (values: Readonly<Record<string, CardValue>>, archived = false): Partial<Found> => ({
  item: { id: 'I', archived, values },
});
const option = (name: string): CardValue => ({ type: 'option', value: `id of ${name}` });

const alice = { id: 1, login: 'alice', kind: 'person' } as const;
const STATES: Readonly<Record<State['status'], State>> = {
  PENDING: { status: 'PENDING', phase: 'queued' },
  AWAITING_APPROVAL: { status: 'AWAITING_APPROVAL' },
  PROMOTED: { status: 'PROMOTED', phase: 'settled', at: AT },
  REJECTED: { status: 'REJECTED', by: alice, reason: '', at: AT },
  CANCELLED: { status: 'CANCELLED', why: 'withdrawn', by: alice, reason: '', at: AT },
  FAILED: { status: 'FAILED', reason: '', at: AT },
  ROLLED_BACK: { status: 'ROLLED_BACK', reason: '', at: AT },
};

interface Told {
  readonly status?: State['status'];
  readonly board?: SeenBoard;
  readonly open?: boolean;
  readonly blockers?: string;
  /** Open issues among those looked up, #1 to #3. */
  readonly openIssues?: readonly number[];
}

/** The few facts a card depends on; the rest of what is seen plays no part. */
function subject(told: Told = {}): CardFacts {
  const terms = {
    subject: 'agent_orchestration',
    version: 'v1.4.0',
    sha: 'a'.repeat(40),
    from: 'staging',
    to: 'production',
    config: '',
    gates: '',
  };
  const promotion = {
    request: { blockers: told.blockers ?? '' },
    round: { number: 1, terms, fingerprint: '', approval: true, openedAt: AT },
    ...STATES[told.status ?? 'AWAITING_APPROVAL'],
  } as unknown as Promotion;
  const issues = Object.fromEntries(
    [1, 2, 3].map((number) => [number, { open: told.openIssues?.includes(number) ?? false, title: '', url: '' }]),
  );
  const seen = { at: AT, issue: { open: told.open ?? true }, issues, lookup: { issues: [1, 2, 3] }, board: told.board ?? board() };
  const verdict = { problems: [], waits: [], met: [], candidate: {} as Candidate, terms } as unknown as Verdict;
  return { seen: seen as unknown as Seen, config, promotion, verdict };
}

/** What a board holds once the effects are carried out. */
function after(before: Found, effects: readonly Effect[]): Found {
  const sets = effects.flatMap((effect) => (effect.kind === 'set_card' ? [[effect.field, effect.value] as const] : []));
  const isThere = before.item !== undefined || effects.some(({ kind }) => kind === 'add_card');
  return isThere
    ? { ...before, item: { id: 'I', archived: false, values: { ...before.item?.values, ...Object.fromEntries(sets) } } }
    : before;
}

const shown = (told: Told): Readonly<Record<string, CardValue>> | undefined => {
  const one = subject(told);
  return after(one.seen.board as Found, cardEffects(one, AT)).item?.values;
};

test('a new card is added and filled, with what the board has fields for', () => {
  expect(cardEffects(subject({ blockers: '#1, #3 and #2', openIssues: [1, 2] }), '2026-11-21T23:59:59Z')).toEqual([
    { kind: 'add_card', project: 'P' },
    { kind: 'set_card', project: 'P', item: undefined, field: 'status', value: option('Stage 🟢') },
    { kind: 'set_card', project: 'P', item: undefined, field: 'blockers', value: { type: 'number', value: 2 } },
    { kind: 'set_card', project: 'P', item: undefined, field: 'updated', value: { type: 'date', value: '2026-11-21' } },
    { kind: 'set_card', project: 'P', item: undefined, field: 'version', value: { type: 'text', value: 'v1.4.0' } },
  ]);
});

test.each<[State['status'], string, string]>([
  ['PENDING', 'Stage 🟢', 'Stage 🟢'],
  ['AWAITING_APPROVAL', 'Stage 🟢', 'Stage 🟢'],
  ['PROMOTED', 'Stage 🟢', '🚀 Production'],
  ['REJECTED', 'Stage 🟢', 'Stage 🟢'],
  ['CANCELLED', 'Stage 🟢', 'Stage 🟢'],
  ['FAILED', 'Stage 🟢', 'Stage 🟢'],
  ['ROLLED_BACK', '🚀 Production', 'Stage 🟢'],
  ['AWAITING_APPROVAL', '🚀 Production', 'Stage 🟢'],
  ['REJECTED', '🚀 Production', 'Stage 🟢'],
  ['REJECTED', 'Todo', 'Todo'],
  ['AWAITING_APPROVAL', 'Todo', 'Todo'],
  ['PROMOTED', 'Todo', '🚀 Production'],
  ['ROLLED_BACK', 'Todo', 'Stage 🟢'],
])('%s with the card in %s shows %s', (status, before, now) => {
  expect(shown({ status, board: board(holding({ status: option(before) })) })?.['status']).toEqual(option(now));
});

test('an ended card whose column is empty stays so, a waiting one is filled', () => {
  const empty = board(holding({}));
  expect(shown({ status: 'REJECTED', board: empty })?.['status']).toBeUndefined();
  expect(shown({ status: 'AWAITING_APPROVAL', board: empty })?.['status']).toEqual(option('Stage 🟢'));
});

test('planned twice, nothing comes out the second time', () => {
  const status = fc.constantFrom(...(Object.keys(STATES) as State['status'][]));
  const column = fc.constantFrom('Todo', 'Development', 'Stage 🟢', '🚀 Production', undefined);
  fc.assert(
    fc.property(status, column, fc.boolean(), fc.subarray([...FIELDS]), (state, name, open, fields) => {
      const before = board({ fields, ...(name === undefined ? {} : holding({ status: option(name) })) });
      const now = after(before, cardEffects(subject({ status: state, board: before, open }), AT));
      expect(cardEffects(subject({ status: state, board: now, open }), AT)).toEqual([]);
    }),
  );
});

describe('nothing is planned', () => {
  test.each<[string, Told]>([
    ['on an archived card', { board: board(holding({}, true)) }],
    ['on a board that may not be written', { board: board({ writable: false }) }],
    ['on a board that cannot be read', { board: { state: 'forbidden' } }],
    ['when the issue may be on the board unseen', { board: board({ crowded: true }) }],
    ['for a card that was taken off after the end', { open: false, status: 'PROMOTED' }],
  ])('%s', (_, told) => {
    expect(cardEffects(subject(told), AT)).toEqual([]);
  });
});

test('a count of blockers that were not looked up is left alone', () => {
  expect(shown({ blockers: '#1 and #9' })?.['blockers']).toBeUndefined();
});

test.each<[string, Told, readonly string[]]>([
  ['nothing while all is there', {}, []],
  [
    'the target, before it is needed',
    { board: board({ fields: [{ id: 's', name: 'Status', type: 'option', options: options('Staging') }] }) },
    ['no_option'],
  ],
  [
    'the way back after a rollback',
    { status: 'ROLLED_BACK', board: board({ fields: [{ id: 's', name: 'status', type: 'option', options: options('prod') }] }) },
    ['no_option'],
  ],
  [
    'not the column below, which is a courtesy',
    { board: board({ fields: [{ id: 's', name: 'Status', type: 'option', options: options('prod') }] }) },
    [],
  ],
  ['the field of the columns', { board: board({ fields: [] }) }, ['no_column']],
  ['its type', { board: board({ fields: [{ id: 's', name: 'Status', type: 'text', options: [] }] }) }, ['column_type']],
  [
    'a field that cannot hold its value',
    { board: board({ fields: [...FIELDS.slice(0, 1), { id: 'v', name: 'Version', type: 'date', options: [] }] }) },
    ['wrong_type'],
  ],
  ['an archived card', { board: board(holding({}, true)) }, ['archived']],
  ['not an archived card after the end', { status: 'PROMOTED', board: board(holding({}, true)) }, []],
  ['that there are too many boards', { board: board({ crowded: true }) }, ['crowded']],
  ['a permission', { board: board({ writable: false }) }, ['read_only']],
  ['a board of a person', { board: { state: 'owned_by_person' } }, ['owned_by_person']],
  ['nothing any more once it was rejected', { status: 'REJECTED', board: board({ fields: [] }) }, []],
])('missing is said: %s', (_, told, codes) => {
  expect(cardLacks(subject(told)).map(({ code }) => code)).toEqual(codes);
});

test.each([
  ['🚀 Production', 'production'],
  ['Staging 🟢', 'staging'],
  [' 👩🏽‍💻 Development ', 'development'],
  ['1️⃣ Staging', '1 staging'],
  ['🇩🇪 eu', 'eu'],
  ['✔️ done', 'done'],
  ['🏴󠁧󠁢󠁳󠁣󠁴󠁿 north', 'north'],
  ['pre-prod', 'pre-prod'],
  ['staging 2', 'staging 2'],
])('%j is the column %j', (written, name) => {
  expect(plain(written)).toBe(name);
});
