/** Whether a gate asks for at least as much as another one did. Only what is known to be as strict is; everything else counts as looser. */
import { canonical } from './fingerprint.ts';
import { kindsIn } from './gates/index.ts';
import type { Settings } from './gates/merged.ts';
import type { Path } from './yaml-source.ts';

/** Something that is not known to be as strict as it was. */
export interface Looser {
  readonly path: Path;
  /** What is weakened by that, when it is more than what stands there. */
  readonly scopes?: readonly Path[];
  readonly kept: unknown;
  readonly found: unknown;
}

/** Whether what is found is at least as strict as what is to be kept. */
export type Keeps = (kept: unknown, found: unknown) => boolean;

export const isSame: Keeps = (kept, found) => kept === found || canonical(kept ?? null) === canonical(found ?? null);
export const staysOn: Keeps = (kept, found) => kept !== true || found === true;
export const staysOff: Keeps = (kept, found) => kept === true || found !== true;
/** Everything that was there still is. */
export const holdsAll: Keeps = (kept, found) =>
  Array.isArray(kept) && Array.isArray(found) && kept.every((one) => found.some((other) => isSame(one, other)));
const isPartOf: Keeps = (kept, found) => Array.isArray(found) && found.length > 0 && holdsAll(found, kept);

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

/** A number, a share or a time; two of different forms cannot be told apart. */
function sizeOf(value: unknown): { readonly form: string; readonly size: number } | undefined {
  if (typeof value === 'number') return { form: 'number', size: value };
  const [, count = '', unit = ''] = /^(-?\d+(?:\.\d+)?)(%|ms|[smhd])$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (count === '') return undefined;
  return unit === '%' ? { form: 'share', size: Number(count) } : { form: 'time', size: Number(count) * (SECONDS[unit] ?? Number.NaN) };
}

const compared =
  (holds: (kept: number, found: number) => boolean): Keeps =>
  (kept, found) => {
    const [one, other] = [sizeOf(kept), sizeOf(found)];
    return one !== undefined && one.form === other?.form && holds(one.size, other.size);
  };
export const isNotLess = compared((kept, found) => found >= kept);
const isNotMore = compared((kept, found) => found <= kept);

const LEVELS = ['any', 'note', 'warning', 'error'];
// A report without severities is an error by these, and may pass by a level.
const SEVERITIES = ['low', 'medium', 'high', 'critical'];
const failsOnMilder: Keeps = (kept = 'error', found = 'error') =>
  [LEVELS, SEVERITIES].some((scale) => {
    const [most, at] = [scale.indexOf(String(kept)), scale.indexOf(String(found))];
    return at !== -1 && at <= most;
  });

const comparesCloser: Keeps = (kept, found) => {
  if (typeof kept !== 'object' || typeof found !== 'object' || kept === null || found === null) return kept === undefined;
  const { max_increase: increase, max_drop: drop, ...source } = kept as Settings;
  const { max_increase: higher, max_drop: lower, ...other } = found as Settings;
  const isKept = (limit: unknown, now: unknown): boolean => limit === undefined || isNotMore(limit, now);
  return isSame(source, other) && isKept(increase, higher) && isKept(drop, lower);
};

const FLOORS = ['min', 'min_tests', 'min_files', 'min_cases', 'min_data', 'pass_rate'];
const CEILINGS = ['max', 'max_drop', 'max_increase', 'max_age', 'max_skipped', 'max_errors', 'max_failures', 'max_time'];
/** Limits that are no limit when left out, by kind: to add one asks for more. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  coverage: ['min', 'max_drop'],
  prometheus: ['min', 'max'],
  json: ['min', 'max'],
  http: ['max_time'],
};

const KEYS: Readonly<Record<string, Keeps>> = {
  ...Object.fromEntries(FLOORS.map((key) => [key, isNotLess])),
  ...Object.fromEntries(CEILINGS.map((key) => [key, isNotMore])),
  required: (kept, found) => kept === false || found !== false,
  off: (_kept, found) => found === undefined,
  locked: staysOn,
  hosted: staysOn,
  wilson: staysOn,
  self: staysOff,
  // Left out, an empty report is told and taken.
  allow_empty: (kept, found) => kept === true || found === false,
  by: isPartOf,
  evidence: (kept) => kept === undefined,
  require: holdsAll,
  fail_on: failsOnMilder,
  compare: comparesCloser,
};

/** Limits that stand for themselves. Whatever else is weakened decides what they are about, so that the whole gate is. */
const ALONE = [...FLOORS, ...CEILINGS];

/** Where a gate asks for less than it did; a gate that was off asked for nothing. */
export function looserGate(kept: Settings, found: Settings | undefined): readonly Looser[] {
  if (kept['off'] !== undefined) return [];
  if (!found) return [{ path: [], kept, found }];
  const [kind = ''] = kindsIn(kept);
  const added = [...(ADDED[kind] ?? []), 'max_age'];
  const isKept = (key: string): boolean => {
    if (isSame(kept[key], found[key])) return true;
    if (kept[key] === undefined && added.includes(key)) return true;
    return (Object.hasOwn(KEYS, key) ? KEYS[key] : undefined)?.(kept[key], found[key]) ?? false;
  };
  return [...new Set([...Object.keys(kept), ...Object.keys(found)])]
    .filter((key) => !isKept(key))
    .map((key) => ({
      path: [key],
      ...(!ALONE.includes(key) && { scopes: [[]] }),
      kept: kept[key],
      found: found[key],
    }));
}
