/** What else these tools write: other versions, other options, words and shapes that no sample has. */
import { expect, test } from '@jest/globals';
import { evidenceOf, judged, ofJson } from './reading.ts';

const ESC = String.fromCharCode(27);
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

test.each<[string, string, string, Readonly<Record<string, unknown>>]>([
  [
    'mypy: columns, ends and colours',
    'mypy-text',
    `${ESC}[1msrc/a.py:8:14:8:20: ${ESC}[31merror:${ESC}[0m Name "x"  [name-defined]\nFound 1 error in 1 file (checked 2 source files)\n`,
    { error: 1, unit: 2, findings: [{ level: 'error', path: 'src/a.py', line: 8, rule: 'name-defined', message: 'Name "x"' }] },
  ],
  [
    'mypy: --pretty shows the code',
    'mypy-text',
    'src/a.py:8: error: Name "x" is\nnot defined  [name-defined]\n    return x\n           ^\nFound 1 error in 1 file (checked 2 source files)\n',
    { error: 1, toolErrors: 0 },
  ],
  [
    'mypy: two runs in one file',
    'mypy-text',
    'Success: no issues found in 3 source files\nFound 4 errors in 2 files (checked 9 source files)\n',
    { error: 4, unit: 12 },
  ],
  [
    'mypy: a note does not undo success',
    'mypy-text',
    'src/a.py:1: note: unchecked\nSuccess: no issues found in 1 source file\n',
    { note: 1, error: 0, unit: 1 },
  ],
  [
    'mypy: Windows paths and line ends',
    'mypy-text',
    'C:\\src\\a.py:8: error: x  [y]\r\nFound 1 error in 1 file (checked 1 source file)\r\n',
    { findings: [{ level: 'error', path: 'C:\\src\\a.py', line: 8, rule: 'y', message: 'x' }] },
  ],
  [
    'tsc: --pretty',
    'tsc',
    `${ESC}[96ma.ts${ESC}[0m:${ESC}[93m1${ESC}[0m:${ESC}[93m7${ESC}[0m - ${ESC}[91merror${ESC}[0m${ESC}[90m TS2322: ${ESC}[0mType 'string'\n\n1 const a: number = ''\n\nFound 1 error in a.ts:1\n`,
    { error: 1, findings: [{ level: 'error', path: 'a.ts', line: 1, rule: 'TS2322', message: "Type 'string'" }] },
  ],
  ['tsc: no inputs', 'tsc', "error TS18003: No inputs were found in config file 'tsconfig.json'.\n", { error: 1 }],
  [
    'tsc: Found 0 errors is no empty report',
    'tsc',
    '[10:00:00 AM] Found 0 errors. Watching for file changes.\n',
    { error: 0, emptyIsAmbiguous: false },
  ],
  ['tsc: the total counts where the errors are gone', 'tsc', 'Found 3 errors in 2 files.\n', { error: 3 }],
  ['tsc: around it what npm prints', 'tsc', '\n> app@1.0.0 types\n> tsc --noEmit\n\n', { error: 0, emptyIsAmbiguous: true }],
  [
    'flake8 --format=pylint',
    'flake8',
    "src/a.py:1: [F401] 'os' imported but unused\n",
    { error: 1, findings: [{ level: 'error', path: 'src/a.py', line: 1, rule: 'F401', message: "'os' imported but unused" }] },
  ],
  ['flake8 --count, clean', 'flake8', '0\n', { error: 0, emptyIsAmbiguous: false }],
  ['flake8 --count --show-source', 'flake8', 'a.py:1:1: WPS110 wrong name\nx = 1\n^\n1\n', { error: 1, toolErrors: 0 }],
  [
    'Checkstyle by another tool, without severity',
    'checkstyle',
    '<checkstyle><file name="a.php"><error line="3" message="m"/><error severity="info"/><error severity="ignore"/><error severity="fatal"/></file></checkstyle>',
    { error: 2, note: 1, aside: 1, unit: 1 },
  ],
])('%s', (_, format, text, expected) => {
  expect(evidenceOf(text, format)).toMatchObject(expected);
});

test('mypy that could not go on proves nothing, however many errors are allowed', () => {
  const text = 'nonexist: error: Cannot read file\nFound 1 error in 1 file (errors prevented further checking)\n';
  expect(judged(text, 'mypy-text').outcome).toBe('fail');
  expect(judged(text, 'mypy-text', { max: 5 }).outcome).toBe('error');
});

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
