import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readComment } from '../../src/core/command.ts';
import { growth, render, visible } from './rendered.ts';

describe('heard: `/verb` at the very start of the first line that is not blank', () => {
  test.each([
    ['the bare command', '/approve', 'approve', ''],
    ['a comment behind it', '/approve looks good', 'approve', 'looks good'],
    ['a tab behind it', '/approve\tlooks good', 'approve', 'looks good'],
    ['blanks behind it', '/approve   \t ', 'approve', ''],
    ['blank lines above', '\n  \n\t\n/approve', 'approve', ''],
    ['a comment over several lines', '/reject too slow\nsee run 812\n\np95 doubled', 'reject', 'too slow\nsee run 812\n\np95 doubled'],
    ['Windows line ends', '/reject too slow\r\n\r\nsee run 812\r\n', 'reject', 'too slow\n\nsee run 812'],
    ['old Macintosh line ends', '\r/reject too slow\rsee run 812', 'reject', 'too slow\nsee run 812'],
    ['a no-break space at the end', '/approve\u00a0', 'approve', ''],
    ['a line separator in the comment', '/approve one\u2028two', 'approve', 'one\u2028two'],
    ['other alphabets in the comment', '/approve sieht gut aus 👍 ﬁne', 'approve', 'sieht gut aus 👍 ﬁne'],
    ['Markdown in the comment', '/approve **bold** `code` [x](y) <b>', 'approve', '**bold** `code` [x](y) <b>'],
    ['a comment in HTML behind it', '/approve <!-- hidden -->', 'approve', '<!-- hidden -->'],
    ['a pipe without a table below', '/approve a | b\nnext', 'approve', 'a | b\nnext'],
    ['a list below', '/approve\n- one\n- two', 'approve', '- one\n- two'],
    ['a quote below', '/approve\n> please /approve', 'approve', '> please /approve'],
    ['a rule after a blank line', '/approve\n\n---\nBob', 'approve', '---\nBob'],
    ['arguments nobody defined', '/approve --role=security $(id)', 'approve', '--role=security $(id)'],
    ['a verb nobody knows', '/aprove', 'aprove', ''],
    ['a longer verb', '/approve-all now', 'approve-all', 'now'],
  ])('%s', (_, body, verb, text) => {
    expect(readComment(body)).toEqual({ verb, text, further: [] });
  });
});

