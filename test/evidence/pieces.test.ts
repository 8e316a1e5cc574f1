/** What the bytes of a report say does not hang on where they are cut, and what its attributes are called is theirs alone. */
import { expect, test } from '@jest/globals';
import { decoder } from '../../src/core/evidence/decode.ts';
import { readText } from './tests/reports.ts';

const LONG = 'x'.repeat(300);

test.each([
  ['characters of two, three and four bytes', Buffer.from(`${LONG}ü€😀 and ü€😀`)],
  ['a mark in the middle, which is a character', Buffer.from(`\uFEFF${LONG}\uFEFF€`)],
  [
    'wrong sequences',
    Buffer.from([...Buffer.from(LONG), 0xe2, 0x82, 0xc3, 0xf0, 0x9f, 0x98, 0x41, 0x80, 0xbf, 0xbf, 0xbf, 0xff, 0xed, 0xa0, 0x80, 0xe2]),
  ],
])('%s are the same, wherever they are cut', (_, bytes) => {
  const whole = new TextDecoder().decode(bytes);
  for (let size = 1; size <= 7; size++) {
    const decoding = decoder();
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      decoding.write(bytes.subarray(n * size, (n + 1) * size)),
    );
    expect([...pieces, decoding.end()].map((piece) => (piece.ok ? piece.value : piece.error)).join('')).toBe(whole);
  }
});

test('an attribute may be called like what every object has', () => {
  const read = readText('<testsuite><testcase name="a" constructor="b" toString="c" __proto__="d"/></testsuite>');
  expect(read).toMatchObject({ ok: true, value: { passed: 1, warnings: [] } });
});
