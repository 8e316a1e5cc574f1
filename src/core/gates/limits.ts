/** A number against its limits: boundary values pass, floats are compared to 1e-9, and what is said names value, limit and distance. */
import { isAtLeast, isAtMost, isClose } from '../evidence/performance/tolerance.ts';
import { say } from './finding.ts';
import type { GateFinding } from './gate.ts';
import type { Limit } from './values.ts';

export interface Limits {
  readonly min?: Limit | undefined;
  readonly max?: Limit | undefined;
}

/** A number for people: at most `digits` after the point, rounded down so that it never looks better or reaches a limit it does not reach. */
export function show(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && (Math.abs(value) < 10 ** -digits || Math.abs(value) >= 1e15)) return String(Number(value.toPrecision(3)));
  const noise = Number(value.toPrecision(12));
  const factor = 10 ** digits;
  const cut = Math.floor(Number((noise * factor).toPrecision(15))) / factor;
  return cut.toFixed(digits).replace(/\.?0+$/, '');
}

/** With so many digits that it differs from the limit when it does. */
function beside(value: number, limit: number): string {
  for (let digits = 2; digits <= 9; digits++) {
    const shown = show(value, digits);
    if (isClose(value, limit) || shown !== show(limit, digits)) return shown;
  }
  return String(value);
}

const withUnit = (shown: string, unit: string | null): string => (unit === null ? shown : `${shown} ${unit}`);

interface Measure {
  readonly value: number;
  readonly unit: string | null;
  /** What it is, before the value: `p95 `; may be empty. */
  readonly what: string;
}

/** Judges a number; without limits it passes, which is for what is compared with something else. */
export function judgeNumber({ value, unit, what }: Measure, limits: Limits): GateFinding {
  const shares = [limits.min, limits.max].filter((one) => one !== undefined);
  // A limit in % on a bare number shows both in %: 0.005 is 0.5 % beside 1 %.
  const inPercent = unit === null && shares.length > 0 && shares.every((one) => one.inPercent);
  const factor = inPercent ? 100 : 1;
  const shown = inPercent ? '%' : unit;
  const scaled = value * factor;
  const bounds = { min: limits.min && limits.min.at * factor, max: limits.max && limits.max.at * factor };
  const low = bounds.min !== undefined && !isAtLeast(scaled, bounds.min);
  const high = bounds.max !== undefined && !isAtMost(scaled, bounds.max);
  const threshold = (low ? bounds.min : high ? bounds.max : (bounds.max ?? bounds.min)) ?? null;
  const text = [
    `${what}${withUnit(threshold === null ? show(scaled) : beside(scaled, threshold), shown)}`,
    ...(bounds.min === undefined ? [] : [standing('at least', scaled, bounds.min, shown)]),
    ...(bounds.max === undefined ? [] : [standing('at most', scaled, bounds.max, shown)]),
  ].join('; ');
  return say(low || high ? 'fail' : 'pass', text, { value: scaled, threshold, unit: shown });
}

function standing(word: 'at least' | 'at most', value: number, limit: number, unit: string | null): string {
  const distance = Math.abs(value - limit);
  const limited = `${word} ${withUnit(show(limit, 4), unit)}`;
  if (isClose(value, limit)) return `${limited}, just met`;
  const isKept = word === 'at least' ? value > limit : value < limit;
  const far = withUnit(show(distance, 2), unit);
  if (isKept) return `${limited}, ${far} to spare`;
  return `${limited}, ${far} ${word === 'at least' ? 'missing' : 'too much'}`;
}
