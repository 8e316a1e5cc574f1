/** What else these tools write: other versions, other options, words and shapes that no sample has. */
import { expect, test } from '@jest/globals';
import { startTally } from '../../../src/core/evidence/findings/tally.ts';
import { evidenceOf, ofJson } from './reading.ts';

const ruff = { filename: 'a.py', code: 'F401', location: { row: 3, column: 1 }, message: 'm' };
const eslintFile = {
  filePath: 'a.js',
  messages: [{ ruleId: 'eqeqeq', severity: 2, message: 'm', line: 1 }],
  errorCount: 1,
  warningCount: 0,
};
const biome = { changed: 1, unchanged: 2, errors: 41, warnings: 0, diagnosticsNotPrinted: 40 };
const npm6 = { advisories: { 118: { module_name: 'minimatch', severity: 'high', title: 'ReDoS', vulnerable_versions: '<3' } } };
const audit = (counts: Readonly<Record<string, number>>) => ({ vulnerabilities: { critical: 0, high: 0, moderate: 0, low: 0, ...counts } });

test.each<[string, unknown, Readonly<Record<string, unknown>>]>([
  [
    'ruff: code null is a syntax error',
    [{ ...ruff, code: null }],
    { format: 'ruff-json', error: 1, findings: [{ rule: 'invalid-syntax', line: 3 }] },
  ],
  [
    'ruff: a severity where there is one',
    [
      { ...ruff, severity: 'warning' },
      { ...ruff, severity: 'fatal' },
    ],
    { error: 1, warning: 1 },
  ],
  [
    'ESLint json-with-metadata',
    { results: [eslintFile], metadata: { cwd: '/', rulesMeta: {} } },
    { format: 'eslint-json', error: 1, unit: 1 },
  ],
  ['ESLint: errorCount decides where messages were left out', [{ ...eslintFile, messages: [] }], { error: 1, findings: [] }],
  ['ESLint: fatal is an error', [{ ...eslintFile, messages: [{ fatal: true, severity: 2, message: 'Parsing error' }] }], { error: 1 }],
  [
    'ESLint: what a comment suppressed is set aside',
    [{ ...eslintFile, suppressedMessages: [{ ruleId: 'no-eval' }] }],
    { error: 1, aside: 1 },
  ],
  [
    'oxlint before 1.0: nothing found may be nothing looked at',
    [{ message: 'm', severity: 'warning', filename: 'a.js', labels: [] }],
    { emptyIsAmbiguous: true },
  ],
  [
    'bandit: a file it could not parse was not looked at',
    { ...bandit([]), errors: [{ filename: 'a.py', reason: 'syntax' }] },
    { unit: 0, toolErrors: 1 },
  ],
  ['Biome: counts are those of the summary', { summary: biome, diagnostics: [] }, { format: 'biome-json', error: 41, unit: 3 }],
  [
    'Biome 1: nested texts and paths',
    {
      summary: biome,
      diagnostics: [
        {
          category: 'lint/x',
          severity: 'error',
          description: 'Use const',
          message: [{ content: 'Use ' }, { content: 'const' }],
          location: { path: { file: 'a.ts' }, span: [0, 3] },
        },
      ],
    },
    { error: 41, findings: [{ path: 'a.ts', message: 'Use const' }] },
  ],
  [
    'Biome: it broke',
    { summary: { ...biome, errors: 1 }, diagnostics: [{ category: 'internalError/io', severity: 'fatal', message: 'no such file' }] },
    { error: 1, toolErrors: 1 },
  ],
  [
    'oxlint before 1.0: a bare list',
    [{ message: 'm', severity: 'error', filename: 'a.js', labels: [] }],
    { format: 'oxlint-json', error: 1 },
  ],
  [
    'pyright: lines are counted from 0',
    {
      generalDiagnostics: [{ file: 'a.py', severity: 'information', message: 'm', range: { start: { line: 0 } } }],
      summary: { filesAnalyzed: 1, errorCount: 0, warningCount: 0, informationCount: 1 },
    },
    { note: 1, findings: [{ line: 1 }] },
  ],
  [
    'pylint: a type nobody knows is an error',
    [{ type: 'omen', symbol: 's', path: 'a.py', message: 'm' }],
    { format: 'pylint-json', error: 1 },
  ],
  [
    'Semgrep: older and newer words',
    semgrep(['ERROR', 'WARNING', 'INFO', 'CRITICAL', 'MEDIUM', 'LOW']),
    { error: 2, warning: 2, note: 2, severities: { critical: 1, high: 1, medium: 2, low: 2 } },
  ],
  [
    'Semgrep: nosemgrep sets aside',
    { ...semgrep([]), results: [{ path: 'a.py', extra: { severity: 'ERROR', is_ignored: true } }] },
    { error: 0, aside: 1 },
  ],
  [
    'Semgrep: a partial parse is a warning of its own',
    { ...semgrep([]), errors: [{ level: 'warn', type: ['PartialParsing', []], message: 'm' }] },
    { toolErrors: 0, unit: 1 },
  ],
  [
    'Semgrep: a file that does not parse was not scanned, though that is a warning',
    { ...semgrep([]), errors: [{ level: 'warn', type: 'Syntax error', message: 'm', path: 'a.py' }] },
    { toolErrors: 1 },
  ],
  ['Semgrep: an error without a level is one', { ...semgrep([]), errors: [{ type: 'FatalError', long_msg: 'm' }] }, { toolErrors: 1 }],
  [
    'bandit: severities',
    bandit(['HIGH', 'MEDIUM', 'LOW', 'UNDEFINED', 'odd']),
    { error: 2, warning: 1, note: 2, unit: 1, severities: { critical: 0, high: 2, medium: 1, low: 2 } },
  ],
  [
    'Trivy before version 2: a bare list',
    [{ Target: 'alpine', Vulnerabilities: [{ VulnerabilityID: 'CVE-1', Severity: 'HIGH', PkgName: 'zlib' }] }],
    { format: 'trivy-json', error: 1, unit: 1 },
  ],
  [
    'Trivy: licenses count, and what is not rated',
    trivy({ Licenses: [{ Severity: 'UNKNOWN', Name: 'X', PkgName: 'p' }] }),
    { note: 1, severities: { critical: 0, high: 0, medium: 0, low: 1 } },
  ],
  [
    'Trivy: a severity nobody knows weighs as high',
    trivy({ Vulnerabilities: [{ Severity: 'DIRE', VulnerabilityID: 'CVE-2' }] }),
    { error: 1 },
  ],
  [
    'Trivy: only failed misconfigurations count',
    trivy({ Misconfigurations: ['FAIL', 'PASS', 'EXCEPTION'].map((Status) => ({ ID: 'DS1', Severity: 'HIGH', Status })) }),
    { error: 1 },
  ],
  ['Trivy: ignored findings are set aside', trivy({ ExperimentalModifiedFindings: [{}, {}] }), { aside: 2, error: 0 }],
  [
    'npm 6 and pnpm',
    { ...npm6, metadata: audit({ high: 3, info: 1 }) },
    { format: 'npm-audit', error: 3, note: 1, findings: [{ rule: 'minimatch', message: 'minimatch <3: ReDoS' }] },
  ],
  [
    'npm: through another package',
    { auditReportVersion: 2, vulnerabilities: { a: { name: 'a', severity: 'low', via: ['b'], range: '*' } }, metadata: audit({ low: 1 }) },
    { note: 1, findings: [{ message: 'a *: through b' }] },
  ],
  [
    'npm: nothing is wrong',
    { auditReportVersion: 2, vulnerabilities: {}, metadata: audit({}) },
    { error: 0, severities: { critical: 0, high: 0, medium: 0, low: 0 } },
  ],
  [
    'npm: counts without end',
    { auditReportVersion: 2, vulnerabilities: {}, metadata: audit({ high: Number.MAX_SAFE_INTEGER }) },
    { error: Number.MAX_SAFE_INTEGER },
  ],
  [
    'gitleaks 7: small keys',
    [{ lineNumber: 3, offender: 's', rule: 'AWS', file: 'a.py' }],
    { format: 'gitleaks-json', error: 1, findings: [{ path: 'a.py', line: 3, rule: 'AWS' }] },
  ],
  [
    'detect-secrets 0.x',
    { plugins_used: [], version: '0.14', results: { 'a.py': [{ hashed_secret: 'h', type: 'Hex', line_number: 2 }] } },
    { format: 'detect-secrets', error: 1 },
  ],
  [
    'GitLab: all five severities, and none',
    gitlab(['blocker', 'critical', 'major', 'minor', 'info', undefined]),
    { format: 'gitlab', error: 4, warning: 1, note: 1, severities: { critical: 2, high: 2, medium: 1, low: 1 } },
  ],
  [
    'Code Climate: a measurement is no issue',
    [{ type: 'measurement', name: 'm', value: 3 }, ...gitlab(['info'])],
    { error: 0, note: 1, findings: [{ path: 'a.rb', line: 4 }] },
  ],
])('%s', (_, document, expected) => {
  const findings = expected['findings'] as readonly object[] | undefined;
  expect(ofJson(document)).toMatchObject({
    ...expected,
    ...(findings && { findings: findings.map((one) => expect.objectContaining(one)) }),
  });
});

