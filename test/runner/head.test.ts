/** Which commit is checked out, of whatever kind the checkout is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { bareEnvironment } from '../../src/runner/command.ts';
import { headOf } from '../../src/runner/head.ts';

const env = bareEnvironment(process.env);
const home = mkdtempSync(join(tmpdir(), 'head-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const dir = join(home, 'work');
const git = (...argv: readonly string[]): string =>
  execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...argv], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
execFileSync('git', ['init', '-q', dir], { env });
writeFileSync(join(dir, 'a'), '1');
git('add', '.');
git('commit', '-q', '-m', 'one');
const sha = git('rev-parse', 'HEAD');

// Falls without: the look into refs/heads, and git where that does not help.
test.each<[what: string, make: () => unknown]>([
  ['a branch', () => undefined],
  ['a branch of another name', () => git('checkout', '-q', '-b', 'fix/two-things')],
  ['a branch whose name is no plain one', () => git('checkout', '-q', '-b', 'fix.3+4')],
  ['a branch that is packed', () => git('pack-refs', '--all')],
  ['a commit', () => git('checkout', '-q', '--detach')],
])('of %s', (_, make) => {
  make();
  expect(headOf(dir, env)).toBe(sha);
});

test('of a worktree that is linked', () => {
  git('worktree', 'add', '-q', join(home, 'linked'));
  expect(headOf(join(home, 'linked'), env)).toBe(sha);
});

test('none where nothing is checked out', () => {
  expect(headOf(home, env)).toBeUndefined();
});
