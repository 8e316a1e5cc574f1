import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GateReport } from '../../src/core/gate-report.ts';
import type { Report } from '../../src/core/report-document.ts';
import { readReport } from '../../src/core/report-read.ts';
import { COMMENT, JOB_SUMMARY, reportMark, reportPage } from '../../src/core/views/report.ts';
import { arrange, type Piece } from '../../src/core/views/report-budget.ts';
import { delta } from '../../src/core/views/report-words.ts';
import { elements, render } from './rendered.ts';
import { EXAMPLE, gate, reportOf } from './report-builder.ts';

const read = readReport(EXAMPLE);
if (!read.ok) throw new Error(read.error);
const example: Report = read.value;
const titleOf = (report: Report): string => reportPage(report).split('\n')[1] ?? '';
const sentenceOf = (report: Report): string => reportPage(report).split('\n')[3] ?? '';

test('the example', () => {
  expect(reportPage(example)).toMatchInlineSnapshot(`
"<!-- promotion-report:agent_orchestration:production v1 -->
## ❌ Blocked: \`agent_orchestration\` 1.4.0, staging → production

**19 of 21 required gates met.** Commit [\`1111111\`](https://github.com/tta/tta/commit/1111111), compared with the last promotion [1.3.2](https://github.com/tta/tta/issues/37) (28 Oct).

### What is missing

| | Gate | Found | Δ |
|---|---|---|---:|
| ❌ | coverage | 79.06 % of lines (34 of 43); 80 % needed: 1 more line to cover | +3.49 |
| ⏳ | Stakeholder approval | waiting for @​product-owner |  |

<details><summary>Lines to cover for the coverage gate</summary>

| File | Lines not covered |
|---|---|
| [\`src/agent_orchestration/core.py\`](https://github.com/tta/tta/blob/1111111/src/agent_orchestration/core.py) | 12, 18, 27-29 |
| [\`src/agent_orchestration/tools.py\`](https://github.com/tta/tta/blob/1111111/src/agent_orchestration/tools.py) | 25-29 |

</details>

### Sign-offs

- [x] Code review approved: @​lee signed 20 Nov 10:12 UTC <!-- gate:code-review -->
- [ ] Documentation complete *(advisory)*: not signed <!-- gate:docs -->
- [x] Security review complete: @​kim signed 20 Nov 11:02 UTC <!-- gate:security-review -->
- [x] Rollback procedure tested in staging: @​sam signed 20 Nov 11:40 UTC, &#91;run 812&#93;(https:​//github.com/tta/tta/actions/runs/812) <!-- gate:rollback-tested -->
- [ ] Stakeholder approval: waiting for @​product-owner <!-- gate:stakeholder -->

Sign with a comment: \`/sign stakeholder\`.

<details><summary>16 gates passed</summary>

| | Gate | Found | Δ |
|---|---|---|---:|
| ✅ | spec | specs/agent&#95;orchestration.md exists |  |
| ✅ | tests | 17 passed, 0 failed, 0 skipped | +2 |
| ✅ | integration-exist | 2 passed, 0 failed, 0 skipped |  |
| ✅ | lint | clean |  |
| ✅ | types | clean |  |
| ✅ | secrets | clean (3 audited as false positives) |  |
| ✅ | ci | CI / build: success |  |
| ✅ | integration | 2 passed, 0 failed, 0 skipped | = |
| ✅ | e2e | 4 passed, 0 failed, 0 skipped |  |
| ✅ | performance | p95 8.8 ms &lt; 300 ms; failed requests 0.00 % &lt; 1 % | +0.86 |
| ✅ | uptime | 99.70 % over 7 days (10 081 samples, 100 % of the window) | −0.21 |
| ✅ | error-rate | 0.50 % in the last hour, at most 1 % | +0.08 |
| ✅ | latency | p95 0.230 s, 1 day before 0.200 s: +15.0 %, at most +20 % | +11.90 |
| ✅ | provenance | built by build.yml at 1111111 on a GitHub-hosted runner |  |
| ✅ | monitoring | exit 0 in 1.8 s |  |
| ✅ | runbook | has "## Rollback" |  |

</details>

<details><summary>Evidence, policy and rollback</summary>

- Rules: [\`.github/promotion.yml\`](https://github.com/tta/tta/blob/1111111/.github/promotion.yml) at \`1111111\` (sha256 \`bbbbbbbb…\`)
- Run: [900](https://github.com/tta/tta/actions/runs/900), report JSON in artifact \`promotion-report\`
- Rollback: [runbook](https://github.com/tta/tta/blob/1111111/docs/runbooks/agent_orchestration.md#rollback), back to 1.3.2

</details>

<sub>Checked 20 Nov 2026 12:00 UTC. This comment is updated in place.</sub>"
`);
});

