import { mkdtempSync, readdirSync, rmSync } from 'node:fs';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { bareEnvironment, command } from '../../src/runner/command.ts';

const dir = mkdtempSync(join(tmpdir(), 'command-'));
const environment = bareEnvironment({
  ...process.env,
  GITHUB_TOKEN: 'ghs_canary',
  INPUT_TOKEN: 'ghs_canary',
  ACTIONS_RUNTIME_TOKEN: 'canary',
});
const run = (argv: readonly string[], timeoutSeconds = 20) => command({ dir, environment }, { argv, timeoutSeconds });
const node = (script: string, timeoutSeconds?: number) => run([process.execPath, '-e', script], timeoutSeconds);

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('exit code, time and last words are told', async () => {
  const found = await node("console.log('first'); console.error('second'); process.exitCode = 3");
  expect(found).toMatchObject({ ok: true, value: { exit: 3, seconds: expect.any(Number) } });
  expect(found.ok && found.value.tail.toSorted()).toEqual(['first', 'second']);
});

test('what is no program is said', async () => {
  expect(await run(['no-such-program-here', '--version'])).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('no-such-program-here could not be started') },
  });
});

test('it sees no token: hardly any variable at all', async () => {
  const found = await node('console.log(JSON.stringify(process.env))');
  const seen = JSON.parse((found.ok && found.value.tail[0]) || '');
  expect(JSON.stringify(seen)).not.toContain('canary');
  expect(Object.keys(seen)).not.toContain('GITHUB_TOKEN');
  expect(seen.CI).toBe('true');
});

// Falls without: `shell: false`, and arguments that are never joined.
test('attack 42: an argument is an argument, whatever it says', async () => {
  const evil = 'a"; touch pwned; echo $(touch pwned) `touch pwned` && touch pwned | touch pwned';
  const found = await run([process.execPath, '-e', 'console.log(process.argv[1])', evil]);
  expect(found).toMatchObject({ ok: true, value: { exit: 0, tail: [evil] } });
  expect(readdirSync(dir)).toEqual([]);
});

// Falls without: the time limit, and without killing the whole group.
test('what does not end is ended, with everything it started', async () => {
  const child = "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).pid";
  const began = performance.now();
  const found = await node(`process.on('SIGTERM', () => {}); console.log(${child}); setInterval(() => {}, 1000)`, 1);
  expect(found).toMatchObject({ ok: false, error: { message: expect.stringContaining('did not end within 1 s') } });
  expect(performance.now() - began).toBeLessThan(30_000);
});

test('a lot of output is not kept', async () => {
  const found = await node("process.stdout.write(('x'.repeat(99) + '\\n').repeat(200_000)); console.log('last')");
  expect(found.ok && found.value.tail.at(-1)).toBe('last');
  expect(found.ok && found.value.tail.length).toBeLessThanOrEqual(20);
});

test('colours and control characters are taken out of what it printed', async () => {
  const found = await node("console.log('\\u001b[31mred\\u001b[0m\\u0007 \\u001b]0;title\\u0007end')");
  expect(found.ok && found.value.tail.join()).toMatch(/^red\s+(?:\S*\s*)?end$/);
});
