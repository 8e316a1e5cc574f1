/** k6: `--summary-export`, the data of `handleSummary`, and the machine-readable summary 1.0.0 (k6 1.5 and later, behind a flag). */
import { ok, type Result } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isList, isObject, type JsonObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, numberAt, numbersIn, type TimeUnit } from './dialect.ts';
import { mergeNone } from './merge.ts';

type Kind = 'summary-export' | 'handleSummary' | 'machine-readable';

interface Metric {
  readonly name: string;
  readonly values: JsonObject;
  readonly thresholds: JsonObject;
}

const isMachineReadable = (document: unknown): boolean =>
  isObject(valueAt(document, 'results')) &&
  isList(valueAt(valueAt(document, 'results'), 'metrics')) &&
  isObject(valueAt(document, 'metadata'));

/** `root_group` is in every summary; who writes only `data.metrics` still has type and values. */
function isSummary(document: unknown): boolean {
  const metrics = valueAt(document, 'metrics');
  if (!isObject(metrics)) return false;
  const all = Object.values(metrics);
  return (
    isObject(valueAt(document, 'root_group')) ||
    (all.length > 0 && all.every((one) => isObject(valueAt(one, 'values')) && isObject(one) && 'type' in one))
  );
}

export const format: JsonFormat<MetricsEvidence> = {
  name: 'k6',
  title: 'k6 summary',
  of: 'json',
  isOne: (document) => isMachineReadable(document) || isSummary(document),
  read,
};

function read(document: unknown): Read<MetricsEvidence> {
  const kind = kindOf(document);
  const metrics = metricsOf(document, kind);
  if (metrics.length === 0)
    return unreadable(
      'incomplete',
      'This k6 summary has no metrics: the test ended before it measured anything. Look at the log of the k6 run.',
    );
  const numbers: (readonly [string, number])[] = [];
  const kept: (readonly [string, boolean])[] = [];
  for (const metric of metrics) {
    const values = numbersIn(metric.values, `${metric.name}.`, NO_NUMBERS);
    if (!values.ok) return values;
    const thresholds = thresholdsOf(metric, kind);
    if (!thresholds.ok) return thresholds;
    numbers.push(...values.value, ...rateOf(metric));
    kept.push(...thresholds.value);
  }
  return ok({ kind: 'metrics', format: 'k6', values: Object.fromEntries(numbers), kept: Object.fromEntries(kept), about: { kind } });
}

const NO_NUMBERS = ['thresholds', 'type', 'contains', 'tainted'];

function kindOf(document: unknown): Kind {
  if (isMachineReadable(document)) return 'machine-readable';
  return Object.values(objectAt(document, 'metrics')).some((metric) => isObject(valueAt(metric, 'values')))
    ? 'handleSummary'
    : 'summary-export';
}

function metricsOf(document: unknown, kind: Kind): readonly Metric[] {
  if (kind === 'machine-readable') {
    const results = objectAt(document, 'results');
    return [...listAt(results, 'metrics'), ...listAt(objectAt(results, 'checks'), 'metrics')].map((metric) => ({
      name: textAt(metric, 'name') ?? '',
      values: objectAt(metric, 'values'),
      thresholds: {},
    }));
  }
  return Object.entries(objectAt(document, 'metrics')).map(([name, metric]) => ({
    name,
    values: kind === 'handleSummary' ? objectAt(metric, 'values') : isObject(metric) ? metric : {},
    thresholds: objectAt(metric, 'thresholds'),
  }));
}

/** `--summary-export` calls the rate of a rate metric `value`. */
function rateOf({ name, values }: Metric): readonly (readonly [string, number])[] {
  const value = valueAt(values, 'value');
  const isRate = 'passes' in values && 'fails' in values && !('rate' in values);
  return isRate && typeof value === 'number' ? [[`${name}.rate`, value]] : [];
}

/** `--summary-export` says true for a threshold that was crossed (k6 issue 1498), `handleSummary` says `ok: true` for one that was kept. */
function thresholdsOf(metric: Metric, kind: Kind): Result<readonly (readonly [string, boolean])[], Unreadable> {
  const kept: (readonly [string, boolean])[] = [];
  for (const [expression, said] of Object.entries(metric.thresholds)) {
    const place = `metrics.${metric.name}.thresholds.${expression}`;
    const answer = kind === 'handleSummary' ? valueAt(said, 'ok') : said;
    if (typeof answer !== 'boolean') return wrongValue(place, answer, 'true or false');
    kept.push([`${metric.name} ${expression}`, kind === 'handleSummary' ? answer : !answer]);
  }
  return ok(kept);
}

/** Trends count milliseconds; a trend is known by its average. */
function unitOf(name: string, evidence: MetricsEvidence): TimeUnit | undefined {
  const stat = statOf(name);
  const metric = name.slice(0, -stat.length - 1);
  return /^(avg|min|med|max|p\(.+\))$/.test(stat) && numberAt(evidence, `${metric}.avg`) !== undefined ? 'ms' : undefined;
}

/** `p(99.9)` has a dot of its own. */
const statOf = (name: string): string => /\.(p\([\d.]+\)|[^.]+)$/.exec(name)?.[1] ?? '';

/** A server that cannot be reached answers no request, and each of them took 0 ms. */
function doubt(evidence: MetricsEvidence): string | undefined {
  const values = (name: string): number | undefined => numberAt(evidence, name);
  if (values('iterations.count') === 0 || values('http_reqs.count') === 0) return 'the test ran no iteration or sent no request';
  return values('http_req_failed.rate') === 1 ? 'every request failed, so its times are those of errors' : undefined;
}

function counts(evidence: MetricsEvidence): Readonly<Record<string, unknown>> {
  const kept = Object.values(evidence.kept);
  const failed = numberAt(evidence, 'http_req_failed.rate');
  return {
    ...evidence.about,
    thresholds: kept.length,
    failed_thresholds: kept.filter((isKept) => !isKept).length,
    ...(failed === undefined ? {} : { http_req_failed_rate: failed }),
  };
}

export const k6: Dialect = {
  formats: [format],
  unitOf,
  directionOf: () => undefined,
  mainStat: undefined,
  compared: () => [],
  doubt,
  merge: mergeNone,
  counts,
};
