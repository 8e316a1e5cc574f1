/** The other formats of tests: shapes the samples do not have, and every way to be green without being so. */
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { judged, outcomeOf, readBytes, refusalOf, testsIn } from './reports.ts';

const trx = (results: string, summary = '<ResultSummary outcome="Completed"/>'): string =>
  `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>${results}</Results>${summary}</TestRun>`;
const result = (outcome: string, inner = ''): string => `<UnitTestResult testName="t" outcome="${outcome}">${inner}</UnitTestResult>`;

test.each([
  ['Passed', 'passed'],
  ['Completed', 'passed'],
  ['NotExecuted', 'skipped'],
  ['Inconclusive', 'skipped'],
  ['NotRunnable', 'skipped'],
  ['Failed', 'failed'],
  ['Timeout', 'failed'],
  ['Aborted', 'failed'],
  ['PassedButRunAborted', 'failed'],
  ['SomethingNew', 'failed'],
])('TRX: %s is %s', (outcome, name) => {
  expect(testsIn(trx(result(outcome)))).toMatchObject({ tests: 1, [name]: 1 });
});

test('TRX: rows of a data-driven test are the cases', () => {
  const rows = result('Failed', `<InnerResults>${result('Passed')}${result('Failed')}</InnerResults>`);
  expect(testsIn(trx(rows))).toMatchObject({ tests: 2, passed: 1, failed: 1, undeclared: 0 });
  expect(testsIn(trx(result('Failed', `<InnerResults>${result('Passed')}</InnerResults>`)))).toMatchObject({ passed: 1, undeclared: 1 });
});

test.each([
  ['a false green: the host crashed', '<ResultSummary outcome="Failed"><Counters failed="0"/></ResultSummary>', 'fail'],
  ['the run was aborted', '<ResultSummary outcome="Aborted"/>', 'fail'],
  ['counters know of a failure', '<ResultSummary outcome="Completed"><Counters failed="1"/></ResultSummary>', 'fail'],
  ['counters are no numbers', '<ResultSummary outcome="Completed"><Counters failed="1e400"/></ResultSummary>', 'error'],
  ['nobody says whether it ended', '', 'error'],
  ['all is well', '<ResultSummary outcome="Completed"><Counters failed="0"/></ResultSummary>', 'pass'],
])('TRX: %s', (_, summary, outcome) => {
  expect(outcomeOf(trx(result('Passed'), summary))).toBe(outcome);
});

const ctrf = (tests: readonly object[], summary: object = {}): string =>
  JSON.stringify({ results: { tool: { name: 'x' }, summary, tests } });
const jest = (files: readonly object[], more: object = {}): string =>
  JSON.stringify({ numTotalTests: 1, numRuntimeErrorTestSuites: 0, numFailedTests: 0, success: true, testResults: files, ...more });
const file = (statuses: readonly string[], status = 'passed'): object => ({
  name: 'a.test.ts',
  status,
  assertionResults: statuses.map((one) => ({ fullName: 'a', status: one, failureMessages: ['boom'] })),
});
const mocha = (lists: object, failures: unknown = 0): string =>
  JSON.stringify({ stats: { failures }, tests: [], passes: [], failures: [], pending: [], ...lists });
const playwright = (statuses: readonly string[], more: object = {}): string =>
  JSON.stringify({
    config: {},
    suites: [{ title: 'a', suites: [{ title: 'b', specs: [{ title: 'c', tests: statuses.map((status) => ({ status, results: [] })) }] }] }],
    errors: [],
    stats: { unexpected: 0 },
    ...more,
  });

