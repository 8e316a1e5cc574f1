/**
 * JUnit XML, which has no specification: what Jenkins reads, in the dialects of pytest, jest-junit, Surefire, gotestsum, PHPUnit,
 * googletest, CTest, node:test, nextest and others. Cases decide; totals are asked only for failures that no case shows.
 */
import { ok } from '../../result.ts';
import type { FailedTest, TestEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { Attributes, Read, XmlFormat, XmlReader } from '../format.ts';
import { type Tally, tally } from './tally.ts';

const SUITES: ReadonlySet<string> = new Set(['testsuites', 'testsuite', 'testrun']);
const FAILURES: ReadonlySet<string> = new Set(['failure', 'error']);
/** Surefire and nextest: failed, run again, and failed again / passed. */
const RERUN: ReadonlySet<string> = new Set(['rerunFailure', 'rerunError']);
const FLAKY: ReadonlySet<string> = new Set(['flakyFailure', 'flakyError']);
/** Of writers that say it in `status` or `result` alone. */
const FAILED_STATUS = /^(?:fail|failed|failure|error|errored|broken|aborted|timeout|timedout)$/i;
/** Listed and not run, without a `skipped`: googletest's `notrun`, CTest's `disabled`. */
const IDLE_STATUS = /^(?:notrun|notexecuted|untested|disabled|suppressed)$/i;
const SKIPPED_STATUS = /^(?:skipped|ignored|pending)$/i;
/** CTest calls a test skipped that it could not start, and exits with 8. */
const NOT_STARTED =
  /^(?:unable to find executable|required files missing|insufficient resources|failed to (?:start|change working directory))/i;

export const JUNIT: XmlFormat<TestEvidence> = { name: 'junit', title: 'JUnit XML', of: 'xml', isRoot: (name) => SUITES.has(name), read };

interface Suite {
  readonly name: string;
  readonly path: string | undefined;
  /** Failures and errors that its totals declare. */
  readonly declared: number;
  /** It says that it has no test: jest-junit lists those that are still to be written all the same. */
  readonly isEmpty: boolean;
  /** Failed cases inside, at any depth; skipped ones with a failure count as well: totals count them. */
  failing: number;
  /** Failures told of inside that no case shows. */
  undeclared: number;
}

interface Case {
  readonly name: string;
  /** The class, or what stands for it. */
  readonly owner: string;
  readonly path: string | undefined;
  readonly line: string | undefined;
  /** By its attributes alone. */
  readonly saysFailed: boolean;
  readonly saysSkipped: boolean;
  readonly isIdle: boolean;
  /** googletest: it ran to its end, so that a skip in the middle of it excuses no failure. */
  readonly hasCompleted: boolean;
  /** pytest: a test that was running when the run was stopped. */
  readonly isNameless: boolean;
  failures: number;
  /** One of them is an error: something broke around the test, which a skip does not excuse. */
  hasBroken: boolean;
  isRerun: boolean;
  isFlaky: boolean;
  isSkipped: boolean;
  isNotStarted: boolean;
  message: string;
}

interface Reading {
  readonly tally: Tally;
  readonly suites: Suite[];
  readonly cases: Case[];
  /** Where text of a failure is heard, as its message. */
  telling: Case | undefined;
  /** The suite whose totals tell of more than its cases. */
  lacking: string;
  wrong: string | undefined;
}

function read(): XmlReader<TestEvidence> {
  const reading: Reading = { tally: tally(), suites: [], cases: [], telling: undefined, lacking: '', wrong: undefined };
  const hear = (text: string): void => {
    if (reading.telling !== undefined && reading.telling.message.length < 2_000) reading.telling.message += text.slice(0, 2_000);
  };
  const reader: XmlReader<TestEvidence> = {
    open: (name, attributes, path) => {
      open(reading, name, attributes, path.at(-1));
      if (reading.telling !== undefined) reader.text = hear;
    },
    close: (name) => {
      close(reading, name);
      if (reader.text !== undefined && reading.telling === undefined) delete reader.text;
    },
    end: () => end(reading),
  };
  return reader;
}

function open(reading: Reading, name: string, attributes: Attributes, parent: string | undefined): void {
  if (SUITES.has(name)) openSuite(reading, attributes);
  else if (name === 'testcase') openCase(reading, attributes);
  else if (parent === 'testcase') openInCase(reading, name, attributes);
  else if (FAILURES.has(name) && parent !== undefined && SUITES.has(parent)) {
    const suite = reading.suites.at(-1);
    if (suite !== undefined) suite.undeclared++;
  }
}

function openSuite(reading: Reading, attributes: Attributes): void {
  const name = attributes['name'] ?? '';
  const declared = [attributes['failures'], attributes['errors']].map(countOf);
  if (declared.includes(undefined))
    reading.wrong ??= `The suite ${quoted(name)} counts failures="${attributes['failures'] ?? ''}" and errors="${attributes['errors'] ?? ''}", where whole numbers are needed.`;
  reading.suites.push({
    name,
    path: attributes['file'] ?? attributes['filepath'],
    declared: declared.reduce((sum: number, count) => sum + (count ?? 0), 0),
    isEmpty: attributes['tests']?.trim() === '0',
    failing: 0,
    undeclared: 0,
  });
}

/** Undefined for what is no count; `1,234` is one (Surefire in some locales), an empty one is none. */
function countOf(written: string | undefined): number | undefined {
  const text = (written ?? '').trim();
  if (text === '') return 0;
  return /^\d{1,15}(?:\.0+)?$|^\d{1,3}(?:,\d{3})+$/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
}

function openCase(reading: Reading, attributes: Attributes): void {
  const suite = reading.suites.at(-1);
  const owner = attributes['classname'] ?? attributes['class'] ?? '';
  reading.cases.push({
    name: attributes['name'] ?? '',
    owner,
    path: attributes['file'] ?? suite?.path,
    line: attributes['line'],
    saysFailed: isSaidBy(attributes, FAILED_STATUS),
    saysSkipped: isSaidBy(attributes, SKIPPED_STATUS),
    isIdle: isSaidBy(attributes, IDLE_STATUS),
    hasCompleted: attributes['result'] === 'completed',
    isNameless: attributes['name'] === undefined && owner === '',
    failures: 0,
    isRerun: false,
    isFlaky: false,
    hasBroken: false,
    isSkipped: false,
    isNotStarted: false,
    message: '',
  });
}

/** jest-junit repeats the name as the class; pytest and Surefire have the class only there. */
const fullName = (name: string, owner: string): string =>
  owner === '' || name.includes(owner) ? name : name === '' ? owner : owner.includes(name) ? owner : `${owner} > ${name}`;

const isSaidBy = ({ status = '', result = '' }: Attributes, words: RegExp): boolean => words.test(status) || words.test(result);

function openInCase(reading: Reading, name: string, attributes: Attributes): void {
  const one = reading.cases.at(-1);
  if (one === undefined) return;
  if (FAILURES.has(name)) {
    one.failures++;
    one.hasBroken ||= name === 'error';
    if (one.failures > 1) return;
    one.message = attributes['message'] ?? '';
    if (one.message.trim() === '') reading.telling = one;
  } else if (name === 'skipped') {
    one.isSkipped = true;
    one.isNotStarted = NOT_STARTED.test(attributes['message'] ?? '');
  } else if (RERUN.has(name)) one.isRerun = true;
  else if (FLAKY.has(name)) one.isFlaky = true;
}

function close(reading: Reading, name: string): void {
  if (FAILURES.has(name)) reading.telling = undefined;
  else if (name === 'testcase') closeCase(reading);
  else if (SUITES.has(name)) closeSuite(reading);
}

function closeCase(reading: Reading): void {
  const one = reading.cases.pop();
  if (one === undefined) return;
  const hasFailed = one.saysFailed || one.failures > 0 || one.isRerun;
  const suite = reading.suites.at(-1);
  // pytest: a test is skipped, and taking down what it stood on breaks.
  if (one.hasBroken || (one.hasCompleted && hasFailed)) one.isSkipped = false;
  // Some writers total failures, some total cases that failed.
  if (suite !== undefined && hasFailed) suite.failing += one.isSkipped ? 1 : Math.max(1, one.failures);
  if (one.isNotStarted) reading.tally.undeclared(1, { ...toFailed(one, suite), message: 'CTest could not start it' });
  if (one.isSkipped) reading.tally.skipped();
  else if (hasFailed) reading.tally.failed(toFailed(one, suite));
  else countGood(reading.tally, one, suite);
}

/** Nothing says that it failed. */
function countGood(counted: Tally, one: Case, suite: Suite | undefined): void {
  if (one.saysSkipped) counted.skipped();
  else if (one.isNameless) counted.undeclared(1, { ...toFailed(one, suite), message: 'The run was stopped in the middle of it.' });
  else if (one.isFlaky) counted.flaky();
  else if (one.isIdle || suite?.isEmpty === true) counted.idle();
  else counted.passed();
}

function toFailed({ name, owner, path, line, message }: Case, suite: Suite | undefined): FailedTest {
  return {
    name: fullName(name, owner) || (suite?.name ?? ''),
    ...(path === undefined ? {} : { path }),
    ...(/^\d{1,9}$/.test(line ?? '') ? { line: Number(line) } : {}),
    message,
  };
}

/** What a suite declares beyond its cases; what its own suites lack is not lacking twice. */
function closeSuite(reading: Reading): void {
  const suite = reading.suites.pop();
  if (suite === undefined) return;
  const lacking = suite.declared - suite.failing;
  if (lacking > suite.undeclared) {
    suite.undeclared = lacking;
    reading.lacking = suite.name;
  }
  const around = reading.suites.at(-1);
  if (around !== undefined) {
    around.failing += suite.failing;
    around.undeclared += suite.undeclared;
  } else
    reading.tally.undeclared(suite.undeclared, {
      name: reading.lacking || 'the whole run',
      message: 'The report counts a failure here that none of its tests shows.',
    });
}

function end({ tally: counted, wrong }: Reading): Read<TestEvidence> {
  return wrong === undefined ? ok(counted.evidence(JUNIT.name)) : unreadable('malformed', wrong);
}
