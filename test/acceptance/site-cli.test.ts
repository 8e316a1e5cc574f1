/** `promotion-bot site`: the pages as files, of which every link leads somewhere. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { inTransaction } from '../../src/store/database.ts';
import { fillRecords } from '../../src/store/index/write.ts';
import { openDatabase } from '../../src/store/open.ts';
import { databases } from '../harness/databases.ts';
import { ARRIVED, person, record } from '../store/records.ts';
import { cliWorld } from './cli-world.ts';
import { people } from './person-world.ts';

const { where } = databases();
const EVIL = '<img src=x onerror=alert(1)>"\'javascript:alert(2)';
let one = '';
let two = '';

async function homeWith(records: Parameters<typeof fillRecords>[1]): Promise<string> {
  const { folder } = await where('PGlite');
  const database = await openDatabase({ folder });
  await inTransaction(database.pool, (client) => fillRecords(client, records));
  await database.close();
  return folder;
}

beforeAll(async () => {
  const [alice, bob] = [person(1, 'alice'), person(2, 'bob')];
  const many = Array.from({ length: 60 }, (_, i) => record({ number: 100 + i, at: 200 + i, by: alice, version: `v${i}` }));
  const own = [
    record({ number: 7, at: 0, by: alice, approver: bob, deeds: ARRIVED }),
    record({ number: 8, at: 60, by: alice, approver: bob, version: EVIL, from: 'staging', to: 'production', title: EVIL, deeds: ARRIVED }),
    ...many,
  ];
  one = await homeWith(own);
  two = await homeWith([...own, record({ number: 1, at: 5, repo: 99, name: 'vault', subject: 'vault-key' })]);
});

async function run(argv: readonly string[], home = one) {
  const world = cliWorld({ DATA_DIR: home });
  const code = await main(['site', ...argv], world.io);
  return { code, out: world.out(), err: world.err(), folder: join(world.folder, 'pages'), cwd: world.folder };
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file) && !file.endsWith('shop'));

function broken(folder: string): readonly string[] {
  const pages = filesIn(folder).filter((file) => file.endsWith('.html'));
  return pages.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const targets = [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, target = '']) => target);
    return targets
      .filter((target) => !/^(https?:\/\/|#)/.test(target))
      .filter((target) => target.startsWith('/') || !existsSync(resolve(folder, dirname(file), target.split('#')[0] ?? '')))
      .map((target) => `${file} -> ${target}`);
  });
}

test('every page is there, every link leads to a file, and nothing needs a server', async () => {
  const { code, out, err, folder } = await run(['--out', 'pages']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^\d+ files in .*pages, of acme\/shop\. Open index\.html\.\nWhoever may read these files/);
  expect(filesIn(folder)).toEqual(
    expect.arrayContaining([
      'index.html',
      'promotions.html',
      'promotions-2.html',
      'metrics.html',
      'audit.html',
      'audit.csv',
      'audit.ndjson',
    ]),
  );
  expect(existsSync(join(folder, 'promotions/acme/shop/8.html'))).toBe(true);
  expect(broken(folder)).toEqual([]);
  const all = filesIn(folder)
    .filter((file) => file.endsWith('.html'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  expect(all).not.toMatch(/<form|<script|<img src=x|href="javascript|Waiting for me|Sign out/);
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(readFileSync(join(folder, 'promotions/acme/shop/7.html'), 'utf8')).toContain('href="../../../audit.html"');
});

test('of several repositories those are shown that are named, and none by mistake', async () => {
  expect(await run(['--out', 'pages'], two)).toMatchObject({
    code: 2,
    err: expect.stringContaining('acme/shop, acme/vault. Name those to show'),
  });
  const { code, folder } = await run(['--out', 'pages', '--repository', 'acme/shop'], two);
  expect(code).toBe(0);
  const all = filesIn(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  expect(all).not.toContain('vault');
  expect(await run(['--out', 'pages', '--repository', 'acme/cellar'])).toMatchObject({
    code: 2,
    err: 'There are no promotions of acme/cellar. Those that have some: acme/shop.\n',
  });
});

test('a folder of somebody else is left alone; its own is written anew, and what is gone goes', async () => {
  const { cwd, folder } = await run(['--out', 'pages']);
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  const world = cliWorld({ DATA_DIR: one });
  const again = await main(['site', '--out', folder], { ...world.io, cwd });
  expect([again, existsSync(join(folder, 'mine.txt'))]).toEqual([0, true]);
  const mark = join(folder, '.promotion-bot-site.json');
  const { files } = JSON.parse(readFileSync(mark, 'utf8')) as { files: string[] };
  writeFileSync(join(folder, 'old.html'), 'old');
  writeFileSync(mark, JSON.stringify({ files: [...files, 'old.html'] }));
  expect(await main(['site', '--out', folder], { ...world.io, cwd })).toBe(0);
  expect(existsSync(join(folder, 'old.html'))).toBe(false);
  mkdirSync(join(cwd, 'theirs'));
  writeFileSync(join(cwd, 'theirs/thesis.txt'), 'years of work');
  const other = cliWorld({ DATA_DIR: one });
  expect(await main(['site', '--out', 'theirs'], { ...other.io, cwd })).toBe(2);
  expect(other.err()).toContain('holds other files (thesis.txt). Name a folder that is empty');
  expect(readdirSync(join(cwd, 'theirs'))).toEqual(['thesis.txt']);
});

test('without a database it is read from GitHub with a token, and proven by the public key', async () => {
  await people(async ({ s, as }) => {
    const issue = await s.opens('alice', { to: 'staging', version: 'v1.4.0' });
    await s.says('bob', issue, '/approve');
    const folder = join(cliWorld().folder, 'pages');
    const { code, out, err } = await as('alice', ['site', '--out', folder, '--from-github', 'acme/shop']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('of acme/shop');
    expect(readFileSync(join(folder, `promotions/acme/shop/${issue.number}.html`), 'utf8')).toContain('awaits approval');
    expect(broken(folder)).toEqual([]);
    const keyless = await as('alice', ['site', '--out', folder, '--from-github', 'acme/shop'], { withoutKey: true });
    expect([keyless.code, keyless.err]).toEqual([2, expect.stringContaining('There is no public key')]);
  });
});
