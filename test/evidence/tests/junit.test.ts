/** JUnit XML in dialects the samples do not have, and what its totals give away. */
import { expect, test } from '@jest/globals';
import { judged, outcomeOf, refusalOf, testsIn } from './reports.ts';

const suite = (cases: string, attributes = ''): string => `<testsuite name="s" ${attributes}>${cases}</testsuite>`;

test.each([
  ['a failure', '<testcase name="a"><failure/></testcase>', { failed: 1, passed: 0 }],
  ['an error', '<testcase name="a"><error/></testcase>', { failed: 1, passed: 0 }],
  ['a failure in a namespace', '<j:testcase xmlns:j="u" name="a"><j:failure/></j:testcase>', { failed: 1, passed: 0 }],
  ['two failures of one case', '<testcase name="a"><failure/><failure/></testcase>', { failed: 1, undeclared: 0 }],
  ['a skipped case', '<testcase name="a"><skipped/></testcase>', { skipped: 1, passed: 0 }],
  ['skipped wins over a failure', '<testcase name="a"><failure/><skipped/></testcase>', { skipped: 1, failed: 0 }],
  ['passed on a retry', '<testcase name="a"><flakyFailure/></testcase>', { passed: 1, flaky: 1, failed: 0 }],
  ['an error first, then passed', '<testcase name="a"><flakyError/></testcase>', { passed: 1, flaky: 1 }],
  ['failed, and again', '<testcase name="a"><failure/><rerunFailure/></testcase>', { failed: 1, flaky: 0 }],
  ['only its reruns are told', '<testcase name="a"><rerunError/></testcase>', { failed: 1, passed: 0 }],
  ['status alone says it', '<testcase name="a" status="failed"/>', { failed: 1, passed: 0 }],
  ['result alone says it', '<testcase name="a" status="run" result="Error"/>', { failed: 1, passed: 0 }],
  ['a test that was switched off', '<testcase name="a" status="notrun"/>', { passed: 1, failed: 0 }],
  ['an output that is called error', '<testcase name="a"><system-out><error/></system-out></testcase>', { passed: 1, failed: 0 }],
])('%s', (_, cases, counts) => {
  expect(testsIn(suite(cases))).toMatchObject(counts);
});

const PASSED = '<testcase name="a"/>';
const FAILED = '<testcase name="a"><failure/></testcase>';

test.each([
  ['a suite counts a failure that no case shows', suite(PASSED, 'failures="1"'), 1],
  ['a suite counts an error', suite(PASSED, 'errors="2"'), 2],
  ['the root counts it', `<testsuites errors="1">${suite(PASSED, 'errors="0"')}</testsuites>`, 1],
  ['root and suite count the same one', `<testsuites errors="1">${suite(PASSED, 'errors="1"')}</testsuites>`, 1],
  ['two suites count one each', `<testsuites errors="2">${suite(PASSED, 'errors="1"').repeat(2)}</testsuites>`, 2],
  ['the root counts fewer than its suites', `<testsuites errors="1">${suite(PASSED, 'errors="1"').repeat(2)}</testsuites>`, 2],
  ['only an inner suite counts it', `<testsuites>${suite(suite(PASSED, 'errors="1"'), 'errors="0"')}</testsuites>`, 1],
  ['a failure elsewhere does not cover for it', `<testsuites>${suite(PASSED, 'failures="1"')}${suite(FAILED)}</testsuites>`, 1],
  ['an error right in the suite', suite(`<error message="no"/>${PASSED}`), 1],
  ['what is counted is shown', `<testsuites failures="1">${suite(FAILED, 'failures="1"')}</testsuites>`, 0],
  ['failures are counted, not cases', suite('<testcase name="a"><failure/><failure/></testcase>', 'failures="2"'), 0],
  ['a TODO of node:test is counted as failed', suite(`<testcase name="a"><skipped/><failure/></testcase>${PASSED}`, 'failures="1"'), 0],
  ['nothing is written there', suite(PASSED, 'failures="" errors=""'), 0],
  ['thousands have a comma', suite(PASSED, 'failures="1,000"'), 1000],
])('totals: %s', (_, text, undeclared) => {
  expect(testsIn(text).undeclared).toBe(undeclared);
});

test.each(['many', '1e400', '-1', 'NaN', '0x1', '1.5'])('a total that is %s is no total', (written) => {
  expect(refusalOf(suite(PASSED, `failures="${written}"`))).toMatchObject({
    code: 'malformed',
    message: expect.stringContaining(`failures="${written}"`),
  });
});

test('a false green: CTest skips what it cannot find', () => {
  const text = suite('<testcase name="a"/><testcase name="b" status="notrun"><skipped message="Unable to find executable"/></testcase>');
  expect(testsIn(text)).toMatchObject({ passed: 1, skipped: 1, failed: 0, undeclared: 1 });
  expect(outcomeOf(text)).toBe('fail');
});

test('people are told name, place and reason', () => {
  const text = suite(
    '<testcase classname="tests.a" name="best" file="tests/a.py" line="12"><failure>\u001b[31massert 1 == 2\u001b[0m</failure></testcase>' +
      '<testcase name="only"><error message="boom">a long trace</error></testcase>' +
      '<testcase classname="agent best" name="agent best"><failure><![CDATA[why]]></failure></testcase>',
    'file="x.js"',
  );
  expect(testsIn(text).failures).toEqual([
    { name: 'tests.a > best', path: 'tests/a.py', line: 12, message: 'assert 1 == 2' },
    { name: 'only', path: 'x.js', message: 'boom' },
    { name: 'agent best', path: 'x.js', message: 'why' },
  ]);
});

