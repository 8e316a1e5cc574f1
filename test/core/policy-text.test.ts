/** Which text a run of the gates must have read: that of the repository alone, or both. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readConfig } from '../../src/core/config.ts';
import { policySeen, policyText } from '../../src/core/policy-text.ts';
import type { Seen } from '../../src/core/seen.ts';
import { SEEN } from './facts-builder.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const OVER = 'version: 1\nextends: org\n';
const BELOW = 'version: 1\nlocked: []\n';
const file = (text: string) => ({ blob: 'b'.repeat(40), bytes: text.length, text });
const policyOf = (text: string, defaults?: Seen['defaults']): string | undefined =>
  policySeen({ seen: { ...SEEN, config: file(text), defaults }, config: readConfig(text) });

test('the digests that reports carry: as ever for one file, and over both where one extends the other', () => {
  expect(sha256(policyOf('version: 1\n') ?? '')).toBe('09bfcc6a14b83e2192b8673677725c84883ee9cd0c70e45c9ec09daa8f2b2847');
  expect(sha256(policyOf(OVER, { file: file(BELOW) }) ?? '')).toBe('d936845c5058d9d99f5fc879382f54263ce59ea6d0cf1eae9e54740923dda97a');
});

test('what the organisation writes is of no matter to rules that do not extend it', () => {
  expect(policyOf('version: 1\n', { file: file(BELOW) })).toBe('version: 1\n');
  expect(policyOf(OVER, { lacks: 'file' })).toBe(OVER);
  expect(policySeen({ seen: { ...SEEN, config: undefined }, config: { problems: [] } })).toBeUndefined();
});

test('no two pairs of files have one text', () => {
  const text = fc.string().filter((one) => !one.includes('\0'));
  fc.assert(
    fc.property(text, fc.option(text, { nil: undefined }), text, fc.option(text, { nil: undefined }), (own, below, other, beneath) => {
      fc.pre(own !== other || below !== beneath);
      expect(policyText(own, below)).not.toBe(policyText(other, beneath));
    }),
  );
});
