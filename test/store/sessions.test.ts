/** Sessions, on both stores. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { keyFrom, seal, unseal } from '../../src/app/seal.ts';
import type { Database } from '../../src/store/database.ts';
import { LASTS, sessionsOn } from '../../src/store/sessions.ts';
import { databases, ENGINES } from '../harness/databases.ts';

const { open } = databases();
const ALICE = { id: 9_007_199_254_740_991, login: 'alice' };

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await open(engine);
  });

  test('a session is found by its cookie until its time is over, and gives back the token', async () => {
    let now = 1_000;
    const sessions = sessionsOn(database.pool, () => now);
    const cookie = await sessions.begin(ALICE, 'ghu_token');
    expect(await sessions.find(cookie)).toMatchObject({ viewer: ALICE, token: 'ghu_token' });
    now += LASTS * 1000 - 1;
    expect(await sessions.find(cookie)).toBeDefined();
    now += 2;
    expect(await sessions.find(cookie)).toBeUndefined();
  });

  test('one ends, the other stays; no two are alike', async () => {
    const sessions = sessionsOn(database.pool, () => 1_000);
    const [one, two] = [await sessions.begin(ALICE, 'a'), await sessions.begin(ALICE, 'b')];
    expect(one).not.toBe(two);
    await sessions.end((await sessions.find(one))?.id ?? '');
    expect([await sessions.find(one), (await sessions.find(two))?.token]).toEqual([undefined, 'b']);
  });

  test('a token that was changed in the database is none, and neither is its session', async () => {
    const sessions = sessionsOn(database.pool, () => 1_000);
    const cookie = await sessions.begin(ALICE, 'a');
    const { id } = (await sessions.find(cookie)) ?? { id: '' };
    await database.pool.query('update promotion_bot.session set token = $1 where id = $2', ['nonsense', id]);
    expect(await sessions.find(cookie)).toBeUndefined();
  });
});

test('what is sealed opens with its own key only, and not when a letter of it was changed', () => {
  const [key, other] = [keyFrom('secret', 'one purpose'), keyFrom('secret', 'another')];
  const sealed = seal(key, 'words ✓');
  expect(unseal(key, sealed)).toBe('words ✓');
  expect(seal(key, 'words ✓')).not.toBe(sealed);
  expect(unseal(other, sealed)).toBeUndefined();
  for (let at = 0; at < sealed.length - 1; at += 7)
    expect(unseal(key, `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`)).toBeUndefined();
  for (const nonsense of ['', 'x', '!!!!', 'A'.repeat(500)]) expect(unseal(key, nonsense)).toBeUndefined();
});
