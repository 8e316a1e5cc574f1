/** Answers of Prometheus' `/api/v1/query` (and of Thanos, Mimir, VictoriaMetrics): one number, or why there is none. */
import { ok, type Result } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isList, isObject, listAt, objectAt, parseJson, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, numberAt } from './dialect.ts';
import { mergeNone } from './merge.ts';

export const format: JsonFormat<MetricsEvidence> = {
  name: 'prometheus',
  title: 'Prometheus query',
  of: 'json',
  isOne: (document) => {
    const status = valueAt(document, 'status');
    return (
      (status === 'success' && isObject(valueAt(document, 'data'))) ||
      (status === 'error' && typeof valueAt(document, 'errorType') === 'string')
    );
  },
  read,
};

/** Reads the body of an answer, whatever came: a login page with status 200 as well. */
export function readPrometheus(body: string): Read<MetricsEvidence> {
  if (/^\s*</.test(body))
    return unreadable(
      'malformed',
      'Prometheus answered with an HTML page, as a login page of a proxy would. Check the address and the token.',
    );
  if (body.trim() === '') return unreadable('empty', 'Prometheus answered with nothing. Check the address.');
  const document = parseJson(body);
  if (!document.ok) return document;
  return format.isOne(document.value)
    ? read(document.value)
    : unreadable(
        'unknown_format',
        'This is no answer of the Prometheus API: it has no status and data. Check that the address ends before /api/v1.',
      );
}

function read(document: unknown): Read<MetricsEvidence> {
  if (valueAt(document, 'status') === 'error')
    return unreadable(
      'incomplete',
      `Prometheus refused the query: ${quoted(textAt(document, 'error') ?? textAt(document, 'errorType') ?? '')}. Mend the query.`,
    );
  const warning = listAt(document, 'warnings').find((one) => typeof one !== 'string' || !one.startsWith('PromQL info'));
  if (warning !== undefined)
    return unreadable(
      'incomplete',
      `The answer comes with a warning (${quoted(String(warning))}), so it may be only a part of the truth. Mend what it names.`,
    );
  if (valueAt(document, 'isPartial') === true)
    return unreadable('incomplete', 'VictoriaMetrics says that its answer is partial: some of its storage did not answer. Ask again.');
  const sample = sampleOf(objectAt(document, 'data'));
  if (!sample.ok) return sample;
  const [time, text] = sample.value;
  const value = typeof text === 'string' ? numberOf(text) : Number.NaN;
  if (!Number.isFinite(value)) return noNumber(text);
  return ok({
    kind: 'metrics',
    format: 'prometheus',
    values: { value },
    kept: {},
    about: typeof time === 'number' && Number.isFinite(time) ? { time } : {},
  });
}

/** Only what Prometheus writes: `Number` would take an empty text for 0. */
const numberOf = (text: string): number => (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN);

/** The one `[time, "value"]` of an answer. */
function sampleOf(data: unknown): Result<readonly unknown[], Unreadable> {
  const type = textAt(data, 'resultType') ?? '';
  const result = listAt(data, 'result');
  if (type === 'scalar') return ok(result);
  if (type === 'vector') return sampleOfVector(result);
  const remedy = OTHERS.get(type);
  return remedy === undefined
    ? wrongValue('data.resultType', type, '"vector" or "scalar"')
    : unreadable('incomplete', `The answer is a ${type}, not one number. ${remedy}`);
}

const OTHERS: ReadonlyMap<string, string> = new Map([
  ['matrix', 'Ask for an instant: wrap the range in avg_over_time(...) or max_over_time(...), and use /api/v1/query.'],
  ['string', 'Write a query that gives a number.'],
]);

function sampleOfVector(series: readonly unknown[]): Result<readonly unknown[], Unreadable> {
  const [only] = series;
  if (only === undefined)
    return unreadable(
      'incomplete',
      'The query found no series: no data, or no such event yet. Where none means 0, write `or vector(0)` into the query; else check names and labels.',
    );
  if (series.length > 1) {
    const labels = series.slice(0, 2).map((one) => quoted(JSON.stringify(objectAt(one, 'metric'))));
    return unreadable(
      'incomplete',
      `The query found ${series.length} series (${labels.join(', ')}), not one number. Wrap it in sum(...), max(...) or avg(...).`,
    );
  }
  const value = valueAt(only, 'value');
  if (isList(value)) return ok(value);
  if (valueAt(only, 'histogram') !== undefined)
    return unreadable('incomplete', 'The answer is a histogram, not one number. Wrap it in histogram_quantile(0.95, ...).');
  return wrongValue('data.result.0.value', value, 'a time and a value');
}

function noNumber(text: unknown): Read<MetricsEvidence> {
  if (text === 'NaN')
    return unreadable(
      'incomplete',
      'The answer is NaN, as 0 / 0 is: there was no traffic to divide by. Wait for traffic, or ask over a longer time.',
    );
  if (typeof text === 'string' && /^[+-]?Inf$/.test(text))
    return unreadable('incomplete', `The answer is ${text}: something was divided by 0. Mend the query.`);
  return wrongValue('data.result', text, 'a number as text');
}

export const prometheus: Dialect = {
  formats: [format],
  unitOf: () => undefined,
  directionOf: () => undefined,
  mainStat: undefined,
  compared: () => ['value'],
  doubt: () => undefined,
  merge: mergeNone,
  counts: (evidence) => ({ value: numberAt(evidence, 'value') }),
};
