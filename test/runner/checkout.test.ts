/** What a checkout holds of its own proves nothing: evidence comes from runs, and its age is that of the artifact. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { unpack } from '../../src/runner/artifacts.ts';
import { checkoutAt, clearCommitted } from '../../src/runner/checkout.ts';
import { bareEnvironment } from '../../src/runner/command.ts';
import { findersOn } from '../../src/runner/finders.ts';
import { impatient } from '../../src/runner/patience.ts';
import { zipOf } from '../../src/sandbox/index.ts';

const env = bareEnvironment(process.env);
const dir = mkdtempSync(join(tmpdir(), 'checkout-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const JUNIT = '<testsuite tests="1"><testcase name="a" classname="b"/></testsuite>';
for (const path of ['src/a.py', 'reports/green.xml', 'docs/spec.md']) put(path, JUNIT);
execFileSync('git', ['-C', dir, 'init', '-q'], { env });
execFileSync('git', ['-C', dir, 'add', '.'], { env });
put('built.xml', JUNIT);

const finders = findersOn({
  dir,
  environment: env,
  prometheus: undefined,
  github: undefined,
  pause: async () => {},
  patient: impatient,
  checkout: () => checkoutAt(dir, env),
});

test('git tells what is of the commit, and what was built beside it is not', () => {
  expect(checkoutAt(dir, env)?.files).toEqual(['docs/spec.md', 'reports/green.xml', 'src/a.py']);
  expect(checkoutAt(tmpdir(), env)).toBeUndefined();
});

test('the time of a file of the commit is that of the checkout, so its age cannot be told', async () => {
  const of = 'tests' as const;
  const committed = await finders.report({ kind: 'report', glob: 'reports/green.xml', of, format: undefined });
  expect(committed.ok && committed.value.sources.map((source) => [source.path, 'at' in source])).toEqual([['reports/green.xml', false]]);
  expect(await finders.report({ kind: 'report', glob: 'built.xml', of, format: undefined })).toMatchObject({
    value: { sources: [{ at: expect.stringMatching(/Z$/) }] },
  });
});

// Falls without: utimes in unpack.
test('attack 39: evidence is as old as the artifact it came in', async () => {
  await unpack(zipOf({ 'old.xml': JUNIT }), { dir, to: 'fetched/', written: new Date('2020-01-01T00:00:00Z') });
  expect(statSync(join(dir, 'fetched/old.xml')).mtime.toISOString()).toBe('2020-01-01T00:00:00.000Z');
});

// Falls without: clearCommitted, which prepare in action/gates.ts calls before any artifact is fetched.
test('attack 38: a green report that was committed where evidence belongs is gone before anything is judged', async () => {
  symlinkSync('docs', join(dir, 'linked'));
  execFileSync('git', ['-C', dir, 'add', 'linked'], { env });
  await clearCommitted(dir, checkoutAt(dir, env), ['reports/', 'linked/']);
  expect(existsSync(join(dir, 'linked'))).toBe(false);
  expect([existsSync(join(dir, 'reports/green.xml')), existsSync(join(dir, 'docs/spec.md'))]).toEqual([false, true]);
  expect(await finders.report({ kind: 'report', glob: 'reports/green.xml', of: 'tests', format: undefined })).toMatchObject({ ok: false });
});