describe('not heard', () => {
  test.each([
    ['nothing', ''],
    ['blank lines only', ' \n\t\n'],
    ['a quote', '> /approve'],
    ['a quote without a blank', '>/approve'],
    ['a quote in a quote', '> > /approve'],
    ['a reply to an e-mail', 'On Tue, bob wrote:\n> /approve'],
    ['text before it on the line', 'please /approve'],
    ['text in the line above', 'done\n/approve'],
    ['a fence of backticks', '```\n/approve\n```'],
    ['a fence of tildes', '~~~ text\n/approve\n~~~'],
    ['code indented by four blanks', '    /approve'],
    ['code indented by a tab', '\t/approve'],
    ['one blank before it', ' /approve'],
    ['inline code', '`/approve`'],
    ['a comment in HTML', '<!--\n/approve\n-->'],
    ['a comment in HTML with a blank line', '<!--\n\n/approve\n-->'],
    ['folded details', '<details><summary>x</summary>\n\n/approve\n\n</details>'],
    ['a hidden element', '<p hidden>\n/approve\n</p>'],
    ['a heading', '# /approve'],
    ['a heading by a line of equals', '/approve\n==='],
    ['a heading by a line of hyphens', '/approve looks good\n---'],
    ['a heading by one hyphen', '/approve\n-'],
    ['a heading with Windows line ends', '/approve\r\n===\r\n'],
    ['a heading with old Macintosh line ends', '/approve\r===\rx'],
    ['a heading by an indented line', '/approve\n   ==  '],
    ['the head of a table', '/approve | why\n--- | ---'],
    ['the head of a table of one column', '/approve\n:-:'],
    ['the head of a table with pipes at the ends', '/approve|\n|-|'],
    ['the cell of a table', '| a |\n| - |\n| /approve |'],
    ['a list', '- /approve'],
    ['a numbered list', '1. /approve'],
    ['a task', '- [x] /approve'],
    ['a link', '[/approve](https://example.com)'],
    ['the address of a link', '[x](/approve)'],
    ['the text of an image', '![/approve](x.png)'],
    ['a reference definition', '[x]: /approve'],
    ['a footnote', '[^x]: /approve'],
    ['emphasis', '**/approve**'],
    ['an escape', '\\/approve'],
    ['an entity', '&#47;approve'],
    ['upper case', '/Approve'],
    ['shouting', '/APPROVE'],
    ['another sign behind the verb', '/approve!'],
    ['a path', '/approve/now'],
    ['a slash alone', '/'],
    ['a blank behind the slash', '/ approve'],
    ['two slashes', '//approve'],
    ['a digit first', '/1approve'],
    ['a no-break space before it', '\u00a0/approve'],
    ['a no-break space behind the verb', '/approve\u00a0now'],
    ['a byte order mark before it', '\ufeff/approve'],
    ['a full-width slash', '\uff0fapprove'],
    ['a division slash', '\u2215approve'],
    ['full-width letters', '/ａｐｐｒｏｖｅ'],
    ['text turned around', '\u202e/approve'],
    ['a line separator behind the verb', '/approve\u2028x'],
    ['a form feed before it', '\f/approve'],
  ])('%s', (_, body) => {
    expect(readComment(body)).toBeUndefined();
  });

  test('any letter of /approve that only looks alike, anything invisible between two of them', () => {
    const alike: Readonly<Record<string, string>> = {
      '/': '\uff0f\u2044\u2215\u29f8\u1735\u2571',
      a: '\u0430\u0251\u03b1\uff41á',
      p: '\u0440\u03c1\uff50\u2374',
      r: '\u0433\u1d26\uff52',
      o: '\u043e\u03bf\u0585\uff4f0',
      v: '\u03bd\u1d20\u0475\uff56',
      e: '\u0435\u212e\uff45é',
    };
    const between = [
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\u00ad',
      '\u202e',
      '\u2066',
      '\ufeff',
      '\u00a0',
      '\u0301',
      '\u0000',
      '\ufe0f',
    ];
    const written = [...'/approve'];
    const bodies = written.flatMap((char, i) => [
      ...[...(alike[char] ?? '')].map((twin) => written.with(i, twin).join('')),
      ...between.map((invisible) => written.toSpliced(i, 0, invisible).join('')),
    ]);
    expect(bodies.length).toBeGreaterThan(120);
    expect(bodies.filter((body) => readComment(body) !== undefined)).toEqual([]);
  });
});

test('one comment says one thing: verbs on later lines are told', () => {
  expect(readComment('/approve\r\n/reject')).toMatchObject({ verb: 'approve', further: ['reject'] });
  expect(readComment('/approve\n\nor /reject\n/cancel now\n/why')?.further).toEqual(['cancel', 'why']);
  expect(readComment('/approve\n```\n/reject\n```')?.further).toEqual(['reject']);
});

test('what stands behind 65,536 characters is not read', () => {
  expect(readComment(`/approve${'\n'.repeat(65_536)}/reject`)?.further).toEqual([]);
  expect(readComment(`${' '.repeat(65_536)}\n/approve`)).toBeUndefined();
});

