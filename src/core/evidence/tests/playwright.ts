/** Playwright's JSON reporter: a test is one spec in one project; `expected` includes failures that were expected. */
import { ok } from '../../result.ts';
import type { FailedTest, TestEvidence } from '../evidence.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Tally, tally } from './tally.ts';

export const PLAYWRIGHT: JsonFormat<TestEvidence> = {
  name: 'playwright-json',
  title: 'Playwright JSON',
  of: 'json',
  isOne: (document) => isObject(valueAt(document, 'config')) && isList(valueAt(document, 'suites')) && isList(valueAt(document, 'errors')),
  read,
};

function read(document: unknown): Read<TestEvidence> {
  const declared = valueAt(objectAt(document, 'stats'), 'unexpected') ?? 0;
  if (!isCount(declared)) return wrongValue('stats.unexpected', declared, 'a whole number');
  const counted = tally();
  for (const suite of listAt(document, 'suites')) {
    const wrong = readSuite(counted, suite, []);
    if (wrong !== undefined) return wrong;
  }
  counted.undeclared(declared - counted.failures(), { name: 'the whole run', message: 'The totals count a failure that no test shows.' });
  // A file that cannot be loaded, a global set-up that failed, a run that took too long.
  for (const error of listAt(document, 'errors'))
    counted.undeclared(1, { name: 'outside the tests', message: textAt(error, 'message') ?? '' });
  return ok(counted.evidence(PLAYWRIGHT.name));
}

/** Suites lie in suites, no deeper than any JSON that is read at all. */
function readSuite(counted: Tally, suite: unknown, around: readonly string[]): Read<TestEvidence> | undefined {
  const titles = [...around, textAt(suite, 'title') ?? ''];
  for (const spec of listAt(suite, 'specs')) {
    for (const test of listAt(spec, 'tests')) {
      const status = valueAt(test, 'status');
      const take = typeof status === 'string' && Object.hasOwn(TAKE, status) ? TAKE[status] : undefined;
      if (take === undefined)
        return wrongValue(`the status of ${textAt(spec, 'title') ?? 'a test'}`, status, 'one of expected, unexpected, flaky, skipped');
      take(counted, test, failedTest(spec, test, titles));
    }
  }
  return listAt(suite, 'suites')
    .map((inner) => readSuite(counted, inner, titles))
    .find((wrong) => wrong !== undefined);
}

const TAKE: Readonly<Record<string, (counted: Tally, test: unknown, named: FailedTest) => void>> = {
  expected: (counted) => counted.passed(),
  flaky: (counted) => counted.flaky(),
  unexpected: (counted, _, named) => counted.failed(named),
  skipped: (counted, test, named) => {
    counted.skipped();
    const wasInterrupted = listAt(test, 'results').some((result) => textAt(result, 'status') === 'interrupted');
    if (wasInterrupted) counted.undeclared(1, { ...named, message: 'The run was interrupted in the middle of this test.' });
  },
};

function failedTest(spec: unknown, test: unknown, titles: readonly string[]): FailedTest {
  const line = valueAt(spec, 'line');
  const path = textAt(spec, 'file');
  const project = textAt(test, 'projectName');
  const name = [...titles, textAt(spec, 'title') ?? ''].filter((title) => title !== '' && title !== path).join(' > ');
  const message = listAt(test, 'results')
    .map((result) => textAt(objectAt(result, 'error'), 'message'))
    .find((found) => found !== undefined);
  return {
    name: project ? `[${project}] ${name}` : name,
    ...(path === undefined ? {} : { path }),
    ...(isCount(line) ? { line } : {}),
    ...(message === undefined ? {} : { message }),
  };
}
