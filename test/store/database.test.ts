/** The database behind the bot: both engines speak the same dialect, and whoever cannot have one is told why. */
import { expect, test } from '@jest/globals';
import { inTransaction } from '../../src/store/database.ts';
import { databases, ENGINES } from '../harness/databases.ts';

const { open } = databases();

test.each(ENGINES)('%s opens empty, and what a transaction writes is there when it ends', async (engine) => {
  const { pool, ...database } = await open(engine);
  expect(database.engine).toBe(engine);
  await inTransaction(pool, async (client) => {
    await client.query("insert into promotion_bot.fact (name, value) values ('a', '1')");
  });
  await expect(
    inTransaction(pool, async (client) => {
      await client.query("insert into promotion_bot.fact (name, value) values ('b', '2')");
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const { rows } = await pool.query('select name, value from promotion_bot.fact');
  expect(rows).toEqual([{ name: 'a', value: '1' }]);
});

test('a process that is cut off from PostgreSQL notices within a minute', async () => {
  const { pool } = await open('PostgreSQL');
  expect(pool.options).toMatchObject({ keepAlive: true, keepAliveInitialDelayMillis: 15_000 });
});
