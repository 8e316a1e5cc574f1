/** Gates as they hold in the end: what a subject changes, and what `use` repeats. Settings only; whether they are right is judged elsewhere. */

export type Settings = Readonly<Record<string, unknown>>;
export type Gates = Readonly<Record<string, Settings>>;

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value);
export const settingsIn = (value: unknown): Settings => (isSettings(value) ? value : {});

/** The gates behind a key; what is no map is none. */
export const gatesIn = (value: unknown): Gates =>
  Object.fromEntries(Object.entries(settingsIn(value)).flatMap(([name, gate]) => (isSettings(gate) ? [[name, gate] as const] : [])));

/**
 * A gate with `use` carried out: the keys of the gate it names, and its own over them. Undefined when that leads nowhere or in a circle.
 * @param others the gates that can be named.
 */
export function follow(own: Settings, others: Gates, seen: readonly string[] = []): Settings | undefined {
  const { use, ...rest } = own;
  if (use === undefined) return own;
  if (typeof use !== 'string' || seen.includes(use) || !Object.hasOwn(others, use)) return undefined;
  const used = follow(others[use] ?? {}, others, [...seen, use]);
  return used && { ...used, ...rest };
}

/** The gates of an environment for a subject, key by key overridden by it, in file order. One that cannot be followed stays as it is written. */
export function gatesFor(subject: Settings, environment: Settings): Gates {
  const theirs = gatesIn(subject['gates']);
  const mine = Object.entries(gatesIn(environment['gates'])).map(([name, gate]) => [name, { ...gate, ...theirs[name] }] as const);
  const merged: Gates = Object.fromEntries(mine);
  return Object.fromEntries(mine.map(([name, gate]) => [name, follow(gate, merged, [name]) ?? gate]));
}

/** Between looks of a watch, where the rules do not say. */
export const EVERY = '10m';

/** What is watched after the promotion; `use` names gates that held before it. */
export const watchedFor = (subject: Settings, environment: Settings): Gates => afterwards('watch', subject, environment);

/** What a version that was deployed has to meet; `use` as for what is watched. */
export const verifiedFor = (subject: Settings, environment: Settings): Gates => afterwards('verify', subject, environment);

function afterwards(section: 'verify' | 'watch', subject: Settings, environment: Settings): Gates {
  const before = gatesFor(subject, environment);
  const after = Object.entries(gatesIn(settingsIn(environment[section])['gates']));
  return Object.fromEntries(after.map(([name, gate]) => [name, follow(gate, before) ?? gate]));
}
