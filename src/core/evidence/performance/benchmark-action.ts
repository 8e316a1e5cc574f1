/** github-action-benchmark: the list of one run, and the history it keeps (`data.js`, or the same as JSON). */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, LineFormat, Read } from '../format.ts';
import { isList, isNumber, isObject, type JsonObject, listAt, objectAt, parseJson, textAt, valueAt, wrongValue } from '../json.ts';
import { type Dialect, type Direction, medians, type TimeUnit } from './dialect.ts';
import { mergeBenchmarks } from './merge.ts';

const isBench = (one: unknown): boolean =>
  isObject(one) && typeof one['name'] === 'string' && typeof one['unit'] === 'string' && 'value' in one;
const isHistory = (document: unknown): boolean =>
  isObject(valueAt(document, 'entries')) && valueAt(document, 'lastUpdate') !== undefined && valueAt(document, 'repoUrl') !== undefined;

export const format: JsonFormat<MetricsEvidence> = {
  name: 'benchmark-action',
  title: 'benchmark-action JSON',
  of: 'json',
  isOne: (document) => (isList(document) ? document.length > 0 && document.every(isBench) : isHistory(document)),
  read: (document) => (isList(document) ? readBenches([{ prefix: '', benches: document, tool: undefined }]) : readHistory(document)),
};

/** `window.BENCHMARK_DATA = {...}` */
const PREFIX = /^\s*window\.BENCHMARK_DATA\s*=\s*/;

export const script: LineFormat<MetricsEvidence> = {
  name: 'benchmark-data',
  title: 'benchmark-action data.js',
  of: 'lines',
  isHead: (head) => PREFIX.test(head),
  read: () => {
    const lines: string[] = [];
    return {
      line: (line) => void lines.push(line),
      end: () => {
        const document = parseJson(
          lines
            .join('\n')
            .replace(PREFIX, '')
            .replace(/;?\s*$/, ''),
        );
        return document.ok ? readHistory(document.value) : document;
      },
    };
  },
};

interface Suite {
  readonly prefix: string;
  readonly benches: readonly unknown[];
  readonly tool: string | undefined;
}

/** The newest run of each suite is what is judged. */
function readHistory(document: unknown): Read<MetricsEvidence> {
  const suites = Object.entries(objectAt(document, 'entries'));
  return readBenches(
    suites.map(([name, runs]) => {
      const newest: unknown = isList(runs) ? runs.at(-1) : undefined;
      return { prefix: suites.length > 1 ? `${name} / ` : '', benches: listAt(newest, 'benches'), tool: textAt(newest, 'tool') };
    }),
  );
}

function readBenches(suites: readonly Suite[]): Read<MetricsEvidence> {
  const numbers: (readonly [string, number])[] = [];
  const about: (readonly [string, string])[] = [];
  for (const { prefix, benches, tool } of suites) {
    for (const [at, bench] of benches.entries()) {
      const name = `${prefix}${textAt(bench, 'name') ?? at}`;
      const value = valueAt(bench, 'value');
      if (!isNumber(value)) return wrongValue(name, value, 'a number');
      numbers.push([name, value]);
      about.push([`unit of ${name}`, textAt(bench, 'unit') ?? ''], ...better(name, tool));
    }
  }
  if (numbers.length === 0) return unreadable('incomplete', 'No benchmark is in this report: nothing was measured.');
  return ok({ kind: 'metrics', format: 'benchmark-action', values: medians(numbers), kept: {}, about: Object.fromEntries(about) });
}

const TOOLS: Readonly<Record<string, Direction>> = {
  customSmallerIsBetter: 'smaller',
  customBiggerIsBetter: 'bigger',
  benchmarkjs: 'bigger',
  pytest: 'bigger',
};

function better(name: string, tool: string | undefined): readonly (readonly [string, string])[] {
  const direction = tool !== undefined && Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined;
  return direction === undefined ? [] : [[`better ${name}`, direction]];
}

const UNITS: Readonly<Record<string, TimeUnit>> = {
  ns: 'ns',
  'ns/op': 'ns',
  'ns/iter': 'ns',
  us: 'us',
  µs: 'us',
  μs: 'us',
  ms: 'ms',
  s: 's',
  sec: 's',
  seconds: 's',
};

const said = ({ about }: MetricsEvidence, key: string): string => String(valueAt(about satisfies JsonObject, key) ?? '');

export const benchmarkAction: Dialect = {
  formats: [format, script],
  unitOf: (name, evidence) => {
    const unit = said(evidence, `unit of ${name}`);
    return Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  },
  directionOf: (name, evidence) => (['smaller', 'bigger'] as const).find((way) => way === said(evidence, `better ${name}`)),
  mainStat: undefined,
  compared: ({ values }) => Object.keys(values),
  doubt: () => undefined,
  merge: mergeBenchmarks,
  counts: ({ values }) => values,
};
