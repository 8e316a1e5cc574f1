/** Metrics against those of an earlier run: how much worse, in percent. */
import { err, ok, type Result } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import { type Checked, resolve, shortly, unknownMetric } from './demand.ts';
import { type Dialect, type Direction, numberAt } from './dialect.ts';
import { isAtMost } from './tolerance.ts';

export interface Comparison {
  readonly baseline: MetricsEvidence;
  /** Percent; 20 allows 1.2 times the baseline. Not asked of what is better when bigger. */
  readonly maxIncrease: number | undefined;
  /** Percent. Not asked of what is better when smaller. */
  readonly maxDecrease: number | undefined;
  /** As the config names them; none means those of the tool. */
  readonly named: readonly { readonly name: string; readonly direction: Direction | undefined }[];
}

/** Errors, each a sentence: a metric that is not there, nothing to compare, a direction without its limit. What only one of the two runs has is in neither. */
export function compare(evidence: MetricsEvidence, dialect: Dialect, comparison: Comparison): readonly Result<Checked, string>[] {
  const { maxIncrease, maxDecrease, named, baseline } = comparison;
  if (maxIncrease === undefined && maxDecrease === undefined) return [err('A comparison needs max_increase or max_drop, in percent.')];
  const wanted = named.length > 0 ? named : dialect.compared(evidence).map((name) => ({ name, direction: undefined }));
  if (wanted.length === 0) return [err('Too many numbers are in this report to compare them all: name those that count under metrics.')];
  const results = wanted.flatMap(({ name, direction }): readonly Result<Checked, string>[] => {
    const found = resolve(evidence, dialect, name);
    if (found === undefined) return [err(unknownMetric(evidence, name))];
    const before = numberAt(baseline, found);
    return before === undefined
      ? []
      : worsening(
          found,
          { before, now: numberAt(evidence, found) ?? Number.NaN },
          { ...comparison, direction: direction ?? dialect.directionOf(found, evidence) },
        );
  });
  if (results.length > 0) return results;
  return [
    err('No metric of this report is in the earlier one, so nothing can be compared. Check that both come from the same benchmarks.'),
  ];
}

interface Run {
  readonly before: number;
  readonly now: number;
}

interface Allowed {
  readonly maxIncrease: number | undefined;
  readonly maxDecrease: number | undefined;
  readonly direction: Direction | undefined;
}

function worsening(name: string, run: Run, { maxIncrease, maxDecrease, direction }: Allowed): readonly Result<Checked, string>[] {
  if (direction === 'bigger' && maxDecrease === undefined)
    return [err(`${name} is better when bigger: say with max_drop how much smaller it may become.`)];
  if (direction === 'smaller' && maxIncrease === undefined)
    return [err(`${name} is better when smaller: say with max_increase how much bigger it may become.`)];
  const change = changeOf(run);
  const up = direction === 'bigger' || maxIncrease === undefined ? [] : [checked({ name, change, limit: maxIncrease, sign: '+' }, run)];
  const down =
    direction === 'smaller' || maxDecrease === undefined ? [] : [checked({ name, change: -change, limit: maxDecrease, sign: '-' }, run)];
  return [...up, ...down];
}

/** Percent; from 0 to anything is infinite. */
function changeOf({ before, now }: Run): number {
  if (before === now) return 0;
  return ((now - before) / Math.abs(before)) * 100;
}

interface Change {
  readonly name: string;
  readonly change: number;
  readonly limit: number;
  readonly sign: '+' | '-';
}

function checked({ name, change, limit, sign }: Change, { before, now }: Run): Result<Checked, string> {
  const holds = isAtMost(change, limit);
  const signed = change < 0 ? `${sign === '+' ? '-' : '+'}${shortly(-change)}` : `${sign}${shortly(change)}`;
  const found = `${name} ${shortly(now)} against ${shortly(before)} before`;
  const sentence = Number.isFinite(change)
    ? `${found} (${signed} %, ${sign}${shortly(limit)} % allowed)`
    : `${found}, which no percentage of 0 can allow: set a limit of its own for it`;
  return ok({
    name,
    value: Number.isFinite(change) ? change : now,
    limit: Number.isFinite(change) ? limit : before,
    unit: Number.isFinite(change) ? '%' : null,
    holds,
    sentence,
  });
}
