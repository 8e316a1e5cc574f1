import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readReport } from '../../src/core/report-read.ts';
import { columns } from '../../src/core/views/report-lines.ts';
import { reportForTerminal } from '../../src/core/views/report-terminal.ts';
import { EXAMPLE, gate, reportOf } from './report-builder.ts';

test('the example', () => {
  const read = readReport(EXAMPLE);
  expect(read.ok && reportForTerminal(read.value)).toMatchInlineSnapshot(`
"Blocked: agent_orchestration 1.4.0, staging -> production
19 of 21 required gates met. Commit 1111111, compared with the last promotion 1.3.2 (28 Oct).

What is missing
  FAIL    coverage              79.06 % of lines (34 of 43); 80 % needed: 1 more line to cover
                                (+3.49)
          src/agent_orchestration/core.py: 12, 18, 27-29
          src/agent_orchestration/tools.py: 25-29
  waits   Stakeholder approval  waiting for @product-owner

Sign-offs
  [x] Code review approved: @lee signed 20 Nov 10:12 UTC
  [ ] Documentation complete (advisory): not signed
  [x] Security review complete: @kim signed 20 Nov 11:02 UTC
  [x] Rollback procedure tested in staging: @sam signed 20 Nov 11:40 UTC, [run
      812](https://github.com/tta/tta/actions/runs/812)
  [ ] Stakeholder approval: waiting for @product-owner
  Sign with a comment on the issue: /sign stakeholder

Passed (16)
  ok      spec                  specs/agent_orchestration.md exists
  ok      tests                 17 passed, 0 failed, 0 skipped (+2)
  ok      integration-exist     2 passed, 0 failed, 0 skipped
  ok      lint                  clean
  ok      types                 clean
  ok      secrets               clean (3 audited as false positives)
  ok      ci                    CI / build: success
  ok      integration           2 passed, 0 failed, 0 skipped (=)
  ok      e2e                   4 passed, 0 failed, 0 skipped
  ok      performance           p95 8.8 ms < 300 ms; failed requests 0.00 % < 1 % (+0.86)
  ok      uptime                99.70 % over 7 days (10 081 samples, 100 % of the window) (−0.21)
  ok      error-rate            0.50 % in the last hour, at most 1 % (+0.08)
  ok      latency               p95 0.230 s, 1 day before 0.200 s: +15.0 %, at most +20 % (+11.90)
  ok      provenance            built by build.yml at 1111111 on a GitHub-hosted runner
  ok      monitoring            exit 0 in 1.8 s
  ok      runbook               has "## Rollback"

Checked 20 Nov 2026 12:00 UTC.
"
`);
});

test('skipped gates and a dry run are said first', () => {
  expect(reportForTerminal(reportOf([], { isSkipped: true, isDryRun: true }))).toMatch(
    /^SKIPPED GATES: Dry run: Ready: agent_orchestration 1\.4\.0,/,
  );
});

test('an empty report is four lines', () => {
  expect(reportForTerminal(reportOf([], { previous: null }))).toBe(`Ready: agent_orchestration 1.4.0, staging -> production
No gates are set for production. Commit 1111111; the first promotion to production.

Checked 20 Nov 2026 12:00 UTC.
`);
});

test('of many findings the first ten are shown, and the others counted', () => {
  const findings = Array.from({ length: 25 }, (_, line) => ({ path: 'src/a.ts', line, name: 'no-any', message: 'Unexpected any' }));
  const shown = reportForTerminal(reportOf([gate('lint', { outcome: 'fail', findings })]));
  expect(shown.match(/src\/a\.ts:\d+: no-any: Unexpected any\n/g)).toHaveLength(10);
  expect(shown).toContain('  15 more in the report file.\n');
});

test('what was set aside says why and by whom', () => {
  const waived = gate('deps', { outcome: 'waived', summary: '1 low', waived_by: { login: 'kim', reason: 'fixed in 1.5' } });
  expect(reportForTerminal(reportOf([waived]))).toContain('Set aside\n  waived  deps  1 low; waived by kim: fixed in 1.5\n');
});

test.each([
  ['word', 4],
  ['日本', 4],
  ['👍', 2],
  ['e\u0301', 1],
  ['', 0],
])('%j takes %i columns', (text, wide) => {
  expect(columns(text)).toBe(wide);
});

test('nothing foreign moves the cursor, colours, links or begins a line, and no line is wider than asked', () => {
  const awful = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
    fc
      .array(
        fc.constantFrom(
          '\u001b[2J',
          '\u001b]8;;https://x\u0007',
          '\r',
          '\n',
          '\u202e',
          '日本',
          '👍',
          'e\u0301',
          '\u009b',
          'word ',
          'x'.repeat(120),
        ),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(awful, awful, fc.integer({ min: 1, max: 140 }), (said, other, width) => {
      const about = { title: said, summary: other, findings: [{ path: other, name: said, lines: other, message: said }] };
      const report = reportOf([
        gate('a', { ...about, outcome: 'fail' }),
        gate('b', { ...about, kind: 'human', outcome: 'pending' }),
        gate('c', { ...about, outcome: 'off' }),
        gate('d', about),
      ]);
      const shown = reportForTerminal(report, width);
      expect(shown).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      const lines = shown.split('\n');
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(Math.min(100, Math.max(40, width)));
      const own = /^(What is missing$|Sign-offs$|Set aside$|Passed \(1\)$|Checked |$| )/;
      expect(lines.slice(lines.indexOf('')).filter((line) => !own.test(line))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
