import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  blocks,
  code,
  enumerate,
  excerpt,
  folded,
  link,
  list,
  type Markdown,
  md,
  quote,
  raw,
  table,
  text,
  within,
} from '../../src/core/views/markdown.ts';
import { elements, growth, render, visible } from './rendered.ts';

const FRAGMENTS = [
  ...['@org/team', '@alice', 'x@y', 'closes #1', 'fixes #12', 'acme/shop#3', 'GH-1', 'gh-22', '![](x)', '![a](b "c")', '<img src=x>'],
  ...[
    '[a](javascript:x)',
    '[a](https://e.example)',
    '[a]: https://e.example',
    '[a]',
    '[a][b]',
    '[^1]',
    '[^1]: note',
    '`',
    '``',
    '```',
    '````',
  ],
  ...[
    '|',
    '||',
    '\\|',
    '\\',
    '\\\\',
    '| - | - |',
    '|-|',
    ':-:',
    ':--',
    '--:',
    'https://x.example',
    'http://y',
    'www.x.example',
    '_www.x.example',
  ],
  ...[
    'ftp://z.example',
    'mailto:a@b.example',
    'xmpp:a@b.example',
    'a@b.c',
    '$x$',
    '$$y$$',
    '$`z`$',
    '&#64;',
    '&#x40;a',
    '&amp;',
    '&lt;b&gt;',
  ],
  ...[
    '&nbsp;',
    '&commat;a',
    '&',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u061c',
    '\u200b',
    '\ufeff',
    '\u00a0',
    '\u0001',
    '\u0000',
    '\u007f',
    '\u0085',
  ],
  ...[
    '\ud83d',
    '\ude00',
    '👍',
    'é',
    '日本',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '\t',
    ' ',
    '    ',
    '\u2028',
    '-->',
    '<!--',
    '<!-- x -->',
    '<b>',
    '</b>',
  ],
  ...['<details>', '</details>', '</p>', '</blockquote>', '</td>', '</code>', '<br>', '<script>', '<?', '<![CDATA[', '<https://x.example>'],
  ...['~~~', '~', '~~', '~~x~~', '***', '*', '**', '_', '__', '*x*', '_x_', '- ', '-', '+ ', '* ', '1. ', '1)', '10. ', '# ', '#', '## h'],
  ...['===', '---', '=', '> ', '>', ':tada:', 'word', 'a', '1', '0', '.', ')', '!', '(', '"', "'", '/approve', '{', '}', '%', '^', 'x\\'],
] as const;
const foreign = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

/** What may go missing: blanks, what nobody sees, and what turns text around. */
const bare = (shown: string): string => shown.replaceAll(/[\s\p{Cc}\p{Cs}\u200b\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
const ARMED = /@[\p{L}\p{N}_]|#\d|\bgh-\d|:\/\/|\bwww\./iu;

const between = (html: string, tag: string): readonly string[] =>
  [...html.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, inner]) => inner ?? '');
const without = (html: string, tag: string): string => html.replaceAll(new RegExp(`<${tag}>[\\s\\S]*?</${tag}>`, 'g'), '');

