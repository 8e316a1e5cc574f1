/** What is done about a row, by what the ledgers already say; and in which order a record is written. */
import { expect, test } from '@jest/globals';
import type { Entry } from '../../src/core/entry.ts';
import { fold } from '../../src/core/fold.ts';
import { type Known, stepFor } from '../../src/core/imports/plan.ts';
import { stagesOf } from '../../src/core/imports/record.ts';
import type { Row } from '../../src/core/imports/rows.ts';
import { isImport, type Promotion } from '../../src/core/promotion.ts';
import { recordOf } from '../../src/core/record.ts';
import { targetOf } from '../../src/core/site.ts';

const at = '2026-11-20T10:12:00Z';
const [here, there] = ['a'.repeat(40), 'b'.repeat(40)];
const hex = 'c'.repeat(64);
const bot = { id: 900, login: 'promotion-bot[bot]', kind: 'bot' } as const;
const source = { kind: 'maturity', file: 'MATURITY.md', line: 3, deployment: null } as const;

const entry = (sha: string, since: string | null = null): Entry => ({
  ...{ kind: 'imported', at, by: bot, operator: 'ada', fingerprint: hex, since, source },
  terms: { subject: 'shop', version: 'v1', sha, from: null, to: 'staging', config: hex, gates: hex },
});
function imported(sha: string, since: string | null = null): Promotion {
  const promotion = fold([entry(sha, since)]);
  if (!promotion) throw new Error('an import folds to a promotion');
  return promotion;
}
const { imported: _none, ...promoted } = imported(there);
const known = (promotion: Promotion | undefined, more: Partial<Known> = {}): Known => ({
  number: 7,
  promotion,
  isOpen: false,
  isDamaged: false,
  ...more,
});
const row: Row = {
  ...{
    subject: { name: 'shop', kind: 'component', settings: {} },
    environment: { name: 'staging', aliases: [], approval: 'none', settings: {} },
  },
  ...{ version: 'v2', sha: here, since: null, found: { subjects: ['shop'], environment: 'staging', version: 'v2', since: null, source } },
};

test.each<[string, readonly Known[], string]>([
  ['nothing is known', [], 'write'],
  ['it is recorded', [known(imported(here))], 'recorded'],
  ['an issue that never began, closed', [known(undefined)], 'write'],
  ['an issue that has not begun yet', [known(undefined, { isOpen: true })], 'under_way'],
  ['something is being carried out', [known({ ...promoted, status: 'PENDING', phase: 'queued' }, { isOpen: true })], 'under_way'],
  ['people promoted another version', [known(promoted)], 'promoted'],
  ['people promoted this very version', [known({ ...promoted, round: imported(here).round ?? never() })], 'recorded'],
  [
    'people took this very commit back',
    [known({ ...promoted, round: imported(here).round ?? never(), status: 'ROLLED_BACK', reason: '', at })],
    'taken_back',
  ],
  ['an import of another version, of before', [known(imported(there))], 'write'],
  ['an import that was taken back', [known({ ...imported(here), status: 'CANCELLED', why: 'withdrawn', reason: '', at })], 'write'],
  ['an audit trail that does not hold', [known(undefined, { isDamaged: true })], 'damaged'],
])('%s', (_what, all, expected) => {
  const step = stepFor(row, all, undefined);
  expect(step.kind === 'refused' ? step.problem.code : step.kind).toBe(expected);
});

test("what an import has begun is finished, and stands in nobody's way", () => {
  expect(stepFor(row, [known(undefined, { number: 9, isOpen: true })], 9)).toMatchObject({ kind: 'finish', number: 9 });
});

test('only what came later takes the place of an earlier import', () => {
  const before = [known(imported(there, '2026-10-08T00:00:00Z'))];
  const since = (moment: string | null) => stepFor({ ...row, since: moment }, before, undefined).kind;
  expect([since('2026-10-07T00:00:00Z'), since('2026-10-08T00:00:00Z'), since('2026-10-09T00:00:00Z'), since(null)]).toEqual([
    ...['refused', 'refused', 'write', 'write'],
  ]);
});

test('labels come when the status is on the commit, and the closing is last', () => {
  const status = { kind: 'set_status', sha: here, context: 'c', state: 'success', description: '', url: '' } as const;
  const [made, labels, close] = [
    { kind: 'create_label', name: 'promotion', color: '', description: '' },
    { kind: 'set_labels', add: ['promotion'], remove: [] },
    { kind: 'close_issue', reason: 'COMPLETED' },
  ] as const;
  expect(stagesOf([made, labels, status, close])).toEqual([[status], [made, labels], [close]]);
  expect(stagesOf([labels, status, close])).toEqual([[status], [labels, close]]);
  expect(stagesOf([])).toEqual([]);
});

test('a first record counts since when the source says, and in no metric', () => {
  const promotion = imported(here, '2026-10-08T00:00:00Z');
  expect(promotion).toMatchObject({
    status: 'PROMOTED',
    phase: 'settled',
    at: '2026-10-08T00:00:00Z',
    approvals: [],
    round: { approval: false },
  });
  const place = {
    repo: { id: 1, owner: 'acme', name: 'shop', url: 'https://github.com/acme/shop' },
    issue: { number: 7, title: 'Imported' },
  };
  const ledger = { entries: [entry(here, '2026-10-08T00:00:00Z')], head: { seq: 1, hash: hex }, problems: [] };
  expect(recordOf(place, ledger, promotion)).toMatchObject({
    ...{ subject: 'shop', version: 'v1', sha: here, from: null, to: 'staging', status: 'PROMOTED', phase: 'imported', decisions: [] },
    ...{ createdAt: at, promotedAt: '2026-10-08T00:00:00Z', finishedAt: at, measured: { week: null, lead: null, wait: null } },
  });
});

test('a rollback may lead to what was imported, until that is taken back', () => {
  const site = { terms: { ...(imported(there).round?.terms ?? never()), sha: there } };
  const target = (promotion: Promotion) => targetOf(site, { others: [], records: [{ number: 7, promotion }] } as never);
  expect(target(imported(here))).toEqual({ issue: 7, version: 'v1', sha: here, imported: true });
  const takenBack = fold([entry(here), { kind: 'cancelled', at, by: bot, comment: 5, why: 'withdrawn', reason: 'wrong' }]);
  expect(takenBack).toMatchObject({ status: 'CANCELLED', why: 'withdrawn' });
  expect(target(takenBack ?? never())).toBeUndefined();
  expect(takenBack && isImport(takenBack)).toBe(false);
});

function never(): never {
  throw new Error('an import has a round');
}
