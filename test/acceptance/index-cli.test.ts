/** `promotion-bot list` and `status`, on what a bot has kept in a folder. */
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { inTransaction } from '../../src/store/database.ts';
import { fillRecords } from '../../src/store/index/write.ts';
import { openDatabase } from '../../src/store/open.ts';
import { shelfIn } from '../../src/store/rebuild-shelf.ts';
import { databases } from '../harness/databases.ts';
import { ARRIVED, person, record } from '../store/records.ts';
import { cliWorld } from './cli-world.ts';

const { where } = databases();
let home = '';

beforeAll(async () => {
  const { folder } = await where('PGlite');
  const database = await openDatabase({ folder });
  const alice = person(1, 'alice');
  const bob = person(2, 'bob');
  await inTransaction(database.pool, (client) =>
    fillRecords(client, [
      record({ number: 7, at: 0, by: alice, approver: bob, deeds: ARRIVED }),
      record({ number: 8, at: 60, by: alice, approver: bob, version: 'v2', from: 'staging', to: 'production', deeds: ARRIVED }),
      record({ number: 9, at: 120, by: bob, approver: alice, version: 'v3', subject: 'cart', deeds: ['approve', 'reject'] }),
      record({ number: 10, at: 180, by: bob, subject: 'evil \u001b[31m\nname', version: '', held: true }),
    ]),
  );
  await database.close();
  home = folder;
});

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = { DATA_DIR: home }, isTTY = false) {
  const world = cliWorld(env);
  const io = isTTY ? { ...world.io, stdout: { write: world.io.stdout.write, isTTY } } : world.io;
  const code = await main(argv, io);
  return { code, out: world.out(), err: world.err() };
}

