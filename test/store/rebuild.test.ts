/** An index that was thrown away and read again from GitHub is the same, byte for byte. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { alone, halfBuilt } from '../../src/store/rebuild-shelf.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { Story } from '../harness/story.ts';
import { STORIES } from '../sweep/stories.ts';
import { amiss, emptied, populate, rebuilds, twice, writeAll } from './living.ts';
import { ARRIVED, dump } from './records.ts';

const { open } = databases();
/** The others are told in test/sweep. */
const SOME = Object.entries(STORIES).filter((_, i) => i % 3 === 2);

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  const empty = () => emptied(database);
  const nextLooks = async () => {
    const { rows } = await database.pool.query('select number, owner, name, next_check_at from promotion_bot.issue order by number');
    return rows.map(({ number, owner, name, next_check_at: at }) => [number, `${owner}/${name}`, at !== null]);
  };

  beforeAll(async () => {
    database = await open(engine);
  });
  beforeEach(empty);

  /** A repository with so many promotions: every second one waits for its second approval, the others have arrived. */
  function crowd(count: number): Story {
    const s = new Story();
    populate(
      s.world,
      Array.from({ length: count }, (_, n) => ({ at: n, title: `Promote ${n}`, deeds: n % 2 === 0 ? ['approve'] : ARRIVED })),
    );
    return s;
  }

  test.each(SOME)('kept while it happens, and read again: %s', async (_name, tale) => {
    const { s, kept, rebuilt, read, asked } = await twice(database, tale);
    expect(rebuilt).toMatchObject({ code: 0, err: '' });
    expect(kept.length).toBeGreaterThan(3);
    expect(read).toEqual(kept);
    expect(await halfBuilt(database.pool)).toBeUndefined();
    expect(asked.filter((one) => !/^(query|GET|POST \/app\/installations\/\d+\/access_tokens)/.test(one))).toEqual([]);
    expect(s.world.contract.problems).toEqual([]);
  });

  test('one request for each promotion, one for their list; what is open is looked at soon, what has ended is not', async () => {
    const s = crowd(5);
    const before = s.world.requests.length;
    expect(await rebuilds(database, s.world)).toEqual({
      code: 0,
      out: 'Reading 1 repository from GitHub.\nacme/shop: 5 promotions to read.\nThe index is whole: 5 promotions of 1 repository read.\n',
      err: '',
    });
    expect(s.asked(before)).toEqual([
      'GET /app/installations?per_page=100',
      expect.stringMatching(/^POST \/app\/installations\/\d+\/access_tokens$/),
      'GET /installation/repositories?per_page=100',
      'query Promotions',
      ...Array.from({ length: 5 }, () => 'query See'),
    ]);
    expect(await nextLooks()).toEqual([1, 3, 5].map((number) => [number, 'acme/shop', true]));
  });

  test('on a terminal there is a bar instead of a line for each repository', async () => {
    const s = crowd(5);
    const { out, code } = await rebuilds(database, s.world, {}, { isTTY: true });
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Reading 1 repository from GitHub\.\n[\s\S]*5 of 5 promotions[\s\S]*The index is whole: 5 promotions of 1 repository read\.\n$/,
    );
    expect(out).not.toContain('to read.');
  });

  test('one that is asked to end does so after the lot it is reading, and says how to go on', async () => {
    const s = crowd(50);
    const controller = new AbortController();
    const stops = amiss(s.world, ({ query }) => {
      if (query.startsWith('query See')) controller.abort();
      return undefined;
    });
    const { code, out } = await rebuilds(database, s.world, { fetch: stops }, { stop: controller.signal });
    expect(code).toBe(2);
    expect(out).toContain('Stopped. 20 promotions of 0 repositories read; "promotion-bot rebuild" goes on where this one was.\n');
    expect(await halfBuilt(database.pool)).toEqual({ repositories: 0, promotions: 20 });
  });

  test('one that waits for a rate limit ends at once when it is asked to', async () => {
    const s = crowd(1);
    const controller = new AbortController();
    const limited = amiss(s.world, () => {
      setTimeout(() => controller.abort(), 50);
      const reset = String(Math.ceil(Date.now() / 1000) + 3_600);
      return new Response('{}', { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } });
    });
    const { code, out } = await rebuilds(
      database,
      s.world,
      { fetch: limited, pacing: { limits: { patience: 0 } } },
      { stop: controller.signal },
    );
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(/GitHub asks this app to wait[\s\S]*Stopped\. 0 promotions of 0 repositories read/),
    ]);
  });

  test('a process that dies goes on where it was: what was kept is not read again', async () => {
    const s = crowd(50);
    await rebuilds(database, s.world);
    const whole = await dump(database);
    await empty();
    // The third lot of twenty is not answered any more.
    const looks = () => s.asked().filter((asked) => asked === 'query See').length;
    const until = looks() + 40;
    const dies = amiss(s.world, ({ query }) => {
      if (query.startsWith('query See') && looks() >= until) throw new TypeError('fetch failed');
      return undefined;
    });
    const died = await rebuilds(database, s.world, { fetch: dies });
    expect(died).toMatchObject({ code: 2, err: expect.stringContaining('"promotion-bot rebuild" goes on where this one was') });
    expect(await halfBuilt(database.pool)).toEqual({ repositories: 0, promotions: 40 });
    const between = looks();
    expect(await rebuilds(database, s.world)).toMatchObject({ code: 0, out: expect.stringContaining('acme/shop: 10 promotions to read.') });
    expect(looks() - between).toBe(10);
    expect(await dump(database)).toEqual(whole);
    expect(await halfBuilt(database.pool)).toBeUndefined();
  });

  test('a repository that is done is not read again', async () => {
    const s = crowd(1);
    s.world.repository('acme/zoo', { files: {}, collaborators: { alice: 'write' } });
    const dies = amiss(s.world, ({ query, variables }) => {
      if (query.startsWith('query Promotions') && variables['repo'] === 'zoo') throw new TypeError('fetch failed');
      return undefined;
    });
    expect(await rebuilds(database, s.world, { fetch: dies })).toMatchObject({ code: 2 });
    const before = s.world.requests.length;
    expect(await rebuilds(database, s.world)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Going on where the last rebuild was: 1 of 2 repositories are done.'),
    });
    expect(s.asked(before).filter((asked) => asked === 'query See')).toEqual([]);
  });

  test('what GitHub does not show is told and left out, and the next rebuild reads only that', async () => {
    const s = crowd(3);
    await rebuilds(database, s.world);
    const whole = await dump(database);
    await empty();
    const refuses = amiss(s.world, ({ query, variables }) => {
      const no = { data: null, errors: [{ message: 'Something went wrong', type: 'FORBIDDEN' }] };
      return query.startsWith('query See') && variables['number'] === 2
        ? new Response(JSON.stringify(no), { headers: { 'content-type': 'application/json', date: new Date().toUTCString() } })
        : undefined;
    });
    const partial = await rebuilds(database, s.world, { fetch: refuses });
    expect(partial.code).toBe(2);
    expect(partial.out).toContain(
      'acme/shop#2 could not be read: GitHub refused while reading acme/shop#2: Something went wrong (FORBIDDEN)',
    );
    expect(await halfBuilt(database.pool)).toBeDefined();
    expect(await rebuilds(database, s.world)).toMatchObject({ code: 0 });
    expect(await dump(database)).toEqual(whole);
  });

  test('a rate limit is waited out, and told once with the moment it ends', async () => {
    const s = crowd(3);
    // From the first question on, however long it took to come to that.
    let until: number | undefined;
    let refused = 0;
    const limited: typeof fetch = async (input, init) => {
      if (!String(input).endsWith('/graphql')) return s.world.fetch(input, init);
      until ??= Date.now() + 1_500;
      if (Date.now() < until) {
        refused += 1;
        return new Response('{"message":"API rate limit exceeded"}', {
          status: 403,
          headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(until / 1000)) },
        });
      }
      return s.world.fetch(input, init);
    };
    const { code, out } = await rebuilds(database, s.world, { fetch: limited, pacing: { sleep: async () => {}, limits: { patience: 0 } } });
    expect([code, refused]).toEqual([0, 1]);
    expect(out.match(/GitHub asks this app to wait because of a rate limit: going on at \d+ \w+ \d+ \d\d:\d\d UTC\./g)).toHaveLength(1);
  });

  test('what a running bot writes meanwhile stays, though the rebuild has read the issue before', async () => {
    const s = new Story();
    const issue = await s.opens('alice');
    await s.says('bob', issue, '/approve');
    const slow: typeof fetch = async (input, init) => {
      const answer = await s.world.fetch(input, init);
      if (!s.asked().at(-1)?.startsWith('query See') || issue.state === 'CLOSED') return answer;
      // The answer is on its way when somebody says something, and the bot handles it and writes it down.
      await s.says('carol', issue, '/approve');
      await writeAll(s, database);
      return answer;
    };
    expect(await rebuilds(database, s.world, { fetch: slow })).toMatchObject({ code: 0 });
    const kept = await dump(database);
    expect(kept.join('\n')).toContain('"status":"PROMOTED"');
    await empty();
    await rebuilds(database, s.world);
    expect(await dump(database)).toEqual(kept);
  });

  test('an entry of a kind that only a newer version knows: what is before it is kept, and it is held', async () => {
    const s = crowd(1);
    const comments = s.issues()[0]?.comments ?? [];
    const last = comments.findLast(({ body }) => body.includes('"kind":"approved"'));
    if (!last) throw new Error('nobody approved');
    last.body = last.body.replace('"kind":"approved"', '"kind":"blessed"');
    expect(await rebuilds(database, s.world)).toMatchObject({ code: 0 });
    const { rows } = await database.pool.query('select status, entries, held from promotion_index.promotion');
    expect(rows).toEqual([{ status: 'AWAITING_APPROVAL', entries: 2, held: true }]);
  });
});

// PGlite has one process, whose folder nobody else can open.
test('PostgreSQL: two rebuilds of one index: the second says so and does nothing', async () => {
  const database = await open('PostgreSQL');
  const { world } = new Story();
  await expect(alone(database.pool, () => rebuilds(database, world))).rejects.toThrow('Another process is rebuilding this index.');
  expect(await dump(database)).toEqual([]);
});
