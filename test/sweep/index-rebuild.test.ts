/**
 * Whatever was told while it was kept, and ten thousand promotions at once: an index that is thrown away and read again is the same, byte for
 * byte. All of it under `npm run sweep`; without it a few hundred, since `test/store/rebuild.test.ts` tells some of the stories already.
 */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { Story } from '../harness/story.ts';
import { emptied, manyStories, populate, rebuilds, twice, writeAll } from '../store/living.ts';
import { dump } from '../store/records.ts';
import { isLong, STORIES } from './stories.ts';

const { open } = databases();
const COUNT = isLong ? 10_000 : 200;

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await open(engine);
  });
  beforeEach(() => emptied(database));

  test(`${COUNT} promotions`, async () => {
    const s = new Story();
    populate(s.world, manyStories(COUNT));
    await writeAll(s, database);
    const kept = await dump(database);
    expect(kept.filter((row) => row.startsWith('promotion '))).toHaveLength(COUNT);
    await emptied(database);
    expect(await rebuilds(database, s.world)).toMatchObject({ code: 0, err: '' });
    expect(await dump(database)).toEqual(kept);
  }, 3_600_000);

  test.each(Object.entries(STORIES).slice(isLong ? 0 : -1))('%s', async (_name, tale) => {
    const { kept, read } = await twice(database, tale);
    expect(read).toEqual(kept);
  });
});