function semgrep(severities: readonly string[]) {
  return {
    errors: [],
    paths: { scanned: ['a.py'] },
    results: severities.map((severity) => ({ path: 'a.py', check_id: 'r', extra: { severity, message: 'm' } })),
  };
}

function bandit(severities: readonly string[]) {
  return {
    errors: [],
    metrics: { _totals: {}, 'a.py': {} },
    results: severities.map((issue_severity) => ({ filename: 'a.py', issue_severity, issue_text: 'm' })),
  };
}

function trivy(target: object) {
  return { SchemaVersion: 2, ArtifactName: 'x', Results: [{ Target: 't', Vulnerabilities: null, ...target }] };
}

function gitlab(severities: readonly (string | undefined)[]) {
  return severities.map((severity) => ({
    description: 'd',
    check_name: 'c',
    fingerprint: 'f',
    severity,
    location: { path: 'a.rb', lines: { begin: 4 } },
  }));
}

test.each(['ruff-json', 'eslint-json', 'oxlint-json', 'pylint-json', 'gitleaks-json', 'gitlab'])(
  'an empty list is read as %s where that is asked for',
  (format) => {
    expect(evidenceOf('[]', format)).toMatchObject({ format, error: 0 });
  },
);

test('of a hundred thousand findings the worst hundred are shown and all are counted', () => {
  const results = Array.from({ length: 100_000 }, (_, n) => ({ level: n === 99_999 ? 'error' : 'note', message: { text: `${n}` } }));
  const found = ofJson({ version: '2.1.0', runs: [{ tool: { driver: {} }, results }] });
  expect(found).toMatchObject({ error: 1, note: 99_999 });
  expect(found.findings).toHaveLength(100);
  expect(found.findings[0]).toEqual({ level: 'error', message: '99999' });
});

test('a place and a message are made for the shown ones alone', () => {
  const tally = startTally();
  let asked = 0;
  const told = () => ({ message: `${asked++}` });
  for (let n = 0; n < 1000; n++) tally.add('error', told);
  expect(tally.whole({ format: 'sarif' })).toMatchObject({ error: 1000 });
  expect(asked).toBe(100);
});

test('Biome resets the colours around the JSON of `biome ci`', () => {
  const text = `\u001b[0m${JSON.stringify({ summary: biome, diagnostics: [] })}\u001b[0m\n`;
  expect(evidenceOf(text)).toMatchObject({ format: 'biome-json', error: 41 });
});
