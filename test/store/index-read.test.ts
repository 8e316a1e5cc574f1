/** What the index answers: filters, pages, what runs where, metrics, the audit; and only to those who may see it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPosition, MatrixPosition, Position, PromotionFilter } from '../../src/core/index-rows.ts';
import type { PromotionRecord } from '../../src/core/record.ts';
import { type Database, inTransaction } from '../../src/store/database.ts';
import { listEntries } from '../../src/store/index/audit.ts';
import { matrixOf, matrixPage } from '../../src/store/index/matrix.ts';
import { metricsByWeek } from '../../src/store/index/metrics.ts';
import { countPromotions, findPromotion, listPromotions, listWaiting } from '../../src/store/index/promotions.ts';
import { type Index, indexOn } from '../../src/store/index/tables.ts';
import { dropIndex, fillRecords } from '../../src/store/index/write.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { ARRIVED, minute, person, record } from './records.ts';

const { open } = databases();

/** Names that end statements, patterns, strings and lines where they are not taken as values. */
const HOSTILE = [
  `'; drop table promotion_index.promotion; --`,
  `100%_\\`,
  `"quoted" and $1 and :name`,
  `\u{1f680} Ünïcödé \u202e rtl`,
  `a\nb\tc`,
  `nul \0.`,
];

const STORIES: readonly PromotionRecord[] = [
  record({ number: 1, at: 0, deeds: ARRIVED, title: 'Promote SHOP now' }),
  record({ number: 2, at: 1, version: 'v2', deeds: ['approve', 'reject'], approver: person(3, 'Carol') }),
  record({ number: 3, at: 2, subject: 'cart', to: 'production', from: 'staging', by: person(4) }),
  record({ repo: 6, name: 'books', number: 1, at: 3, version: 'v7', deeds: ARRIVED, by: person(3, 'Carol') }),
  record({ repo: 6, name: 'books', number: 2, at: 8 * 24 * 60, version: 'v8', deeds: [...ARRIVED, 'roll back'] }),
  ...HOSTILE.map((name, i) => record({ repo: 7, name: 'odd', number: i + 1, at: 4, subject: name, version: name, title: name, to: name })),
];

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  let index: Index;
  const fill = (records: readonly PromotionRecord[]): Promise<void> =>
    inTransaction(database.pool, (client) => fillRecords(client, records));
  const found = async (filter: PromotionFilter, visible?: readonly number[]): Promise<readonly string[]> => {
    const { rows } = await listPromotions(index, filter, { limit: 50 }, visible);
    const { count } = await countPromotions(index, filter, 50, visible);
    expect(count).toBe(rows.length);
    return rows.map(({ repository, number }) => `${repository.name}#${number}`);
  };

  beforeAll(async () => {
    database = await open(engine);
    index = indexOn(database.pool);
    await fill(STORIES);
  });

  const ODD = HOSTILE.map((_, i) => `odd#${HOSTILE.length - i}`);
  const FILTERS: readonly (readonly [PromotionFilter, readonly string[]])[] = [
    [{}, ['books#2', ...ODD, 'books#1', 'shop#3', 'shop#2', 'shop#1']],
    [{ repository: { owner: 'ACME', name: 'Shop' } }, ['shop#3', 'shop#2', 'shop#1']],
    [{ subject: 'cart' }, ['shop#3']],
    [{ subject: 'Cart' }, []],
    [{ from: 'staging' }, ['shop#3']],
    [{ to: 'production' }, ['shop#3']],
    [{ subject: 'shop', to: 'staging', status: ['PROMOTED'] }, ['books#1', 'shop#1']],
    [{ status: ['REJECTED', 'ROLLED_BACK'] }, ['books#2', 'shop#2']],
    [{ status: [] }, []],
    [{ person: 'cAROL' }, ['books#1', 'shop#2']],
    [{ person: 3 }, ['books#1', 'shop#2']],
    [{ person: 3, status: ['REJECTED'] }, ['shop#2']],
    [{ person: 'nobody' }, []],
    [{ person: `'; drop table promotion_index.person; --` }, []],
    [{ since: minute(2), until: minute(3) }, ['books#1', 'shop#3']],
    [{ search: 'shop NOW' }, ['shop#1']],
    [{ search: '%' }, ['odd#2']],
    [{ search: '0%_\\' }, ['odd#2']],
    [{ search: '_' }, ['odd#2', 'odd#1']],
    [{ search: `'; DROP table` }, ['odd#1']],
    [{ search: 'ÜNÏCÖDÉ' }, ['odd#4']],
    [{ search: '\u{1f680}' }, ['odd#4']],
  ];
  test.each(FILTERS)('%j finds what it says', async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  test('names come back as they were written, and nothing of them was carried out', async () => {
    for (const [i, name] of HOSTILE.entries()) {
      const stored = name.replace('\0', '\ufffd');
      const { rows } = await listPromotions(index, { subject: stored, to: stored }, { limit: 2 });
      expect(rows).toMatchObject([{ number: i + 1, subject: stored, version: stored, title: stored, to: stored }]);
    }
    expect(await found({})).toHaveLength(STORIES.length);
  });

  test('a row holds what the seed lists: what, from where, who, how it stands, when, decisions with names', async () => {
    const { rows } = await listPromotions(index, { person: 3, status: ['REJECTED'] }, { limit: 1 });
    expect(rows).toEqual([
      {
        repository: { id: 5, owner: 'acme', name: 'shop', url: 'https://github.com/acme/shop' },
        number: 2,
        title: 'Promote',
        subject: 'shop',
        version: 'v2',
        sha: 'a'.repeat(40),
        from: null,
        to: 'staging',
        status: 'REJECTED',
        phase: null,
        requestedBy: { id: 1, login: 'person-1' },
        createdAt: '2026-11-20T10:01:00Z',
        round: 1,
        waitingSince: '2026-11-20T10:01:00Z',
        decidedAt: '2026-11-20T10:03:00Z',
        promotedAt: null,
        finishedAt: '2026-11-20T10:03:00Z',
        decisions: [
          { id: 3, login: 'Carol', at: '2026-11-20T10:02:00Z', verdict: 'approved', roles: ['qa'], note: '', comment: 100 },
          { id: 3, login: 'Carol', at: '2026-11-20T10:03:00Z', verdict: 'rejected', roles: [], note: 'no', comment: 101 },
        ],
        head: { hash: '4'.padStart(64, '0'), seq: 4 },
        held: false,
      },
    ]);
  });

  test.each([{}, { person: 1 }])('pages of %j show every row exactly once, whatever comes in meanwhile', async (filter) => {
    const before = await found(filter);
    const shown: string[] = [];
    let position: Position | undefined;
    for (let pages = 0; pages < 30 && (pages === 0 || position); pages += 1) {
      const { rows, next } = await listPromotions(index, filter, { limit: 2, before: position });
      shown.push(...rows.map(({ repository, number }) => `${repository.name}#${number}`));
      position = next;
      // Newer than everything, so it moves what lies behind it in every list that counts rows.
      await fill([record({ repo: 8, name: 'new', number: 100 + pages, at: 99_999 + pages })]);
    }
    expect(shown).toEqual(before);
    await inTransaction(database.pool, dropIndex);
    await fill(STORIES);
  });

  test('counts stop where they are told to', async () => {
    expect(await countPromotions(index, {}, 3)).toEqual({ count: 3, more: true });
    expect(await countPromotions(index, {}, STORIES.length)).toEqual({ count: STORIES.length, more: false });
  });

  test('one promotion with its entries', async () => {
    const whole = await findPromotion(index, { owner: 'Acme', name: 'SHOP', number: 1 });
    expect(whole?.promotion).toMatchObject({ number: 1, status: 'PROMOTED' });
    expect(whole?.entries.map(({ seq, kind, by, round }) => [seq, kind, by?.login, round])).toEqual([
      [1, 'requested', 'person-1', null],
      [2, 'round_opened', undefined, 1],
      [3, 'approved', 'person-2', 1],
      [4, 'accepted', undefined, 1],
      [5, 'promoted', undefined, 1],
    ]);
    expect(JSON.parse(whole?.entries[2]?.entry ?? '')).toMatchObject({ kind: 'approved', roles: ['qa'] });
    expect(await findPromotion(index, { owner: 'acme', name: 'shop', number: 9 })).toBeUndefined();
  });

  test('what runs where, whole and in part', async () => {
    const places = async (filter: Parameters<typeof matrixOf>[1]) =>
      (await matrixOf(index, filter)).map(({ repository, subject, environment, version }) => [
        repository.name,
        subject,
        environment,
        version,
      ]);
    const all = [
      ['books', 'shop', 'staging', 'v7'],
      ['shop', 'shop', 'staging', 'v1'],
    ];
    expect(await places({})).toEqual(all);
    expect(await places({ subject: 'shop', environment: 'staging' })).toEqual(all);
    expect(await places({ repository: { owner: 'acme', name: 'shop' } })).toEqual(all.slice(1));
    expect(await places({ environment: 'production' })).toEqual([]);
  });

  test('a part of what runs where, and the rest behind it: a subject is cut only when it fills a page', async () => {
    const environments = ['a', 'b', 'c'];
    const more = ['x', 'y'].flatMap((subject, s) =>
      environments.map((to, i) => record({ repo: 9, name: 'wide', number: 1 + s * 3 + i, subject, to, deeds: ARRIVED })),
    );
    await fill(more);
    const pages = async (limit: number) => {
      const shown: (readonly string[])[] = [];
      let position: MatrixPosition | undefined;
      do {
        const { rows, next } = await matrixPage(index, { repository: { owner: 'acme', name: 'wide' } }, { limit, after: position });
        shown.push(rows.map(({ subject, environment }) => subject + environment));
        position = next;
      } while (position);
      return shown;
    };
    expect(await pages(6)).toEqual([['xa', 'xb', 'xc', 'ya', 'yb', 'yc']]);
    expect(await pages(4)).toEqual([
      ['xa', 'xb', 'xc'],
      ['ya', 'yb', 'yc'],
    ]);
    expect(await pages(2)).toEqual([['xa', 'xb'], ['xc'], ['ya', 'yb'], ['yc']]);
    await inTransaction(database.pool, dropIndex);
    await fill(STORIES);
  });

  test('what waits, the longest first', async () => {
    expect((await listWaiting(index, 2)).map(({ repository, number }) => `${repository.name}#${number}`)).toEqual(['shop#3', 'odd#1']);
  });

  test('weeks from Monday, UTC: what ended, how long it took, how long people took', async () => {
    const asked = { since: '2026-11-01T00:00:00Z', until: '2026-12-31T00:00:00Z' };
    expect(await metricsByWeek(index, asked)).toEqual([
      {
        week: '2026-11-16',
        ended: 3,
        promoted: 2,
        rejected: 1,
        cancelled: 0,
        failed: 0,
        rolledBack: 0,
        leadTime: { p50: 180, p90: 180 },
        approvalWait: { p50: 120, p90: 120 },
      },
      {
        week: '2026-11-23',
        ended: 1,
        promoted: 0,
        rejected: 0,
        cancelled: 0,
        failed: 0,
        rolledBack: 1,
        leadTime: { p50: 180, p90: 180 },
        approvalWait: { p50: 120, p90: 120 },
      },
    ]);
    expect(await metricsByWeek(index, { ...asked, subject: 'cart' })).toEqual([]);
  });

  test('the audit: who did what, about what, when, page by page', async () => {
    const entries = async (filter: Parameters<typeof listEntries>[1]) =>
      (await listEntries(index, filter, { limit: 100 })).rows.map(({ repository, number, seq }) => `${repository.name}#${number}.${seq}`);
    const all = await entries({});
    expect(all).toHaveLength(STORIES.flatMap((one) => one.entries).length);
    expect(await entries({ action: 'rejected' })).toEqual(['shop#2.4']);
    expect(await entries({ person: 'carol' })).toEqual(['books#1.1', 'shop#2.4', 'shop#2.3']);
    expect(await entries({ subject: 'cart' })).toEqual(['shop#3.2', 'shop#3.1']);
    expect(await entries({ since: minute(0), until: minute(0) })).toEqual(['shop#1.2', 'shop#1.1']);
    expect(await entries({ repository: { owner: 'acme', name: 'books' }, action: 'rolled_back' })).toEqual(['books#2.6']);
    const shown: string[] = [];
    let position: AuditPosition | undefined;
    do {
      const { rows, next } = await listEntries(index, {}, { limit: 5, before: position });
      shown.push(...rows.map(({ repository, number, seq }) => `${repository.name}#${number}.${seq}`));
      position = next;
    } while (position);
    expect(shown).toEqual(all);
  });

  test('nobody is told of repositories they may not see: lists, counts, one, matrix, waiting, metrics, audit', async () => {
    const asked = { since: '2026-11-01T00:00:00Z', until: '2026-12-31T00:00:00Z' };
    const names = async (visible: readonly number[]) => [
      ...new Set([
        ...(await found({}, visible)).map((name) => name.split('#')[0]),
        ...(await found({ person: 1 }, visible)).map((name) => name.split('#')[0]),
        ...(await matrixOf(index, {}, visible)).map(({ repository }) => repository.name),
        ...(await listWaiting(index, 50, visible)).map(({ repository }) => repository.name),
        ...(await listEntries(index, {}, { limit: 100 }, visible)).rows.map(({ repository }) => repository.name),
        ...((await findPromotion(index, { owner: 'acme', name: 'shop', number: 1 }, visible)) ? ['shop'] : []),
      ]),
    ];
    expect(await names([6])).toEqual(['books']);
    expect(await names([])).toEqual([]);
    expect((await names([5, 7])).toSorted()).toEqual(['odd', 'shop']);
    expect(await metricsByWeek(index, asked, [])).toEqual([]);
    expect((await metricsByWeek(index, asked, [6])).map(({ ended }) => ended)).toEqual([1, 1]);
    expect((await countPromotions(index, { search: 'v' }, 50, [6])).count).toBe(2);
  });
});