test.each([
  ['CTRF counts tests', ctrf([{ name: 'a', status: 'passed' }]), { passed: 1 }],
  ['CTRF: retried and passed is flaky', ctrf([{ name: 'a', status: 'passed', retries: 2 }]), { passed: 1, flaky: 1 }],
  ['CTRF: neither passed nor failed did not run', ctrf([{ name: 'a', status: 'other' }]), { skipped: 1, passed: 0 }],
  ['CTRF: the summary knows of more', ctrf([{ name: 'a', status: 'passed' }], { failed: 2 }), { undeclared: 2 }],
  [
    'jest: run again and passed',
    jest([{ ...file([]), assertionResults: [{ status: 'passed', invocations: 2 }] }]),
    { flaky: 1, passed: 1 },
  ],
  ['jest: a file that was not loaded', jest([file(['passed']), file([], 'failed')], { success: false }), { passed: 1, undeclared: 1 }],
  ['jest: a hook that threw', jest([file(['passed'], 'failed')], { success: false }), { passed: 1, undeclared: 1 }],
  ['a false green: jest failed, and no test shows it', jest([file(['passed'])], { success: false }), { passed: 1, undeclared: 1 }],
  ['jest counts more failures than it shows', jest([file(['passed'])], { numFailedTests: 3 }), { undeclared: 3 }],
  ['jest: todo is skipped', jest([file(['todo', 'pending', 'skipped', 'disabled'])]), { skipped: 4 }],
  ['mocha: passed on a retry', mocha({ passes: [{ title: 'a', currentRetry: 1 }] }), { passed: 1, flaky: 1 }],
  ['mocha counts more failures than it lists', mocha({ passes: [{}] }, 1), { passed: 1, undeclared: 1 }],
  ['Playwright counts tests', playwright(['expected', 'flaky', 'unexpected', 'skipped']), { passed: 2, flaky: 1, failed: 1, skipped: 1 }],
  ['Playwright: a file that was not loaded', playwright(['expected'], { errors: [{ message: 'no' }] }), { passed: 1, undeclared: 1 }],
  ['Playwright counts more failures', playwright(['expected'], { stats: { unexpected: 2 } }), { undeclared: 2 }],
])('%s', (_, text, counts) => {
  expect(testsIn(text)).toMatchObject(counts);
});

test.each([
  ['a number of another world', ctrf([], {}).replace('"summary":{}', '"summary":{"failed":1e400}'), 'stands Infinity'],
  ['text where a count belongs', ctrf([], { failed: '0' }), 'stands "0"'],
  ['less than nothing', mocha({}, -1), 'stands -1'],
  ['part of a failure', playwright([], { stats: { unexpected: 0.5 } }), 'stands 0.5'],
  ['a list where a count belongs', jest([], { numFailedTests: [1] }), 'stands a list'],
  ['NaN, which is no JSON', ctrf([]).replace('"summary":{}', '"summary":{"failed":NaN}'), 'not one JSON document'],
  ['an unknown status', ctrf([{ status: 'green' }]), 'stands "green"'],
  ['a status of every object', ctrf([{ status: 'constructor' }]), 'stands "constructor"'],
  ['a status of its prototype', jest([file(['__proto__'])]), 'stands "__proto__"'],
  ['a success that is text', jest([file(['passed'])], { success: 'true' }), 'stands "true"'],
  ['cases that are none', ctrf([]).replace('"tests":[]', '"tests":[null, 1]'), 'stands undefined'],
  ['two documents', `${ctrf([])}${ctrf([])}`, 'not one JSON document'],
])('attack 49: %s is refused', (_, text, words) => {
  expect(refusalOf(text)).toEqual({ code: 'malformed', message: expect.stringContaining(words) });
});

test('attack 49: `__proto__` changes no object, and of a doubled key the last one counts', () => {
  const text = ctrf([{ name: 'a', status: 'failed' }]).replace(
    '"summary":{}',
    '"__proto__":{"passed":9},"summary":{"failed":9},"summary":{"failed":1}',
  );
  expect(testsIn(text)).toMatchObject({ passed: 0, failed: 1, undeclared: 0 });
  expect(Object.hasOwn(Object.prototype, 'passed')).toBe(false);
});

test('attack 49: a million brackets are refused at once, those inside texts are none', () => {
  expect(refusalOf('['.repeat(1_000_000) + ']'.repeat(1_000_000)).code).toBe('too_big');
  expect(refusalOf('{"a":'.repeat(1_000_000)).code).toBe('too_big');
  expect(testsIn(ctrf([{ name: '[{'.repeat(1_000), status: 'passed', message: '\\"[' }])).passed).toBe(1);
});

