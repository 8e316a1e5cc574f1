/** The sections of a config with `extends` carried out, read so tolerantly that rules can judge one section while another is broken. */
import { type Finding, type Path, type Source, valueAt } from './yaml-source.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface Section {
  readonly name: string;
  readonly path: Path;
  /** What is written in this section. */
  readonly own: Settings;
  /** `own` and what `extends` adds; the key `extends` is gone. */
  readonly settings: Settings;
}

export interface Outline {
  readonly top: Settings;
  readonly roles: readonly Section[];
  /** In path order: from the top of the file to the bottom. */
  readonly environments: readonly Section[];
  readonly subjects: readonly Section[];
}

/** Finds what is wrong with one thing; quiet about what it cannot read, for that is reported elsewhere. */
export type ConfigRule = (config: Outline) => readonly Finding[];

export const isMapping = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const named = (sections: readonly Section[]): readonly string[] => sections.map((section) => section.name);
export const asMapping = (value: unknown): Settings => (isMapping(value) ? value : {});
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What a file says, or two of them together. */
type Read = Pick<Source, 'value' | 'keys'>;

export function outlineOf(source: Read): Outline {
  const environments: Section[] = [];
  for (const section of sections(source, 'environments')) {
    const base = environments.find((earlier) => earlier.name === section.own['extends']);
    environments.push({ ...section, settings: extend(base?.settings ?? {}, section.own) });
  }
  return { top: asMapping(source.value), roles: sections(source, 'roles'), environments, subjects: sections(source, 'subjects') };
}

function sections(source: Read, key: string): readonly Section[] {
  return source.keys([key]).map((name) => {
    const own = asMapping(valueAt(source.value, [key, name]));
    return { name, path: [key, name], own, settings: own };
  });
}

/** As `layOver`; aliases belong to one environment alone. */
function extend(base: Settings, own: Settings): Settings {
  const { aliases: _aliases, ...inherited } = base;
  const { extends: _extends, ...added } = own;
  return layOver(inherited, added);
}

/** The own key wins; gates of the same name are merged key by key. */
export function layOver(base: Settings, own: Settings): Settings {
  const gates = isMapping(base['gates']) && isMapping(own['gates']) ? { gates: mergeGates(base['gates'], own['gates']) } : {};
  return { ...base, ...own, ...gates };
}

function mergeGates(base: Settings, own: Settings): Settings {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, gate] of Object.entries(own)) merged[name] = isMapping(gate) ? { ...asMapping(base[name]), ...gate } : gate;
  return merged;
}
