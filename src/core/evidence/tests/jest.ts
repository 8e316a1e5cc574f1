/** `jest --json` and vitest's JSON reporter, which writes the same shape with fewer totals. `success` is the truth of both. */
import { ok } from '../../result.ts';
import type { FailedTest, TestEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Tally, tally } from './tally.ts';

const isEither = (document: unknown): boolean =>
  isList(valueAt(document, 'testResults')) &&
  valueAt(document, 'numTotalTests') !== undefined &&
  valueAt(document, 'success') !== undefined;
const isJest = (document: unknown): boolean => isObject(document) && Object.hasOwn(document, 'numRuntimeErrorTestSuites');

export const JEST: JsonFormat<TestEvidence> = {
  name: 'jest-json',
  title: 'jest JSON',
  of: 'json',
  isOne: (document) => isEither(document) && isJest(document),
  read: (document) => read(document, JEST.name),
};

export const VITEST: JsonFormat<TestEvidence> = {
  name: 'vitest-json',
  title: 'vitest JSON',
  of: 'json',
  isOne: (document) => isEither(document) && !isJest(document),
  read: (document) => read(document, VITEST.name),
};

function read(document: unknown, format: string): Read<TestEvidence> {
  if (valueAt(document, 'wasInterrupted') === true)
    return unreadable('incomplete', 'The run was interrupted before its end (wasInterrupted): run the tests again.');
  const success = valueAt(document, 'success');
  if (typeof success !== 'boolean') return wrongValue('success', success, 'true or false');
  const declared = valueAt(document, 'numFailedTests') ?? 0;
  if (!isCount(declared)) return wrongValue('numFailedTests', declared, 'a whole number');
  const counted = tally();
  let broken = 0;
  for (const [n, file] of listAt(document, 'testResults').entries()) {
    const wrong = readFile(counted, file, `testResults[${n}]`);
    if (wrong === 'broken') broken++;
    else if (wrong !== undefined) return wrong;
  }
  const lacking = Math.max(declared - counted.failures(), success || counted.failures() + broken > 0 ? 0 : 1);
  counted.undeclared(lacking, { name: 'the whole run', message: 'The run says that it failed, which none of its tests shows.' });
  return ok(counted.evidence(format));
}

/** `broken`: the file failed (it could not be loaded, a hook threw), and none of its tests did. */
function readFile(counted: Tally, file: unknown, place: string): Read<TestEvidence> | 'broken' | undefined {
  const before = counted.failures();
  const path = textAt(file, 'name');
  for (const [n, assertion] of listAt(file, 'assertionResults').entries()) {
    const status = valueAt(assertion, 'status');
    const take = typeof status === 'string' && Object.hasOwn(TAKE, status) ? TAKE[status] : undefined;
    if (take === undefined)
      return wrongValue(`${place}.assertionResults[${n}].status`, status, 'one of passed, failed, skipped, pending, todo, disabled');
    take(counted, assertion, path);
  }
  const isBroken = listAt(file, 'assertionResults').some((assertion) => valueAt(assertion, 'status') === 'error');
  if ((valueAt(file, 'status') !== 'failed' && !isBroken) || counted.failures() > before) return undefined;
  counted.undeclared(1, { name: path ?? '', ...(path === undefined ? {} : { path }), message: textAt(file, 'message') ?? '' });
  return 'broken';
}

const skip = (counted: Tally): void => counted.skipped();
/** jest-junit adds one to a file that could not be loaded; the file tells of it. */
const leave = (): void => undefined;

const TAKE: Readonly<Record<string, (counted: Tally, assertion: unknown, path: string | undefined) => void>> = {
  passed: (counted, assertion) => {
    const invocations = valueAt(assertion, 'invocations');
    if (isCount(invocations) && invocations > 1) counted.flaky();
    else counted.passed();
  },
  failed: (counted, assertion, path) => counted.failed(failedTest(assertion, path)),
  skipped: skip,
  pending: skip,
  todo: skip,
  disabled: skip,
  error: leave,
};

function failedTest(assertion: unknown, path: string | undefined): FailedTest {
  const line = valueAt(objectAt(assertion, 'location'), 'line');
  const [message] = listAt(assertion, 'failureMessages');
  return {
    name: textAt(assertion, 'fullName') ?? textAt(assertion, 'title') ?? '',
    ...(path === undefined ? {} : { path }),
    ...(isCount(line) ? { line } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}
