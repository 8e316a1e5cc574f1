/** What GitHub lets an app write, and when: no window is ever overfilled, and nothing waits longer than it must. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { earliest, type Spending } from '../../src/app/budget.ts';

/** Everybody writes as early as allowed, one after another. */
function schedule(contents: readonly number[], from = 0): readonly Spending[] {
  const spent: Spending[] = [];
  for (const content of contents) spent.push({ at: earliest(spent, content, spent.at(-1)?.at ?? from), content });
  return spent;
}

const within = (spent: readonly Spending[], end: number, span: number): number =>
  spent.filter(({ at }) => at > end - span && at <= end).reduce((sum, { content }) => sum + content, 0);

test('500 comments at once: 80 now, 80 a minute later, the last of them after six minutes; one more waits for the hour to end', () => {
  const at = schedule(Array.from({ length: 501 }, () => 1)).map((one) => one.at);
  expect([at[0], at[79], at[80], at[159], at[160], at[499], at[500]]).toEqual([0, 0, 60_000, 60_000, 120_000, 360_000, 3_600_000]);
});

test('law: no minute holds more than 80 and no hour more than 500, but for what alone is more than that', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 60 }), (contents) => {
      const spent = schedule(contents);
      for (const { at, content } of spent) {
        expect(within(spent, at, 60_000)).toBeLessThanOrEqual(Math.max(80, content));
        expect(within(spent, at, 3_600_000)).toBeLessThanOrEqual(500);
      }
    }),
  );
});

test('law: a moment earlier there was no room', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 40 }), (contents) => {
      const spent = schedule(contents);
      for (const [n, { at, content }] of spent.entries()) {
        const before = spent.slice(0, n);
        if (at === (before.at(-1)?.at ?? 0)) continue;
        const isFull = within(before, at - 1, 60_000) + content > 80 || within(before, at - 1, 3_600_000) + content > 500;
        expect(isFull).toBe(true);
      }
    }),
  );
});
