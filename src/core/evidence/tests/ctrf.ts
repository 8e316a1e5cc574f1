/** CTRF (Common Test Report Format, ctrf.io): the tests are counted, the summary is asked only for failures that no test shows. */
import { ok } from '../../result.ts';
import type { FailedTest, TestEvidence } from '../evidence.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Tally, tally } from './tally.ts';

export const CTRF: JsonFormat<TestEvidence> = {
  name: 'ctrf',
  title: 'CTRF',
  of: 'json',
  isOne: (document) => {
    const results = valueAt(document, 'results');
    return isObject(results) && isList(results['tests']) && isObject(valueAt(results, 'tool') ?? valueAt(results, 'summary'));
  },
  read,
};

function read(document: unknown): Read<TestEvidence> {
  const results = objectAt(document, 'results');
  const counted = tally();
  for (const [n, test] of listAt(results, 'tests').entries()) {
    const status = valueAt(test, 'status');
    const take = typeof status === 'string' && Object.hasOwn(TAKE, status) ? TAKE[status] : undefined;
    if (take === undefined) return wrongValue(`results.tests[${n}].status`, status, 'one of passed, failed, skipped, pending, other');
    take(counted, test);
  }
  const declared = valueAt(objectAt(results, 'summary'), 'failed') ?? 0;
  if (!isCount(declared)) return wrongValue('results.summary.failed', declared, 'a whole number');
  counted.undeclared(declared - counted.failures(), {
    name: 'the whole run',
    message: 'The summary counts a failure that none of the tests shows.',
  });
  return ok(counted.evidence(CTRF.name));
}

const TAKE: Readonly<Record<string, (counted: Tally, test: unknown) => void>> = {
  passed: (counted, test) => {
    const retries = valueAt(test, 'retries');
    if (valueAt(test, 'flaky') === true || (isCount(retries) && retries > 0)) counted.flaky();
    else counted.passed();
  },
  failed: (counted, test) => counted.failed(failedTest(test)),
  skipped: (counted) => counted.skipped(),
  pending: (counted) => counted.skipped(),
  // Neither passed nor failed: it must not count as run.
  other: (counted) => counted.skipped(),
};

function failedTest(test: unknown): FailedTest {
  const path = textAt(test, 'filePath');
  const line = valueAt(test, 'line');
  const message = textAt(test, 'message');
  return {
    name: textAt(test, 'name') ?? '',
    ...(path === undefined ? {} : { path }),
    ...(isCount(line) ? { line } : {}),
    ...(message === undefined ? {} : { message }),
  };
}
