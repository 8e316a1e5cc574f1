/** Commands by mail, in other alphabets, of great length, with something behind them. */
import { describe, expect, test } from '@jest/globals';
import { readComment } from '../../src/core/command.ts';
import { isPromotionIssue, readRequest } from '../../src/core/request.ts';
import { translate } from '../../src/github/events.ts';
import { growth } from '../core/rendered.ts';
import { ledgerOf } from '../harness/laws.ts';
import { CONFIG } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { CONFUSABLES, UNSEEN } from './confusables.ts';
import { approvers, lastDelivery, nothingCounts, opened, readAll, refusalsOf } from './told.ts';

describe('attack 31: by mail', () => {
  // Falls without: src/core/hear.ts, the check of viaEmail
  test.each(['staging', 'development'])('attack 31: a command to %s at the top of a mail is refused, with the way out', async (to) => {
    await story(
      async (s) => {
        const issue = await opened(s, { to });
        await s.says('bob', issue, '/approve', { viaEmail: true });
        expect(s.reads(issue)).toMatch(/came by e-mail[\s\S]*Write it on GitHub/);
        nothingCounts(s, issue);
        expect(refusalsOf(s, issue)).toEqual(['comment_emailed']);
      },
      { config: CONFIG.replace('{ aliases: [dev] }', '{ aliases: [dev], approval: tech-lead }') },
    );
  });

  // Falls without: src/core/command.ts, the caret of COMMAND for the mark before it, the first line for the words above it, and both of them for both
  test.each([
    ['below its head and marked', 'On Tue, 17 Nov 2026 at 10:00, Promotion Bot wrote:\n> /approve [comment]\n'],
    ['marked', '> /approve [comment]\n\nOn Tue, 17 Nov 2026 at 10:00, Promotion Bot wrote'],
    ['below its head', '-----Original Message-----\nFrom: Promotion Bot\n\n/approve [comment]\n'],
  ])('attack 31: a mail that quotes one %s says nothing, and is not answered', async (_how, mail) => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.says('bob', issue, mail, { viaEmail: true });
      expect(s.unread(issue)).toEqual([]);
      nothingCounts(s, issue);
    });
  });
});

// Falls without: src/core/command.ts, the ASCII letters of COMMAND (any letter in their place), or with `normalize('NFKC')` before it
test('attack 32: /approve with one sign that only looks alike, or one that nobody sees', async () => {
  const letters = [...'/approve'];
  const bodies = letters.flatMap((letter, i) => [
    ...(CONFUSABLES[letter] ?? []).map((twin) => letters.with(i, String.fromCodePoint(twin)).join('')),
    ...UNSEEN.map((sign) => letters.toSpliced(i, 0, String.fromCodePoint(sign)).join('')),
  ]);
  const behind = UNSEEN.filter((sign) => String.fromCodePoint(sign).trim() !== '').map((sign) => `/approve${String.fromCodePoint(sign)}`);
  expect(Object.values(CONFUSABLES).flat().length).toBeGreaterThan(60);
  expect([...bodies, ...behind].filter((body) => readComment(body)?.verb === 'approve')).toEqual([]);
  await story(async (s) => {
    const issue = await opened(s);
    s.world.silently(() => {
      for (const body of [...bodies, ...behind]) s.world.as('bob').comments(issue, body);
    });
    await s.says('eve', issue, 'what now?');
    nothingCounts(s, issue);
    expect(refusalsOf(s, issue)).toEqual([]);
    await s.says('bob', issue, '/approve');
    readAll(s, issue);
    expect(approvers(s, issue)).toEqual(['bob']);
  });
});

describe('attack 33: nothing takes longer than the text is long', () => {
  const repeated = (unit: string) => (n: number) => unit.repeat(Math.ceil(n / unit.length)).slice(0, Math.max(0, n));
  /** What stands at the end makes a search go back; it must not be cut off, so all of it together is `n` long. */
  const between = (head: string, unit: string, tail: string) => (n: number) =>
    `${head}${repeated(unit)(n - head.length - tail.length)}${tail}`;
  const BODIES: readonly (readonly [string, (n: number) => string])[] = [
    ['slashes', repeated('/')],
    ['brackets', repeated('[')],
    ['nested brackets and parentheses', repeated('[a](')],
    ['lines', repeated('/a\n')],
    ['lines of Windows', repeated('/a\r\n')],
    ['blanks', repeated(' ')],
    ['letters behind a slash', between('/', 'a', '!')],
    ['letters and hyphens behind a slash', between('/', 'a-', '!')],
    ['blanks behind a command', between('/approve', ' \t', '!')],
    ['hyphens', between('/approve\n', '-', 'x')],
    ['hyphens further down', between('/approve\nx\n', '-', 'x')],
    ['hyphens in lines', between('/approve\n', '-x\n', '')],
    ['pipes', between('/approve\n', '| : -', 'x')],
    ['quotes', repeated('> ')],
    ['fences', repeated('```\n')],
    ['headings', repeated('### Subject\n')],
    ['headings that are none', repeated('#')],
    ['comments that are not closed', repeated('<!--')],
    ['comments', repeated('<!-- -->')],
    ['labels', repeated('component: target: ')],
    ['keys', repeated('**Current Environment:** ')],
    ['tasks', repeated('- [ ] a\n')],
    ['emphasis', repeated('**_')],
    ['references', repeated('#1 ')],
  ];

  // Falls when: COMMAND, UNDERLINE or SETEXT of src/core/command.ts has two repetitions that may share what they take, `[a-z]*[a-z-]*`
  test.each(BODIES)('attack 33: %s, in a comment', (_what, body) => {
    const run = (size: number) => {
      const text = body(size);
      return () => readComment(text);
    };
    expect(growth(run, 65_536)).toBeLessThan(2.8);
  });

  // Falls when: readShape of src/core/request-shapes.ts searches the whole text for each line
  test.each(BODIES)('attack 33: %s, in a request', (_what, body) => {
    const run = (size: number) => {
      const issue = { body: body(size), title: 'Promote', labels: ['promotion'] };
      return () => [isPromotionIssue({ ...issue, labels: [] }), readRequest(issue)];
    };
    expect(growth(run, 65_536)).toBeLessThan(2.8);
  });

  // Falls without: src/core/hear.ts, comment_too_long; and when translate of src/github/events.ts takes longer than it may
  test('attack 33: a whole delivery of 64 KiB takes no longer than a blink', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.says('mallory', issue, `/approve ${'['.repeat(65_000)}`);
      const { payload } = lastDelivery(s, 'issue_comment', 'created');
      const took = Array.from({ length: 3 }, () => {
        const from = performance.now();
        expect(translate('issue_comment', payload, undefined).kind).toBe('trigger');
        return performance.now() - from;
      });
      // The best of three: a busy machine is slow by chance.
      expect(Math.min(...took)).toBeLessThan(250);
      expect(s.reads(issue)).toContain('Say it shorter');
      nothingCounts(s, issue);
    });
  });
});

