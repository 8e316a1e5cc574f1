/** Bytes of any origin and in any pieces say the same. */
import { expect, test } from '@jest/globals';
import { unreadable } from '../../src/core/evidence/feed.ts';
import { readLines } from '../../src/core/evidence/lines.ts';
import { readAll, readReport } from '../../src/core/evidence/read.ts';
import { bytesOf, readBytes, readText, refusalOf, testsIn } from './tests/reports.ts';

const XML = '<testsuite><testcase name="Prüfung"><failure message="größer"/></testcase></testsuite>';
const SEEN = { ok: true, value: { failures: [{ name: 'Prüfung', message: 'größer' }] } };

const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

test.each([
  ['UTF-8', Buffer.from(XML)],
  ['UTF-8 with its mark', Buffer.from(`\uFEFF${XML}`)],
  ['UTF-16 of PowerShell', utf16(`\uFEFF${XML}`, false)],
  ['UTF-16, big end first', utf16(`\uFEFF${XML}`, true)],
  ['UTF-16 without a mark', utf16(XML, false)],
  ['UTF-16, big end first, without a mark', utf16(XML, true)],
  ['ISO-8859-1 as declared', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${XML}`, 'latin1')],
  ['UTF-8 that .NET declares as UTF-16', Buffer.from(`<?xml version='1.0' encoding='utf-16'?>${XML}`)],
  ['blank lines before the declaration', Buffer.from(`\r\n  \n<?xml version="1.0"?>${XML}`)],
])('%s is read', (_, bytes) => {
  expect(readBytes(bytes)).toMatchObject(SEEN);
});

test('an encoding that nobody knows is refused by name', () => {
  expect(refusalOf('<?xml version="1.0" encoding="klingon"?><testsuite><testcase/></testsuite>')).toMatchObject({
    code: 'malformed',
    message: 'report: It declares the encoding "klingon", which is not known; write it as UTF-8.',
  });
});

test.each([
  'junit/malformed.utf16.xml',
  'junit/malformed.latin1.xml',
  'junit/malformed.bom-leading-blank.xml',
  'junit/pytest9.fail.xml',
  'trx/synthetic.fail.trx',
  'tap/vitest.fail-flat.tap',
  'ctrf/mocha.fail.json',
  'go-test-json/fail.jsonl',
])('%s says the same byte by byte', (file) => {
  const reading = readReport({ path: file });
  for (const byte of bytesOf(file)) reading.write(Uint8Array.of(byte));
  expect(reading.end()).toEqual(readBytes(bytesOf(file), undefined, file));
});

test.each([
  ['\n', ['1..2', 'ok 1', 'not ok 2']],
  ['\r\n', ['1..2', 'ok 1', 'not ok 2']],
  ['\r', ['1..2', 'ok 1', 'not ok 2']],
])('lines end with %j', (end, lines) => {
  expect(testsIn(lines.join(end))).toMatchObject({ passed: 1, failed: 1 });
});

test('a line is one line, wherever its end is cut', () => {
  const linesOf = (pieces: readonly string[]): readonly string[] => {
    const heard: string[] = [];
    const feed = readLines({ line: (line) => heard.push(line), end: () => unreadable('empty', '') });
    for (const piece of pieces) feed.write(piece);
    feed.end();
    return heard;
  };
  const text = 'a\r\n\r\nb\rc\n\nd';
  const lines = ['a', '', 'b', 'c', '', 'd'];
  expect([linesOf([text]), linesOf([...text]), linesOf(text.split(/(?<=\r)/))]).toEqual([lines, lines, lines]);
});

test.each([' '.repeat(10_000), '\n'.repeat(100_000), `${' '.repeat(5_000)}\n`])('a report after many blanks is read', (blanks) => {
  expect(readText(blanks + XML)).toMatchObject(SEEN);
});

test.each([1_000, 65_537, 1_048_575])(
  'JSON that is held as bytes says the same in pieces of %i bytes, wrong characters included',
  (size) => {
    const tests = Array.from({ length: 30_000 }, (_, n) => ({ status: 'failed', name: `Prüfung ${n} 😀`, duration: 1 }));
    const json = JSON.stringify({ results: { tool: { name: 'x' }, summary: { tests: 30_000, passed: 0, failed: 30_000 }, tests } });
    const bytes = Buffer.from(json);
    bytes[bytes.lastIndexOf('😀')] = 0xff;
    const reading = readReport({ path: 'report' });
    for (let at = 0; at < bytes.length; at += size) reading.write(Uint8Array.from(bytes.subarray(at, at + size)));
    const read = reading.end();
    expect(read).toEqual(readText(bytes.toString()));
    expect(read).toMatchObject({ ok: true, value: { failed: 30_000, failures: expect.arrayContaining([{ name: 'Prüfung 0 😀' }]) } });
  },
);

test('JSON that was cut says so', () => {
  const text = '{"results":{"tool":{},"tests":[{"status":"passed","name":"a\\"b"}]}}';
  expect(testsIn(text).passed).toBe(1);
  for (let end = 1; end < text.length; end++) expect(refusalOf(text.slice(0, end)).code).toBe('cut_short');
});

test.each([
  ['nothing', ''],
  ['blanks', ' \n\t\n'],
  ['a mark alone', '\uFEFF'],
  ['very many blanks', ' '.repeat(100_000)],
])('%s is an empty file', (_, text) => {
  expect(refusalOf(text)).toMatchObject({ code: 'empty', message: expect.stringContaining('report: The file is empty') });
});

test('a format that does not fit is refused by what the file is', () => {
  expect(refusalOf(XML, 'trx').message).toBe(
    'report: This was to be read as Visual Studio TRX (`trx`), but it is JUnit XML (`junit`): name the right format, or none.',
  );
  expect(refusalOf('1..1\nok 1', 'junit').message).toContain('but it is TAP (`tap`)');
  expect(refusalOf('{"a":1}', 'tap').message).toContain('but it is a JSON object with "a"');
  expect(refusalOf(XML, 'junti').message).toMatch(/^report: The format "junti" is not known; known are junit, trx, /);
});

test('what nobody knows is described', () => {
  expect(refusalOf('{"a":1,"b":2}').message).toMatch(/^report: This is a JSON object with "a", "b", which is no report/);
  expect(refusalOf('Bad gateway\n').message).toMatch(/^report: This is text that begins with "Bad gateway", which/);
  expect(refusalOf('<plan/>').message).toMatch(/^report: This is XML whose root is <plan>, which/);
});

test('limits count bytes, for what is streamed and for what is held', () => {
  const limits = { streamed: 100_000, held: 1_000 };
  const read = (text: string) => {
    const reading = readReport({ path: 'r', limits });
    reading.write(Buffer.from(text));
    return reading.end();
  };
  const long = `<testsuite>${'<testcase name="a"/>'.repeat(500)}</testsuite>`;
  expect(read(long)).toMatchObject({ ok: true, value: { passed: 500 } });
  expect(read(long.repeat(11))).toMatchObject({ ok: false });
  expect(read(`{"results":{"tool":{},"tests":[${' '.repeat(9_000)}]}}`)).toMatchObject({ error: { code: 'too_big' } });
});

const part = (path: string, text: string) => ({ path, read: readText(text) });

test('the files of one glob are one report', () => {
  expect(readAll([part('a', '1..1\nok 1'), part('b', '<testsuite><testcase><failure/></testcase></testsuite>')])).toMatchObject({
    value: { format: 'tap, junit', tests: 2, passed: 1, failed: 1 },
  });
});

test('one that cannot be read makes the whole unreadable, and is named', () => {
  expect(
    readAll([part('a', '1..1\nok 1'), { path: 'b.xml', read: readBytes(Buffer.from('<testsuite>'), undefined, 'b.xml') }]),
  ).toMatchObject({
    error: { code: 'cut_short', message: expect.stringMatching(/^b\.xml: The XML ends at line 1 inside <testsuite>/) },
  });
});

test('reports of different kinds are not one', () => {
  const coverage = 'TN:\nSF:a.ts\nDA:1,1\nend_of_record\n';
  expect(readAll([part('a.tap', '1..1\nok 1'), part('b.info', coverage)])).toMatchObject({
    error: { code: 'not_mergeable', message: expect.stringContaining('a.tap and b.info are reports of different kinds') },
  });
  expect(readAll([])).toMatchObject({ error: { code: 'empty' } });
});
