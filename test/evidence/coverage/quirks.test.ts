/** What each tool does differently, with its numbers. */
import { expect, test } from '@jest/globals';
import { COVERAGE } from '../../../src/core/evidence/coverage/index.ts';
import { countsOf, evidenceOf, judged, mergedOf, refusalOf } from './reports.ts';

const record = (path: string, ...lines: readonly string[]): string => [`SF:${path}`, ...lines, 'end_of_record', ''].join('\n');
const cobertura = (lines: string, head = ''): string =>
  `<coverage line-rate="1" ${head}><sources><source>/w/src</source></sources><packages><package><classes>${lines}</classes></package></packages></coverage>`;
const inClass = (path: string, lines: string): string => `<class filename="${path}"><methods/><lines>${lines}</lines></class>`;
const summary = (path: string, covered: unknown, total: unknown): string =>
  JSON.stringify({ total: metrics(covered, total), [path]: metrics(covered, total) });
const metrics = (covered: unknown, total: unknown): object => ({
  lines: { covered, total, pct: 1 },
  statements: {},
  branches: { covered: 0, total: 0 },
});

test.each([
  ['lcov: CRLF', 'SF:a.c\r\nDA:1,1\r\nDA:2,0\r\nend_of_record\r\n', [1, 2]],
  ['lcov: negative hits are no hits', record('a.c', 'DA:1,-3', 'DA:2,1'), [1, 2]],
  ['lcov: hits beyond 64 bits are hits', record('a.c', 'DA:1,18446744073709551615', 'DA:2,0'), [1, 2]],
  ['lcov: hits beyond 32 bits are hits', record('a.c', 'DA:1,4294967296', 'DA:2,0'), [1, 2]],
  ['lcov: a line written twice is one', record('a.c', 'DA:1,0', 'DA:1,2'), [1, 1]],
  ['lcov: backslashes and slashes are one file', record('src\\a.c', 'DA:1,1', 'DA:2,0') + record('src/a.c', 'DA:1,0', 'DA:2,0'), [1, 2]],
  ['lcov 2: FNL, FNA and MCDC are left alone', record('a.c', 'FNL:0,1,2', 'FNA:0,1,f', 'MCDC:1,2,t,0,0,x', 'DA:1,1'), [1, 1]],
  [
    'Cobertura: only methods have lines',
    cobertura('<class filename="a.c"><methods><method><lines><line number="1" hits="0"/></lines></method></methods></class>'),
    [0, 1],
  ],
  [
    'Clover: OpenClover says how often a condition was true',
    '<coverage clover="4"><project><file path="/w/a.java"><line num="1" type="method" count="1"/><line num="2" type="cond" truecount="3" falsecount="0"/></file></project></coverage>',
    [1, 1],
  ],
  ['SimpleCov before 0.18', '{"RSpec":{"timestamp":1,"coverage":{"/w/a.rb":[1,null,0]}}}', [1, 2]],
  [
    'SimpleCov: commands are united',
    '{"RSpec":{"timestamp":1,"coverage":{"/w/a.rb":{"lines":[1,0]}}},"Minitest":{"timestamp":2,"coverage":{"/w/a.rb":{"lines":[0,1]}}}}',
    [2, 2],
  ],
  [
    'SimpleCov: an earlier run is left out',
    '{"RSpec":{"timestamp":1,"coverage":{"/w/a.rb":{"lines":[1,1]}}},"Minitest":{"timestamp":602,"coverage":{"/w/a.rb":{"lines":[0,1]}}}}',
    [1, 2],
  ],
])('%s', (_, text, lines) => {
  expect(countsOf(text)).toMatchObject({ lines });
});

test.each([
  ['a negative line', record('a.c', 'DA:-1,1'), 'Line 2 reads "DA:-1,1"'],
  ['line 1e9', record('a.c', 'DA:1000000000,1'), 'Line 2'],
  ['NaN hits', record('a.c', 'DA:1,NaN'), 'Line 2'],
  ['1e400 hits', record('a.c', 'DA:1,1e400'), 'Line 2'],
  ['a percentage for hits', record('a.c', 'DA:1,50%'), 'Line 2'],
  ['a branch taken NaN times', record('a.c', 'BRDA:1,0,0,NaN'), 'Line 2'],
  ['Cobertura: line 1e9', cobertura(inClass('a.py', '<line number="1000000000" hits="1"/>')), '"a.py"'],
  ['Cobertura: hits 99.9%', cobertura(inClass('a.py', '<line number="1" hits="99.9%"/>')), '"99.9%"'],
  ['Istanbul summary: a percentage for a count', summary('/w/a.js', '99.9%', 10), '"total.lines.covered"'],
  ['Istanbul summary: 1e400', summary('/w/a.js', 1, 10).replace(':10', ':1e400'), '"total.lines.total"'],
  ['Istanbul summary: more covered than there is', summary('/w/a.js', 11, 10), 'up to 10'],
  ['Go: a block that ends before it begins', 'mode: set\na/b.go:9.1,2.2 1 1\n', 'Line 2'],
])('%s cannot be, and is refused with its place', (_, text, place) => {
  const { code, message } = refusalOf(text);
  expect(code).toBe('malformed');
  expect(message).toContain(place);
});

test('a file of two million lines is counted, and takes megabytes', () => {
  expect(countsOf(record('a.c', 'DA:2000000,1', 'DA:1,0'))).toMatchObject({ lines: [1, 2] });
  expect(evidenceOf(record('a.c', 'DA:2000000,1')).files[0]?.hits?.byteLength).toBe(8_000_004);
});