/** What is said, and what comes of it: an approval with its note, a refusal by its code, or nothing at all. */
const ARGUMENTS: readonly (readonly [string, string, string])[] = [
  ['bare', '/approve', 'approved: '],
  ['a note', '/approve looks good', 'approved: looks good'],
  ['a note over lines', '/approve one\n\ntwo', 'approved: one\n\ntwo'],
  ['lines of Windows', '/approve one\r\ntwo\r\n', 'approved: one\ntwo'],
  ['blanks around', '/approve   fine  ', 'approved: fine'],
  ['a tab', '/approve\tfine', 'approved: fine'],
  ['a role that is claimed is a note', '/approve --role=security', 'approved: --role=security'],
  ['a version is a note', '/approve v9.9.9', 'approved: v9.9.9'],
  ['a fingerprint is a note', '/approve 0123456789ab', 'approved: 0123456789ab'],
  ['somebody else is a note', '/approve @dave for security', 'approved: @dave for security'],
  ['quotes', '/approve "it\'s fine"', 'approved: "it\'s fine"'],
  ['a shell', '/approve $(rm -rf /) `id` && true; exit', 'approved: $(rm -rf /) `id` && true; exit'],
  ['an expression', `/approve $${'{{'} secrets.TOKEN }}`, `approved: $${'{{'} secrets.TOKEN }}`],
  ['HTML', '/approve <script>alert(1)</script>', 'approved: <script>alert(1)</script>'],
  ['Markdown', '/approve **yes** [x](javascript:alert(1))', 'approved: **yes** [x](javascript:alert(1))'],
  ['a command in the note', '/approve or /reject, I cannot tell', 'approved: or /reject, I cannot tell'],
  ['a quoted command below', '/approve\n> /reject', 'approved: > /reject'],
  ['another bot below', '/approve\n/lgtm', 'approved: /lgtm'],
  ['two commands', '/approve\r\n/reject', 'ambiguous'],
  ['two commands with lines between', '/approve\n\nor rather\n\n/cancel', 'ambiguous'],
  ['the same twice', '/approve\n/approve', 'ambiguous'],
  ['a command in a fence below', '/approve\n```\n/reject\n```', 'ambiguous'],
  ['too much of a note', `/approve ${'x'.repeat(8_001)}`, 'comment_too_long'],
  ['a slip', '/aprove', 'unknown_command'],
  ['a slip with a flag', '/approv --force', 'unknown_command'],
  ['a gate that is none', '/sign everything', 'unknown_gate'],
  ['no gate', '/sign', 'unknown_gate'],
  ['no reason', '/hold', 'no_reason'],
  ['nothing held', '/resume', 'not_held'],
  ['nothing older', '/supersede', 'nothing_to_supersede'],
  ['glued', '/approve!', 'nothing'],
  ['capitals', '/APPROVE', 'nothing'],
  ['a blank behind the slash', '/ approve', 'nothing'],
  ['a command of another bot', '/lgtm', 'nothing'],
];

// Falls without: src/core/hear.ts, `ambiguous`, `comment_too_long`, `unknown_command`; src/core/command.ts, the blank behind the verb
test('attack 34: what stands behind a command is a note and nothing else; two commands are none', async () => {
  expect(ARGUMENTS.length).toBeGreaterThanOrEqual(30);
  const people = ARGUMENTS.map((_, i) => `reviewer-${i}`);
  const setting = {
    config: CONFIG.replace('approval: { all: [tech-lead, qa] }', 'approval: { all: [{ role: qa, count: 19 }, security] }'),
    teams: { 'tech-leads': [], qa: people, security: ['dave'] },
  };
  await story(async (s) => {
    const issue = await opened(s);
    const said = ARGUMENTS.map(([, body], i) => s.world.as(people[i] ?? '').comments(issue, body));
    await s.settles();
    readAll(s, issue);
    const { entries } = ledgerOf(s, issue);
    const outcomeOf = (comment: number): string => {
      const entry = entries.find((one) => 'comment' in one && one.comment === comment);
      if (entry?.kind === 'approved') return `approved: ${entry.note}`;
      return entry?.kind === 'refused' ? entry.code : (entry?.kind ?? 'nothing');
    };
    expect(ARGUMENTS.map(([what], i) => [what, outcomeOf(said[i]?.id ?? 0)])).toEqual(ARGUMENTS.map(([what, , comes]) => [what, comes]));
    for (const entry of entries) if (entry.kind === 'approved') expect(entry.roles).toEqual(['qa']);
  }, setting);
});
