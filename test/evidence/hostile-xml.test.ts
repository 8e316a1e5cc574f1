/** XML that means harm costs no more than its length, opens nothing, and is never a pass. */
import { Buffer } from 'node:buffer';
import { test as example, expect } from '@jest/globals';
import { outcomeOf, readText, refusalOf, testsIn } from './tests/reports.ts';

const PAYLOADS: readonly (readonly [name: string, build: (size: number) => string])[] = [
  [
    'an external entity',
    (n) => `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="${'&x;'.repeat(n / 3)}"/></testsuite>`,
  ],
  [
    'a billion laughs',
    (n) =>
      `<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "${'&a;'.repeat(1_000)}">]><testsuite><testcase name="${'&b;'.repeat(n / 3)}"/></testsuite>`,
  ],
  ['a long DTD', (n) => `<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(n / 15)}]><testsuite><testcase name="a"/></testsuite>`],
  ['nesting without end', (n) => `<testsuite>${'<a>'.repeat(n / 3)}`],
  ['a huge attribute', (n) => `<testsuite><testcase name="${'&lt;'.repeat(n / 4)}"/></testsuite>`],
  ['a million attributes', (n) => `<testsuite ${'a="1" '.repeat(n / 6)}><testcase name="a"/></testsuite>`],
  ['wrong characters all along', (n) => `<testsuite><testcase name="a"/><system-out>${'\u0000'.repeat(n)}</system-out></testsuite>`],
  [
    'brackets that nearly end a CDATA',
    (n) => `<testsuite><testcase name="a"/><system-out><![CDATA[${']'.repeat(n)}]]></system-out></testsuite>`,
  ],
  ['closing tags of nothing', (n) => `<testsuite>${'</a>'.repeat(n / 4)}`],
  ['a comment that never ends', (n) => `<testsuite><!--${'- '.repeat(n / 2)}`],
];

const SMALL = 200_000;

example.each(PAYLOADS)('attack 47: %s takes time by its length, no more', (_, build) => {
  const took = (size: number): number => {
    const text = build(size);
    const runs = Array.from({ length: 3 }, () => {
      const from = performance.now();
      readText(text);
      return performance.now() - from;
    });
    return Math.min(...runs);
  };
  took(SMALL);
  // Ten times as long: a quadratic one would take a hundred times as long. Below a second nothing can be told.
  expect(took(SMALL * 10)).toBeLessThan(Math.max(took(SMALL) * 30, 1_000));
});

example('attack 47: entities are neither fetched nor expanded', () => {
  const text =
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "12345">]><testsuite><testcase name="&x;&y;"><failure/></testcase></testsuite>';
  expect(testsIn(text).failures.map(({ name }) => name)).toEqual(['&x;&y;']);
});

example('attack 47: reading needs no file and no socket', async () => {
  const files = ['decode', 'feed', 'json', 'lines', 'read', 'recognise', 'xml'];
  const { readFileSync } = await import('node:fs');
  const imports = files.flatMap((file) => {
    const text = readFileSync(new URL(`../../src/core/evidence/${file}.ts`, import.meta.url), 'utf8');
    return [...text.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name);
  });
  expect(imports).toEqual(['saxes']);
});

example.each([
  ['deeper than any report', `<testsuite>${'<a>'.repeat(300)}${'</a>'.repeat(300)}</testsuite>`, 'too_big', 'more than 256 levels'],
  ['a tag without an end', `<testsuite><testcase name="${'a'.repeat(5_000_000)}`, 'too_big', 'more than a million characters'],
  ['two documents', '<testsuite><testcase/></testsuite><testsuite/>', 'malformed', 'each report to its own file'],
  ['something after the end', '<testsuite><testcase/></testsuite>and so on', 'malformed', 'follows the end'],
  ['a wrong closing tag', '<testsuite><testcase></testsuite>', 'malformed', 'unexpected close tag'],
  [
    'an ampersand that swallows tags',
    '<testsuite><testcase name="a"/>a & b <testcase name="c"><failure/></testcase>;</testsuite>',
    'malformed',
    'entity',
  ],
  ['no element', '<?xml version="1.0"?>', 'cut_short', 'no element'],
  ['an end inside a tag', '<testsuite><testcase na', 'cut_short', 'ends at line 1'],
  ['a login page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'unknown_format', 'an HTML page'],
])('%s is refused', (_, text, code, words) => {
  expect(refusalOf(text)).toEqual({ code, message: expect.stringContaining(words) });
  expect(outcomeOf(text)).toBe('error');
});

example('what real tools do wrong is tolerated, and told', () => {
  const text =
    '\n<?xml version="1.0"?><testsuite><!-- a -- b --><testcase name="\u001b[31mred\u001b[0m" name="b">&nope;&#0;]]></testcase></testsuite>';
  const { tests, warnings } = testsIn(text);
  expect([tests, warnings.length]).toEqual([1, 5]);
});

example('a text of many megabytes that nobody reads is let go', () => {
  const output = `<system-out><![CDATA[${'a line of output\n'.repeat(1_000_000)}]]></system-out>`;
  expect(testsIn(`<testsuite><testcase name="a"/>${output}<testcase name="b"><failure/></testcase></testsuite>`)).toMatchObject({
    passed: 1,
    failed: 1,
  });
  expect(Buffer.byteLength(output)).toBeGreaterThan(16_000_000);
});
