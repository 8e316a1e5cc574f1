/** What is done now and then in the store: due looks, old rows; and who goes first. On both engines. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { storeInbox } from '../../src/store/inbox.ts';
import { addJobs, addMissingJobs, payloadOf, type Reason } from '../../src/store/jobs.ts';
import { JOBS, SCHEMA } from '../../src/store/schema.ts';
import { purge, storedAmong, takeDue } from '../../src/store/sweeps.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { arrival, clear, type Desk, desk, QUIET, settled } from '../harness/stage.ts';

const { open } = databases();
const job = (number: number, reason: Reason) =>
  payloadOf({ installation: 5, repository: 77 }, { owner: 'acme', repo: 'shop', number }, reason);

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  let begun: Desk | undefined;
  beforeAll(async () => {
    database = await open(engine);
  });
  afterEach(async () => {
    await begun?.worker.stop(5_000);
    begun = undefined;
    await clear(database);
  });
  const jobs = async (): Promise<readonly unknown[]> =>
    (await database.pool.query(`select key, priority from ${JOBS}.jobs where key is not null order by key`)).rows;

  test('people go before neighbours, these before alarms, and sweeps last, whoever came first', async () => {
    const reasons: readonly Reason[] = ['sweep', 'alarm', 'neighbour', 'said'];
    for (const [n, reason] of reasons.entries()) await addJobs(database.pool, [job(n + 1, reason)]);
    begun = await desk(database, async () => QUIET, { concurrency: 1 });
    await settled(database);
    expect(begun.turns.map(({ why }) => why.webhook)).toEqual(['said', 'neighbour', 'alarm', 'sweep']);
  });

  test('a sweep moves nothing that waits already, and what people say makes a sweep urgent', async () => {
    await addJobs(database.pool, [job(1, 'said')]);
    await addMissingJobs(database.pool, [job(1, 'sweep'), job(2, 'sweep')]);
    expect(await jobs()).toEqual([
      { key: '77#1', priority: 0 },
      { key: '77#2', priority: 9 },
    ]);
    await storeInbox(database.pool).take(arrival('d-1', 2));
    expect((await jobs())[1]).toEqual({ key: '77#2', priority: 0 });
  });

  test('what is due is looked at once; what is not, and what is never, is left', async () => {
    await database.pool.query(`insert into ${SCHEMA}.issue (repo, number, installation, owner, name, next_check_at) values
      (77, 1, 5, 'acme', 'shop', now() - interval '1 second'), (77, 2, 5, 'acme', 'shop', now() + interval '1 hour'), (77, 3, 5, 'acme', 'shop', null)`);
    expect(await takeDue(database.pool)).toBe(1);
    expect(await jobs()).toEqual([{ key: '77#1', priority: 5 }]);
    expect(await takeDue(database.pool)).toBe(0);
  });

  test('old deliveries are forgotten when GitHub cannot send them again; what waits is never', async () => {
    const { take, bury } = storeInbox(database.pool);
    for (const id of ['waits', 'old', 'young']) await take(arrival(id));
    await bury({ delivery: 'unread', webhook: 'issues.opened', why: 'x' });
    await database.pool.query(`update ${SCHEMA}.delivery set received_at = now() - interval '20 days'`);
    await database.pool.query(`update ${SCHEMA}.delivery set processed_at = now() - interval '8 days' where id = 'old'`);
    await database.pool.query(`update ${SCHEMA}.delivery set processed_at = now() - interval '6 days' where id = 'young'`);
    await database.pool.query(`insert into ${SCHEMA}.spending (installation, at, content) values (5, 0, 1), (5, 7200000, 1)`);
    await purge(database.pool, 7_200_001);
    expect([...(await storedAmong(database.pool, ['waits', 'old', 'young', 'unread', 'never']))].toSorted()).toEqual([
      'unread',
      'waits',
      'young',
    ]);
    expect((await database.pool.query(`select at from ${SCHEMA}.spending`)).rows).toEqual([{ at: '7200000' }]);
  });

  test('a job that failed after a newer one took its place is forgotten, one that was given up is not', async () => {
    await addJobs(database.pool, [job(1, 'said'), job(2, 'said')]);
    await database.pool.query(
      `update ${JOBS}._private_jobs set attempts = max_attempts, key = case when key = '77#2' then null else key end`,
    );
    await purge(database.pool, 0);
    expect(await jobs()).toEqual([{ key: '77#1', priority: 0 }]);
  });
});
