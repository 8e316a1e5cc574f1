/** DeepEval `.deepeval/.latest_test_run.json`, and the same without its wrapper as DEEPEVAL_RESULTS_FOLDER gets it. */
import { type EvalsEvidence, type FailedTest, MOST_SHOWN } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isList, isNumber, isObject, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type EvalTool, evals, type Mean, meanAt, meansOf } from './scored.ts';

const isRun = (document: unknown): boolean =>
  isList(valueAt(document, 'testCases')) &&
  (isList(valueAt(document, 'metricsScores')) || isList(valueAt(document, 'conversationalTestCases')));
const unwrapped = (document: unknown): unknown => valueAt(document, 'testRunData') ?? document;

export const format: JsonFormat<EvalsEvidence> = {
  name: 'deepeval',
  title: 'DeepEval test run',
  of: 'json',
  isOne: (document) => isObject(valueAt(document, 'testRunData')) || isRun(document),
  read,
};

interface Case {
  readonly passed: boolean | undefined;
  readonly broke: boolean;
  readonly asserted: boolean;
  readonly failure: FailedTest;
}

function read(document: unknown): Read<EvalsEvidence> {
  const run = unwrapped(document);
  const means = new Map<string, Mean>();
  const cases: Case[] = [];
  for (const [at, one] of [...listAt(run, 'testCases'), ...listAt(run, 'conversationalTestCases')].entries()) {
    const success = valueAt(one, 'success') ?? undefined;
    if (success !== undefined && typeof success !== 'boolean') return wrongValue(`testCases.${at}.success`, success, 'true or false');
    const metrics = listAt(one, 'metricsData');
    for (const metric of metrics) addScore(means, metric);
    cases.push(caseOf(one, success, metrics));
  }
  if (cases.length === 0) return unreadable('incomplete', 'DeepEval ran no test case: check which tests `deepeval test run` was given.');
  const count = (isOne: (one: Case) => boolean): number => cases.filter(isOne).length;
  const failed = count(({ passed }) => passed === false);
  const declared = valueAt(run, 'testFailed');
  if (isNumber(declared) && declared > failed)
    return unreadable(
      'incomplete',
      `DeepEval counts ${declared} failed cases and shows ${failed}: the file was cut or edited. Upload it as DeepEval wrote it.`,
    );
  return evals('deepeval', {
    total: cases.length,
    passed: count(({ passed }) => passed === true),
    failed,
    errors: count(({ broke }) => broke),
    asserted: count(({ asserted }) => asserted),
    ...meansOf(means),
    failures: cases
      .filter(({ passed }) => passed === false)
      .slice(0, MOST_SHOWN)
      .map(({ failure }) => failure),
  });
}

/** A metric that is marked flaky never decides; a judge that broke does. */
function caseOf(one: unknown, success: boolean | undefined, metrics: readonly unknown[]): Case {
  const deciding = metrics.filter((metric) => valueAt(metric, 'flaky') !== true);
  const broken = deciding.find(hasError);
  const bad = broken ?? deciding.find((metric) => valueAt(metric, 'success') === false);
  const message =
    bad === undefined
      ? ''
      : `${textAt(bad, 'name') ?? 'a metric'}: ${textAt(bad, 'error') ?? textAt(bad, 'reason') ?? 'below its threshold'}`;
  return {
    passed: bad === undefined ? success : false,
    broke: broken !== undefined,
    asserted: deciding.length > 0,
    failure: { name: textAt(one, 'name') ?? 'a case', message: message.slice(0, 500) },
  };
}

function hasError(metric: unknown): boolean {
  const error = valueAt(metric, 'error') ?? '';
  return error !== '';
}

function addScore(means: Map<string, Mean>, metric: unknown): void {
  const mean = meanAt(means, textAt(metric, 'name') ?? '');
  const score = valueAt(metric, 'score');
  mean.of++;
  if (!isNumber(score)) return;
  mean.n++;
  mean.sum += score;
}

/** DeepEval defines every score as 0 to 1. */
export const deepeval: EvalTool = { formats: [format], scaleOf: () => 'fraction', isPassRate: () => false };