test('the page is found by its first line, which names subject and environment and cannot be ended by them', () => {
  expect(reportPage(example).startsWith(`${reportMark('agent_orchestration', 'production')}\n`)).toBe(true);
  expect(reportMark('a:b', 'c')).not.toBe(reportMark('a', 'b:c'));
  expect(reportMark('x --> <b>', '\ud83d')).toBe('<!-- promotion-report:x%20--%3E%20%3Cb%3E: v1 -->');
});

describe('the title is the verdict', () => {
  test.each<[string, Report]>([
    ['## ✅ Ready: `agent_orchestration` 1.4.0, staging → production', reportOf([])],
    ['## ⏳ Waiting: `agent_orchestration` 1.4.0, staging → production', reportOf([gate('a', { outcome: 'pending' })])],
    ['## ❌ Blocked: `agent_orchestration` 1.4.0, staging → production', reportOf([gate('a', { outcome: 'error' })])],
    ['## ✅ Promoted: `agent_orchestration` 1.4.0, staging → production', reportOf([], { ending: 'promoted' })],
    ['## ❌ Rejected: `agent_orchestration` 1.4.0, staging → production', reportOf([], { ending: 'rejected' })],
    ['## ↩️ Rolled back: `agent_orchestration` 1.4.0, staging → production', reportOf([], { ending: 'rolled-back' })],
    ['## ⚠️ SKIPPED GATES · ✅ Ready: `agent_orchestration` 1.4.0, staging → production', reportOf([], { isSkipped: true })],
    ['## 🧪 Dry run · ✅ Ready: `agent_orchestration` 1.4.0, staging → production', reportOf([], { isDryRun: true })],
    ['## ✅ Ready: `agent_orchestration` 1.4.0 to production', { ...reportOf([]), from_stage: null }],
  ])('%s', (title, report) => {
    expect(titleOf(report)).toBe(title);
  });
});

describe('one line says how many gates are met', () => {
  const broken = { outcome: 'error', summary: 'The run broke.' } as const;
  test.each<[string, Report]>([
    ['**No gates are set for production.**', reportOf([])],
    ['**No gate was judged.**', reportOf([], { hindrances: [broken] })],
    ['**The quality gates were SKIPPED: nothing that they ask for is proven.**', reportOf([gate('a')], { isSkipped: true })],
    ['**0 of 1 required gate met.**', reportOf([gate('a', { outcome: 'fail' })])],
    ['**0 of 0 required gates met.**', reportOf([gate('a', { required: false })])],
    [
      '**2 of 3 required gates met.**',
      reportOf([gate('a'), gate('b', { outcome: 'waived' }), gate('c', { outcome: 'error' }), gate('d', { outcome: 'off' })]),
    ],
  ])('%s', (line, report) => {
    expect(sentenceOf(report).startsWith(line)).toBe(true);
  });

  test('and what it is compared with', () => {
    expect(sentenceOf(reportOf([]))).toMatch(/commit\/1111111\)\.$/);
    expect(sentenceOf(reportOf([], { previous: null }))).toMatch(/; the first promotion to production\.$/);
    const previous = { version: '1.3.2', date: '2025-12-31T23:59:00Z', url: 'https://github.com/tta/tta/issues/37' };
    expect(sentenceOf(reportOf([], { previous }))).toMatch(
      /, compared with the last promotion \[1\.3\.2\]\(https:\S+\/37\) \(31 Dec 2025\)\.$/,
    );
    expect(sentenceOf({ ...reportOf([]), subject: { repository: 'tta/tta', commit: null } })).toMatch(
      /The version was not found among the commits/,
    );
  });
});

