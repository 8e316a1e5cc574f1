/** What was accepted is looked at: once, in its turn, whatever fails on the way. On both engines. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Postponed } from '../../src/app/ports.ts';
import type { Database } from '../../src/store/database.ts';
import { storeInbox } from '../../src/store/inbox.ts';
import { JOBS, SCHEMA } from '../../src/store/schema.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { arrival, clear, countsOf, type Desk, desk, eventually, passes, QUIET, settled } from '../harness/stage.ts';

const { open } = databases();
const desks: Desk[] = [];
const begun = (made: Desk): Desk => {
  desks.push(made);
  return made;
};

const failedOnce = (database: Database): Promise<unknown> =>
  eventually(
    async () =>
      (await database.pool.query(`select count(*)::int as n from ${JOBS}.jobs where last_error is not null and locked_at is null`)).rows[0]
        .n,
    (n) => n === 1,
  );

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await open(engine);
  });
  afterEach(async () => {
    for (const { worker } of desks.splice(0)) await worker.stop(5_000);
    await clear(database);
  });

  test('a delivery is looked at with what it says, and is done then', async () => {
    const { turns } = begun(await desk(database));
    const hint = { body: 'a\u0000b "quoted" \ud83d\ude80', title: '', labels: [], author: 'alice' };
    const trigger = { ref: { owner: 'acme', repo: 'shop', number: 1 }, hint };
    expect(await storeInbox(database.pool).take(arrival('d-1', 1, { trigger }))).toBe('new');
    await settled(database);
    expect(turns).toMatchObject([{ trigger, lease: { ref: trigger.ref }, why: { delivery: 'd-1', webhook: 'issue_comment.created' } }]);
  });

  test('several about one issue become one look that knows what all of them say', async () => {
    const { take } = storeInbox(database.pool);
    const { ref } = arrival('').trigger;
    await take(arrival('d-1', 1, { trigger: { ref, run: { id: 3, attempt: 1 } } }));
    await take(arrival('d-2', 1, { trigger: { ref, hint: { body: '', title: '', labels: [], author: 'bob', apps: { 7: null } } } }));
    await take(arrival('d-3', 2));
    const { turns } = begun(await desk(database));
    await settled(database);
    expect(turns).toHaveLength(2);
    const one = turns.find(({ lease }) => lease.ref.number === 1);
    expect(one).toMatchObject({
      trigger: { run: { id: 3 }, hint: { author: 'bob', apps: { 7: null } } },
      why: { delivery: 'd-2', joined: ['d-1'] },
    });
  });

  test('attack 58: the same delivery fifty times at once is one look; sent again after that, it is dropped', async () => {
    const { take } = storeInbox(database.pool);
    await Promise.all(Array.from({ length: 50 }, () => take(arrival('d-1'))));
    const { turns } = begun(await desk(database));
    await settled(database);
    expect(turns).toHaveLength(1);
    expect(await take(arrival('d-1'))).toBe('doubled');
    expect(await countsOf(database)).toEqual({ waiting: 0, jobs: 0 });
  });

  test('attack 58: sent again before it was looked at, it is not dropped, even when its job is gone', async () => {
    const { take } = storeInbox(database.pool);
    await take(arrival('d-1'));
    await database.pool.query(`delete from ${JOBS}._private_jobs`);
    expect(await take(arrival('d-1'))).toBe('new');
    const { turns } = begun(await desk(database));
    await settled(database);
    expect(turns).toHaveLength(1);
  });

  test('what arrives while its issue is looked at makes another look', async () => {
    const { take } = storeInbox(database.pool);
    let arrived = false;
    const { turns } = begun(
      await desk(database, async () => {
        if (!arrived) {
          arrived = true;
          await take(arrival('d-2'));
        }
        return QUIET;
      }),
    );
    await take(arrival('d-1'));
    await settled(database);
    expect(turns.map(({ why }) => why.delivery)).toEqual(['d-1', 'd-2']);
  });

  test('a look that fails is done again later, and nothing it was about is lost', async () => {
    let failures = 1;
    const { turns, log } = begun(
      await desk(database, async () => {
        if (failures-- > 0) throw new Error('GitHub is away');
        return QUIET;
      }),
    );
    await storeInbox(database.pool).take(arrival('d-1'));
    await failedOnce(database);
    expect((await countsOf(database)).waiting).toBe(1);
    expect(log).toMatchObject([{ level: 'error', message: 'failed', fields: { promotion: 'acme/shop#1', tries: 1 } }]);
    await passes(database, 60);
    await settled(database);
    expect(turns.map(({ why }) => why.delivery)).toEqual(['d-1', 'd-1']);
  });

  test('a look that GitHub wants later waits in the queue, and uses up no tries', async () => {
    let postponed = 0;
    const { turns, log } = begun(
      await desk(database, async () => {
        if (postponed++ < 40) throw new Error('wrapped', { cause: new Postponed('Slowly!', { now: Date.now(), milliseconds: 3_600_000 }) });
        return QUIET;
      }),
    );
    await storeInbox(database.pool).take(arrival('d-1'));
    for (let n = 1; n <= 40; n += 1) {
      await eventually(
        async () =>
          (
            await database.pool.query(
              `select run_at > now() + interval '50 minutes' as later from ${JOBS}.jobs where key is not null and locked_at is null`,
            )
          ).rows[0]?.later,
        (later) => later === true,
      );
      expect(turns).toHaveLength(n);
      await passes(database, 3_600);
    }
    await settled(database);
    expect(turns).toHaveLength(41);
    expect(log.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('neighbours of a look are looked at, and what is to be looked at in time is written down', async () => {
    const { turns } = begun(
      await desk(database, async (_, { lease: { ref } }) =>
        ref.number === 1 ? { ...QUIET, next: [{ ...ref, number: 2 }], wakeIn: 90_000 } : QUIET,
      ),
    );
    await storeInbox(database.pool).take(arrival('d-1'));
    await settled(database);
    expect(turns.map(({ lease, why }) => [lease.ref.number, why.webhook])).toEqual([
      [1, 'issue_comment.created'],
      [2, 'neighbour'],
    ]);
    const { rows } = await database.pool.query(
      `select number, round(extract(epoch from next_check_at - now()))::int between 80 and 90 as due from ${SCHEMA}.issue order by number`,
    );
    expect(rows).toEqual([
      { number: 1, due: true },
      { number: 2, due: null },
    ]);
  });

  test('what is remembered of an issue outlives the process', async () => {
    const first = begun(
      await desk(database, async (_, { memory }) => {
        await memory.sends({ comments: 3, at: '2026-11-20T10:00:00Z', sure: true });
        await memory.starts({ key: 'k', run: 19_000_000_001 });
        return QUIET;
      }),
    );
    await storeInbox(database.pool).take(arrival('d-1'));
    await settled(database);
    await first.worker.stop(5_000);
    const found: unknown[] = [];
    begun(
      await desk(database, async (_, { memory }) => {
        found.push(await memory.sent(), await memory.started());
        return QUIET;
      }),
    );
    await storeInbox(database.pool).take(arrival('d-2'));
    await settled(database);
    expect(found).toEqual([
      { comments: 3, at: '2026-11-20T10:00:00Z', sure: true },
      { key: 'k', run: 19_000_000_001 },
    ]);
  });

  test('one delivery that cannot be written takes none of its group with it', async () => {
    const { take } = storeInbox(database.pool);
    // PostgreSQL's text holds no NUL, which no GUID of GitHub's has.
    const group = ['d-1', 'd-\u0000', 'd-3'].map((id) => take(arrival(id)));
    // The first is a group of its own, since nothing was under way when it came.
    expect((await Promise.allSettled([take(arrival('d-0')), ...group])).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await countsOf(database)).waiting).toBe(3);
  });
});
