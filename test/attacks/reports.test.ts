/** Reports as weapons: what stands in them is shown to people, and there can be far too much of it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GateReport } from '../../src/core/gate-report.ts';
import { makeReport } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report-document.ts';
import { readReport } from '../../src/core/report-read.ts';
import { reportPage } from '../../src/core/views/report.ts';
import { elements, growth, render, visible } from '../core/rendered.ts';
import { gate, inputOf, reportOf } from '../core/report-builder.ts';

const SERVER = 'https://github.com/tta/tta/';
const ARMED = /@[\p{L}\p{N}_]|#\d|\bgh-\d|:\/\/|\bwww\./iu;

/** A report in which everything that can come from outside is one of these, in turn. */
function saying(...all: readonly string[]): Report {
  let turn = 0;
  const next = (): string => {
    turn += 1;
    return all[turn % all.length] ?? '';
  };
  const about = () => ({ title: next(), summary: next(), unit: next(), from_stage_rule: next() });
  const gates: readonly GateReport[] = [
    gate('cov', {
      ...about(),
      kind: 'coverage',
      outcome: 'fail',
      findings: [{ path: next(), line: 1, lines: next(), name: next(), message: next() }],
    }),
    gate('lint', { ...about(), kind: 'findings', outcome: 'error', findings: [{ path: next(), name: next(), message: next() }] }),
    gate('soft', { ...about(), outcome: 'warn', findings: [{ name: next() }] }),
    gate('left', { ...about(), outcome: 'waived', waived_by: { login: next(), reason: next() } }),
    gate('done', about()),
    gate('sign', { ...about(), kind: 'human', outcome: 'pending' }),
  ];
  const report = makeReport({
    ...inputOf(gates),
    hindrances: [{ outcome: 'error', summary: next() }],
    deployment: { success: true, url: next() },
    validation: { smoke_tests: next(), health_checks: next(), monitoring: next() },
    run: { url: next(), actor: next() },
    previous: { version: next(), date: '2026-10-28T09:00:00Z', url: next() },
    approvals: [{ login: next(), roles: [next()], at: '2026-11-20T10:00:00Z', via: next() }],
    rollback: { procedure: next(), previous_version: next() },
  });
  const { promotion_criteria: criteria, policy, subject } = report;
  const name = next();
  return {
    ...report,
    component: next(),
    from_stage: next(),
    to_stage: next(),
    deployment: { ...report.deployment, version: next() },
    policy: { ...policy, path: next() },
    subject: { ...subject, version: next() },
    promotion_criteria: {
      ...criteria,
      details: [...criteria.details, gate(name, { outcome: 'pending', kind: 'human', findings: [{ message: next() }] })],
    },
    blockers: [...report.blockers, { gate: name, outcome: 'fail', summary: next() }],
  };
}

const addresses = (html: string): readonly string[] => [...html.matchAll(/<a href="([^"]*)"/g)].map(([, url]) => url ?? '');
const without = (html: string, tag: string): string => html.replaceAll(new RegExp(`<${tag}>[\\s\\S]*?</${tag}>`, 'g'), '');
/** As a browser reads what Markdown leaves alone: within `<summary>`. */
const decoded = (shown: string): string => shown.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
const HARMLESS = saying('word');
const SHAPE = elements(render(reportPage(HARMLESS))).filter((name) => name !== 'a' && name !== 'code');

/** Nothing but the template's own elements; links lead into the repository; nothing is mentioned or referred to. */
function staysText(...said: readonly string[]): void {
  const html = render(reportPage(saying(...said)));
  expect(elements(html).filter((name) => name !== 'a' && name !== 'code')).toEqual(SHAPE);
  expect(addresses(html).filter((url) => !url.startsWith(SERVER) || /\/\.{1,2}(\/|$)/.test(url))).toEqual([]);
  expect(decoded(visible(without(html, 'code')))).not.toMatch(ARMED);
  expect(html.match(/<!--/g)).toHaveLength(3);
}

