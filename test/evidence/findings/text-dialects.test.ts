/** What compilers and checkers write for people, with other options than the samples had. */
import { expect, test } from '@jest/globals';
import { evidenceOf, judged } from './reading.ts';

const ESC = String.fromCharCode(27);

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

test("ruff's text is read as flake8's, though it ends as tsc's does", () => {
  const found = evidenceOf('a.py:1:8: F401 [*] `os` imported but unused\nFound 1 error.\n[*] 1 fixable with the `--fix` option.\n');
  expect(found).toMatchObject({ format: 'flake8', error: 1, findings: [{ path: 'a.py', line: 1, rule: 'F401' }] });
});
