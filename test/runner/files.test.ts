import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';

import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { file, filesAt, json, report } from '../../src/runner/files.ts';

const outside = mkdtempSync(join(tmpdir(), 'outside-'));
writeFileSync(join(outside, 'secret.json'), '{"secret":true}');
const dir = mkdtempSync(join(tmpdir(), 'files-'));
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const JUNIT = '<testsuite tests="1"><testcase name="a" classname="b"/></testsuite>';
for (const path of ['reports/junit-b.xml', 'reports/junit-a.xml', 'reports/deep/junit-c.xml', '.git/junit-d.xml']) put(path, JUNIT);
put('data.json', '\uFEFF{"cost":0.04}');
put('broken.json', '{"cost":');
symlinkSync(join(outside, 'secret.json'), join(dir, 'link.json'));
symlinkSync(outside, join(dir, 'linked'));

afterAll(() => {
  rmSync(outside, { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
});

test('globs find files below the checkout, sorted; what belongs to git is left out', async () => {
  expect(await filesAt(dir, 'reports/junit-*.xml')).toEqual(['reports/junit-a.xml', 'reports/junit-b.xml']);
  expect(await filesAt(dir, '**/*.xml')).toEqual(['reports/deep/junit-c.xml', 'reports/junit-a.xml', 'reports/junit-b.xml']);
  expect(await filesAt(dir, 'reports/none-*.xml')).toEqual([]);
});

// Falls without: whyNoPath in filesAt, lstat in isPlainFile, realpath in isInside, each for some of these.
test.each([
  '../outside/secret.json',
  '/etc/passwd',
  'a/../../etc/passwd',
  'a\\b',
  'a\0b',
  '',
  './x',
  'a//b',
  '~/x',
  'C:/x',
  '%2e%2e/x',
  '-x',
])('attack 51: the path %j is refused', async (path) => {
  await expect(filesAt(dir, path)).rejects.toThrow('cannot be used');
});
test.each(['link.json', 'linked/secret.json', 'linked/*.json', '**/secret.json'])(
  'attack 51: a link in the checkout leads nowhere: %s',
  async (path) => {
    expect(await filesAt(dir, path)).toEqual([]);
    if (!path.includes('*')) expect(await file(dir, { path })).toMatchObject({ ok: false });
  },
);

test('several files are one report, each with its digest; a file of another kind is named', async () => {
  const found = await report(dir, { glob: 'reports/**/*.xml', of: 'tests' });
  expect(found).toMatchObject({
    ok: true,
    value: {
      read: { ok: true, value: { tests: 3 } },
      sources: [{ path: 'reports/deep/junit-c.xml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), format: 'junit' }, {}, {}],
    },
  });
  expect(await report(dir, { glob: 'reports/junit-a.xml', of: 'coverage' })).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('holds tests (junit), and this gate judges coverage') },
  });
  expect(await report(dir, { glob: 'reports/x.xml', of: 'tests' })).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('there is no file') },
  });
});

test('JSON is read with a byte order mark, and refused when it is cut', async () => {
  expect(await json(dir, { path: 'data.json' })).toMatchObject({ ok: true, value: { value: { cost: 0.04 } } });
  expect(await json(dir, { path: 'broken.json' })).toMatchObject({ ok: false, error: { message: expect.stringContaining('is no JSON') } });
});
