/** Attack 81: what people write gets into the index, and never into its questions; an index that is lost is read again. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, inTransaction } from '../../src/store/database.ts';
import { listEntries } from '../../src/store/index/audit.ts';
import { matrixOf, matrixPage } from '../../src/store/index/matrix.ts';
import { metricsByWeek } from '../../src/store/index/metrics.ts';
import { countPromotions, findPromotion, listPromotions } from '../../src/store/index/promotions.ts';
import { type Index, indexOn } from '../../src/store/index/tables.ts';
import { fillRecords } from '../../src/store/index/write.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { Story } from '../harness/story.ts';
import { emptied, manyStories, populate, rebuilds, writeAll } from '../store/living.ts';
import { ARRIVED, dump, minute, person, record } from '../store/records.ts';

const { open } = databases();

const POISON = [
  `'; drop table promotion_index.promotion; --`,
  `'); delete from promotion_bot.fact; --`,
  `' or '1'='1`,
  `%_\\`,
  `%' --`,
  `\\'; select pg_sleep(10); --`,
  `$1`,
  `$$; drop schema promotion_index cascade; $$`,
  `"promotion_index"."promotion"`,
  `{a,"b",NULL}`,
  `NULL`,
  `\u02bc; drop table promotion; --`,
] as const;

describe.each(ENGINES)('attack 81: %s', (engine) => {
  let database: Database;
  let index: Index;
  let before: readonly string[];

  beforeAll(async () => {
    database = await open(engine);
    index = indexOn(database.pool);
    const records = POISON.map((name, i) =>
      record({
        number: i + 1,
        name,
        title: name,
        subject: name,
        version: name,
        from: name,
        to: name,
        by: person(i + 1, name),
        approver: person(99, name),
        deeds: ARRIVED,
      }),
    );
    await inTransaction(database.pool, (client) => fillRecords(client, records.slice(0, 6)));
    for (const one of records.slice(6)) await inTransaction(database.pool, (client) => fillRecords(client, [one]));
    before = await dump(database);
  });

  // Falls when: a value is put into the text of a question, or `strpos` of src/store/index/conditions.ts becomes `like`
  test.each(POISON)('attack 81: %s as a name finds only itself, in every question', async (name) => {
    const number = POISON.indexOf(name) + 1;
    const found = async (filter: Parameters<typeof listPromotions>[1]) =>
      (await listPromotions(index, filter, { limit: 50 })).rows.map((row) => row.number);
    expect(await found({ subject: name })).toEqual([number]);
    expect(await found({ from: name, to: name })).toEqual([number]);
    expect(await found({ search: name })).toContain(number);
    expect(await found({ search: `${name}${name}` })).toEqual([]);
    expect(await found({ person: number })).toEqual([number]);
    expect(await found({ repository: { owner: name, name } })).toEqual([]);
    expect((await countPromotions(index, { subject: name, search: name }, 9)).count).toBe(1);
    expect((await matrixOf(index, { subject: name, environment: name })).map((cell) => cell.number)).toEqual([number]);
    expect((await matrixPage(index, {}, { limit: 1, after: { repo: 4, subject: name, environment: name } })).rows).toHaveLength(1);
    expect((await listEntries(index, { subject: name, action: name }, { limit: 9 })).rows).toEqual([]);
    expect((await listEntries(index, { person: name }, { limit: 9 })).rows.length).toBeGreaterThan(0);
    const ended = await metricsByWeek(index, { since: minute(0), until: minute(60), subject: name, to: name });
    expect(ended.map((week) => week.ended)).toEqual([1]);
    expect(await findPromotion(index, { owner: name, name, number })).toBeUndefined();
    expect(await dump(database)).toEqual(before);
  });

  // Falls when: anything of a row depends on when it was written, or a rebuild leaves something out
  test('attack 81: an index that is lost is read again from GitHub, row for row', async () => {
    const s = new Story();
    populate(s.world, manyStories(60, POISON));
    await emptied(database);
    await writeAll(s, database);
    const kept = await dump(database);
    expect(kept.filter((row) => row.startsWith('promotion '))).toHaveLength(60);
    await database.pool.query('truncate promotion_index.promotion, promotion_index.entry, promotion_index.party, promotion_index.person');
    expect(await rebuilds(database, s.world)).toMatchObject({ code: 0 });
    expect(await dump(database)).toEqual(kept);
  });
});
