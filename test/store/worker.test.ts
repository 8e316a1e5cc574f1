/** A worker that cannot go on says so, one that stops lets nobody in too early, and what nobody waits for holds nobody up. */
import { setTimeout as later } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Mute, Postponed } from '../../src/app/ports.ts';
import type { Database } from '../../src/store/database.ts';
import { storeInbox } from '../../src/store/inbox.ts';
import { inboxState, listInbox, replay } from '../../src/store/inbox-state.ts';
import { addJobs, payloadOf } from '../../src/store/jobs.ts';
import { openDatabase } from '../../src/store/open.ts';
import { JOBS } from '../../src/store/schema.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { arrival, clear, type Desk, desk, eventually, QUIET, settled } from '../harness/stage.ts';

const { open, where } = databases();
const desks: Desk[] = [];
const begun = (made: Desk): Desk => {
  desks.push(made);
  return made;
};

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await open(engine);
  });
  afterEach(async () => {
    for (const { worker } of desks.splice(0)) await worker.stop(5_000);
    await clear(database);
  });

  test('when the queue gives up, the process is told to end: it would accept and never work', async () => {
    const lost: unknown[] = [];
    const exitCode = process.exitCode;
    begun(await desk(database, async () => QUIET, { lost: (error) => lost.push(error) }));
    // What a newer version says when it changes the queue's tables so that this one must not go on.
    const notify = `select pg_notify('worker:migrate', '{"breaking":true,"migrationNumber":99}')`;
    await eventually(
      // Again and again, since nobody knows when the queue begins to listen.
      async () => {
        if (lost.length === 0) await database.pool.query(notify);
        return lost.length;
      },
      (n) => n === 1,
    );
    // The queue sets one for the process that it takes for its own.
    process.exitCode = exitCode;
  });

  test('a stop tells nobody that the queue has given up', async () => {
    const lost: unknown[] = [];
    const { worker } = await desk(database, async () => QUIET, { lost: (error) => lost.push(error) });
    expect(await worker.stop(5_000)).toBe(true);
    await later(50);
    expect(lost).toEqual([]);
  });

  test('what people say while a sweep looks stays what they say, when the sweep has to wait', async () => {
    const { pool } = database;
    const { ref, ...place } = { ...arrival('').trigger, installation: 5, repository: 77 };
    let said = false;
    const { turns } = begun(
      await desk(
        database,
        async () => {
          if (said) return QUIET;
          said = true;
          await storeInbox(pool).take(arrival('d-1'));
          throw new Postponed('Slowly!', { now: Date.now(), milliseconds: 3_600_000 });
        },
        // A sweep would have to wait from then on.
        { reserve: { wait: () => (said ? 3_600_000 : 0) } },
      ),
    );
    await addJobs(pool, [payloadOf(place, ref, 'sweep')]);
    await settled(database);
    expect(turns.map(({ why }) => why.webhook)).toEqual(['sweep', 'issue_comment.created']);
  });

  test('a neighbour or a sweep that joins what people said does not make it one of its own', async () => {
    const { pool } = database;
    const { ref, ...place } = { ...arrival('').trigger, installation: 5, repository: 77 };
    await storeInbox(pool).take(arrival('d-1'));
    await addJobs(pool, [payloadOf(place, ref, 'neighbour')]);
    await addJobs(pool, [payloadOf(place, ref, 'sweep')], 3_600_000);
    const { rows } = await pool.query(
      `select job.payload->>'reason' as reason, priority, run_at <= now() as due from ${JOBS}._private_jobs job where key is not null`,
    );
    expect(rows).toEqual([{ reason: 'said', priority: 0, due: true }]);
  });

  // Falls without: src/store/worker.ts, giveUp
  test('where the bot may not speak, one look is enough: it waits for a person, who has it done again', async () => {
    const { pool } = database;
    let mayNot = true;
    const look = async () => {
      if (mayNot) throw new Mute('This App may not write issues in acme/shop.');
      return QUIET;
    };
    const { turns, log } = begun(await desk(database, look));
    await storeInbox(pool).take(arrival('d-1'));
    await eventually(
      async () => (await listInbox(pool)).jobs,
      (jobs) => jobs.some(({ state, error }) => state === 'dead' && error?.includes('may not write issues') === true),
    );
    expect([turns.length, (await inboxState(pool)).dead, log.map(({ message }) => message)]).toEqual([1, 1, ['failed']]);
    mayNot = false;
    expect(await replay(pool, undefined)).toBe(1);
    await settled(database);
    expect(turns).toHaveLength(2);
  });

  test('a chore that takes long holds up no other', async () => {
    const done: string[] = [];
    let finish = (): void => {};
    const long = new Promise<void>((resolve) => {
      finish = resolve;
    });
    begun(
      await desk(database, async () => QUIET, {
        chores: [
          { name: 'recover', cron: '0 0 1 1 *', atStart: true, run: () => long },
          { name: 'due', cron: '0 0 1 1 *', atStart: true, run: async () => void done.push('due') },
        ],
      }),
    );
    try {
      await eventually(
        () => done.length,
        (n) => n === 1,
      );
    } finally {
      finish();
    }
  });
});

test('who stops while a look is under way keeps it locked until the process has ended', async () => {
  // It is not closed: the lock of who lives would hold that up, as it does in a process until that ends.
  const database = await openDatabase(await where('PostgreSQL'));
  let finish = (): void => {};
  const long = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { worker, turns } = await desk(database, async () => {
    await long;
    return QUIET;
  });
  await storeInbox(database.pool).take(arrival('d-1'));
  await eventually(
    () => turns.length,
    (n) => n === 1,
  );
  expect(await worker.stop(50)).toBe(false);
  const { rows } = await database.pool.query(
    `select (select count(*)::int from ${JOBS}._private_jobs where locked_at is not null) as jobs,
       
         (select count(*)::int from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())) as lives`,
  );
  expect(rows).toEqual([{ jobs: 1, lives: 1 }]);
  finish();
  await settled(database);
});

test('a start that fails leaves nothing behind that would hold up the end', async () => {
  const database = await openDatabase(await where('PostgreSQL'));
  const chore = { name: 'n'.repeat(200), cron: '0 0 1 1 *', atStart: true, run: async () => {} };
  await expect(desk(database, async () => QUIET, { chores: [chore] })).rejects.toThrow('tasks_identifier_check');
  expect(await Promise.race([database.close().then(() => 'closed'), later(30_000, 'hangs', { ref: false })])).toBe('closed');
});
