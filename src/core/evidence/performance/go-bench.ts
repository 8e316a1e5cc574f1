/** What `go test -bench` prints, with `-count` any number of times: the median is what counts. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader, Read } from '../format.ts';
import { type Dialect, medians } from './dialect.ts';
import { mergeBenchmarks } from './merge.ts';

/** A name, how often it ran, then numbers with units; a name alone when the benchmark itself printed something. */
const NAME = /^(Benchmark\S*)(?:\s|$)/;
const RESULT = /^(?:Benchmark\S*)?\s+(\d+)\s+(\d.*)$/;

export const format: LineFormat<MetricsEvidence> = {
  name: 'go-bench',
  title: 'go test -bench',
  of: 'lines',
  isHead: (head) => /^Benchmark\S*\s+\d+\s+[\d.]+(e[+-]?\d+)? \S/m.test(head) || /^goos: \S+\r?\ngoarch: \S+/m.test(head),
  read,
};

interface Found {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

function read(): LineReader<MetricsEvidence> {
  const found: Found[] = [];
  let current = '';
  let isEnded = false;
  let failure: string | undefined;
  return {
    line: (text) => {
      const line = text.trimEnd();
      if (/^(--- FAIL|FAIL|panic:)/.test(line.trimStart())) failure ??= line;
      if (/^(PASS|ok\s)/.test(line)) isEnded = true;
      current = NAME.exec(line)?.[1] ?? current;
      const measured = RESULT.exec(line)?.[2];
      if (measured === undefined || current === '') return;
      for (const [, value, unit] of measured.matchAll(/([\d.]+(?:e[+-]?\d+)?)\s+(\S+)/g))
        found.push({ name: current, unit: unit ?? '', value: Number(value) });
      isEnded = false;
    },
    end: () => {
      if (failure !== undefined)
        return unreadable('incomplete', `The benchmarks failed (${quoted(failure)}): mend them and measure again.`);
      if (found.length === 0) return unreadable('incomplete', 'No benchmark ran: check the pattern after -bench.');
      if (!isEnded)
        return unreadable(
          'cut_short',
          'The output does not end with PASS or ok, so benchmarks may be missing. Keep all that `go test -bench` prints.',
        );
      return evidenceOf(found);
    },
  };
}

function evidenceOf(found: readonly Found[]): Read<MetricsEvidence> {
  const wrong = found.find(({ value }) => !Number.isFinite(value));
  if (wrong !== undefined) return unreadable('malformed', `${quoted(wrong.name)} has a value of ${wrong.unit} that is no number.`);
  const suffix = sharedSuffix(found.map(({ name }) => name));
  const bare = (name: string): string => name.slice(0, name.length - suffix.length);
  return ok({
    kind: 'metrics',
    format: 'go-bench',
    values: medians(found.map(({ name, unit, value }) => [`${bare(name)}.${unit}`, value])),
    kept: {},
    about: {},
  });
}

/** `-8`, the processors of the machine: with it a comparison would find nothing on another machine. */
function sharedSuffix(names: readonly string[]): string {
  const suffix = /-\d+$/.exec(names[0] ?? '')?.[0] ?? '';
  return names.every((name) => name.endsWith(suffix)) ? suffix : '';
}

const isRate = (name: string): boolean => name.endsWith('/s');

export const goBench: Dialect = {
  formats: [format],
  unitOf: (name) => (name.endsWith('.ns/op') ? 'ns' : undefined),
  directionOf: (name) => (isRate(name) ? 'bigger' : 'smaller'),
  mainStat: 'ns/op',
  compared: ({ values }) => Object.keys(values).filter((name) => !isRate(name)),
  doubt: () => undefined,
  merge: mergeBenchmarks,
  counts: ({ values }) => values,
};