test('lines that are far beyond what is counted are refused before they take gigabytes', () => {
  const text = Array.from({ length: 8 }, (_, n) => record(`${n}.c`, 'DA:9999999,1')).join('');
  expect(refusalOf(text).code).toBe('too_big');
});

test('false green: lcov cut before end_of_record', () => {
  expect(refusalOf('SF:a.c\nDA:1,1\n').code).toBe('cut_short');
  expect(refusalOf(`SF:a.c\nDA:1,1\n${record('b.c', 'DA:1,1')}`).code).toBe('cut_short');
});

test('false green: a file whose total is declared and whose lines are left out', () => {
  expect(refusalOf(record('a.c', 'DA:1,1') + record('b.c', 'LF:90', 'LH:0')).code).toBe('incomplete');
  expect(refusalOf(cobertura('', 'lines-valid="90"')).code).toBe('incomplete');
});

test('false green: files that are fewer than the total says', () => {
  const text = JSON.stringify({ total: metrics(1, 10), '/w/a.js': metrics(1, 1) });
  expect(refusalOf(text)).toMatchObject({ code: 'incomplete', message: expect.stringContaining('1 of 10') });
});

test('false green: SimpleCov .last_run.json is a rounded percentage', () => {
  const { code, message } = refusalOf('{"result":{"line":100.0}}');
  expect(code).toBe('incomplete');
  expect(message).toContain('.resultset.json');
});

test.each([
  ['50% (1/2)', [1, 2]],
  ['50 % ( 1 / 2 ), partly', [1, 2]],
  ['1/2', undefined],
  ['1/2)', undefined],
  ['50% (1/20000000000)', undefined],
])('Cobertura: condition-coverage="%s"', (condition, branches) => {
  const text = cobertura(inClass('a.py', `<line number="1" hits="1" branch="true" condition-coverage="${condition}"/>`));
  expect(countsOf(text)['branches']).toEqual(branches);
});

test('Cobertura: names begin at the one source; of several nobody says which', () => {
  const text = cobertura(inClass('a.py', '<line number="1" hits="1"/>'));
  const two = text.replace('<sources>', '<sources><source>/w/lib</source>');
  expect([text, two].map((one) => evidenceOf(one).files.map(({ path }) => path))).toEqual([['/w/src/a.py'], ['a.py']]);
});

test('Cobertura: more branches taken than there are cannot be', () => {
  const text = cobertura(inClass('a.py', '<line number="7" hits="1" condition-coverage="150% (3/2)"/>'));
  expect(refusalOf(text)).toMatchObject({ code: 'malformed', message: expect.stringContaining('Line 7 of "a.py"') });
});

test('JaCoCo: LINE counts, not INSTRUCTION, and a partly covered line is covered', () => {
  const text =
    '<report name="r"><package name="p"><sourcefile name="A.java"><line nr="1" mi="9" ci="1" mb="1" cb="1"/><line nr="2" mi="1" ci="0" mb="0" cb="0"/>' +
    '<counter type="INSTRUCTION" missed="10" covered="90"/><counter type="LINE" missed="1" covered="1"/></sourcefile></package><counter type="LINE" missed="1" covered="1"/></report>';
  expect(countsOf(text)).toMatchObject({ lines: [1, 2], branches: [1, 2] });
  expect(judged(text, { min: 60, metric: 'instructions' }).outcome).toBe('error');
});

test('JaCoCo: what the report counts and no file shows is uncovered lines all the same', () => {
  const text =
    '<report name="r"><package name="p"><sourcefile name="A.java"><counter type="LINE" missed="0" covered="1"/></sourcefile></package><counter type="LINE" missed="3" covered="1"/></report>';
  expect(countsOf(text)).toMatchObject({ lines: [1, 4] });
});

test('JaCoCo: files of one name in two modules are two', () => {
  const module = (name: string, covered: number): string =>
    `<group name="${name}"><package name="p"><sourcefile name="A.java"><line nr="1" mi="${1 - covered}" ci="${covered}"/><counter type="LINE" missed="${1 - covered}" covered="${covered}"/></sourcefile></package></group>`;
  expect(countsOf(`<report name="r">${module('a', 1)}${module('b', 0)}</report>`)).toMatchObject({ lines: [1, 2] });
});

test('coverage.py 6 lists docstrings as hit: they are not counted, merged or not', () => {
  const file = { summary: { covered_lines: 1, num_statements: 2 }, executed_lines: [1, 2], missing_lines: [3] };
  const text = JSON.stringify({ meta: { version: '6.5.0' }, files: { 'a.py': file }, totals: file.summary });
  expect(countsOf(text)).toMatchObject({ lines: [1, 2] });
  expect(COVERAGE.counts(mergedOf(text, text))).toMatchObject({ lines: [1, 2] });
});

test('branches of one name are told apart by their order, also where the reports list different ones', () => {
  const one = record('a.c', 'DA:1,1', 'BRDA:1,0,0,1', 'BRDA:1,0,0,0');
  const other = record('a.c', 'DA:1,1', 'BRDA:9,0,0,0', 'BRDA:1,0,0,0', 'BRDA:1,0,0,1');
  expect(COVERAGE.counts(mergedOf(one, other))).toMatchObject({ branches: [2, 3] });
});