test('list: newest first, aligned, who asked and who decided, nothing of a name moves the cursor', async () => {
  const { code, out, err } = await run(['list']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatchInlineSnapshot(`
"PROMOTION     SUBJECT         VERSION  TO                     STATUS                    ASKED BY  ASKED AT               DECIDED BY
acme/shop#10  evil [31m name  aaaaaaa  staging                AWAITING_APPROVAL (held)  bob       20 Nov 2026 13:00 UTC
acme/shop#9   cart            v3       staging                REJECTED                  bob       20 Nov 2026 12:00 UTC  alice, alice (rejected)
acme/shop#8   shop            v2       staging -> production  PROMOTED                  alice     20 Nov 2026 11:00 UTC  bob
acme/shop#7   shop            v1       staging                PROMOTED                  alice     20 Nov 2026 10:00 UTC  bob

4 promotions.
"
`);
});

test('list goes on where a page ended', async () => {
  const first = await run(['list', '--limit', '2']);
  const [, cursor = ''] = /--before (\S+)/.exec(first.out) ?? [];
  expect(first.out).toContain('2 promotions of 4. The next ones: --before ');
  const second = await run(['list', '--limit', '2', '--before', cursor]);
  expect(second.out).toMatch(/acme\/shop#8[\s\S]*acme\/shop#7[\s\S]*\n2 promotions\.\n$/);
});

test.each([
  [['--repository', 'Acme/Shop', '--status', 'rejected'], ['acme/shop#9']],
  [['--subject', 'shop', '--to', 'production', '--from', 'staging'], ['acme/shop#8']],
  [
    ['--person', '@ALICE', '--status', 'promoted', 'REJECTED'],
    ['acme/shop#9', 'acme/shop#8', 'acme/shop#7'],
  ],
  [['--search', 'V2', '--since', '2026-11-20', '--until', '2026-11-20'], ['acme/shop#8']],
  [['--until', '2026-11-19'], []],
])('list %j', async (argv, names) => {
  const { code, out } = await run(['list', ...argv]);
  expect([code, out.match(/acme\/shop#\d+/g) ?? []]).toEqual([0, names]);
  if (names.length === 0) expect(out).toBe('There is no such promotion.\n');
});

test('list --json is one object, with the page after it', async () => {
  const { out } = await run(['list', '--json', '--limit', '1', '--person', 'alice']);
  const { promotions, count, more, next } = JSON.parse(out);
  expect([count, more, next]).toEqual([3, false, '2026-11-20T12:00:00Z,5,9']);
  expect(promotions).toMatchObject([
    { number: 9, status: 'REJECTED', decisions: [{ login: 'alice' }, { login: 'alice', verdict: 'rejected' }] },
  ]);
});

test.each([
  [['list', '--status', 'done'], '--status takes PENDING, AWAITING_APPROVAL'],
  [['list', '--repository', 'shop'], '--repository takes owner/name.'],
  [['list', '--limit', '0'], '--limit takes a number from 1 to 1000.'],
  [['list', '--limit', '1001'], '--limit takes a number from 1 to 1000.'],
  [['list', '--before', "';--"], '--before takes what the page before ended with.'],
  [['list', '--since', 'yesterday'], '--since takes a day like'],
])('%j is not understood', async (argv, words) => {
  const { code, err } = await run(argv);
  expect(code).toBe(64);
  expect(err).toContain(words);
});

test('status: what runs where', async () => {
  const all = await run(['status']);
  expect([all.code, all.out]).toMatchInlineSnapshot(`
[
  0,
  "acme/shop
  SUBJECT  STAGING  PRODUCTION
  shop     v1       v2
",
]
`);
  const one = await run(['status', 'shop']);
  expect([one.code, one.out]).toMatchInlineSnapshot(`
[
  0,
  "ENVIRONMENT  VERSION  SINCE                  PROMOTION    ASKED BY
staging      v1       20 Nov 2026 10:03 UTC  acme/shop#7  alice
production   v2       20 Nov 2026 11:03 UTC  acme/shop#8  alice
",
]
`);
  const there = await run(['status', 'shop', '--environment', 'staging', '--json']);
  expect(JSON.parse(there.out).versions).toMatchObject([{ subject: 'shop', environment: 'staging', version: 'v1', number: 7 }]);
});

test('status of what runs nowhere: 1', async () => {
  expect(await run(['status', 'cart'])).toEqual({ code: 1, out: 'Nothing is known to run of cart.\n', err: '' });
});

test('colours are for terminals, and for those who want them', async () => {
  expect((await run(['list'])).out).not.toContain('\u001b');
  expect((await run(['list'], { DATA_DIR: home }, true)).out).toContain('\u001b[32mPROMOTED\u001b[39m');
  expect((await run(['list'], { DATA_DIR: home, NO_COLOR: '1' }, true)).out).not.toContain('\u001b');
});

test('a folder that another process has open, or that is not there, or an address that is none: what to do, with 2', async () => {
  const database = await openDatabase({ folder: home });
  try {
    const locked = await run(['list']);
    expect([locked.code, locked.out]).toEqual([2, '']);
    expect(locked.err).toMatch(/is in use by process \d+[\s\S]*Stop that process, or set DATA_DIR to another folder\./);
  } finally {
    await database.close();
  }
  const nowhere = await run(['status'], { DATA_DIR: 'nowhere' });
  expect([nowhere.code, nowhere.err]).toEqual([
    2,
    expect.stringMatching(/^There is no database in .*nowhere\.\nStart the bot, or run "promotion-bot rebuild"/),
  ]);
  const odd = await run(['status'], { DATABASE_URL: 'mysql://secret@there' });
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('DATABASE_URL is not the address of a PostgreSQL.')]);
  expect(odd.err).not.toContain('secret');
});

test('a half-built index says so, beside the answer', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'half-')), 'data');
  cpSync((await where('PGlite')).folder, folder, { recursive: true });
  const database = await openDatabase({ folder });
  await shelfIn(database.pool).begin();
  await database.close();
  const { code, out, err } = await run(['status'], { DATA_DIR: folder });
  expect([code, out]).toEqual([0, 'Nothing has been promoted yet.\n']);
  expect(err).toContain('Note: the index is being rebuilt (0 repositories and 0 promotions read so far), so something may be missing.');
});

test('rebuild without settings: everything that is missing, nothing opened', async () => {
  const { code, out, err } = await run(['rebuild'], {});
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^The index cannot be rebuilt yet:\n\n {2}- APP_ID is missing\./);
});
