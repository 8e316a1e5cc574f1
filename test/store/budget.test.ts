/** Many promotions, one installation: whoever would write more than GitHub allows has a moment of its own, and asks nothing before. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { postponement } from '../../src/app/ports.ts';
import { purseOf } from '../../src/store/budget.ts';
import type { Database } from '../../src/store/database.ts';
import { payloadOf, type Reason } from '../../src/store/jobs.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { clear } from '../harness/stage.ts';

const { open } = databases();
const job = (number: number, reason: Reason = 'said', installation = 5) =>
  payloadOf({ installation, repository: 77 }, { owner: 'acme', repo: 'shop', number }, reason);

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  let now = 0;
  const purse = () => purseOf(database.pool, () => now, { perMinute: 3, perHour: 5 });
  beforeAll(async () => {
    database = await open(engine);
  });
  afterEach(() => clear(database));
  /** Milliseconds that a spending has to wait; 0 when it went through. */
  const spends = async (number: number, content = 1): Promise<number> => {
    try {
      await purse().budgetOf(job(number)).spend(content);
      return 0;
    } catch (error) {
      return postponement(error)?.milliseconds ?? Number.NaN;
    }
  };

  test('who comes too late has a moment of its own, and goes before those who came after', async () => {
    now = 1_000_000;
    expect([await spends(1), await spends(2), await spends(3), await spends(4), await spends(5)]).toEqual([0, 0, 0, 60_000, 60_000]);
    // The hour is full: five in all.
    expect(await spends(6)).toBe(3_600_000);
    now += 60_000;
    // Nobody is overtaken: seven waits behind six, four goes now.
    expect(await purse().wait(job(7, 'alarm'))).toEqual({ milliseconds: 3_540_000, kept: true });
    expect(await purse().wait(job(4))).toEqual({ milliseconds: 0, kept: true });
    expect(await spends(4)).toBe(0);
    await purse().budgetOf(job(6)).told();
    expect(await purse().wait(job(6))).toEqual({ milliseconds: 3_540_000, kept: true });
  });

  test('who waits less than a minute asks GitHub nothing; who waits longer looks once, so that the panel can say so', async () => {
    now = 2_000_000;
    for (const number of [1, 2, 3]) await spends(number);
    now += 30_000;
    expect(await purse().wait(job(4))).toEqual({ milliseconds: 30_000, kept: true });
    expect(await purse().wait(job(5, 'alarm'))).toEqual({ milliseconds: 30_000, kept: true });
    expect(await purse().wait(job(6))).toEqual({ milliseconds: 0, kept: false });
    expect(await spends(6)).toBe(3_570_000);
    // It could not be said on the panel: another look keeps its moment, and says it.
    expect(await purse().wait(job(6))).toEqual({ milliseconds: 0, kept: true });
    expect(await spends(6)).toBe(3_570_000);
    await purse().budgetOf(job(6)).told();
    expect(await purse().wait(job(6))).toEqual({ milliseconds: 3_570_000, kept: true });
  });

  test('what was kept and not used is given back', async () => {
    now = 3_000_000;
    for (const number of [1, 2, 3]) await spends(number);
    now += 30_000;
    expect(await purse().wait(job(4))).toEqual({ milliseconds: 30_000, kept: true });
    expect(await purse().wait(job(5))).toEqual({ milliseconds: 30_000, kept: true });
    await purse().release(job(4));
    expect(await purse().wait(job(6))).toEqual({ milliseconds: 30_000, kept: true });
  });

  test('what GitHub wants holds for every replica and for this installation alone', async () => {
    now = 4_000_000;
    await purse().silence(5, 90_000);
    await purse().silence(5, 10_000);
    expect(await purse().wait(job(1))).toEqual({ milliseconds: 90_000, kept: false });
    expect(await purse().wait(job(1, 'said', 6))).toEqual({ milliseconds: 0, kept: false });
    now += 90_000;
    expect(await purse().wait(job(1))).toEqual({ milliseconds: 0, kept: false });
  });

  test('many at once never overfill a minute', async () => {
    now = 5_000_000;
    const waits = await Promise.all(Array.from({ length: 5 }, (_, n) => spends(n + 1)));
    expect(waits.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 60_000, 60_000]);
  });
});
