/** An import that goes on where another one stopped a moment ago. */
import { expect, test } from '@jest/globals';
import { type ImportTools, writeRow } from '../../src/app/import.ts';
import { Postponed } from '../../src/app/ports.ts';
import type { Row } from '../../src/core/imports/rows.ts';

const row = { subject: { name: 'shop' }, environment: { name: 'staging' } } as Row;

/** Waiting ends the test: it says until when. */
const tools = (more: object): ImportTools =>
  ({
    place: { owner: 'acme', repo: 'shop' },
    notary: { digest: () => 'd'.repeat(64) },
    pauseUntil: async (moment: Date) => {
      throw new Error(`waits until ${moment.toISOString()}`);
    },
    ...more,
  }) as unknown as ImportTools;

test('an entry that is only late is not written again: what was begun rests for a minute first', async () => {
  const see = async () => ({ at: '2026-11-20T10:00:30Z', issue: { createdAt: '2026-11-20T10:00:00Z' } });
  await expect(writeRow({ kind: 'finish', row, number: 7 }, tools({ hub: { see } }))).rejects.toThrow(
    'waits until 2026-11-20T10:01:00.000Z',
  );
});

test('what GitHub asks to wait for is waited for', async () => {
  const open = async () => {
    throw new Error('wrapped', { cause: new Postponed('Full.', { now: Date.parse('2026-11-20T10:00:00Z'), milliseconds: 600_000 }) });
  };
  const found = {
    ...row,
    version: 'v1',
    sha: 'a'.repeat(40),
    since: null,
    found: { source: { kind: 'maturity', file: 'm', line: 1, deployment: null } },
  };
  await expect(writeRow({ kind: 'write', row: found as Row }, tools({ issues: { open, list: async function* () {} } }))).rejects.toThrow(
    'waits until 2026-11-20T10:10:00.000Z',
  );
});