describe('foreign text stays text, whatever it holds', () => {
  test('in a sentence, a label of a link, a list and a table: no element but those of the template', () => {
    // Five to a page, as rendering a page takes its time.
    const five = fc.tuple(foreign, foreign, foreign, foreign, foreign);
    fc.assert(
      fc.property(five, (all) => {
        const [one] = all;
        const page = blocks(
          ...all.map((said) => md`Said: ${said}.`),
          md`**See ${link(text(one), 'https://e.example/a')}**`,
          list([md`x ${one}`]),
          table(
            ['Text', 'Code'],
            all.map((said) => [text(said), code(said)]),
          ),
        );
        const html = render(page.markdown);
        const each = (...names: readonly string[]): readonly string[] => all.flatMap(() => names);
        const head = [...each('p'), 'p', 'strong', 'a', 'ul', 'li', 'table', 'thead', 'tr', 'th', 'th', 'tbody'];
        expect(elements(html)).toEqual([...head, ...each('tr', 'td', 'td', 'code')]);
        const shown = ['p', 'li', 'td'].flatMap((tag) => between(html, tag).map((inner) => bare(visible(inner))));
        const sentences = [...all.map((said) => `Said: ${said}.`), `See ${one}`, `x ${one}`];
        expect(shown).toEqual([...sentences, ...all.flatMap((said) => [said, said])].map(bare));
        expect(visible(without(html, 'code'))).not.toMatch(ARMED);
      }),
      { numRuns: 1_100 },
    );
  });

  test('as a quotation: nothing but paragraphs and line breaks', () => {
    fc.assert(
      fc.property(foreign, (said) => {
        const html = render(quote(said).markdown);
        expect(elements(html).filter((name) => name !== 'br' && name !== 'p')).toEqual(['blockquote']);
        expect(bare(visible(html))).toBe(bare(said));
        expect(visible(html)).not.toMatch(ARMED);
        expect(visible(html)).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 5_000 },
    );
  });

  test('nothing invisible arms a reference when it is taken out', () => {
    const armed = ['@alice', '@org/team', 'closes #12', 'acme/shop#3', 'GH-1', 'https://x.example', 'www.x.example', 'mailto:a@b.example'];
    const hidden = ['\u0001', '\u0000', '\u007f', '\u202e', '\u2066', '\u200f', '\u061c', '\ud83d', '\ude00', '\t', '\u0001\u202e'];
    for (const said of armed.flatMap((one) => hidden.flatMap((char) => [...one].map((_, i) => one.slice(0, i) + char + one.slice(i))))) {
      for (const shown of [md`a ${said}`, quote(said), table(['x'], [[text(said)]])]) {
        const html = render(shown.markdown);
        expect(elements(html)).not.toContain('a');
        expect(visible(html)).not.toMatch(ARMED);
      }
    }
  });

  test('what comes after a quotation does not fall into it', () => {
    fc.assert(
      fc.property(foreign, fc.integer({ min: 0, max: 40 }), (said, longest) => {
        const html = render(blocks(excerpt(said, longest, 'the issue'), raw('After.')).markdown);
        expect(html.endsWith('</blockquote>\n<p>After.</p>') || html.endsWith('stands in the issue.</em></p>\n<p>After.</p>')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a quotation', () => {
  test('keeps its lines and paragraphs', () => {
    expect(render(quote('one\ntwo\r\n\r\nthree\n').markdown)).toBe('<blockquote>\n<p>one<br>\ntwo</p>\n<p>three</p>\n</blockquote>');
  });

  test.each([
    ['a list', '- a\n+ b\n1. c\n2) d'],
    ['a heading', '# a'],
    ['a heading below a text', 'a\n==='],
    ['a rule', '---'],
    ['a table of one column', 'a\n:-:'],
    ['a heading behind an invisible sign', '\u0001 # a'],
    ['a list behind a mark of direction', '\u200f - a'],
    ['code behind an invisible sign', '\u0001     a'],
  ])('has no %s of its own', (_, said) => {
    const html = render(quote(said).markdown);
    expect(elements(html).filter((name) => name !== 'br')).toEqual(['blockquote', 'p']);
    expect(bare(visible(html))).toBe(bare(said));
  });

  test('keeps words apart that a tab parts', () => {
    expect(visible(render(quote('a\tb').markdown)).trim()).toBe('a b');
  });
});

test('half a character, as a cut leaves it, is dropped: GitHub takes only whole ones', () => {
  const whole = /^[^\p{Cs}]*$/u;
  expect(excerpt('👍👍', 3, 'the issue').markdown).toMatch(whole);
  for (const shown of [text('a\ud83d'), code('\ude00b'), quote('\ud83d'), md`${'x\ud83d'}`]) expect(shown.markdown).toMatch(whole);
});

describe('a link', () => {
  test.each(['https://github.com/acme/shop', 'http://localhost:3000/x?y=z#w'])('leads to %s', (url) => {
    expect(link(md`x`, url).markdown).toBe(`[x](${url})`);
  });
  test.each([
    ...[
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      ' https://x.example',
      'https://x.example/ y',
      '//x.example',
    ],
    ...[
      'https://x.example/)](javascript:x',
      'https://x.example/(a)',
      'https://x.example/<b>',
      'https://x.example/"t"',
      '',
      '/x',
      'https://',
    ],
    ...[
      'https://x.example/\n',
      'https://x.example/`',
      'https://x.example/|',
      'https://x.example/\\',
      'mailto:a@b.example',
      'file:///etc/passwd',
    ],
  ])('does not lead to %j', (url) => {
    expect(link(md`x`, url).markdown).toBe('x');
  });
});

test('names in type: plain where a code span can hold them, an element of its own elsewhere', () => {
  expect(code('agent_orchestration').markdown).toBe('`agent_orchestration`');
  expect(code('a|b').markdown).toBe('<code>a&#124;b</code>');
  expect(code('a`b').markdown).toBe('<code>a&#96;b</code>');
  expect(code('ü').markdown).toBe('<code>ü</code>');
  expect(code('').markdown).toBe('<code></code>');
});

test('a template escapes what is put in, and keeps numbers and Markdown', () => {
  expect(md`${'*a*'} ${3} ${code('b')} ${[raw('_c_'), raw('d')]}`.markdown).toBe('&#42;a&#42; 3 `b` _c_d');
  expect(md`plain`.markdown).toBe('plain');
});

test('pieces are put together', () => {
  const [a, b, c] = [raw('a'), raw('b'), raw('c')] as const;
  expect(enumerate([]).markdown).toBe('');
  expect(enumerate([a]).markdown).toBe('a');
  expect(enumerate([a, b]).markdown).toBe('a and b');
  expect(enumerate([a, b, c], 'or').markdown).toBe('a, b or c');
  expect(blocks(a, undefined, raw(''), b).markdown).toBe('a\n\nb');
  expect(list([a, b]).markdown).toBe('- a\n- b');
  expect(elements(render(folded(a, list([b])).markdown))).toEqual(['details', 'summary', 'ul', 'li']);
  expect(table(['x'], [[raw('a\nb')]]).markdown).toBe('| x |\n| --- |\n| a b |');
});

test('the whole never exceeds its limit, and is whole below it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, size: 'max' }), fc.integer({ min: 80, max: 400 }), (said, limit) => {
      const whole: Markdown = raw(said);
      expect(within(limit, whole).length).toBeLessThanOrEqual(limit);
      if (said.length <= limit) expect(within(limit, whole)).toBe(said);
      else expect(within(limit, whole)).toContain('The rest is left out');
    }),
  );
});

describe('attack 33: no text takes more than its length', () => {
  test.each([
    ['blanks', (n: number) => `${' '.repeat(n)}x`],
    ['lines', (n: number) => '\n'.repeat(n)],
    ['digits', (n: number) => '1'.repeat(n)],
    ['at signs', (n: number) => '@'.repeat(n)],
    ['links', (n: number) => 'https://'.repeat(n / 8)],
    ['invisible signs', (n: number) => '\u0001 '.repeat(n / 2)],
  ])('%s', (_, make) => {
    for (const show of [text, quote, code]) {
      const run = (size: number) => {
        const said = make(size);
        return () => show(said);
      };
      expect(growth(run, 32_768)).toBeLessThan(3);
    }
  });
});
