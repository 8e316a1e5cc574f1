/** The small words of pages. */
import { expect, test } from '@jest/globals';
import { blocks, code, folded, md, raw, table, text } from '../../src/core/views/markdown.ts';
import { fromMarkdown } from '../../src/core/views/pages/from-markdown.ts';
import { inOrder, safeUrl, shortSpan, spanOf, time, withQuery } from '../../src/core/views/pages/words.ts';

test.each([
  [0, 'less than a minute', '0 s'],
  [60, '1 minute', '1 min'],
  [5_400, '1 hour', '1.5 h'],
  [90_000, '1 day', '25 h'],
  [864_000, '10 days', '10 d'],
])('%d seconds are %s, or %s', (seconds, long, short) => {
  expect([spanOf(seconds), shortSpan(seconds)]).toEqual([long, short]);
});

test('a moment to come is no moment that was', () => {
  expect(String(time('2026-11-20T12:00:00Z', '2026-11-20T10:00:00Z'))).toContain('in 2 hours');
  expect(String(time('2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z'))).toContain('2 hours ago');
});

test('environments stand along the ways that promotions have gone', () => {
  const ways = [
    ['canary', 'live'],
    ['lab', 'canary'],
  ] as const;
  expect(inOrder(['canary', 'lab', 'live'], ways)).toEqual(['lab', 'canary', 'live']);
  expect(inOrder(['production', 'staging', 'development'], [])).toEqual(['development', 'staging', 'production']);
});

test('ways that lead in a circle end all the same', () => {
  const circle = [
    ['a', 'b'],
    ['b', 'a'],
  ] as const;
  expect(inOrder(['a', 'b'], circle).toSorted()).toEqual(['a', 'b']);
});

test('only http and https lead anywhere', () => {
  expect(safeUrl('https://github.com/acme/shop')).toBe('https://github.com/acme/shop');
  for (const url of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'https://x" onclick="', 'https://x y'])
    expect(safeUrl(url)).toBe('#');
});

test('what is not asked for is not in an address', () => {
  expect(withQuery('/audit', { person: 'a&b=c', subject: undefined, action: '' })).toBe('/audit?person=a%26b%3Dc');
  expect(withQuery('/audit', {})).toBe('/audit');
});

test('Markdown of ours becomes HTML: code, quotations, folded parts, tables', () => {
  const html = String(
    fromMarkdown(blocks(md`${code('a`b')} **bold**`, table(['A'], [[text('x|y')]]), folded(text('more'), raw('inside')))),
  );
  expect(html).toContain('<code>a`b</code> <strong>bold</strong>');
  expect(html).toMatch(/<td>x\|y<\/td>/);
  expect(html).toContain('<details><summary>more</summary>');
});

test.each([
  '<img src=x onerror=alert(1)>',
  '<code onclick=alert(1)>',
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '<svg/onload=alert(1)>',
])('Markdown that nobody escaped makes no element of its own: %s', (evil) => {
  expect(String(fromMarkdown(raw(evil))).replaceAll(/<\/?(p|code|br|details|summary)>/g, '')).not.toMatch(/<(?!\/?a\b)|href="[^"]/);
});
