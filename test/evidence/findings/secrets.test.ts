/** A scanner's report holds what it found: the secret itself goes no further. */
import { expect, test } from '@jest/globals';
import { FINDINGS } from '../../../src/core/evidence/findings/index.ts';
import { evidenceOf, ofJson, sample } from './reading.ts';

const SECRET = 'hunter2-Zq9';
const HASH = '25910f981e85ca04baf359199dd0bd4a3ae738b6';
const sarifOf = (message: unknown) => ({
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'gitleaks' } },
      results: [
        {
          message,
          locations: [{ physicalLocation: { artifactLocation: { uri: 'a.py' }, region: { startLine: 1, snippet: { text: SECRET } } } }],
        },
      ],
    },
  ],
});

test.each([
  [
    'gitleaks 8',
    [
      {
        RuleID: 'aws',
        File: 'a.py',
        StartLine: 1,
        Description: 'AWS key',
        Match: `key=${SECRET}`,
        Secret: SECRET,
        Message: SECRET,
        Fingerprint: HASH,
      },
    ],
  ],
  ['gitleaks 7', [{ line: `key = ${SECRET}`, lineNumber: 3, offender: SECRET, rule: 'AWS key', file: 'a.py', commitMessage: SECRET }]],
  [
    'detect-secrets',
    { plugins_used: [], results: { 'a.py': [{ type: 'AWS Access Key', hashed_secret: HASH, secret: SECRET, line_number: 1 }] } },
  ],
  [
    'Trivy',
    {
      SchemaVersion: 2,
      Results: [
        {
          Target: 'a.py',
          Secrets: [
            { RuleID: 'aws', Title: 'AWS', Severity: 'CRITICAL', StartLine: 1, Match: SECRET, Code: { Lines: [{ Content: SECRET }] } },
          ],
        },
      ],
    },
  ],
  [
    'bandit B105',
    {
      errors: [],
      metrics: { 'a.py': {} },
      results: [
        {
          filename: 'a.py',
          test_id: 'B105',
          issue_severity: 'LOW',
          issue_text: `Possible hardcoded password: '${SECRET}'`,
          code: `1 password = "${SECRET}"`,
        },
      ],
    },
  ],
  ['bandit as SARIF', sarifOf({ text: `Possible hardcoded password: '${SECRET}'` })],
  ['gitleaks as SARIF', sarifOf({ text: 'aws has detected secret for file a.py.' })],
  [
    'eslint-plugin-no-secrets',
    [
      {
        filePath: 'a.js',
        errorCount: 1,
        warningCount: 0,
        source: SECRET,
        messages: [{ severity: 2, ruleId: 'no-secrets', message: `Found a string with entropy 4.3 : "${SECRET}"` }],
      },
    ],
  ],
  [
    'Semgrep',
    {
      errors: [],
      paths: { scanned: ['a.py'] },
      results: [
        {
          path: 'a.py',
          check_id: 'key',
          start: { line: 1 },
          extra: { severity: 'ERROR', message: 'A key', lines: SECRET, metavars: { $X: { abstract_content: SECRET } }, fingerprint: HASH },
        },
      ],
    },
  ],
])('%s: the secret, its line and its hash are not told', (_, document) => {
  const evidence = ofJson(document);
  const told = JSON.stringify([evidence, FINDINGS.judge(evidence, {})]);
  expect(evidence.findings).toHaveLength(1);
  expect(told).not.toContain(SECRET);
  expect(told).not.toContain(HASH);
});

test('a rule of flake8 that quotes a password is told without it', () => {
  const { findings } = evidenceOf(`a.py:1:8: S105 Possible hardcoded password: '${SECRET}'`);
  expect(findings).toEqual([{ level: 'error', path: 'a.py', line: 1, rule: 'S105', message: 'Possible hardcoded password' }]);
});

test.each([
  `AKIA${'A1'.repeat(8)}`,
  `ghp_${'a1'.repeat(18)}`,
  `github_pat_${'a1'.repeat(20)}`,
  `xoxb-${'1'.repeat(12)}`,
  `eyJ${'a'.repeat(12)}.${'b'.repeat(12)}.${'c'.repeat(6)}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(40)}`,
])('the shape of a secret in any message is taken out: %s', (secret) => {
  const { findings } = evidenceOf(
    JSON.stringify([{ filename: 'a.py', code: 'X1', location: { row: 1 }, message: `do not write ${secret}` }]),
  );
  expect(findings[0]?.message).toBe('do not write [secret]');
});

test('a secret that a long message would cut in two is not told by half', () => {
  const { findings } = evidenceOf(
    JSON.stringify([{ filename: 'a.py', code: 'X1', location: { row: 1 }, message: `${'x'.repeat(980)} AKIA${'A1'.repeat(8)}` }]),
  );
  expect(findings[0]?.message).not.toContain('AKIA');
});

test('the samples with secrets give neither text nor hash away', () => {
  for (const file of [
    'detect-secrets/hook.dirty.json',
    'detect-secrets/audited-false-positives.baseline.json',
    'gitleaks-json/synthetic.dirty.json',
  ]) {
    expect(JSON.stringify(evidenceOf(sample(file)))).not.toMatch(/[0-9a-f]{40}|REDACTED/);
  }
});
