/** autocannon `--json`: latencies in milliseconds. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isObject, type JsonObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, numberAt, numbersIn } from './dialect.ts';
import { mergeNone } from './merge.ts';

export const format: JsonFormat<MetricsEvidence> = {
  name: 'autocannon',
  title: 'autocannon JSON',
  of: 'json',
  isOne: (document) =>
    isObject(valueAt(document, 'latency')) && isObject(valueAt(document, 'requests')) && valueAt(document, 'non2xx') !== undefined,
  read,
};

const COUNTS = ['errors', 'timeouts', 'mismatches', 'non2xx', '2xx'];

function read(document: unknown): Read<MetricsEvidence> {
  const latency = numbersIn(objectAt(document, 'latency'), 'latency.');
  if (!latency.ok) return latency;
  const requests = numbersIn(objectAt(document, 'requests'), 'requests.');
  if (!requests.ok) return requests;
  const throughput = numbersIn(objectAt(document, 'throughput'), 'throughput.');
  if (!throughput.ok) return throughput;
  const counted: JsonObject = Object.fromEntries(COUNTS.map((name) => [name, valueAt(document, name) ?? 0]));
  const wrong = Object.entries({ ...counted, 'requests.total': valueAt(objectAt(document, 'requests'), 'total') }).find(
    ([, value]) => !isCount(value),
  );
  if (wrong !== undefined) return wrongValue(wrong[0], wrong[1], 'a count');
  const values = Object.fromEntries([...latency.value, ...requests.value, ...throughput.value, ...Object.entries(counted)]);
  return answered(
    { kind: 'metrics', format: 'autocannon', values: onlyNumbers(values), kept: {}, about: {} },
    textAt(document, 'url') ?? '',
  );
}

const onlyNumbers = (values: JsonObject): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])));

/** A server that cannot be reached makes all latencies 0 and is still exit 0. */
function answered(evidence: MetricsEvidence, url: string): Read<MetricsEvidence> {
  const count = (name: string): number => numberAt(evidence, name) ?? 0;
  const total = count('requests.total');
  if (total === 0)
    return unreadable(
      'incomplete',
      `Not one request was answered (${count('errors')} errors at ${quoted(url)}), so its latencies of 0 ms say nothing. Start the server before the load test.`,
    );
  // Timeouts are among the errors.
  const bad = count('errors') + count('non2xx') + count('mismatches');
  return ok({ ...evidence, values: { ...evidence.values, error_rate: Math.min(1, bad / (total + count('errors'))) } });
}

export const autocannon: Dialect = {
  formats: [format],
  unitOf: (name) => (/^latency\.(?!totalCount)/.test(name) ? 'ms' : undefined),
  directionOf: () => undefined,
  mainStat: undefined,
  compared: () => [],
  doubt: (evidence) =>
    numberAt(evidence, 'error_rate') === 1 ? 'no request was answered well, so its latencies are those of errors' : undefined,
  merge: mergeNone,
  counts: (evidence) => {
    const p99 = numberAt(evidence, 'latency.p99');
    const errorRate = (numberAt(evidence, 'error_rate') ?? 0) * 100;
    return { p99, p99_max: p99, errorRate, errorRate_max: errorRate, requests: numberAt(evidence, 'requests.total') };
  },
};
