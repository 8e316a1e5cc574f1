/** The database behind the bot: both engines speak the same dialect, and whoever cannot have one is told why. */
import { describe, expect, test } from '@jest/globals';
import { inTransaction, isLoss } from '../../src/store/database.ts';
import { namedOn } from '../../src/store/index/named.ts';
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

describe.each(ENGINES)('%s: a statement with a name', (engine) => {
  const text = 'select $1::text as text, $2::int as number, $3::bigint as id';

  // Falls without: src/store/pglite-pool.ts, escapeLiteral and the NUL
  test.each([`it's`, `\\'; drop schema promotion_bot cascade; --`, '$1', '', '🦜\n', 'null'])('takes %j as it is', async (word) => {
    const { pool } = await open(engine);
    const { rows } = await pool.query({ name: 'one', text, values: [word, 7, null] });
    expect(rows).toEqual([{ text: word, number: 7, id: null }]);
    await expect(pool.query({ name: 'one', text, values: [`${word}\0`, 7, null] })).rejects.toThrow('invalid byte sequence');
  });

  // Falls without: src/store/pglite-pool.ts, #prepared
  test('is planned once, whatever its values are; one that cannot be is told of every time', async () => {
    const { pool } = await open(engine);
    const client = await pool.connect();
    for (const id of ['1', '9007199254740993'])
      expect((await client.query({ name: 'one', text, values: ['a', 1, id] })).rows).toEqual([{ text: 'a', number: 1, id }]);
    for (const wrong of [1, 2])
      await expect(client.query({ name: 'two', text: 'select $1::int from nowhere', values: [wrong] })).rejects.toThrow('"nowhere"');
    const { rows } = await client.query('select name from pg_prepared_statements');
    client.release();
    expect(rows).toEqual([{ name: 'one' }]);
  });
});

test('a page is planned once, and of very many different ones the last are planned each time', async () => {
  const { pool } = await open('PGlite');
  const asking = await namedOn(pool).connect();
  for (let n = 0; n < 302; n += 1) await asking.query(`select ${n} + $1::int as sum`, [1]);
  asking.release();
  const { rows } = await pool.query('select count(*)::int as count, count(distinct name)::int as names from pg_prepared_statements');
  expect(rows).toEqual([{ count: 300, names: 300 }]);
});

// Falls without: src/store/database.ts, either half of isLoss
test.each<[string, unknown, boolean]>([
  ['an administrator ends the connection', Object.assign(new Error('terminating connection'), { code: '57P01' }), true],
  ['the connection failed', Object.assign(new Error('no'), { code: '08006' }), true],
  ['it ends while it is used', new Error('Connection terminated unexpectedly'), true],
  ['a query was cancelled', Object.assign(new Error('canceling statement'), { code: '57014' }), false],
  ['a row is wrong', Object.assign(new Error('duplicate key'), { code: '23505' }), false],
  ['something else', new TypeError('x is undefined'), false],
])('%s: whether that is a loss of the database', (_what, error, expected) => {
  expect(isLoss(error)).toBe(expected);
});
