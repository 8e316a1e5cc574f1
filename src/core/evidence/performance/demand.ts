/** One limit of one metric, found in the evidence and held against it. */
import { nearest } from '../../config-nearest.ts';
import { err, ok, type Result } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { quoted } from '../feed.ts';
import { type Dialect, numberAt, type TimeUnit } from './dialect.ts';
import type { Operator, Requirement } from './require.ts';
import { isAtLeast, isAtMost, isClose } from './tolerance.ts';

/** A limit that was looked at. Numbers are in `unit`. */
export interface Checked {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string | null;
  readonly holds: boolean;
  /** `http_req_duration p(95) 341.2 ms, < 300 ms needed: 41.2 ms too much` */
  readonly sentence: string;
}

const HOLDS: Readonly<Record<Operator, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit && !isClose(value, limit),
  '<=': isAtMost,
  '>': (value, limit) => value > limit && !isClose(value, limit),
  '>=': isAtLeast,
  '==': isClose,
};

const SECONDS: Readonly<Record<TimeUnit, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1 };

/** Errors, each a sentence: a metric that is not there (naming what is), a unit that does not fit what the metric counts. */
export function check(evidence: MetricsEvidence, dialect: Dialect, wanted: Requirement): Result<Checked, string> {
  const name = resolve(evidence, dialect, wanted.name);
  if (name === undefined) return err(unknownMetric(evidence, wanted.name));
  const unit = dialect.unitOf(name, evidence);
  const factor = factorOf(wanted.unit, unit);
  if (factor === undefined) return err(wrongUnit(name, wanted, unit));
  const value = numberAt(evidence, name) ?? Number.NaN;
  const limit = wanted.limit * factor;
  const holds = HOLDS[wanted.operator](value, limit);
  const scale = wanted.unit === '%' ? 100 : 1;
  const ending = scale === 100 ? ' %' : unit === undefined ? '' : ` ${unit}`;
  const shown = `${shortly(value * scale)}${ending}`;
  const needed = `${wanted.operator} ${shortly(limit * scale)}${ending}`;
  const sentence = holds
    ? `${name} ${shown} (${needed})`
    : `${name} ${shown}, ${needed} needed: ${distance(value, limit, scale)}${ending} ${value < limit ? 'too little' : 'too much'}`;
  return ok({ name, value: value * scale, limit: limit * scale, unit: ending.trim() || null, holds, sentence });
}

/** Six digits are enough to see, and too few to show noise. */
export const shortly = (value: number): string => String(Number(value.toPrecision(6)));

const distance = (value: number, limit: number, scale: number): string =>
  isClose(value, limit) ? '0' : shortly(Math.abs(value - limit) * scale);

/** The name a value has: as written, with its statistic after a space, or with the statistic that is meant when none is named. */
export function resolve(evidence: MetricsEvidence, { mainStat }: Dialect, written: string): string | undefined {
  const spaced = written.replace(/:?\s+(\S+)$/, '.$1');
  return [written, spaced, `${written}.${mainStat ?? ''}`].find((name) => numberAt(evidence, name) !== undefined);
}

/** What a limit is multiplied with; undefined when its unit does not fit. A bare number is in the tool's own unit. */
function factorOf(written: Requirement['unit'], counted: TimeUnit | undefined): number | undefined {
  if (written === undefined) return 1;
  if (written === '%') return counted === undefined ? 0.01 : undefined;
  return counted === undefined ? undefined : SECONDS[written] / SECONDS[counted];
}

function wrongUnit(name: string, { unit, limit }: Requirement, counted: TimeUnit | undefined): string {
  if (counted !== undefined) return `${name} is a time in ${counted}, not a share: write the limit as ${shortly(limit)}${counted}.`;
  return `The report does not count ${name} as a time, so ${limit}${unit ?? ''} cannot be held against it: write the number without a unit, as the tool counts.`;
}

const MOST_NAMES = 12;

export function unknownMetric({ values }: MetricsEvidence, written: string): string {
  const names = Object.keys(values);
  const metric = written.replace(/[\s.:]+\S+$/, '');
  const stats = names.filter((name) => name.startsWith(`${metric}.`)).map((name) => name.slice(metric.length + 1));
  if (stats.length > 0) return `${quoted(written)} is not in the report; of ${metric} it has ${listed(stats)}.`;
  const meant = nearest(written.replace(/\s+(\S+)$/, '.$1'), names);
  const there = names.length === 0 ? 'it has no metric' : `it has ${listed(names)}`;
  return `${quoted(written)} is not in the report; ${meant === undefined ? there : `${quoted(meant)} is`}.`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
