/** Vertex AI evaluation: `summary_metrics` of an EvalResult (a map), and of the GenAI client (a list). */
import type { EvalsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type EvalTool, evals, readScores, type Share } from './scored.ts';

export const format: JsonFormat<EvalsEvidence> = {
  name: 'vertex-eval',
  title: 'Vertex AI evaluation',
  of: 'json',
  isOne: (document) => isObject(valueAt(document, 'summary_metrics')) || isList(valueAt(document, 'summary_metrics')),
  read: (document) =>
    isList(valueAt(document, 'summary_metrics'))
      ? readList(listAt(document, 'summary_metrics'))
      : readMap(objectAt(document, 'summary_metrics')),
};

const NOTHING = unreadable('incomplete', 'The summary holds no metric: nothing was evaluated. Look at the log of the evaluation.');

function readMap(metrics: Readonly<Record<string, unknown>>): Read<EvalsEvidence> {
  const scores = readScores(metrics, 'summary_metrics');
  if (!scores.ok) return scores;
  const rows = metrics['row_count'];
  if (rows === 0 || Object.keys(scores.value).every((name) => name === 'row_count')) return NOTHING;
  if (rows !== undefined && !isCount(rows)) return wrongValue('summary_metrics.row_count', rows, 'a count');
  return evals('vertex-eval', { scores: scores.value, ...(rows === undefined ? {} : { total: rows }) });
}

const STATS = [
  ['mean_score', 'mean'],
  ['pass_rate', 'pass_rate'],
] as const;

function readList(metrics: readonly unknown[]): Read<EvalsEvidence> {
  for (const [at, metric] of metrics.entries()) {
    const wrong = COUNTS.find((key) => !isCount(valueAt(metric, key) ?? 0));
    if (wrong !== undefined) return wrongValue(`summary_metrics.${at}.${wrong}`, valueAt(metric, wrong), 'a count');
  }
  const found = metrics.flatMap(scoresOf);
  const scores = readScores(Object.fromEntries(found.map(({ name, value }) => [name, value])), 'summary_metrics');
  if (!scores.ok) return scores;
  if (Object.keys(scores.value).length === 0) return NOTHING;
  const totals = metrics.flatMap((metric) => valueAt(metric, 'num_cases_total') ?? []).map(Number);
  return evals('vertex-eval', {
    ...(totals.length === 0 ? {} : { total: Math.max(...totals) }),
    errors: Math.max(...metrics.map((metric) => Number(valueAt(metric, 'num_cases_error') ?? 0))),
    scores: scores.value,
    shares: Object.fromEntries(found.flatMap(({ name, share }) => (share === undefined ? [] : [[name, share] as const]))),
  });
}

const COUNTS = ['num_cases_total', 'num_cases_valid', 'num_cases_error'] as const;

interface Found {
  readonly name: string;
  readonly value: unknown;
  readonly share: Share | undefined;
}

function scoresOf(metric: unknown): readonly Found[] {
  const [total = 0, valid, errors = 0] = COUNTS.map((key) => valueAt(metric, key) ?? undefined);
  const share = isCount(total) && total > 0 ? { n: isCount(valid) ? valid : total - Number(errors), of: total } : undefined;
  const name = textAt(metric, 'metric_name') ?? 'metric';
  return STATS.map(([key, short]) => ({ name: `${name}/${short}`, value: valueAt(metric, key) ?? null, share }));
}

/** The computed metrics that Google's documentation defines as 0 to 1; what a model judges may be 1 to 5 or anything. */
const FRACTIONS =
  /^(exact_match|bleu|rouge(_\w+)?|tool_call_valid|tool_name_match|tool_parameter_\w+_match|trajectory_(exact_match|in_order_match|any_order_match|precision|recall|single_tool_use))\/mean$|\/((candidate|baseline)_model_win_rate|pass_rate)$/;

export const vertex: EvalTool = {
  formats: [format],
  scaleOf: (score) => (FRACTIONS.test(score) ? 'fraction' : undefined),
  isPassRate: (score) => score.endsWith('/pass_rate'),
};
