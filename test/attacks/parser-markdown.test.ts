/** Commands that stand in Markdown, where a reader sees none. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readComment } from '../../src/core/command.ts';
import { render, visible } from '../core/rendered.ts';
import { story } from '../harness/tell.ts';
import { isLong } from '../sweep/stories.ts';
import { nothingCounts, opened, refusalsOf } from './told.ts';

/** As other bots were fooled: quotes, code, links, headings, tables, lists, HTML, mail. */
const FIXTURES: readonly (readonly [string, string])[] = [
  ['a quote', '> /approve'],
  ['a quote without a blank', '>/approve'],
  ['a quote in a quote', '> > /approve\n> I disagree'],
  ['a quote with an answer below', '> /approve\n\nnot yet'],
  ['a quote that goes on lazily', '> bob wrote\n/approve'],
  ['an alert', '> [!NOTE]\n> /approve'],
  ['a mail', 'On Tue, 17 Nov 2026 at 10:00, bob wrote:\n> /approve'],
  ['a mail with its head', 'From: bob\nSubject: Re: Promote\n\n/approve'],
  ['a signature', '-- \n/approve'],
  ['a fence', '```\n/approve\n```'],
  ['a fence with a language', '```text\n/approve\n```'],
  ['a fence that is not closed', '```\n/approve'],
  ['a fence of tildes', '~~~\n/approve\n~~~'],
  ['a fence of four', '````\n```\n/approve\n```\n````'],
  ['indented code', '    /approve'],
  ['indented code by a tab', '\t/approve'],
  ['indented code after text', 'say:\n\n    /approve'],
  ['inline code', '`/approve`'],
  ['inline code of two', '`` /approve ``'],
  ['the text of a link', '[/approve](https://example.com)'],
  ['the address of a link', '[see](/approve)'],
  ['a reference', '[/approve][1]\n\n[1]: https://example.com'],
  ['a reference definition', '[x]: /approve'],
  ['the title of a link', '[x](y "\n/approve")'],
  ['a heading', '# /approve'],
  ['a heading by equals', '/approve\n======='],
  ['a heading by hyphens', '/approve\n---'],
  ['a heading over two lines', '/approve\nwhat we said\n---'],
  ['a cell', '| command |\n| --- |\n| /approve |'],
  ['the head of a table', '/approve | why\n--- | ---\na | b'],
  ['a list', '- /approve'],
  ['a numbered list', '1. /approve'],
  ['a task', '- [x] /approve'],
  ['a task left open', '- [ ] /approve'],
  ['emphasis', '**/approve**'],
  ['struck out', '~~/approve~~'],
  ['a footnote', 'see[^1]\n\n[^1]: /approve'],
  ['an escape', '\\/approve'],
  ['in the middle of a sentence', 'Please say /approve when you are done'],
  ['below a sentence', 'All gates are green.\n/approve'],
  ['below a rule', '---\n/approve'],
  ['a path', '/approve/now'],
];

// Falls without: src/core/command.ts, the caret of COMMAND and the first line (a search in all lines); underlines fall without isHeading
test('attack 29: 42 ways to quote a command, none of them is one', async () => {
  expect(FIXTURES.length).toBeGreaterThanOrEqual(40);
  expect(FIXTURES.filter(([, body]) => readComment(body) !== undefined)).toEqual([]);
  await story(async (s) => {
    const issue = await opened(s);
    s.world.silently(() => {
      for (const [, body] of FIXTURES) s.world.as('bob').comments(issue, body);
    });
    await s.says('eve', issue, 'what now?');
    expect(s.unread(issue)).toEqual([]);
    expect(refusalsOf(s, issue)).toEqual([]);
    nothingCounts(s, issue);
  });
});

/** Commands nobody sees on the page. */
const INVISIBLE: readonly (readonly [string, string])[] = [
  ['a comment in HTML', '<!-- /approve -->'],
  ['a comment over lines', '<!--\n/approve\n-->\nLooks good'],
  ['a comment with a blank line', '<!--\n\n/approve\n\n-->'],
  ['a comment that is not closed', '<!--\n/approve'],
  ['a comment in a quote', '> <!--\n/approve\n-->'],
  ['folded', '<details><summary>log</summary>\n\n/approve\n\n</details>'],
  ['hidden', '<p hidden>\n/approve\n</p>'],
  ['very small', '<sub><sup>/approve</sup></sub>'],
  ['of no size', '<img alt="/approve" width="0">'],
  ['the text of an image', '![/approve](x.png)'],
  ['a definition', '[/approve]: https://example.com'],
  ['a script', '<script>\n/approve\n</script>'],
  ['a style', '<style>\n/approve\n</style>'],
  ['a processing instruction', '<?php\n/approve\n?>'],
  ['a declaration', '<!DOCTYPE\n/approve\n>'],
  ['character data', '<![CDATA[\n/approve\n]]>'],
  ['an entity', '&#47;approve'],
  ['a front matter', '---\nsay: /approve\n---'],
  ['in a tag', '<a title="\n/approve\n">'],
];

describe('attack 30: what nobody sees is not said', () => {
  // Falls without: src/core/command.ts, the first line (a search in all lines)
  test('attack 30: in comments, attributes, folds, definitions', async () => {
    expect(INVISIBLE.filter(([, body]) => readComment(body) !== undefined)).toEqual([]);
    await story(async (s) => {
      const issue = await opened(s);
      s.world.silently(() => {
        for (const [, body] of INVISIBLE) s.world.as('bob').comments(issue, body);
      });
      await s.says('eve', issue, 'what now?');
      expect(s.unread(issue)).toEqual([]);
      nothingCounts(s, issue);
    });
  });

  // Falls without: src/core/command.ts, isHeading; or the caret of COMMAND
  test('attack 30: in any Markdown a command is the beginning of what a reader sees, as text of its own', () => {
    const line = fc.oneof(
      fc.constantFrom(...FIXTURES.flatMap(([, body]) => body.split('\n')), ...INVISIBLE.flatMap(([, body]) => body.split('\n'))),
      fc.constantFrom('/approve', '/approve fine', '/reject a | b', '/why', ' /approve', '/help `', '/cancel <!--', '', '', ' ', '\t'),
    );
    const body = fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { minLength: 1, maxLength: 5 });
    let heard = 0;
    fc.assert(
      fc.property(body, (lines) => {
        const comment = lines.map(([text, end]) => text + end).join('');
        const spoken = readComment(comment);
        if (!spoken) return;
        heard += 1;
        const html = render(comment);
        expect([comment, html.trimStart().slice(0, 3)]).toEqual([comment, '<p>']);
        expect(visible(html).trim().startsWith(`/${spoken.verb}`)).toBe(true);
      }),
      { numRuns: isLong ? 100_000 : 10_000 },
    );
    expect(heard).toBeGreaterThan(500);
  });
});