describe('attack 33: no comment takes more than its length', () => {
  test.each([
    ['slashes', (n: number) => '/'.repeat(n)],
    ['letters', (n: number) => `/${'a'.repeat(n)}!`],
    ['hyphens in a verb', (n: number) => `/a${'-'.repeat(n)}!`],
    ['blanks before a line separator', (n: number) => `/a${' '.repeat(n)}\u2028x`],
    ['blanks before a sign', (n: number) => `/a${'\t '.repeat(n / 2)}\u0001`],
    ['an underline that is none', (n: number) => `/a\n${'-'.repeat(n)}x`],
    ['an underline of blanks', (n: number) => `/a\n${' '.repeat(n)}x`],
    ['a table that is none', (n: number) => `/a\n${'|:'.repeat(n / 2)}x`],
    ['empty lines', (n: number) => `${'\n'.repeat(n)}x`],
    ['blank lines', (n: number) => ' \n'.repeat(n / 2)],
    ['Windows lines', (n: number) => '\r\n'.repeat(n / 2)],
    ['commands', (n: number) => '/a b\n'.repeat(n / 5)],
    ['brackets', (n: number) => `/a ${'['.repeat(n)}`],
    ['blanks before the end', (n: number) => `/a\n${`b${' '.repeat(99)}`.repeat(n / 100)}`],
  ])('%s', (_, body) => {
    const run = (size: number) => {
      const text = body(size);
      return () => readComment(text);
    };
    expect(growth(run, 64_000)).toBeLessThan(3);
  });
});

test('attack 30: whatever is heard is the beginning of what a reader sees', () => {
  const verbs = [
    '/approve',
    '/approve ok',
    '/reject a | b',
    '/cancel\t`x`',
    '/approve <!--',
    '/why [a]: b',
    '/help\\',
    '/approve *a',
    '/a',
  ];
  const lines = [
    ...[
      '',
      ' ',
      '\t',
      '    ',
      'text',
      '> /approve',
      '>',
      '```',
      '~~~',
      '`',
      '``',
      '    /approve',
      '\t/reject',
      '-',
      '- ',
      '---',
      '===',
      '=',
    ],
    ...[
      ' ==',
      '  --',
      '    ---',
      '--- ',
      '|',
      '|-',
      '-|',
      '|-|',
      ':-:',
      ':-',
      '--:|',
      '- | -',
      '| a |',
      '| - |',
      '<!--',
      '-->',
      '<!-- x -->',
    ],
    ...[
      '<details>',
      '</details>',
      '<div hidden>',
      '</div>',
      '<pre>',
      '<script>',
      '<?',
      '<![CDATA[',
      '<a',
      '[x]: /approve',
      '[x]:',
      '![',
      '](',
    ],
    ...['# h', '#', '1. a', '1)', '* a', '+', '***', '___', '[^1]: x', '[ ] x', '\\', '&#47;approve', '\u00a0', '\u200b', '\uff0fapprove'],
    ...['\u202e', '\ufeff', '\u2028', '\f', '\v', '/Approve', '/ approve', ' /approve', '  /approve', '**', '*', '_', '<b>', '&lt;!--'],
  ];
  const first = fc.oneof(fc.constantFrom(...verbs), fc.constantFrom(...lines));
  const rest = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...lines) }, fc.constantFrom(...verbs));
  const ends = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');
  const body = fc
    .tuple(first, fc.array(fc.tuple(ends, rest), { maxLength: 6 }))
    .map(([line, more]) => line + more.map(([end, next]) => end + next).join(''));
  let heard = 0;
  fc.assert(
    fc.property(body, (comment) => {
      const spoken = readComment(comment);
      if (!spoken) return;
      heard += 1;
      const html = render(comment);
      expect(visible(html).trim().startsWith(`/${spoken.verb}`)).toBe(true);
      // Only a paragraph; or a heading whose underline comes after further lines of text, which nobody can overlook.
      expect(html.trimStart()).toMatch(/^<p>|^<h[12]>(?:(?!<\/h)[^\n\r])*[\n\r]/);
    }),
    { numRuns: 4_500 },
  );
  expect(heard).toBeGreaterThan(1_000);
});