describe('how far a value moved', () => {
  test.each<[number | null, number | null, string]>([
    [79.06976744186046, 75.58, '+3.49'],
    [17, 15, '+2'],
    [15, 17, '−2'],
    [99.7024, 99.91, '−0.21'],
    [2, 2, '='],
    [0.30000000000000004, 0.3, '='],
    [0.051, 0.05, '+0.001'],
    [14.999999999999991, 3.1, '+11.90'],
    [1e-7, 0, '+1e-7'],
    [1, null, ''],
    [null, 1, ''],
    [Number.MAX_VALUE, -Number.MAX_VALUE, ''],
  ])('%s after %s: %s', (value, previous, shown) => {
    expect(delta(gate('a', { value, previous }))).toBe(shown);
  });
});

describe('gates stand where they belong', () => {
  const rows: readonly GateReport[] = [
    gate('failed', {
      outcome: 'fail',
      summary: '3 errors; none allowed',
      kind: 'findings',
      findings: [{ path: 'src/a (1).ts', line: 3, name: 'no-any', message: 'Unexpected any' }],
    }),
    gate('tried', { outcome: 'fail', required: false, summary: 'slow' }),
    gate('spared', { outcome: 'waived', summary: '1 low', waived_by: { login: 'kim', reason: 'fixed in 1.5' } }),
    gate('later', { outcome: 'off', summary: 'no flow before release 2.0' }),
    gate('review', { kind: 'human', title: 'Code | review', outcome: 'pending', summary: 'not signed', required: false }),
    gate('fine'),
  ];
  const page = reportPage(reportOf(rows));
  /** The text from a heading or a summary to the next. */
  const part = (title: string): string => page.split(/\n\n(?=###|<details|<sub)/).find((one) => one.includes(title)) ?? '';

  test('what blocks is unfolded, with the findings behind it below', () => {
    expect(part('### What is missing')).toBe(
      '### What is missing\n\n| | Gate | Found | Δ |\n|---|---|---|---:|\n| ❌ | failed | 3 errors; none allowed |  |',
    );
    expect(part('Findings of the failed gate')).toContain('| `src/a (1).ts:3` | `no-any`: Unexpected any |');
  });

  test('what does not block is below it, what was set aside is folded with its reason', () => {
    expect(part('### Worth a look')).toContain('| ❌ | tried | slow |  |');
    expect(part('2 gates set aside')).toContain('| ➖ | spared | 1 low; waived by kim: fixed in 1.5 |  |');
    expect(part('2 gates set aside')).toContain('| ⚪ | later | no flow before release 2.0 |  |');
    expect(part('1 gate passed')).toContain('| ✅ | fine | as it should be |  |');
  });

  test('a sign-off that only advises can be signed too', () => {
    expect(part('### Sign-offs')).toBe(
      '### Sign-offs\n\n- [ ] Code &#124; review *(advisory)*: not signed <!-- gate:review -->\n\nSign with a comment: `/sign review`.',
    );
    expect(reportPage(reportOf(rows, { ending: 'rejected' }))).not.toContain('/sign');
  });

  test('what is no gate stands among what is missing', () => {
    const hindrances = [{ outcome: 'pending', summary: 'waits for the approval of qa' }] as const;
    expect(reportPage(reportOf([], { hindrances }))).toContain('| ⏳ |  | waits for the approval of qa |  |');
  });
});

test('afterwards the page says what came of it', () => {
  const page = reportPage(
    reportOf([], {
      ending: 'promoted',
      deployment: { success: true },
      validation: { smoke_tests: 'passed', health_checks: 'passed' },
      approvals: [{ login: 'bob', roles: ['tech-lead', 'qa'], at: '2026-11-20T10:00:00Z' }],
      rollback: { procedure: 'Switch the flag off, then deploy again', previous_version: '1.3.2' },
    }),
  );
  expect(page).toContain('- Deployment: succeeded\n- Afterwards: smoke tests: passed; health checks: passed\n');
  expect(page).toContain('- Approved by bob as tech-lead, qa on 20 Nov 2026 10:00 UTC\n');
  expect(page).toContain('- Rollback: Switch the flag off, then deploy again, back to 1.3.2\n');
});

test('a job summary has no word about comments, links lead to the server that is named', () => {
  expect(reportPage(example, JOB_SUMMARY)).toMatch(/<sub>Checked 20 Nov 2026 12:00 UTC\.<\/sub>$/);
  const page = reportPage(example, { ...COMMENT, server: 'https://git.example' });
  expect(page).toContain('(https://git.example/tta/tta/commit/1111111)');
  expect(page).not.toContain('](https://github.com');
});

describe('too much for a comment', () => {
  const many = (count: number, id: string, about: Partial<GateReport>): readonly GateReport[] =>
    Array.from({ length: count }, (_, i) => gate(`${id}-${i}`, about));
  const noted = (page: string): number =>
    [...page.matchAll(/\*(\d+) more in the report file\.\*/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  const shown = (page: string, icon: string): number => page.split('\n').filter((line) => line.startsWith(`| ${icon} |`)).length;

  test('200 gates fit, none left out', () => {
    const page = reportPage(reportOf([...many(20, 'bad', { outcome: 'fail' }), ...many(180, 'good', {})]));
    expect([shown(page, '❌'), shown(page, '✅'), noted(page)]).toEqual([20, 180, 0]);
  });

  test('what passed is cut first, and counted', () => {
    const long = { summary: 'x'.repeat(400) };
    const page = reportPage(reportOf([...many(100, 'bad', { ...long, outcome: 'fail' }), ...many(100, 'good', long)]));
    expect(page.length).toBeLessThanOrEqual(COMMENT.limit);
    expect(shown(page, '❌')).toBe(100);
    expect(shown(page, '✅')).toBeLessThan(50);
    expect(shown(page, '✅') + noted(page)).toBe(100);
  });

  test('then findings, of which each gate keeps ten', () => {
    const findings = Array.from({ length: 100 }, (_, i) => ({ path: `src/${i}.ts`, line: i, message: 'y'.repeat(60) }));
    const page = reportPage(reportOf([...many(25, 'bad', { outcome: 'fail', kind: 'findings', findings }), ...many(100, 'good', {})]));
    const blocks = page.split('<details>').filter((one) => one.startsWith('<summary>Findings'));
    const kept = blocks.map((one) => one.split('\n').filter((line) => line.startsWith('| [')).length);
    expect(blocks.length).toBe(25);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(10);
    expect(kept.reduce((sum, count) => sum + count, 0) + shown(page, '✅') + noted(page)).toBe(25 * 100 + 100);
  });

  test('findings of the gates beyond thirty are left out as a whole, and counted', () => {
    const page = reportPage(reportOf(many(40, 'bad', { outcome: 'fail', findings: [{ message: 'no' }] })));
    expect(page).toContain('*10 more parts of this page in the report file.*');
  });

  test('whatever the parts and the limit, they never exceed it, and what has no place is counted', () => {
    const text = fc.nat({ max: 40 }).map((length) => 'x'.repeat(length));
    const piece = fc
      .record({
        open: text,
        rows: fc.array(text),
        close: text,
        rank: fc.nat({ max: 3 }),
        urgent: fc.nat({ max: 5 }),
        rest: fc.integer({ min: 4, max: 6 }),
      })
      .map((one): Piece => ({ ...one, total: one.rows.length }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat({ max: 900 }), (pieces, limit) => {
        const { parts, leftOut } = arrange(pieces, limit);
        expect(parts.length + leftOut).toBe(pieces.length);
        expect(parts.map((part) => `${part}\n\n`).join('').length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 1_000 },
    );
  });

  test('long names leave no construct half open, however small the page', () => {
    const awful = 'a|b<!-- @x `'.repeat(100);
    const findings = Array.from({ length: 50 }, () => ({ path: awful, name: awful, message: awful }));
    const gates = [
      ...many(30, 'bad', { title: awful, summary: awful, outcome: 'fail', findings }),
      ...many(30, 'sign', { kind: 'human', title: awful, summary: awful, outcome: 'pending' }),
      ...many(30, 'good', { title: awful, summary: awful }),
    ];
    for (const limit of [8_000, 9_001, 12_345, 20_000, 60_000]) {
      const page = reportPage(reportOf(gates), { ...COMMENT, limit });
      expect(page.length).toBeLessThanOrEqual(limit);
      expect(page.endsWith('</sub>')).toBe(true);
      const html = render(page);
      for (const tag of ['details', 'summary', 'table', 'sub']) {
        expect(elements(html).filter((one) => one === tag).length).toBe(html.split(`</${tag}>`).length - 1);
      }
      expect(page).toMatch(/more (parts? of this page )?in the report file/);
    }
  });
});
