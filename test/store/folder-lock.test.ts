/** A folder belongs to one process, also when several begin at the same moment after one was killed. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { lockFolder } from '../../src/store/folder-lock.ts';

const homes: string[] = [];
const folder = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'promotion-bot-lock-'));
  homes.push(home);
  return home;
};
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

/** The sockets of a process that was killed. */
const leaveBehind = (paths: readonly string[]): void => {
  const program = `const { createServer } = require('node:net'); let n = 0;
    for (const path of ${JSON.stringify(paths)}) createServer().listen(path, () => { n += 1; if (n === ${paths.length}) process.kill(process.pid, 'SIGKILL'); });`;
  try {
    execFileSync(process.execPath, ['-e', program], { stdio: 'ignore' });
  } catch {
    // It was killed.
  }
};

test('whoever comes second is told who has it, and gets it when it is given back', async () => {
  const home = folder();
  const unlock = await lockFolder(home);
  await expect(lockFolder(home)).rejects.toThrow(`The folder ${home} is in use by process ${process.pid}.`);
  await unlock();
  await (await lockFolder(home))();
  expect(readdirSync(home)).toEqual([]);
});

test('of many that begin at once after one was killed, never two have it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const home = folder();
    leaveBehind([join(home, 'lock'), join(home, 'lock-000000000000')]);
    expect(readdirSync(home)).toHaveLength(2);
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(home)));
    const unlocks = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(unlocks.length).toBeLessThanOrEqual(1);
    for (const unlock of unlocks) await unlock();
    await (await lockFolder(home))();
    expect(readdirSync(home)).toEqual(['lock']);
  }
});

test('whoever is there and does not answer still has it', async () => {
  const home = folder();
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(join(home, 'lock-0123456789ab'), resolve));
  silent.on('connection', (socket) => socket.destroy());
  await expect(lockFolder(home)).rejects.toThrow('is in use by process unknown');
  await new Promise((resolve) => silent.close(resolve));
});
