/** Where files may be put, and how long is waited. */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { err, ok } from '../../src/core/result.ts';
import { impatient, patient } from '../../src/runner/patience.ts';
import { makeRoom } from '../../src/runner/room.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'room-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const dir = join(home, 'work');
const outside = join(home, 'outside');
for (const folder of [dir, outside, join(dir, 'real')]) mkdirSync(folder);
writeFileSync(join(outside, 'kept.txt'), 'kept');
symlinkSync(outside, join(dir, 'out'));
symlinkSync('real', join(dir, 'in'));
symlinkSync(join(outside, 'gone'), join(dir, 'dangling'));

test('folders are made, and what lies there goes', async () => {
  const full = await makeRoom(dir, 'a/b/c.txt');
  expect(full).toBe(join(dir, 'a/b/c.txt'));
  writeFileSync(full, 'one', { flag: 'wx' });
  writeFileSync(await makeRoom(dir, 'a/b/c.txt'), 'two', { flag: 'wx' });
  expect(readFileSync(full, 'utf8')).toBe('two');
  expect(await makeRoom(dir, 'in/d.txt')).toBe(join(dir, 'real/d.txt'));
});

// Falls without: the real path of each folder, looked at before the next one is made.
test.each(['out/x.txt', 'out/deeper/x.txt', 'in/../out/x.txt', 'dangling/x.txt'])(
  'attack 51: nothing is made or written at %s',
  async (path) => {
    await expect(makeRoom(dir, path)).rejects.toThrow('would lie outside the checkout');
    expect(readdirSync(outside)).toEqual(['kept.txt']);
  },
);

// Falls without: rm in makeRoom.
test('attack 51: a link at the very place is taken away, not written through', async () => {
  symlinkSync(join(outside, 'kept.txt'), join(dir, 'report.json'));
  writeFileSync(await makeRoom(dir, 'report.json'), 'new', { flag: 'wx' });
  expect([lstatSync(join(dir, 'report.json')).isSymbolicLink(), readFileSync(join(outside, 'kept.txt'), 'utf8')]).toEqual([false, 'kept']);
});

/** A clock that goes by as far as is waited. */
function waiting(most: number) {
  let now = 1_000;
  const pauses: number[] = [];
  const pause = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    pauses.push(milliseconds);
  };
  return { wait: patient({ every: 10, most, pause, now: () => now }), pauses };
}
const open = err({ message: 'it runs', pending: true });

test('it looks again until there is an answer', async () => {
  const { wait, pauses } = waiting(100);
  let looks = 0;
  expect(await wait(async () => (++looks < 3 ? open : ok('done')))).toEqual(ok('done'));
  expect(pauses).toEqual([10, 10]);
  expect(await wait(async () => err({ message: 'broken' }))).toEqual(err({ message: 'broken' }));
  expect(pauses).toHaveLength(2);
});

test('patience ends, and is one for all: whoever comes later waits what is left', async () => {
  const { wait, pauses } = waiting(30);
  expect(await wait(async () => open)).toEqual(open);
  expect(pauses).toEqual([10, 10, 10]);
  expect(await wait(async () => open)).toEqual(open);
  expect(pauses).toHaveLength(3);
  expect(await impatient(async () => open)).toEqual(open);
});
