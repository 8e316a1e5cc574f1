/** What becomes of a first record later: wherever it is spoken of, it was imported, and nobody promoted it. */
import { expect, test } from '@jest/globals';
import type { Entry } from '../../src/core/entry.ts';
import { fold } from '../../src/core/fold.ts';
import { pathPicture } from '../../src/core/views/pages/path.ts';
import { reportPage } from '../../src/core/views/report.ts';
import { reportForTerminal } from '../../src/core/views/report-terminal.ts';
import { person, record } from '../store/records.ts';
import { ARRIVED, ended, facts, hex, minute, TERMS } from './ended-ledgers.ts';
import { SHA } from './facts-builder.ts';

const source = { kind: 'maturity', file: 'MATURITY.md', line: 3, deployment: null } as const;
const terms = { ...TERMS, version: 'v0.9.5', sha: SHA.second };
const IMPORTED: Entry = {
  ...{ kind: 'imported', at: '2026-11-10T10:00:00Z', by: person(9), operator: 'ada', terms, fingerprint: hex('f') },
  ...{ since: '2026-10-08T00:00:00Z', source },
};
const GOING_BACK: Entry = {
  ...{ kind: 'rollback_started', at: minute(1), by: person(2), comment: 7, why: 'asked', reason: 'it broke', target: null },
};

test('in the index, also while it is taken back, and when that fails', () => {
  const phases = [[IMPORTED], [IMPORTED, GOING_BACK], [IMPORTED, GOING_BACK, { kind: 'rollback_failed', at: minute(2), reason: 'no' }]];
  expect(phases.map((entries) => record({}, entries as readonly Entry[]).phase)).toEqual(['imported', 'imported', 'imported']);
});

test('on its page: the picture of its path does not call it promoted', () => {
  const row = record({}, [IMPORTED]);
  const picture = String(pathPicture({ ...row, head: { seq: 1, hash: row.head } }, []));
  expect(picture).toContain('v0.9.5 imported');
  expect(picture).not.toMatch(/>[^<]*promoted/);
});

test('in the report of the promotion after it, for people and for programs', () => {
  const promotion = fold([IMPORTED]);
  if (!promotion) throw new Error('no promotion');
  const report = ended(ARRIVED, { ...facts, records: [{ number: 5, promotion }] });
  expect(report.previous_promotion).toEqual({
    ...{ version: 'v0.9.5', commit: SHA.second, date: '2026-10-08T00:00:00Z', url: 'https://github.com/acme/shop/issues/5' },
    imported: true,
  });
  expect([reportPage(report), reportForTerminal(report)].join('\n')).not.toContain('the last promotion');
});
