/** What is no report of the tool it should be of. */
import { expect, test } from '@jest/globals';
import { refusalOf } from './reading.ts';

const ruff = { filename: 'a.py', code: 'F401', location: { row: 3, column: 1 }, message: 'm' };
const eslintFile = { filePath: 'a.js', messages: [], errorCount: 1, warningCount: 0 };
const biome = { changed: 1, unchanged: 2, errors: 41, warnings: 0, diagnosticsNotPrinted: 40 };
const issue = { description: 'd', location: {} };

test.each([
  ['ruff-json', [ruff, 7], /At "\[1\]" stands 7, where a finding of ruff is needed/],
  ['eslint-json', [{ ...eslintFile, errorCount: '0' }], /At "\[0\]\.errorCount" stands "0", where a count is needed/],
  ['eslint-json', [{ ...eslintFile, errorCount: -1 }], /stands -1/],
  ['biome-json', { summary: { ...biome, errors: null }, diagnostics: [] }, /At "summary\.errors" stands null/],
  ['oxlint-json', { diagnostics: [], number_of_files: '3' }, /At "number_of_files"/],
  [
    'pyright-json',
    { generalDiagnostics: [], summary: { filesAnalyzed: 1.5, errorCount: 0, warningCount: 0 } },
    /filesAnalyzed" stands 1\.5/,
  ],
  ['pylint-json', { messages: [{}], statistics: { modulesLinted: 1 } }, /At "messages\[0\]"/],
  ['bandit-json', { errors: [], metrics: {}, results: [null] }, /At "results\[0\]" stands null/],
  ['detect-secrets', { plugins_used: [], results: { 'a.py': {} } }, /At "results\.a\.py" stands an object/],
  ['detect-secrets', { plugins_used: [], results: { 'a.py': [{}] } }, /a secret with its type is needed/],
  ['gitleaks-json', [{ RuleID: 'r', File: 'f' }, {}], /At "\[1\]" stands an object, where a leak/],
  [
    'trivy-json',
    { SchemaVersion: 2, Results: [{ Target: 't', Vulnerabilities: {} }] },
    /At "Results\[0\]\.Vulnerabilities" stands an object/,
  ],
  [
    'npm-audit',
    { auditReportVersion: 2, metadata: { vulnerabilities: { critical: 0, high: -3 } } },
    /At "metadata\.vulnerabilities\.high" stands -3/,
  ],
  ['semgrep-json', { errors: [], paths: {}, results: [{}] }, /At "results\[0\]\.extra"/],
  ['gitlab', [issue, 'x'], /At "\[1\]" stands "x"/],
])('%s refuses what is no count and no finding: %j', (format, document, message) => {
  expect(refusalOf(JSON.stringify(document), format)).toEqual({ code: 'malformed', message: expect.stringMatching(message) });
});

test('a refusal of npm says what npm said', () => {
  const message = (document: object) => refusalOf(JSON.stringify(document), 'npm-audit').message;
  expect(message({ error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' } })).toContain(
    'and says "ENOLOCK: This command requires an existing lockfile."',
  );
  expect(message({ message: '405 Method Not Allowed', error: { summary: '', detail: '' } })).toContain('and says "405 Method Not Allowed"');
  expect(message({ error: { code: 'ERR_PNPM_AUDIT_BAD_RESPONSE', message: 'The audit endpoint answered 500' } })).toContain(
    'ERR_PNPM_AUDIT_BAD_RESPONSE',
  );
  expect(message({ error: { summary: '' } })).toContain('without saying why');
});
