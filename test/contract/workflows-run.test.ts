/** `.ci/run` with an npm of our making: what it says last, and how it ends. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@jest/globals';

interface Played {
  /** What `npm cit` prints; jest prints its summary on standard error. */
  readonly summary: string;
  readonly cit?: number;
  /** The script that fails. */
  readonly broken?: string;
}

function runs({ summary, cit = 0, broken = '' }: Played) {
  const folder = mkdtempSync(join(tmpdir(), 'npm-'));
  const asked = join(folder, 'asked');
  const npm = `#!/usr/bin/env bash
echo "$*" >> '${asked}'
if [ "$1" = cit ]; then cat '${join(folder, 'summary')}' >&2; exit ${cit}; fi
echo "this is $2"
[ "$2" != '${broken}' ]
`;
  writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
  writeFileSync(join(folder, 'summary'), summary);
  const { status, stdout } = spawnSync('.ci/run', {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` },
  });
  return { status, stdout, last: stdout.trimEnd().split('\n').at(-1), asked: readFileSync(asked, 'utf8').trim().split('\n') };
}

const SUMMARY = `PASS test/a.test.ts
Test Suites: 40 passed, 40 total
Tests:       2 skipped, 312 passed, 314 total
Snapshots:   9 passed, 9 total
Time:        81.2 s
`;

test('all is well: the count stands alone on the last line, right below jest’s own summary', () => {
  const { status, stdout, last, asked } = runs({ summary: SUMMARY });
  expect([status, last]).toEqual([0, '312 passed, 0 failed']);
  expect(stdout).toMatch(/Time: {8}81\.2 s\n312 passed, 0 failed\n$/);
  expect(stdout).not.toContain('this is types');
  expect(asked).toEqual(['cit', 'run types', 'run lint', 'run build', 'run sandbox -- --play']);
});

test('a failing test fails the run; the rest is looked at all the same', () => {
  const summary = SUMMARY.replace('2 skipped', '3 failed, 2 skipped').replace('40 passed,', '1 failed, 39 passed,');
  const { status, last, asked } = runs({ summary, cit: 1 });
  expect([status, last, asked.length]).toEqual([1, '312 passed, 3 failed', 5]);
});

test('a test file that cannot be loaded counts as a failure', () => {
  const summary = SUMMARY.replace('40 passed,', '2 failed, 38 passed,');
  expect(runs({ summary, cit: 1 })).toMatchObject({ status: 1, last: '312 passed, 2 failed' });
});

test('colours do not hide the count', () => {
  const summary = SUMMARY.replace('Tests: ', '\u001b[1mTests: \u001b[22m').replace('312 passed', '\u001b[32m312 passed\u001b[39m');
  expect(runs({ summary })).toMatchObject({ status: 0, last: '312 passed, 0 failed' });
});

test.each(['types', 'lint', 'build', 'sandbox'])('a failing %s fails the run, and shows what it said', (broken) => {
  const { status, stdout, last } = runs({ summary: SUMMARY, broken });
  expect([status, last]).toEqual([1, '312 passed, 0 failed']);
  expect(stdout).toContain(`this is ${broken}\nFAILED: npm run ${broken}`);
});

test('an installation that fails is a failure with nothing passed', () => {
  expect(runs({ summary: 'npm error code ERESOLVE\n', cit: 1 })).toMatchObject({ status: 1, last: '0 passed, 0 failed' });
});

test('no tests at all is no success', () => {
  expect(runs({ summary: 'No tests found\n' })).toMatchObject({ status: 1, last: '0 passed, 0 failed' });
});
