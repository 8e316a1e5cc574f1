/** Versions of agents: from a file of the commit, from tags with a name before them, and what a version that has been promoted stays. */
import { describe, expect, test } from '@jest/globals';
import { readVersion, semverIn } from '../../src/core/version.ts';
import { readVersionFile } from '../../src/core/version-file.ts';
import { type VersionSource, versionSourceIn } from '../../src/core/version-source.ts';

const JSON_FILE: VersionSource = { format: 'json', path: 'agents/bob/agent.json', pointer: '/version' };
const read = (text: string | undefined, source = JSON_FILE) => {
  const found = readVersionFile(text, source, 'bob');
  return found.ok ? found.value : found.error.code;
};

describe('where a version is written', () => {
  test.each([
    ['json:agents/bob/agent.json#/version', { format: 'json', path: 'agents/bob/agent.json', pointer: '/version' }],
    ['yaml:agents/{subject}/agent.yaml#/a~1b/0', { format: 'yaml', path: 'agents/bob/agent.yaml', pointer: '/a~1b/0' }],
    ['toml:agent.toml#/version', undefined],
    ['json:agent.json', undefined],
    ['json:agent.json#version', undefined],
    ['json:../agent.json#/version', undefined],
    ['json:/etc/passwd#/version', undefined],
    ['agent.json', undefined],
    [7, undefined],
  ])('%j', (written, expected) => {
    expect(versionSourceIn(written, 'bob')).toEqual(expected);
  });
});

describe('what a file says', () => {
  test.each<[string, string | undefined, unknown]>([
    ['a version and its standing', '{"version":"1.2.0","status":"PUBLISHED"}', { version: '1.2.0', status: 'PUBLISHED' }],
    ['a prerelease without one', '{"version":"v1.2.0-rc.1"}', { version: '1.2.0-rc.1', status: undefined }],
    ['a standing that is no text', '{"version":"1.2.0","status":1}', { version: '1.2.0', status: undefined }],
    ['nothing: there is no file', undefined, 'no_version_file'],
    ['nothing that can be read', '{"version":', 'unreadable_version_file'],
    ['nothing at that place', '{"name":"bob"}', 'no_version_in_file'],
    ['what objects inherit', '{}', 'no_version_in_file'],
    ['a number', '{"version":1.2}', 'version_not_text'],
    ['no semantic version', '{"version":"latest"}', 'file_not_semver'],
    ['too much', `{"version":"1.2.0","x":"${'x'.repeat(65_536)}"}`, 'unreadable_version_file'],
    ['a build, behind a mark of byte order', '\uFEFF{"version":"1.2.0+7"}', { version: '1.2.0+7', status: undefined }],
    ['a standing as long as a book', `{"version":"1.2.0","status":"${'x'.repeat(5_000)}"}`, { version: '1.2.0', status: 'x'.repeat(100) }],
  ])('%s', (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('YAML is read by the same rules, without following aliases', () => {
    const source: VersionSource = { format: 'yaml', path: 'agent.yaml', pointer: '/meta/version' };
    expect(read('meta: { version: 1.2.0, status: draft }', source)).toEqual({ version: '1.2.0', status: 'draft' });
    expect(read('a: &a [x]\nb: *a\nmeta: { version: 1.2.0 }', source)).toBe('unreadable_version_file');
    expect(read('meta: { version: 1.2 }', source)).toBe('file_not_semver');
  });

  test.each([
    ['many keys', (n: number) => Array.from({ length: n }, (_, i) => `k${i}: ${i}`).join('\n')],
    ['anchors', (n: number) => '&a '.repeat(n)],
    ['brackets', (n: number) => '['.repeat(n)],
  ])('YAML of %s takes no more time than its length', (_what, text) => {
    const source: VersionSource = { format: 'yaml', path: 'agent.yaml', pointer: '/version' };
    const time = (n: number): number => {
      const began = performance.now();
      read(text(n), source);
      return performance.now() - began;
    };
    time(200);
    expect(time(4_800)).toBeLessThan(3_000);
  });
});

describe('a version that people write', () => {
  const agent = { name: 'bob', kind: 'agent' } as const;

  test('finds tags with the name of the agent, and of a component only plain ones', () => {
    expect(readVersion('1.2.0', agent)).toEqual({ kind: 'tag', names: ['1.2.0', 'v1.2.0', 'bob-v1.2.0', 'bob@1.2.0', 'bob/v1.2.0'] });
    expect(readVersion('1.2.0', { name: 'bob', kind: 'component' })).toEqual({ kind: 'tag', names: ['1.2.0', 'v1.2.0'] });
    expect(readVersion('2-v1.0.0', agent)).toEqual({ kind: 'tag', names: ['2-v1.0.0', 'v2-v1.0.0'] });
    expect(readVersion('bob-v1.2.0', agent)).toEqual({ kind: 'tag', names: ['bob-v1.2.0'] });
  });

  test.each([
    ['1.2.0', '1.2.0'],
    ['v1.2.0-rc.1', '1.2.0-rc.1'],
    ['bob-v1.2.0', '1.2.0'],
    ['bob@1.2.0', '1.2.0'],
    ['v1.2.0+7', '1.2.0+7'],
    ['rob-v1.2.0', undefined],
    ['1.2', undefined],
    ['a1b2c3d', undefined],
  ])('%s is the semantic version %s', (text, expected) => {
    expect(semverIn(text, 'bob')).toBe(expected);
  });
});