test('an interrupted run is no answer', () => {
  expect(refusalOf(jest([file(['passed'])], { wasInterrupted: true })).code).toBe('incomplete');
  const interrupted = {
    title: 'c',
    tests: [
      { status: 'expected', results: [] },
      { status: 'skipped', results: [{ status: 'interrupted' }] },
    ],
  };
  expect(outcomeOf(playwright([], { suites: [{ title: 'a', specs: [interrupted] }] }))).toBe('fail');
});

const go = (...events: readonly object[]): string => events.map((event) => `${JSON.stringify({ Action: 'start', ...event })}\n`).join('');
const P = { Package: 'p' };
const END = { ...P, Action: 'pass' };

test.each([
  ['a false green: a package did not compile', go({ ...P, Action: 'fail' }), 'fail'],
  [
    'only the build says so',
    go({ ImportPath: 'q [q.test]', Action: 'build-fail' }, { ...P, Action: 'run', Test: 'T' }, { ...END, Test: 'T' }, END),
    'fail',
  ],
  [
    'only the standard error says so',
    `${go({ ...P, Action: 'run', Test: 'T' }, { ...END, Test: 'T' }, END)}FAIL\tq [build failed]\n`,
    'fail',
  ],
  ['it ended while a test was running', go({ ...P, Action: 'run', Test: 'T' }, { ...P, Action: 'fail' }), 'fail'],
  [
    'a test that never ended',
    go({ ...P, Action: 'run', Test: 'T' }, { ...P, Action: 'run', Test: 'U' }, { ...END, Test: 'U' }, END),
    'error',
  ],
  ['a package that never ended', go({ ...P, Action: 'run', Test: 'T' }, { ...END, Test: 'T' }), 'error'],
  ['a package without tests', go({ ...P, Action: 'skip' }), 'error'],
  ['all is well, among other lines', `go: downloading x\n${go({ ...P, Action: 'run', Test: 'T' }, { ...END, Test: 'T' }, END)}`, 'pass'],
])('go test: %s', (_, text, outcome) => {
  expect(outcomeOf(text)).toBe(outcome);
});

test('go test: what was running when its package failed has failed', () => {
  const text = go(
    { ...P, Action: 'run', Test: 'T' },
    { ...P, Action: 'output', Test: 'T', Output: 'panic: no\n' },
    { ...P, Action: 'fail' },
  );
  expect(testsIn(text)).toMatchObject({ failed: 1, undeclared: 0, failures: [{ name: 'p T', message: 'panic: no' }] });
});

test('go test: a broken build is one failure, however often it is told', () => {
  const text = go({ ImportPath: 'p [p.test]', Action: 'build-fail' }, { ...P, Action: 'fail', FailedBuild: 'p [p.test]' });
  expect(testsIn(text)).toMatchObject({ tests: 0, undeclared: 1 });
});

test.each([
  ['fewer than planned', '1..3\nok 1\nok 2', 'error'],
  ['more than planned', '1..1\nok 1\nok 2', 'error'],
  ['no plan', 'ok 1\nok 2', 'error'],
  ['two streams in one file', '1..1\nok 1\n1..1\nok 1', 'error'],
  ['two streams whose last plan fits both', '1..1\nok 1\n1..2\nok 1', 'error'],
  ['the runner gave up', '1..3\nok 1\nBail out! no database', 'fail'],
  ['a failure', '1..2\nok 1 - a\nnot ok 2 - b', 'fail'],
  ['a TODO that fails is none', '1..2\nok 1\nnot ok 2 - b # TODO later', 'pass'],
  ['all are skipped', '1..1\nok 1 # skip no network', 'error'],
  ['an escaped # is no directive', '1..1\nnot ok 1 - issue \\#skip', 'fail'],
  ['a failure inside its block is text', '1..1\nok 1\n  ---\nnot ok 2\n1..9\n  ...\n', 'pass'],
  ['a block without an end', '1..1\nok 1\n  ---\n  a: 1\n', 'error'],
  ['indented points are of a subtest', 'TAP version 14\n1..1\n    1..2\n    ok 1\n    not ok 2 # TODO\nok 1 - outer', 'pass'],
  ['behind what npm prints', '\n> a@1 test\n> tape\n\nTAP version 13\n1..1\nok 1', 'pass'],
])('TAP: %s', (_, text, outcome) => {
  expect(outcomeOf(text)).toBe(outcome);
});

