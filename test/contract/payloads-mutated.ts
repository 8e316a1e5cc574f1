/** Changes to a payload at random places: something missing, twice, of another type, or far too much of it. The same seed makes the same ones. */
import type { Chance } from '../harness/chance.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const HUGE = 'x'.repeat(100_000);
const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  '0',
  'constructor',
  '__proto__',
  '../../etc/passwd',
  '\u0000\u202e\ud800',
  '/approve\n/reject',
  '### Subject\n\nagent_orchestration\n\n### To\n\nstaging',
  HUGE,
  [],
  [null, 1, 'promotion', { name: null }],
  {},
  { id: 'x', login: 7, name: [], number: null },
  JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`),
  JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":null}}'),
];

export type JsonObject = { readonly [key: string]: Json };

/** The value as an object; an empty one when it is none. */
export const object = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** One to three changes at places of which each is as likely as any other; the root stays an object. */
export function mutate(payload: JsonObject, chance: Chance): JsonObject {
  return Array.from({ length: 1 + chance(3) }).reduce<JsonObject>((now) => {
    const all = placesIn(now);
    const place = all[chance(Math.max(1, all.length))];
    return place ? object(changeAt(now, place, chance)) : { surprise: null };
  }, payload);
}

type Place = readonly string[];

/** Every field and every element, however deep, by the names that lead to it. */
function placesIn(value: Json, here: Place = [], found: Place[] = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    const place = [...here, name];
    found.push(place);
    placesIn(inner, place, found);
  }
  return found;
}

function changeAt(value: Json, [name = '', ...further]: Place, chance: Chance): Json {
  if (typeof value !== 'object' || value === null) return value;
  const inner = new Map(Object.entries(value)).get(name) ?? null;
  const instead = further.length > 0 ? [changeAt(inner, further, chance)] : changed(inner, chance);
  if (Array.isArray(value)) return value.flatMap((one: Json, n) => (String(n) === name ? instead : [one]));
  const [first, ...copies] = instead;
  const { [name]: _before, ...others } = object(value);
  return { ...others, ...(first === undefined ? {} : { [name]: first }), ...(copies.length > 0 ? { [`${name}_`]: first ?? null } : {}) };
}

/** Nothing, the same twice, the same in a list, or something else. */
function changed(value: Json, chance: Chance): readonly Json[] {
  return [[], [value, value], [[value, value]], [other(value, chance)], [other(value, chance)]][chance(5)] ?? [];
}

/** A number as text, a text as number or far too long, or anything. */
function other(value: Json, chance: Chance): Json {
  if (typeof value === 'number' && chance(3) === 0) return String(value);
  if (typeof value === 'string' && chance(3) === 0) return [Number(value) || 7, value.toUpperCase(), value.repeat(50)][chance(3)] ?? null;
  return VALUES[chance(VALUES.length)] ?? null;
}
