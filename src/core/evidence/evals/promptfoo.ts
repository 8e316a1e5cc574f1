/** promptfoo `-o results.json`: one row for each test, prompt and provider. */
import { type EvalsEvidence, type FailedTest, MOST_SHOWN } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isNumber, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type EvalTool, evals, type Mean, meanAt, meansOf } from './scored.ts';

export const format: JsonFormat<EvalsEvidence> = {
  name: 'promptfoo',
  title: 'promptfoo JSON',
  of: 'json',
  isOne: (document) =>
    isObject(valueAt(valueAt(document, 'results'), 'stats')) && 'successes' in objectAt(objectAt(document, 'results'), 'stats'),
  read,
};

const STATS = ['successes', 'failures', 'errors'] as const;

function read(document: unknown): Read<EvalsEvidence> {
  const results = objectAt(document, 'results');
  const rows = valueAt(results, 'results');
  const stats = { errors: 0, ...objectAt(results, 'stats') };
  const wrong = STATS.find((name) => !isCount(valueAt(stats, name)));
  if (wrong !== undefined) return wrongValue(`results.stats.${wrong}`, valueAt(stats, wrong), 'a count');
  const [passed = 0, failed = 0, errors = 0] = STATS.map((name) => Number(valueAt(stats, name)));
  const total = passed + failed + errors;
  if (total === 0) return unreadable('incomplete', 'promptfoo evaluated no case: check the tests and filters of its config.');
  const scores = scoresOf(results);
  if (!isList(rows))
    return evals('promptfoo', { total, passed, failed, errors, ...scores, ...(hasAssertions(results) ? {} : { asserted: 0 }) });
  const shown = rows.filter((row) => valueAt(row, 'success') === true).length;
  if (rows.length !== total || shown !== passed)
    return unreadable(
      'incomplete',
      `promptfoo counts ${passed} passed of ${total} cases, but the file holds ${shown} of ${rows.length}: it was cut or edited. Upload the file as promptfoo wrote it.`,
    );
  return evals('promptfoo', {
    total,
    passed,
    failed,
    errors,
    asserted: rows.filter(isAsserted).length,
    ...scores,
    failures: failuresOf(rows),
  });
}

const isAsserted = (row: unknown): boolean => listAt(objectAt(row, 'gradingResult'), 'componentResults').length > 0;

const metricsOf = (results: unknown): readonly unknown[] => listAt(results, 'prompts').map((prompt) => valueAt(prompt, 'metrics'));

function hasAssertions(results: unknown): boolean {
  return metricsOf(results).some((metrics) => valueAt(metrics, 'assertPassCount') !== 0 || valueAt(metrics, 'assertFailCount') !== 0);
}

/** Named scores are sums, weighted; the count of the assertions is what older versions have instead of the weights. */
function scoresOf(results: unknown): ReturnType<typeof meansOf> {
  const means = new Map<string, Mean>();
  for (const metrics of metricsOf(results)) {
    const weights = { ...objectAt(metrics, 'namedScoresCount'), ...objectAt(metrics, 'namedScoreWeights') };
    for (const [name, sum] of Object.entries(objectAt(metrics, 'namedScores'))) {
      const weight = valueAt(weights, name) ?? 1;
      if (!isNumber(sum) || !isNumber(weight) || weight <= 0) continue;
      const mean = meanAt(means, name);
      mean.sum += sum;
      mean.n += weight;
      mean.of += weight;
    }
  }
  for (const [name, weight] of listAt(results, 'results')
    .filter((row) => !isAsserted(row))
    .flatMap(unscoredOf)) {
    const mean = means.get(name);
    if (mean) mean.of += weight;
  }
  return meansOf(means);
}

/** What a case that broke should have been scored for. */
const unscoredOf = (row: unknown): readonly (readonly [string, number])[] =>
  listAt(objectAt(row, 'testCase'), 'assert').flatMap((assertion) => {
    const [metric, weight] = [textAt(assertion, 'metric'), valueAt(assertion, 'weight') ?? 1];
    return metric !== undefined && isNumber(weight) ? [[metric, weight] as const] : [];
  });

const failuresOf = (rows: readonly unknown[]): readonly FailedTest[] =>
  rows
    .filter((row) => valueAt(row, 'success') !== true)
    .slice(0, MOST_SHOWN)
    .map((row, at) => {
      const message = textAt(row, 'error') ?? textAt(objectAt(row, 'gradingResult'), 'reason');
      const name = textAt(objectAt(row, 'testCase'), 'description') ?? `case ${Number(valueAt(row, 'testIdx') ?? at) + 1}`;
      return { name, ...(message === undefined ? {} : { message: message.slice(0, 500) }) };
    });

/** promptfoo defines the score of an assertion as 0 to 1. */
export const promptfoo: EvalTool = { formats: [format], scaleOf: () => 'fraction', isPassRate: () => false };
