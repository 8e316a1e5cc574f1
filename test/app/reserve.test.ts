/** Sweeps stop while little of the hour is left; people never do. */
import { expect, test } from '@jest/globals';
import { reserveOf } from '../../src/app/reserve.ts';

test('below a fifth sweeps wait until the hour begins anew, of the installation and the resource it is said of', () => {
  let now = 0;
  const reserve = reserveOf(() => now);
  expect(reserve.wait(1)).toBe(0);
  reserve.left(1, 'graphql', { limit: 5_000, remaining: 1_000, resetIn: 60_000 });
  expect(reserve.wait(1)).toBe(0);
  reserve.left(1, 'graphql', { limit: 5_000, remaining: 999, resetIn: 60_000 });
  reserve.left(1, 'core', { limit: 5_000, remaining: 4_000, resetIn: 90_000 });
  now = 10_000;
  expect([reserve.wait(1), reserve.wait(2)]).toEqual([50_000, 0]);
  now = 60_000;
  expect(reserve.wait(1)).toBe(0);
  reserve.left(1, 'graphql', { limit: 5_000, remaining: 5_000, resetIn: 3_600_000 });
  expect(reserve.wait(1)).toBe(0);
});
