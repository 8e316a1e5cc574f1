/** Values as gates spell them. As in `config-schema.ts`, messages are never shown: they carry the code of the problem, and what is allowed. */
import * as z from 'zod/mini';

/** `wrong_type text`, or `missing_key` where nothing stands. */
const typed = (allowed: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'missing_key' : `wrong_type ${allowed}`),
});

/** The message of an unknown key names those there are. */
export const options = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'wrong_type a map') });

export const words = (most = 1_000) => z.string(typed('text')).check(z.minLength(1, 'empty_text'), z.maxLength(most, 'long_text'));
export const optional = z.optional;
export const flag = z.boolean(typed('true or false'));
export const whole = (least = 0, most = 1_000_000_000) =>
  z.int(typed('a whole number')).check(z.gte(least, 'number_too_small'), z.lte(most, 'number_too_big'));
export const listOf = <T extends z.ZodMiniType>(item: T) =>
  z.array(item, typed('a list')).check(z.minLength(1, 'empty_list'), z.maxLength(100, 'long_list'));
export const mapOf = <T extends z.ZodMiniType>(item: T) => z.record(words(200), item, typed('a map'));

export const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, { error: ({ input }) => (input === undefined ? 'missing_key' : `wrong_value ${values.join('|')}`) });

/** What was read, as something else. */
export const turned = <T extends z.ZodMiniType, O>(read: T, turn: (value: z.output<T>) => O) => z.pipe(read, z.transform(turn));

const PERCENT = /^\d{1,6}(\.\d{1,9})?%$/;
const numeral = (written: number | string): number => (typeof written === 'number' ? written : Number(written.slice(0, -1)));
const written = (code: string, pattern = PERCENT) =>
  z.union([z.number(), z.string().check(z.regex(pattern, code))], { error: ({ input }) => (input === undefined ? 'missing_key' : code) });

const isShare = z.refine<number | string>((value) => numeral(value) >= 0 && numeral(value) <= 100, 'bad_percent');

/**
 * A share of a hundred, where % is the unit: `80` and `80%` are 80. A bare number up to 1 could mean either scale, and is never guessed.
 */
export const percent = turned(
  written('bad_percent').check(
    isShare,
    z.refine((value) => typeof value === 'string' || value === 0 || value > 1, { error: 'ambiguous_share', abort: true }),
  ),
  numeral,
);

/** A difference of two shares of a hundred: `2` and `2%` are two points. */
export const points = turned(written('bad_percent').check(isShare), numeral);

/** A limit on a number without a unit of its own; `1%` is 0.01, and then shown in %. */
export interface Limit {
  readonly at: number;
  readonly inPercent: boolean;
}

export const limit = turned(
  written('bad_limit', /^-?\d{1,6}(\.\d{1,9})?%$/),
  (value): Limit => (typeof value === 'number' ? { at: value, inPercent: false } : { at: numeral(value) / 100, inPercent: true }),
);

/** A limit as a plain number; `90%` is 0.9. */
export const plain = turned(limit, ({ at }) => at);

/** How far a value may move: by so much of its unit, or by a share of what it is compared with (0.2 for `20%`). */
export interface Change {
  readonly by: number;
  readonly isShare: boolean;
}

export const change = turned(
  written('bad_limit').check(z.refine((value) => numeral(value) >= 0, 'bad_limit')),
  (value): Change => (typeof value === 'number' ? { by: value, isShare: false } : { by: numeral(value) / 100, isShare: true }),
);

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };
const PARTS = /^([1-9]\d{0,3})(ms|s|m|h|d)$/;
const secondsIn = (text: string): number => {
  const [, count = '', unit = ''] = PARTS.exec(text) ?? [];
  return Number(count) * (SECONDS[unit] ?? Number.NaN);
};

/** `60s`, `24h`, `7d`; in seconds. */
export const duration = (most = 366 * 86_400) =>
  turned(z.string(typed('text')).check(z.regex(/^[1-9]\d{0,3}[smhd]$/, 'bad_duration')), secondsIn).check(
    z.refine((seconds) => seconds <= most, { error: 'long_duration', params: { limit: inWords(most) } }),
  );

/** A limit on how long something takes: `300ms`, `2s`; in milliseconds. */
export const time = turned(z.string(typed('text')).check(z.regex(PARTS, 'bad_time_limit')), (text) => Math.round(secondsIn(text) * 1_000));

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Seconds for people, in the largest unit that fits wholly: `7 days`, `90 minutes`. */
export function inWords(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds >= one && seconds % one === 0) ?? [1, 'second'];
  const count = Math.round((seconds / size) * 1_000) / 1_000;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Seconds as PromQL writes a range: `7d`, `90m`. */
export function inPromql(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds >= one && seconds % one === 0) ?? [1, 'second'];
  return `${Math.round(seconds / size)}${unit.charAt(0)}`;
}