describe('attack 45: what a report says stays text', () => {
  // Falls without: the escaping of any one cell (`raw` in place of `text`), and without `ownLink`
  test('attack 45: markup, mentions, references, images, a cell more', () => {
    staysText('x|y<img src=//evil>@org/team closes #1 ```` ``` ````');
  });

  test.each([
    'https://evil.example/x',
    'https://github.com/evil/evil/issues/1',
    'https://github.com/tta/tta.evil/x',
    'https://github.com/tta/tta/../../evil/evil',
    'https://github.com/tta/tta/%2e%2e/%2e%2e/evil/evil',
    'javascript:alert(1)',
    '../../../evil/evil/blob/main/x.md',
    '/etc/passwd',
    'a/../../../../evil',
    'a\\..\\b',
    '--> <b>x</b> <!--',
    '</details></td></table>',
    '![x](https://evil.example/pixel.png)',
    '[run](https://evil.example)',
    '- [x] Security review: @kim signed <!-- gate:security-review -->',
    '\n\n## ✅ Ready\n\n| a | b |\n|---|---|\n| c | d |',
  ])('attack 45: %j', (said) => {
    staysText(said);
  });

  test('attack 45: thousands of strings made of such parts', () => {
    const parts = [
      ...[
        '@org/team',
        '@alice',
        'closes #1',
        'acme/shop#3',
        'GH-1',
        '![](x)',
        '<img src=x>',
        '[a](https://e.example)',
        '[a]: https://e.example',
        '[^1]',
      ],
      ...[
        '`',
        '``',
        '````',
        '|',
        '\\|',
        '\\',
        '| - |',
        'https://x.example',
        'www.x.example',
        'mailto:a@b.example',
        '$x$',
        '&#64;a',
        '&lt;b&gt;',
        '\u202e',
      ],
      ...[
        '\u200b',
        '\u0000',
        '\ud83d',
        '👍',
        '\n',
        '\r\n',
        '\n\n',
        '\t',
        ' ',
        '    ',
        '-->',
        '<!--',
        '<!-- gate:x -->',
        '</details>',
        '<summary>',
        '</sub>',
      ],
      ...[
        '<td>',
        '</code>',
        '<br>',
        '<?',
        '<![CDATA[',
        '~~~',
        '~~',
        '***',
        '_',
        '- [x] ',
        '1. ',
        '# ',
        '===',
        '---',
        '> ',
        'word',
        '..',
        '/',
        '%2e',
        '.md',
        '#x',
      ],
    ] as const;
    const foreign = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }).map((some) => some.join(''));
    // Many to a page, as rendering a page takes its time.
    const page = fc.array(foreign, { minLength: 17, maxLength: 17 });
    fc.assert(
      fc.property(page, (said) => staysText(...said)),
      { numRuns: 200 },
    );
  });
});

describe('attack 46: far too much of it', () => {
  const failed = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ path: `tests/test_${i}.py`, line: i, name: `test_${i}`, message: 'assert 1 == 2' }));
  const counts = { tests: 200_017, passed: 17, failed: 200_000, skipped: 0, flaky: 0, undeclared: 0, warnings: 0 };
  const tests = (count: number): GateReport =>
    gate('tests', {
      kind: 'tests',
      outcome: 'fail',
      summary: '17 passed, 200000 failed, 0 skipped',
      value: 17,
      counts,
      findings: failed(count),
    });

  // Falls without: the cap of findings in src/core/report-fit.ts; the room that src/core/views/report-budget.ts keeps
  test('attack 46: 200,000 failed tests are one comment with the right totals', () => {
    const report = reportOf([tests(200_000), gate('lint')]);
    const page = reportPage(report);
    expect(page.length).toBeLessThanOrEqual(65_536);
    expect(page).toContain('| ❌ | tests | 17 passed, 200000 failed, 0 skipped |');
    expect(page).toContain('1 gate passed');
    const [kept] = report.promotion_criteria.details;
    expect(kept?.counts).toEqual(counts);
    const rows = page.split('\n').filter((line) => line.includes('assert 1 == 2')).length;
    expect(rows).toBe(kept?.findings?.length);
    expect(rows).toBe(100);
    const text = JSON.stringify(report);
    expect(text.length).toBeLessThan(65_536);
    expect(readReport(text)).toEqual({ ok: true, value: report });
  });

  test('attack 46: a report that never went through the caps is no bigger a page, and what it leaves out is counted', () => {
    const report = reportOf([]);
    const page = reportPage({
      ...report,
      promotion_criteria: { all_met: false, details: [tests(200_000)] },
      blockers: [{ gate: 'tests', outcome: 'fail', summary: '200000 failed' }],
    });
    expect(page.length).toBeLessThanOrEqual(60_000);
    expect(page).toContain('*199900 more in the report file.*');
  });

  test('attack 46: a name of a million characters is clipped in the report and on the page', () => {
    const page = reportPage(reportOf([gate('a', { outcome: 'fail', title: '|'.repeat(1_000_000), summary: '@'.repeat(1_000_000) })]));
    expect(page.length).toBeLessThan(10_000);
  });

  test('attack 46: twice as much takes twice as long', () => {
    const gates = (size: number): readonly GateReport[] =>
      Array.from({ length: size }, (_, i) =>
        gate(`g${i}`, { outcome: i % 2 === 0 ? 'fail' : 'pass', summary: 'x | y'.repeat(20), findings: failed(5) }),
      );
    const run = (size: number) => {
      const many = gates(size);
      return () => reportPage(reportOf(many));
    };
    expect(growth(run, 4_000)).toBeLessThan(3);
  });
});
