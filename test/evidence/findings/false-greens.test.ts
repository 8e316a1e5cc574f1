/** Reports that look green and are not. */
import { expect, test } from '@jest/globals';
import { judged, ofJson, sample } from './reading.ts';

const json = JSON.stringify;

test.each([
  ['ESLint SARIF: no result, for the file did not parse', 'sarif', sample('sarif/eslint.dirty.sarif')],
  ['SARIF: the run failed before it found anything', 'sarif', sample('sarif/synthetic.execution-failed-no-results.sarif')],
  ['SARIF: no run at all', 'sarif', sample('sarif/synthetic.no-runs.sarif')],
  [
    'SARIF: results null, the tool did not run',
    'sarif',
    json({ version: '2.1.0', runs: [{ tool: { driver: { name: 'T' } }, results: null }] }),
  ],
  [
    'bandit: no result, for the file was not scanned',
    'bandit-json',
    json({ errors: [{ filename: 'a.py', reason: 'syntax error' }], results: [], metrics: { _totals: {}, 'a.py': {} } }),
  ],
  ['bandit: no file below the path', 'bandit-json', json({ errors: [], results: [], metrics: { _totals: { loc: 0 } } })],
  ['Semgrep: no result, for the file was not scanned', 'semgrep-json', sample('semgrep-json/synthetic.errors-no-results.json')],
  ['Semgrep: no file below the path', 'semgrep-json', json({ results: [], errors: [], paths: { scanned: [] } })],
  ['npm audit: the endpoint refused', 'npm-audit', sample('npm-audit/npm11.endpoint-error.json')],
  ['npm audit: no lock file', 'npm-audit', sample('npm-audit/npm11.no-lockfile.json')],
  [
    'npm audit: counts that are not there',
    'npm-audit',
    json({ auditReportVersion: 2, vulnerabilities: {}, metadata: { vulnerabilities: {} } }),
  ],
  ['pyright: nothing written, for there was no file', 'pyright-json', sample('pyright-json/no-files.json')],
  [
    'pyright: no file analysed',
    'pyright-json',
    json({ generalDiagnostics: [], summary: { filesAnalyzed: 0, errorCount: 0, warningCount: 0 } }),
  ],
  [
    'ESLint: every file is ignored',
    'eslint-json',
    json([
      {
        filePath: 'a.js',
        messages: [{ ruleId: null, severity: 1, message: 'File ignored because of a matching ignore pattern.' }],
        errorCount: 0,
        warningCount: 1,
      },
    ]),
  ],
  ['ESLint: no file', 'eslint-json', '[]'],
  ['oxlint: no file', 'oxlint-json', json({ diagnostics: [], number_of_files: 0 })],
  [
    'Biome: no file',
    'biome-json',
    json({ summary: { changed: 0, unchanged: 0, errors: 0, warnings: 0, diagnosticsNotPrinted: 0 }, diagnostics: [] }),
  ],
  ['pylint json2: no module', 'pylint-json', json({ messages: [], statistics: { modulesLinted: 0 } })],
  [
    'pylint: fatal, a module could not be looked at',
    'pylint-json',
    json([{ type: 'fatal', symbol: 'astroid-error', path: 'a.py', message: 'm' }]),
  ],
  ['mypy: the last line is missing', 'mypy-text', 'src/a.py:1: note: See https://mypy.readthedocs.io\n'],
  ['mypy: errors after the last summary', 'mypy-text', 'Success: no issues found in 2 source files\nsrc/a.py:1: note: more\n'],
  ['mypy: nothing at all', 'mypy-text', ''],
  [
    'mypy: it crashed before the end',
    'mypy-text',
    'src/a.py:1: error: INTERNAL ERROR -- Please try using mypy master\nSuccess: no issues found in 1 source file\n',
  ],
  ['mypy JSON: mypy is not installed', 'mypy-json', 'bash: mypy: command not found\n'],
  ['mypy JSON: a line that was cut', 'mypy-json', '{"file": "src/a.py", "line": 8, "column": 14, "mess'],
  ['tsc: npx found another package', 'tsc', '                This is not the tsc command you are looking for\n'],
  ['tsc: npm could not run the script', 'tsc', '> app@1.0.0 types\n> tsc --noEmit\n\nnpm ERR! Missing script: "types"\n'],
  ['flake8: not installed', 'flake8', '/usr/bin/python3: No module named flake8\n'],
  ['flake8: a plugin broke it', 'flake8', 'There was a critical error during execution of Flake8: plugin code mismatch\n'],
  [
    'Checkstyle: an exception instead of findings',
    'checkstyle',
    '<checkstyle version="10"><file name="A.java"><exception>java.lang.Boom</exception></file></checkstyle>',
  ],
])('%s', (_, format, text) => {
  expect(judged(text, format, { failOn: 'error', max: 1000 }).outcome).toBe('error');
});

test.each([
  ['ruff: [] when no Python file is under the path', 'ruff-json', sample('ruff-json/ruff.no-files.json'), 'ruff JSON'],
  ['mypy JSON: a blank line', 'mypy-json', sample('mypy/mypy2.clean.jsonl'), 'mypy JSON lines'],
  ['tsc: an empty file', 'tsc', sample('tsc/tsc5.clean.txt'), 'tsc output'],
  ['flake8: an empty file', 'flake8', sample('flake8/clean.txt'), 'flake8 output'],
  ['gitleaks: null', 'gitleaks-json', 'null', 'gitleaks JSON'],
  ['Trivy: no Results', 'trivy-json', json({ SchemaVersion: 2, ArtifactName: '.', ArtifactType: 'filesystem' }), 'Trivy JSON'],
  ['Checkstyle: no file', 'checkstyle', '<checkstyle version="4.3"></checkstyle>', 'Checkstyle XML'],
])('%s: passes, and says what it cannot tell', (_, format, text, title) => {
  expect(judged(text, format)).toMatchObject({
    outcome: 'pass',
    summary: expect.stringMatching(new RegExp(`^clean, but ${title} is just as empty`)),
  });
  expect(judged(text, format, { minFiles: 1 }).outcome).toBe('error');
  expect(judged(text, format, { allowEmpty: false }).outcome).toBe('error');
});

test('Semgrep: a rule that ran out of time on a file looked at nothing there, whatever level the tool gives that', () => {
  const report = {
    results: [],
    errors: [{ level: 'warn', type: 'Timeout', path: 'a.py', message: 'timed out' }],
    paths: { scanned: ['a.py'] },
  };
  expect(ofJson(report)).toMatchObject({ toolErrors: 1 });
});
