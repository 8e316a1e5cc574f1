/** `vitest bench --outputJson`: times in milliseconds, `hz` a second. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isList, isNumber, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, medians } from './dialect.ts';
import { mergeBenchmarks } from './merge.ts';

export const format: JsonFormat<MetricsEvidence> = {
  name: 'vitest-bench',
  title: 'vitest bench JSON',
  of: 'json',
  isOne: (document) => {
    const files = listAt(document, 'files');
    return files.length > 0 && files.every((file) => isList(valueAt(file, 'groups')) && typeof valueAt(file, 'filepath') === 'string');
  },
  read,
};

/** Which of Tinybench's numbers are kept; those of the tail are absent in old versions. */
const STATS = ['mean', 'hz', 'min', 'max', 'median', 'p75', 'p99', 'p995', 'p999'];

function read(document: unknown): Read<MetricsEvidence> {
  const numbers: (readonly [string, number])[] = [];
  for (const file of listAt(document, 'files')) {
    for (const group of listAt(file, 'groups')) {
      for (const bench of listAt(group, 'benchmarks')) {
        const name = `${textAt(group, 'fullName') ?? ''} > ${textAt(bench, 'name') ?? ''}`;
        const mean = valueAt(bench, 'mean');
        // NaN, what Tinybench has for a benchmark that threw, is written as null.
        if (mean === undefined || mean === null)
          return unreadable('incomplete', `The benchmark ${quoted(name)} has no result: it failed. Mend it and measure again.`);
        if (!isNumber(mean)) return wrongValue(`${name}.mean`, mean, 'a time in milliseconds');
        numbers.push(
          ...STATS.flatMap((stat): [string, number][] => {
            const value = valueAt(bench, stat);
            return isNumber(value) ? [[`${name}.${stat}`, value]] : [];
          }),
        );
      }
    }
  }
  if (numbers.length === 0)
    return unreadable('incomplete', 'No benchmark is in this report: check the pattern that vitest bench was given.');
  return ok({ kind: 'metrics', format: 'vitest-bench', values: medians(numbers), kept: {}, about: {} });
}

export const vitestBench: Dialect = {
  formats: [format],
  unitOf: (name) => (/\.(mean|min|max|median|p\d+)$/.test(name) ? 'ms' : undefined),
  directionOf: (name) => (name.endsWith('.hz') ? 'bigger' : 'smaller'),
  mainStat: 'mean',
  compared: ({ values }) => Object.keys(values).filter((name) => name.endsWith('.mean')),
  doubt: () => undefined,
  merge: mergeBenchmarks,
  counts: ({ values }) => values,
};
