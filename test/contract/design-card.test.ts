/** The design card, as far as it is built; the packages of the Action come with the Action. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string>
>;
const importersOf = (name: string, folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && readFileSync(join(folder, file), 'utf8').includes(`from '${name}'`))
    .map((file) => join(folder, file));

test.each([
  ['probot', 'src/server.ts'],
  ['probot', 'src/github/octokit.ts'],
  ['@octokit/rest', 'src/github/thread.ts'],
  ['yaml', 'src/core/yaml-source.ts'],
  ['zod', 'src/core/config-schema.ts'],
])('MISSION D: %s is used by %s', (name, file) => {
  expect(manifest.dependencies[name]).toBeDefined();
  expect(importersOf(name, 'src')).toContain(file);
});

test('MISSION D: jest runs the tests, and nock tests the Octokit adapter and the command line', () => {
  expect(manifest.devDependencies['jest']).toBeDefined();
  expect(importersOf('nock', 'test')).toEqual(
    expect.arrayContaining(['test/github/github-by-nock.ts', 'test/acceptance/audit.test.ts', 'test/harness/no-network.ts']),
  );
});

test('every package is pinned exactly', () => {
  const { node24 = '', ...dev } = manifest.devDependencies;
  const inside = JSON.parse(readFileSync(join(node24.replace('file:', ''), 'package.json'), 'utf8')) as typeof manifest;
  const all = [manifest.dependencies, dev, manifest.optionalDependencies, inside.optionalDependencies];
  const loose = all.flatMap(Object.entries<string>).filter(([, version]) => !/^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/.test(version));
  expect(loose).toEqual([]);
});
