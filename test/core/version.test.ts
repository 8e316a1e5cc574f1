import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looksLikeShortSha, readVersion, shortSha } from '../../src/core/version.ts';

const SHA1 = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('attack 13: only tags and full SHAs are ever resolved', () => {
  test('nothing written asks for the default branch', () => {
    expect(readVersion('')).toEqual({ kind: 'head' });
  });

  test.each([SHA1, SHA256])('a full SHA: %s', (sha) => {
    expect(readVersion(sha)).toEqual({ kind: 'sha', sha });
  });

  test.each([
    ['v1.4.0', ['v1.4.0']],
    ['1.4.0', ['1.4.0', 'v1.4.0']],
    ['1.4.0-rc.1+build.7', ['1.4.0-rc.1+build.7', 'v1.4.0-rc.1+build.7']],
    ['release/2026-11', ['release/2026-11']],
    ['acme/shop@1.2.3', ['acme/shop@1.2.3']],
    ['bob_v2', ['bob_v2']],
    // Looked up as `refs/tags/<name>` only: a branch or ref of that name is never found.
    ['main', ['main']],
    ['refs/heads/main', ['refs/heads/main']],
    ['refs/pull/1/head', ['refs/pull/1/head']],
    ['HEAD', ['HEAD']],
    ['a94a8fe', ['a94a8fe']],
    [SHA1.slice(0, 39), [SHA1.slice(0, 39)]],
    [`${SHA1}0`, [`${SHA1}0`]],
    [SHA1.toUpperCase(), [SHA1.toUpperCase()]],
  ])('a tag and nothing else: %s', (text, names) => {
    expect(readVersion(text)).toEqual({ kind: 'tag', names });
  });

  test.each([
    ...['v1.4.0^{}', 'v1.4.0^{commit}', 'v1.4.0^', 'v1.4.0~1', 'HEAD@{1}', '@{-1}', '@', 'v1..v2', 'v1...v2', ':/fix', 'main:file', 'a:b'],
    ...['-x', '--upload-pack=id', '../x', 'x/../y', 'x/./y', 'x//y', '/x', 'x/', '.x', 'x/.y', 'x.', 'x.lock', 'v1 ', ' v1', 'v 1', 'v1\n'],
    ...['v1\nv2', 'v1\u0000', '$(id)', 'v1;id', '`id`', 'v1|id', 'v1&id', 'v*', 'v?', 'v[1]', 'v1\\n', 'v1"', "v1'", '<b>', 'v1%2e%2e'],
    ...['日本', 'v1\u200b', '\u202ev1', 'ｖ1', 'v１', '+v1', '_v1', '#1', '{}', `${SHA1} `, `${SHA1}\n`, `${SHA1}^{}`],
  ])('nothing usable: %j', (text) => {
    expect(readVersion(text)).toEqual({ kind: 'unusable' });
  });

  test('whatever is written: a usable name is one that git takes and no path, option or expression', () => {
    const parts = fc.constantFrom(
      'v',
      '1',
      '.',
      '..',
      '/',
      '-',
      '@',
      '@{',
      '^',
      '~',
      ':',
      '.lock',
      ' ',
      '\\',
      '+',
      '_',
      'a',
      '*',
      '\n',
      '%',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
        (text) => {
          const wanted = readVersion(text);
          if (wanted.kind !== 'tag') return;
          expect(wanted.names[0]).toBe(text);
          for (const name of wanted.names) {
            expect(name).toMatch(/^[a-z0-9]/i);
            // https://git-scm.com/docs/git-check-ref-format
            // biome-ignore lint/suspicious/noControlCharactersInRegex: git names them
            expect(`refs/tags/${name}`).not.toMatch(/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock$|[./]$/);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

test('a shortened SHA is known by its look', () => {
  expect(['a94a8fe', SHA1.slice(1)].map(looksLikeShortSha)).toEqual([true, true]);
  expect([SHA1, 'a94a8f', 'v1.4.0', 'A94A8FE', ''].map(looksLikeShortSha)).toEqual([false, false, false, false, false]);
  expect(shortSha(SHA1)).toBe('a94a8fe');
});