test('only the first failures are kept, and all are counted', () => {
  const { failed, failures } = testsIn(suite(FAILED.repeat(250)));
  expect([failed, failures.length]).toEqual([250, 100]);
});

test.each([
  ['17 passed, 0 failed, 0 skipped', suite(PASSED.repeat(17)), {}, 'pass'],
  ['1 passed, 1 failed, 0 skipped', suite(PASSED + FAILED), {}, 'fail'],
  ['1 passed (1 only on a retry), 0 failed, 0 skipped', suite('<testcase name="a"><flakyFailure/></testcase>'), {}, 'pass'],
  [
    '1 passed, 0 failed, 0 skipped; the report tells of 1 more failure that no test shows (something did not compile, load or finish)',
    suite(PASSED, 'errors="1"'),
    {},
    'fail',
  ],
  ['0 passed, 0 failed, 0 skipped; no test ran: check what was selected, or write `min_tests: 0`', suite(''), {}, 'error'],
  ['0 passed, 0 failed, 0 skipped', suite(''), { minTests: 0 }, 'pass'],
  [
    '0 passed, 0 failed, 1 skipped; every test was skipped, so nothing was tested',
    suite('<testcase name="a"><skipped/></testcase>'),
    { minTests: 0 },
    'error',
  ],
  ['2 passed, 0 failed, 0 skipped; 5 must run: 3 more needed', suite(PASSED.repeat(2)), { minTests: 5 }, 'fail'],
  ['2 passed, 0 failed, 0 skipped', suite(PASSED.repeat(2)), { minTests: 2 }, 'pass'],
  [
    '1 passed, 0 failed, 1 skipped; 0 may be skipped: 1 too many',
    suite(`${PASSED}<testcase name="a"><skipped/></testcase>`),
    { maxSkipped: 0 },
    'fail',
  ],
  ['1 passed, 0 failed, 1 skipped', suite(`${PASSED}<testcase name="a"><skipped/></testcase>`), { maxSkipped: 1 }, 'pass'],
] as const)('%s', (summary, text, limits, outcome) => {
  expect(judged(text, limits)).toMatchObject({ summary, outcome });
});

test('a false green: a test is skipped, and taking down what it stood on breaks', () => {
  const pytest =
    '<testsuite tests="1" errors="1"><testcase name="a"><skipped type="pytest.skip"/><error message="failed on teardown"/></testcase></testsuite>';
  expect(testsIn(pytest)).toMatchObject({ tests: 1, skipped: 0, failed: 1, undeclared: 0 });
});

test('a false green: googletest skips the rest of a test that has failed', () => {
  const text = suite(
    '<testcase name="a" status="run" result="completed"/><testcase name="b" status="run" result="completed"><failure/><skipped/></testcase>',
    'failures="1"',
  );
  expect(testsIn(text)).toMatchObject({
    passed: 1,
    failed: 1,
    skipped: 0,
    undeclared: 0,
  });
});

test.each([
  ['googletest', '<testcase name="DISABLED_a" status="notrun" result="suppressed"/>'],
  ['CTest', '<testcase name="a" status="disabled"/>'],
])('a false green: every test of %s is switched off', (_, disabled) => {
  expect(testsIn(suite(disabled))).toMatchObject({
    tests: 1,
    passed: 1,
    idle: 1,
  });
  expect(judged(suite(disabled))).toMatchObject({
    outcome: 'error',
    summary: expect.stringContaining('1 switched off'),
  });
  expect(outcomeOf(suite(`${disabled}${PASSED}`))).toBe('pass');
});

test('a false green: jest-junit lists what is still to be written in a suite of no tests', () => {
  expect(outcomeOf(suite(PASSED, 'tests="0" failures="0"'))).toBe('error');
  expect(outcomeOf(`<testsuites>${suite(PASSED, 'tests="0"')}${suite(PASSED, 'tests="1"')}</testsuites>`)).toBe('pass');
});

test('a false green: pytest was stopped in the middle of a test, which has no name then', () => {
  const text = suite(`${PASSED}<testcase time="0.000"/>`, 'errors="0" failures="0" tests="1"');
  expect(testsIn(text)).toMatchObject({ tests: 1, passed: 1, undeclared: 1 });
  expect(outcomeOf(text)).toBe('fail');
});

test.each(['Required Files Missing', 'Insufficient resources', 'Failed to change working directory', 'Failed to start'])(
  'a false green: CTest calls it skipped, and fails: %s',
  (message) => {
    const notRun = `<testcase name="b" status="notrun"><skipped message="${message}"/></testcase>`;
    expect(testsIn(suite(`${PASSED}${notRun}`))).toMatchObject({
      passed: 1,
      skipped: 1,
      undeclared: 1,
    });
  },
);

test.each(['SKIP_RETURN_CODE=77', 'SKIP_REGULAR_EXPRESSION_MATCHED'])('CTest skips what asks for it: %s', (message) => {
  const skipped = `<testcase name="b" status="notrun"><skipped message="${message}"/></testcase>`;
  expect(outcomeOf(suite(`${PASSED}${skipped}`))).toBe('pass');
});

test.each([
  ['a status alone says that it was skipped', 'status="skipped"', '', { skipped: 1, passed: 0 }],
  ['what failed was not', 'status="skipped"', '<failure/>', { skipped: 0, failed: 1 }],
  ['nobody ran it', 'status="untested"', '', { passed: 1, idle: 1 }],
  ['googletest left it out', 'result="suppressed"', '', { passed: 1, idle: 1 }],
])('%s', (_, attributes, inner, counts) => {
  expect(testsIn(suite(`<testcase name="a" ${attributes}>${inner}</testcase>`))).toMatchObject(counts);
});
