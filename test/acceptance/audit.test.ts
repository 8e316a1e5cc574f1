/** `audit verify` and `audit export`, as an auditor runs them: GitHub is played by nock, an export needs no GitHub at all. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { newLedgerKey, notaryOf, publicHalf } from '../../src/app/notary.ts';
import { main } from '../../src/cli.ts';
import type { ThreadComment } from '../../src/core/audit.ts';
import type { Entry } from '../../src/core/entry.ts';
import { writeEntries } from '../../src/core/ledger.ts';
import { allLines, BOT, commentOf, commentsOf, entries, MALLORY, PLACE, SECRET } from '../core/audit-ledger.ts';
import { cliWorld } from './cli-world.ts';

const PUBLIC = publicHalf(SECRET);
const TOKEN = 'ghp_canaryCanaryCanaryCanaryCanaryCanary';
const GOOD = commentsOf(entries(6), 2);

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

function auditor(env: Readonly<Record<string, string>> = { GH_TOKEN: TOKEN }) {
  const world = cliWorld(env);
  const file = (name: string, text: string) => {
    mkdirSync(dirname(join(world.folder, name)), { recursive: true });
    writeFileSync(join(world.folder, name), text);
  };
  file('.github/promotion-bot.pub.pem', publicHalf(newLedgerKey()) + PUBLIC);
  return { ...world, file, run: (...argv: string[]) => main(['audit', ...argv], world.io) };
}

const TYPES = { bot: 'Bot', person: 'User', other: 'Organization' } as const;
const listed = ({ id, url, author, createdAt, body }: ThreadComment) => ({
  id,
  node_id: `IC_${id}`,
  html_url: url,
  user: author ? { id: author.id, login: author.login, type: TYPES[author.kind] } : null,
  created_at: createdAt,
  updated_at: '2026-11-21T00:00:00Z',
  body,
});

/** What GitHub answers for acme/shop#7: two reads, the comments by pages of 100, and which of the ledger's were edited. */
function github(comments: readonly ThreadComment[], host = 'https://api.github.com', base = '') {
  const api = nock(host, { reqheaders: { authorization: `token ${TOKEN}` } });
  api.get(`${base}/repos/acme/shop`).reply(200, { id: PLACE.repo, full_name: 'acme/shop' });
  api.get(`${base}/repos/acme/shop/issues/7`).reply(200, { node_id: PLACE.issue, html_url: 'https://github.com/acme/shop/issues/7' });
  for (let page = 0; page * 100 < Math.max(comments.length, 1); page += 1) {
    const further = (page + 1) * 100 < comments.length;
    const link = `<${host}${base}/repos/acme/shop/issues/7/comments?per_page=100&page=${page + 2}>; rel="next"`;
    api
      .get(`${base}/repos/acme/shop/issues/7/comments`)
      .query({ per_page: '100', ...(page === 0 ? {} : { page: String(page + 1) }) })
      .reply(200, comments.slice(page * 100, (page + 1) * 100).map(listed), further ? { link } : {});
  }
  const alike = comments.filter(({ body }) => body.includes('promotion-bot:ledger'));
  const nodes = alike.map(({ id, editedAt, editor }) => ({
    id: `IC_${id}`,
    lastEditedAt: editedAt,
    editor: editor === null ? null : { login: editor },
  }));
  api
    .post(base === '' ? '/graphql' : '/api/graphql', ({ variables }) => String(variables.ids) === String(nodes.map(({ id }) => id)))
    .reply(200, { data: { nodes } });
}

