/** Which deliveries are asked for again. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DeliveryAttempt, lostDeliveries } from '../../src/app/lost.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const DAY = 86_400;
const instant = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1000).toISOString();
const EVENTS = ['issues', 'issue_comment'];
const known = (stored: readonly string[] = []) => ({ stored: new Set(stored), events: EVENTS, now: instant(0) });

const attempt = (id: string, guid: string, how: { ago?: number; ok?: boolean; event?: string } = {}): DeliveryAttempt => ({
  id,
  guid,
  event: how.event ?? 'issues',
  at: instant(how.ago ?? 600),
  ok: how.ok ?? false,
});

test.each<[string, readonly DeliveryAttempt[], readonly string[], readonly string[]]>([
  ['failed', [attempt('1', 'a')], [], ['1']],
  ['arrived', [attempt('1', 'a', { ok: true })], [], []],
  ['failed, and arrived when sent again', [attempt('2', 'a', { ok: true, ago: 300 }), attempt('1', 'a')], [], []],
  ['answered badly, and stored all the same', [attempt('1', 'a')], ['a'], []],
  ['failed twice: once, by the newest', [attempt('1', 'a', { ago: 900 }), attempt('2', 'a')], [], ['2']],
  ['failed a moment ago', [attempt('1', 'a', { ago: 59 })], [], []],
  ['failed, and was sent again a moment ago', [attempt('1', 'a'), attempt('2', 'a', { ago: 59 })], [], []],
  ['failed a minute ago', [attempt('1', 'a', { ago: 60 })], [], ['1']],
  ['failed three days ago', [attempt('1', 'a', { ago: 3 * DAY })], [], []],
  ['failed a second later', [attempt('1', 'a', { ago: 3 * DAY - 1 })], [], ['1']],
  ['is about what nobody listens to', [attempt('1', 'a', { event: 'push' })], [], []],
  [
    'several, the oldest first',
    [attempt('3', 'c', { ago: 100 }), attempt('1', 'a', { ago: 300 }), attempt('2', 'b', { ago: 200 })],
    [],
    ['1', '2', '3'],
  ],
  ['two of one moment, by ids of unequal length', [attempt('10', 'a'), attempt('9', 'a')], [], ['10']],
])('what %s', (_what, attempts, stored, lost) => {
  expect(lostDeliveries(attempts, known(stored))).toEqual(lost);
});

const GUIDS = ['a', 'b', 'c', 'd'] as const;
const some = fc
  .array(
    fc.record({
      guid: fc.constantFrom(...GUIDS),
      ago: fc.oneof(fc.nat(120), fc.nat(4 * DAY)),
      ok: fc.boolean(),
      event: fc.constantFrom('issues', 'issue_comment', 'push'),
    }),
    { maxLength: 20 },
  )
  .map((attempts) => attempts.map(({ guid, ...how }, n) => attempt(String(n), guid, how)));
const stored = fc.subarray([...GUIDS]);

test('of each GUID one attempt at most, of its newest one, which may be sent again and has not arrived', () => {
  fc.assert(
    fc.property(some, stored, (attempts, there) => {
      const lost = lostDeliveries(attempts, known(there)).map((id) => attempts.find((one) => one.id === id));
      const guids = lost.map((one) => one?.guid);
      expect(new Set(guids).size).toBe(guids.length);
      for (const one of lost) {
        const same = attempts.filter(({ guid, event }) => guid === one?.guid && EVENTS.includes(event));
        expect(same.some(({ ok }) => ok) || there.some((guid) => guid === one?.guid)).toBe(false);
        const ages = same.map(({ at }) => (NOW - Date.parse(at)) / 1000);
        expect((NOW - Date.parse(one?.at ?? '')) / 1000).toBe(Math.min(...ages));
        expect(Math.min(...ages)).toBeGreaterThanOrEqual(60);
        expect(Math.min(...ages)).toBeLessThan(3 * DAY);
      }
    }),
  );
});

test('nothing is forgotten: a failed one that may be sent again is lost, stored or under way', () => {
  fc.assert(
    fc.property(some, stored, (attempts, there) => {
      const lost = new Set(lostDeliveries(attempts, known(there)));
      const heard = attempts.filter(({ event }) => EVENTS.includes(event));
      for (const guid of GUIDS) {
        const same = heard.filter((one) => one.guid === guid);
        const age = Math.min(...same.map(({ at }) => (NOW - Date.parse(at)) / 1000));
        const isSound = attempts.some((one) => one.guid === guid && one.ok) || there.includes(guid);
        const isAsked = same.some(({ id }) => lost.has(id));
        expect(isAsked).toBe(!isSound && age >= 60 && age < 3 * DAY);
      }
    }),
  );
});

test('the order in which GitHub lists them makes no difference, and after they have arrived nothing is lost', () => {
  fc.assert(
    fc.property(some, stored, fc.nat(), (attempts, there, turn) => {
      const lost = lostDeliveries(attempts, known(there));
      const turned = [...attempts.slice(turn % (attempts.length + 1)), ...attempts.slice(0, turn % (attempts.length + 1))];
      expect(lostDeliveries(turned.reverse(), known(there))).toEqual(lost);
      const again = lost.map((id) => ({
        ...attempt(`${id}00`, attempts.find((one) => one.id === id)?.guid ?? '', { ok: true }),
        at: instant(0),
      }));
      expect(lostDeliveries([...again, ...attempts], known(there))).toEqual([]);
    }),
  );
});
