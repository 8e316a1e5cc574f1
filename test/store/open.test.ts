/** Who cannot have the database is told why, and what to do; nothing is made or changed then. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { Unusable } from '../../src/store/database.ts';
import { MAJOR } from '../../src/store/embedded.ts';
import { openDatabase, type Where } from '../../src/store/open.ts';
import { databases } from '../harness/databases.ts';

const { where, open } = databases();

async function refusal(place: Where): Promise<readonly [sentence: string, remedy: string]> {
  try {
    await (await openDatabase(place)).close();
  } catch (error) {
    if (error instanceof Unusable) return [error.message, error.remedy];
    throw error;
  }
  throw new Error('it was opened');
}

test('a folder belongs to one process, and the second is told which', async () => {
  const place = await where('PGlite');
  const database = await openDatabase(place);
  const [sentence, remedy] = await refusal(place);
  expect(sentence).toBe(`The folder ${place.folder} is in use by process ${process.pid}.`);
  expect(remedy).toContain('DATABASE_URL');
  await database.close();
  await (await openDatabase(place)).close();
});

test('whose process was killed leaves a folder that opens', async () => {
  const place = await where('PGlite');
  const program = join(place.folder, '..', 'locks.mjs');
  symlinkSync(join(process.cwd(), 'node_modules'), join(place.folder, '..', 'node_modules'));
  const contents = `import { lockFolder } from './src/store/folder-lock.ts';
    await lockFolder(${JSON.stringify(place.folder)}); process.stdout.write('locked'); setInterval(() => {}, 1000);`;
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect((await refusal(place))[0]).toBe(`The folder ${place.folder} is in use by process ${child.pid}.`);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  expect(readdirSync(place.folder).filter((name) => name.startsWith('lock'))).toHaveLength(1);
  await (await openDatabase(place)).close();
});

test('another major version of PostgreSQL is not touched: everything can be read again from GitHub', async () => {
  const place = await where('PGlite');
  writeFileSync(join(place.folder, 'postgres', 'PG_VERSION'), '17\n');
  const [sentence, remedy] = await refusal(place);
  expect(sentence).toBe(
    `The database in ${place.folder} was written by PostgreSQL 17, and this version brings PostgreSQL ${MAJOR}, which cannot read it.`,
  );
  expect(remedy).toContain('"promotion-bot rebuild"');
});

test('the version that PGlite brings is the one that the code speaks of', async () => {
  const { version } = await open('PGlite');
  expect(version.split('.')[0]).toBe(String(MAJOR));
});

test('a first start that was cut off begins anew', async () => {
  const { folder } = await where('PGlite');
  const fresh = join(folder, 'fresh');
  mkdirSync(join(fresh, 'postgres.new'), { recursive: true });
  writeFileSync(join(fresh, 'postgres.new', 'PG_VERSION'), 'half');
  await (await openDatabase({ folder: fresh })).close();
  expect([existsSync(join(fresh, 'postgres')), existsSync(join(fresh, 'postgres.new'))]).toEqual([true, false]);
});

test('a server that does not answer, and one that lets nobody in, are told apart; the password is not said', async () => {
  const { folder, url = '' } = await where('PostgreSQL');
  const closed = new URL(url);
  closed.port = '1';
  const [nobody, remedy] = await refusal({ folder, url: closed.href });
  expect(nobody).toMatch(/^The database at 127\.0\.0\.1:1\/\w+ cannot be used: .*ECONNREFUSED/);
  expect(remedy).toContain('DATABASE_URL');
  const missing = new URL(url);
  missing.pathname = '/nobody_made_it';
  expect((await refusal({ folder, url: missing.href }))[0]).toMatch(/cannot be used: database "nobody_made_it" does not exist\.$/);
  for (const told of [nobody, remedy]) expect(told).not.toContain(closed.password || 'password');
});

test('tables of a newer version are left alone', async () => {
  const place = await where('PostgreSQL');
  const database = await openDatabase(place);
  await database.pool.query(`insert into promotion_bot.migration (number, name) values (99, 'of tomorrow')`);
  await database.close();
  expect(await refusal(place)).toEqual([
    expect.stringMatching(/^The database was brought to step 99 by a newer version; this one knows \d+ steps\.$/),
    expect.stringContaining('rebuild'),
  ]);
});

test('two that start at once on a new database find it whole', async () => {
  const place = await where('PostgreSQL');
  const both = await Promise.all([openDatabase(place), openDatabase(place)]);
  for (const { pool } of both)
    expect((await pool.query('select count(*)::int as n from promotion_bot.migration')).rows[0]?.n).toBeGreaterThan(2);
  for (const database of both) await database.close();
});
