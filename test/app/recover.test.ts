/** A round of recovery: what is asked for again, when everything is looked at, and where the next round begins. */
import { expect, test } from '@jest/globals';
import type { DeliveryAttempt } from '../../src/app/lost.ts';
import { type Recovery, recover } from '../../src/app/recover.ts';

const NOW = '2026-11-20T10:00:00Z';
const DAY = 86_400_000;
const ago = (milliseconds: number): string => `${new Date(Date.parse(NOW) - milliseconds).toISOString().slice(0, 19)}Z`;
const attempt = (id: number, more: Partial<DeliveryAttempt> = {}): DeliveryAttempt => ({
  id: String(id),
  guid: `guid-${id}`,
  event: 'issues',
  at: ago(600_000),
  ok: false,
  ...more,
});

interface Given {
  readonly attempts?: readonly DeliveryAttempt[];
  readonly until?: string | undefined;
  readonly stored?: readonly string[];
  /** Ids that GitHub does not send any more. */
  readonly gone?: readonly string[];
}

async function round(given: Given) {
  const { attempts = [], stored = [], gone = [] } = given;
  const until = 'until' in given ? given.until : ago(300_000);
  const told: unknown[] = [];
  const recovery: Recovery = {
    attempts: async (since) => {
      told.push(['asks since', since]);
      return attempts;
    },
    redeliver: async (id) => {
      told.push(['again', id]);
      return !gone.includes(id);
    },
    stored: async (guids) => new Set(guids.filter((guid) => stored.includes(guid))),
    events: ['issues'],
    recoveredUntil: async () => until,
    recovered: async (at) => void told.push(['recovered until', at]),
    lookAtAll: async () => {
      told.push('looks at all');
      return 3;
    },
    now: () => NOW,
    log: { info: () => {}, warn: () => {} },
  };
  await recover(recovery);
  return told;
}

test('where nothing was lost, one question is asked, a little further back than the last one', async () => {
  expect(await round({ attempts: [attempt(1, { ok: true })] })).toEqual([
    ['asks since', ago(900_000)],
    ['recovered until', NOW],
  ]);
});

test('what never arrived is asked for again; what is stored is not', async () => {
  expect(await round({ attempts: [attempt(3), attempt(2), attempt(1, { event: 'label' })], stored: ['guid-2'] })).toEqual([
    ['asks since', ago(900_000)],
    ['again', '3'],
    ['recovered until', NOW],
  ]);
});

test.each([
  ['a store that is empty', undefined],
  ['a silence of more than three days', ago(3 * DAY + 1_000)],
])('%s: everything is looked at, and no further back is asked than GitHub remembers', async (_what, until) => {
  const told = await round({ ...(until === undefined ? { until: undefined } : { until }) });
  expect(told).toContain('looks at all');
  expect(told[0]).toEqual(['asks since', ago(3 * DAY)]);
});

test('very many are asked for in rounds, each of which begins where the last one did', async () => {
  const told = await round({ attempts: Array.from({ length: 250 }, (_, n) => attempt(n + 1)) });
  expect(told).toHaveLength(201);
  expect(told.at(-1)).toEqual(['again', '200']);
});

test('one that GitHub does not send any more keeps no other back: all is looked at instead, once', async () => {
  expect(await round({ attempts: [attempt(2), attempt(1)], gone: ['1'] })).toEqual([
    ['asks since', ago(900_000)],
    ['again', '1'],
    ['again', '2'],
    'looks at all',
    ['recovered until', NOW],
  ]);
});