test('a whole trail: 0, the summary, the limits; one list request a hundred comments, and no token in what is printed', async () => {
  const chatter = Array.from({ length: 150 }, (_, i) => commentOf(1_000 + i, 'hello', { author: MALLORY }));
  github([...GOOD, ...chatter]);
  const world = auditor();
  expect(await world.run('verify', 'acme/shop#7')).toBe(0);
  expect(world.out()).toMatch(/^acme\/shop#7: the audit trail holds\.\n {2}6 entries, 20 Nov 2026 00:00 UTC to/);
  expect(world.out()).toContain('People: alice, person-1');
  expect(world.out()).toContain('What it cannot: whether entries at the end were removed');
  expect([world.err(), world.out().includes(TOKEN)]).toEqual(['', false]);
});

test('a tampered trail: 1, with the first bad entry and the address of its comment; programs read the same', async () => {
  const bad = GOOD.map((comment, i) => (i === 1 ? { ...comment, body: comment.body.replace('"no_role"', '"on_hold"') } : comment));
  const world = auditor();
  github(bad);
  expect(await world.run('verify', 'acme/shop#7')).toBe(1);
  expect(world.out()).toMatch(
    /the audit trail is broken\.\n {2}Entry 4: its signature does not verify, so it was changed or forged\.\n {2}See https:\/\/github\.com\/acme\/shop\/issues\/7#issuecomment-101\n {2}Holds up to there: 3 entries/,
  );
  const other = auditor();
  github(bad);
  expect(await other.run('verify', 'acme/shop#7', '--json')).toBe(1);
  expect(JSON.parse(other.out())).toMatchObject({
    ok: false,
    promotions: [
      {
        promotion: 'acme/shop#7',
        ok: false,
        entries: 3,
        finding: { why: 'bad_signature', seq: 4, comment: expect.stringContaining('-101') },
      },
    ],
  });
});

test('a comment that was edited is named with who did it; one that was merely touched does no harm', async () => {
  const world = auditor();
  github(GOOD.map((comment, i) => (i === 1 ? { ...comment, editedAt: comment.createdAt, editor: 'eve' } : comment)));
  expect(await world.run('verify', 'acme/shop#7')).toBe(1);
  expect(world.out()).toContain('Entry 3: its comment was edited by eve.');
  github(GOOD);
  expect(await world.run('verify', 'acme/shop#7')).toBe(0);
});

test.each([
  [401, 'the token is not valid'],
  [404, 'there is no such issue, or the token may not see it'],
  [500, 'Try again in a moment'],
])('GitHub answers %i: 2, and what to do', async (status, words) => {
  const world = auditor();
  nock('https://api.github.com')
    .get(/.*/)
    .times(3)
    .reply(status, { message: `no, ${TOKEN}` });
  expect(await world.run('verify', 'acme/shop#7')).toBe(2);
  expect(world.err()).toContain(`acme/shop#7 cannot be read from GitHub: `);
  expect(world.err()).toContain(words);
  expect(world.err()).not.toContain(TOKEN);
  nock.cleanAll();
});

test('no token, no key, a key of another kind, a key that does not fit: 2, and what to do', async () => {
  const bare = auditor({});
  expect(await bare.run('verify', 'acme/shop#7')).toBe(2);
  expect(bare.err()).toBe(
    'There is no token to read GitHub with. Set GH_TOKEN or GITHUB_TOKEN to one that may read issues, for instance: export GH_TOKEN="$(gh auth token)".\n',
  );
  const world = auditor();
  world.file('.github/promotion-bot.pub.pem', '');
  expect(await world.run('verify', 'acme/shop#7')).toBe(2);
  expect(world.err()).toContain('There is no public key in .github/promotion-bot.pub.pem. Get it from whoever runs the bot');
  world.file('secret.pem', newLedgerKey());
  expect(await world.run('verify', 'acme/shop#7', '--key', 'secret.pem', '--json')).toBe(2);
  expect(JSON.parse(world.out())).toMatchObject({ ok: null, error: expect.stringContaining('secret.pem holds no public key') });
  expect(await world.run('verify', 'acme/shop#7', '--key', 'gone.pem')).toBe(2);
  expect(world.err()).toContain('gone.pem cannot be read. Get it from whoever runs the bot');
  world.file('other.pem', publicHalf(newLedgerKey()));
  github(GOOD);
  expect(await world.run('verify', 'acme/shop#7', '--key', 'other.pem')).toBe(2);
  expect(world.out()).toMatch(
    /cannot say whether the audit trail holds\.\n {2}Entry 1: it is signed with the key [0-9a-f]{16}, and its public half is not here/,
  );
});

test('keys can be named several times', async () => {
  const world = auditor();
  world.file('a.pem', publicHalf(newLedgerKey()));
  world.file('b.pem', PUBLIC);
  github(GOOD);
  expect(await world.run('verify', 'acme/shop#7', '--key', 'a.pem', '--key', 'b.pem')).toBe(0);
  expect(await world.run('verify', '--key', 'a.pem', 'acme/shop#7')).toBe(64);
  expect(world.err()).toContain('Name the promotion first, then the options');
});

test('an Enterprise Server is asked when GHE_HOST of the process says so, never because of a .env in the folder', async () => {
  const world = auditor({ GITHUB_TOKEN: TOKEN, GHE_HOST: 'github.example.com' });
  github(GOOD, 'https://github.example.com', '/api/v3');
  expect(await world.run('verify', 'acme/shop#7')).toBe(0);
  const lured = auditor();
  lured.file('.env', 'GHE_HOST=evil.example\n');
  github(GOOD);
  expect(await lured.run('verify', 'acme/shop#7')).toBe(0);
});

test.each([
  'https://github.com@evil.example/acme/shop/issues/7',
  'https://github.com/acme/shop/issues/7',
  'acme/../shop#7',
  'acme/..#7',
  'acme/shop#7?x=1',
  'acme/shop#0',
  '//evil.example#7',
  'acme@evil/shop#7',
  'acme/shop%2f..#7',
  'acme/\u001b]0;owned\u0007#7',
])('attack 83: %j is no promotion, GitHub is not asked, and nothing of it reaches the terminal raw', async (source) => {
  const world = auditor();
  expect(await world.run('verify', source)).toBe(2);
  expect(world.err()).toContain('is neither owner/repo#number nor a file');
  expect(/[\p{Cc}]/u.test(world.err().trimEnd())).toBe(false);
});

test.each(['github.com@evil.example', 'https://evil.example', 'evil.example/x'])('attack 83: GHE_HOST %j is refused', async (host) => {
  const world = auditor({ GH_TOKEN: TOKEN, GHE_HOST: host });
  expect(await world.run('verify', 'acme/shop#7')).toBe(2);
  expect(world.err()).toContain('GHE_HOST is not a host name.');
});

test('attack 83: names with control characters are printed without them', async () => {
  const evil = { id: 3, login: 'ev\u001b]0;owned\u0007\u009b31m\u202eil', kind: 'person' } as const;
  const said: Entry = { kind: 'answered', at: '2026-11-20T10:00:00Z', by: evil, comment: 9, command: 'help' };
  const author = { ...BOT, login: 'b\u001b[2Jot' };
  const [start] = entries(1);
  if (!start) throw new Error('no entries');
  const posted = [commentOf(1, writeEntries(notaryOf(SECRET), PLACE, { seq: 0, hash: '0'.repeat(64) }, [start, said]), { author })];
  for (const argv of [
    ['verify', 'acme/shop#7'],
    ['verify', 'acme/shop#7', '--json'],
    ['export', 'acme/shop#7', '--format', 'csv'],
    ['export', 'acme/shop#7'],
    ['export', 'acme/shop#7', '--format', 'json'],
  ]) {
    const world = auditor();
    github(posted);
    expect(await world.run(...argv)).toBe(0);
    expect(/[\p{Cc}\u202e]/u.test(world.out().replaceAll(/\r?\n/g, ''))).toBe(false);
  }
});

test('export as JSON, then verified without GitHub and without a token', async () => {
  github([...GOOD, commentOf(900, GOOD[0]?.body ?? '', { author: MALLORY }), commentOf(901, 'private chatter')]);
  const world = auditor();
  expect(await world.run('export', 'acme/shop#7', '--format', 'json', '--out', 'trail.json')).toBe(0);
  const text = readFileSync(join(world.folder, 'trail.json'), 'utf8');
  expect([world.out(), text.includes('private chatter'), statSync(join(world.folder, 'trail.json')).mode & 0o777]).toEqual([
    '',
    false,
    0o600,
  ]);
  const offline = auditor({});
  offline.file('trail.json', text);
  expect(await offline.run('verify', 'trail.json', '--bot', String(BOT.id))).toBe(0);
  expect(offline.out()).toContain('Ignored: 1 comment of others that look like a part of it');
  offline.file('trail.json', text.replaceAll('no_role', 'on_hold'));
  expect(await offline.run('verify', 'trail.json')).toBe(1);
  offline.file('trail.json', '{"format":"something else"}');
  expect(await offline.run('verify', 'trail.json')).toBe(2);
  expect(offline.err()).toContain('trail.json is not an export that can be verified. Make one with');
});

test('export of lines and of a table, filtered', async () => {
  const world = auditor();
  github(GOOD);
  expect(await world.run('export', 'acme/shop#7')).toBe(0);
  expect(world.out().trimEnd().split('\n')).toEqual(allLines(GOOD));
  const filtered = auditor();
  github(GOOD);
  expect(
    await filtered.run(
      'export',
      'acme/shop#7',
      '--format',
      'csv',
      '--action',
      'refused',
      '--person',
      '@person-1',
      '--subject',
      'shop',
      '--since',
      '2026-11-20',
      '--until',
      '2026-11-20',
    ),
  ).toBe(0);
  expect(filtered.out().split('\r\n').slice(1, -1)).toEqual([
    `2026-11-20T00:00:01Z,acme/shop,7,2,refused,person-1,3,shop,v1,${'a'.repeat(40)},,staging,,PENDING,PENDING,1001,/approve no_role role=qa`,
  ]);
});

test('a broken trail is exported too, with a warning and 1', async () => {
  const world = auditor();
  github(GOOD.slice(0, 1).concat(GOOD.slice(2)));
  expect(await world.run('export', 'acme/shop#7')).toBe(1);
  expect(world.out().trimEnd().split('\n')).toHaveLength(4);
  expect(world.err()).toBe(
    'Warning: acme/shop#7: the audit trail is broken. Entry 3: number 5 stands in its place, so entries were removed, doubled or moved. It is exported as it stands; only what is below entry 3 is proven.\n',
  );
});

test('a file that cannot be written is told of, with 2', async () => {
  const world = auditor();
  github(GOOD);
  expect(await world.run('export', 'acme/shop#7', '--out', 'gone/trail.ndjson')).toBe(2);
  expect(world.err()).toBe('gone/trail.ndjson cannot be written (ENOENT). Name a file in a folder that is there with --out FILE.\n');
});

test.each([
  [['export'], 'Name the promotions first'],
  [['export', 'acme/shop#7', '--format', 'xml'], '--format takes one of ndjson, csv, json.'],
  [['export', 'acme/shop#7', '--action', 'approve'], '--action takes one of requested,'],
  [['export', 'acme/shop#7', '--since', 'yesterday'], '--since takes a day like 2026-11-20'],
  [['export', 'acme/shop#7', '--until', '2026-13-01'], '--until takes a day like'],
  [['export', 'acme/shop#7', '--format', 'json', '--person', 'bob'], 'Filters go with ndjson and csv'],
  [['verify', 'acme/shop#7', '--bot', 'promotion-bot'], '--bot takes the numeric id'],
])('%j is not understood: 64, and it says what would be', async (argv, words) => {
  const world = auditor();
  expect(await world.run(...argv)).toBe(64);
  expect(world.err()).toContain(words);
});