test('TAP: people are told name, place and reason', () => {
  const text = "1..1\nnot ok 1 - agent best # time=1ms\n  ---\n  location: '/work/a.test.js:5:28'\n  error: 'boom'\n  ...\n";
  expect(judged(text).findings).toEqual([{ name: 'agent best', path: '/work/a.test.js', line: 5, message: 'boom' }]);
});

test('TAP: a number sign within a name is none of a directive, and what failed was not skipped', () => {
  const tap =
    'TAP version 13\n1..5\nok 1 a\nnot ok 2 shows the #todos left\nnot ok 3 counts # skips of a run\nnot ok 4 b # TODO later\nok 5 c # SKIP no disk\n';
  expect(testsIn(tap)).toMatchObject({ tests: 5, passed: 1, failed: 2, skipped: 2 });
});

test('jest: what jest-junit adds to a file that was not loaded is no test', () => {
  const report = jest([file(['passed']), file(['error'], 'failed')], {
    success: false,
  });
  expect(testsIn(report)).toMatchObject({ tests: 1, passed: 1, undeclared: 1 });
  expect(outcomeOf(jest([file(['passed']), file(['error'])]))).toBe('fail');
});

test('go test: all there is of a package that did not compile is one line, or what the compiler says', () => {
  expect(testsIn('FAIL\tex.com/br [build failed]\n')).toMatchObject({
    format: 'go-test-json',
    tests: 0,
    undeclared: 1,
  });
  const both = '# ex.com/br [ex.com/br.test]\nbr/b_test.go:3:29: undefined: x\nFAIL\tex.com/br [build failed]\n';
  expect(testsIn(both)).toMatchObject({
    format: 'go-test-json',
    undeclared: 1,
  });
});

test('TAP: AVA adds what failed outside its tests, beyond the plan', () => {
  expect(testsIn('TAP version 13\nok 1 - a\nnot ok 2 - after hook\n\n1..1\n')).toMatchObject({ passed: 1, failed: 1 });
  expect(refusalOf('TAP version 13\nok 1 - a\nok 2 - b\n1..1\n')).toMatchObject({ code: 'malformed' });
});

test('TAP, a false green: node:test passes a suite in which everything is skipped', () => {
  const inner = (points: string): string => `TAP version 13\n# Subtest: d\n${points}ok 1 - d\n1..1\n`;
  const skipped = '    ok 1 - s # SKIP why\n    1..1\n';
  expect(testsIn(inner(skipped))).toMatchObject({
    tests: 1,
    passed: 1,
    idle: 1,
  });
  expect(outcomeOf(inner(skipped))).toBe('error');
  expect(outcomeOf(inner(`        ok 1 - s # SKIP\n        1..1\n    ok 1 - inner\n    1..1\n`))).toBe('error');
  expect(outcomeOf(inner(`    ok 1 - s # SKIP\n    ok 2 - t\n    1..2\n`))).toBe('pass');
});

test.each([
  ['a page, as most begin', Buffer.from('<!doctype html><html><body>404</body></html>'), /an HTML page/],
  ['a page without its type', Buffer.from('<html lang="en"><meta charset="utf-8"></html>'), /an HTML page/],
  ['gzip', gzipSync('<testsuite/>'), /a gzip file \(unpack it first\)/],
  ['a zip archive', Buffer.from('PK\u0003\u0004 report.xml'), /a zip archive \(unpack it first\)/],
])('in place of a report: %s', (_, bytes, message) => {
  const read = readBytes(bytes);
  expect(read).toMatchObject({ ok: false, error: { code: 'unknown_format', message: expect.stringMatching(message) } });
});

test('TRX, a false green: the runner tells of an error, and calls the run completed', () => {
  const broken = '<ResultSummary outcome="Completed"><RunInfos><RunInfo outcome="Error"/></RunInfos></ResultSummary>';
  expect(testsIn(trx(result('Passed'), broken))).toMatchObject({ passed: 1, undeclared: 1 });
  expect(outcomeOf(trx(result('Passed'), broken.replace('Error', 'Warning')))).toBe('pass');
});
