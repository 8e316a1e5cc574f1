/** The index as it is written: a pure function of what GitHub shows, whatever the order of looks. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PromotionRecord } from '../../src/core/record.ts';
import { type Database, inTransaction } from '../../src/store/database.ts';
import { matrixOf } from '../../src/store/index/matrix.ts';
import { indexOn } from '../../src/store/index/tables.ts';
import { dropIndex, fillRecords, holdRecord, removeRecord, writeRecord } from '../../src/store/index/write.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { ARRIVED, dump, entriesOf, person, record, type Told } from './records.ts';

const { open } = databases();

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  const within = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, work);
  const write = (...records: readonly PromotionRecord[]): Promise<void> =>
    within(async (client) => {
      for (const one of records) await writeRecord(client, one);
    });
  const runs = async (): Promise<readonly string[]> =>
    (await matrixOf(indexOn(database.pool), {})).map(({ subject, environment, version }) => `${subject} ${environment} ${version}`);

  beforeAll(async () => {
    database = await open(engine);
  });
  beforeEach(() => within(dropIndex));

  test('any order of looks, each as often as it likes, gives the same tables', async () => {
    // Each story up to each of its entries, so that older looks come after newer ones.
    const stories: readonly Told[] = [
      { number: 1, at: 0, deeds: ARRIVED },
      { number: 2, at: 10, version: 'v2', by: person(3), deeds: [...ARRIVED, 'roll back'] },
      { number: 3, at: 5, version: 'v3', by: person(1, 'renamed'), deeds: ['approve', 'reject'] },
      { number: 4, at: 2, repo: 6, name: 'cart', to: 'production', by: person(2, 'zoe'), deeds: ['cancel'] },
    ];
    const looks = stories.flatMap((told) => {
      const entries = entriesOf(told);
      return entries.map((_, i) => record(told, entries.slice(0, i + 1)));
    });
    const last = stories.map((told) => record(told));
    await write(...last);
    const expected = await dump(database);
    expect(expected.length).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(looks), fc.shuffledSubarray(last, { minLength: last.length }), async (some, ends) => {
        await within(dropIndex);
        await write(...some, ...ends, ...some);
        expect(await dump(database)).toEqual(expected);
        await within(dropIndex);
        await within((client) => fillRecords(client, ends));
        await write(...some);
        expect(await dump(database)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  test('what runs where: the latest that arrived, whichever was written last, and what was before it when that is rolled back', async () => {
    const newer = { number: 2, at: 10, version: 'v2', deeds: ARRIVED };
    await write(record(newer), record({ number: 1, at: 0, version: 'v1', deeds: ARRIVED }));
    expect(await runs()).toEqual(['shop staging v2']);
    await write(record({ ...newer, deeds: [...ARRIVED, 'roll back'] }));
    expect(await runs()).toEqual(['shop staging v1']);
    await write(record({ number: 1, at: 0, version: 'v1', deeds: [...ARRIVED, 'roll back'] }));
    expect(await runs()).toEqual([]);
  });

  test('a promotion that asks for another subject or environment leaves nothing behind at the old one', async () => {
    await write(record({ deeds: ARRIVED }));
    await write(record({ to: 'production', deeds: [...ARRIVED, 'promote'] }));
    expect(await runs()).toEqual(['shop production v1']);
  });

  test('a look at an older state changes nothing, and a held one marks what is known as held', async () => {
    const whole = record({ deeds: ARRIVED });
    await write(whole);
    const before = await dump(database);
    await write(record({}));
    expect(await dump(database)).toEqual(before);
    // An older version of this program beside a newer one: it reads up to the entry it does not know.
    await write(record({ held: true }));
    const held = await dump(database);
    expect(held).not.toEqual(before);
    expect(held.map((row) => row.replace('"held":true', '"held":false'))).toEqual(before);
    await write(whole);
    expect(await dump(database)).toEqual(before);
    await within((client) => holdRecord(client, { repo: 5, number: 1 }));
    expect(await dump(database)).toEqual(held);
  });

  test('reading everything again takes nothing from a look that knows as much or more', async () => {
    await write(record({ title: 'New title', deeds: ARRIVED }));
    const before = await dump(database);
    await within((client) => fillRecords(client, [record({ title: 'Old title', deeds: ARRIVED })]));
    await within((client) => fillRecords(client, [record({ title: 'Older title' })]));
    expect(await dump(database)).toEqual(before);
    await write(record({ title: 'Newest title', deeds: ARRIVED }));
    expect((await dump(database)).join('\n')).toContain('Newest title');
  });

  test('a repository is called what the last look at any of its promotions says', async () => {
    await write(record({ number: 1 }), record({ number: 2, name: 'shop-renamed' }));
    expect((await dump(database)).filter((row) => row.startsWith('repository'))).toEqual([
      'repository {"id":5,"owner":"acme","name":"shop-renamed","url":"https://github.com/acme/shop-renamed"}',
    ]);
  });

  test('an issue that is gone leaves nothing, and what ran before it runs again', async () => {
    const first = record({ number: 1, deeds: ARRIVED });
    await write(first);
    const before = await dump(database);
    const second = record({ number: 2, at: 10, version: 'v2', by: person(9), approver: person(2, 'renamed'), deeds: ARRIVED });
    await write(second);
    await within((client) => removeRecord(client, { repo: 5, number: 2 }));
    expect(await dump(database)).toEqual(before);
    await within((client) => removeRecord(client, { repo: 5, number: 1 }));
    expect(await dump(database)).toEqual([]);
  });

  test('two who write about the same subject at once: the later arrival runs', async () => {
    const records = Array.from({ length: 12 }, (_, i) =>
      record({ number: i + 1, at: i * 10, version: `v${i}`, by: person(i), approver: person(100 + i), deeds: ARRIVED }),
    );
    await Promise.all(records.map((one) => write(one)));
    expect(await runs()).toEqual(['shop staging v11']);
  });
});
