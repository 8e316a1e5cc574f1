/** What the numbers of one tool mean, beside how they are read. One file each, one line each in `index.ts`. */
import { ok } from '../../result.ts';
import type { MetricsEvidence } from '../evidence.ts';
import type { Format, Read } from '../format.ts';
import { isNumber, type JsonObject, wrongValue } from '../json.ts';

export type TimeUnit = 'ns' | 'us' | 'ms' | 's';
/** Which way is better. */
export type Direction = 'smaller' | 'bigger';

export interface Dialect {
  readonly formats: readonly Format<MetricsEvidence>[];
  /** The unit a time is counted in; undefined for what is no time, and where the report does not say. */
  readonly unitOf: (name: string, evidence: MetricsEvidence) => TimeUnit | undefined;
  /** Which way is better, where the tool says so. */
  readonly directionOf: (name: string, evidence: MetricsEvidence) => Direction | undefined;
  /** What is meant by a name without a statistic: `mean` makes `sleep 0.02` mean `sleep 0.02.mean`. */
  readonly mainStat: string | undefined;
  /** The values a comparison takes when it names none; empty where a comparison has to name them. */
  readonly compared: (evidence: MetricsEvidence) => readonly string[];
  /** Why kept limits prove nothing here; undefined when they do. */
  readonly doubt: (evidence: MetricsEvidence) => string | undefined;
  readonly merge: (parts: readonly MetricsEvidence[]) => Read<MetricsEvidence>;
  /** As `promotion-bot evidence --json` prints them. */
  readonly counts: (evidence: MetricsEvidence) => Readonly<Record<string, unknown>>;
}

export type Values = Readonly<Record<string, number>>;

/** The numbers of an object by `prefix` and key; what is neither a number nor listed in `others` is `malformed`, `null` is left out. */
export function numbersIn(object: JsonObject, prefix: string, others: readonly string[] = []): ReturnType<typeof wrongValue> | Numbers {
  const found: (readonly [string, number])[] = [];
  for (const [key, value] of Object.entries(object)) {
    if (others.includes(key) || value === null) continue;
    if (!isNumber(value)) return wrongValue(`${prefix}${key}`, value, 'a number');
    found.push([`${prefix}${key}`, value]);
  }
  return ok(found);
}

export interface Numbers {
  readonly ok: true;
  readonly value: readonly (readonly [string, number])[];
}

/** The value of a name the report itself has. */
export const numberAt = ({ values }: MetricsEvidence, name: string): number | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** The middle one; the mean of the two in the middle of an even number. Undefined for none. */
export function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((left, right) => left - right);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) / 2;
}

/** Numbers of one name become their median. */
export function medians(numbers: readonly (readonly [string, number])[]): Values {
  const byName = new Map<string, number[]>();
  for (const [name, value] of numbers) {
    const known = byName.get(name);
    if (known) known.push(value);
    else byName.set(name, [value]);
  }
  return Object.fromEntries([...byName].map(([name, all]) => [name, median(all) ?? Number.NaN]));
}
