/** What docs/configuration.md takes from the schema of the settings: every key, with its words from `docs-config-words.ts`. */
import { configJsonSchema } from './core/config-json-schema.ts';
import { KEYS } from './docs-config-words.ts';
import type { KeyWords } from './docs-key-words.ts';

/** A place of the JSON Schema, as far as it is looked at. */
interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** One key of the settings. */
export interface Key {
  /** `environments.*.watch.for`: `*` is a name, `[]` a place in a list. */
  readonly path: string;
  readonly takes: string;
  readonly required: boolean;
}

/** What a pattern of the schema lets through, in words. */
export const PATTERNS: Readonly<Record<string, string>> = {
  '^[A-Za-z0-9][\\w.-]{0,99}\\.ya?ml$': 'file name ending in `.yml` or `.yaml`',
  '^\\w[\\w.-]{0,199}\\.ya?ml$': 'file name ending in `.yml` or `.yaml`',
  '^[a-z0-9][a-z0-9._-]{0,63}$': 'name of small letters, digits, `.`, `_` and `-`',
  '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$': 'name of letters, digits, `.`, `_` and `-`',
  '^[1-9]\\d{0,3}[smhd]$': 'time: `90s`, `10m`, `24h` or `7d`',
  '^([01]\\d|2[0-3]):[0-5]\\d$': "time of day: `'12:00'`",
  '^[a-z0-9_][a-z0-9_-]{0,99}$': 'team slug',
  '^[A-Za-z0-9][A-Za-z0-9-]{0,63}(_[A-Za-z0-9]{1,32})?$': 'login',
};

/** What may be null, or is one of several, is told by its first form; what stands beside keys of its own only asks for some of them. */
const inner = (node: Node): Node => (node.properties ? undefined : node.anyOf?.find(({ type }) => type !== 'null')) ?? node;

function takes(written: Node): string {
  const node = inner(written);
  if (node.$ref !== undefined) return '[approval rule](#approval-rules)';
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((one) => `\`${one}\``).join(' or ');
  if (node.type === 'boolean') return '`true` or `false`';
  if (node.type === 'integer') return `whole number from ${node.minimum} to ${node.maximum?.toLocaleString('en')}`;
  if (node.type === 'array') return `list, each: ${takes(node.items ?? {})}`;
  if (node.type === 'object') return node.properties ? 'map' : `names, each: ${takes(valuesOf(node))}`;
  return node.pattern === undefined ? 'text' : (PATTERNS[node.pattern] ?? node.pattern);
}

const valuesOf = ({ additionalProperties: values }: Node): Node => (typeof values === 'object' ? inner(values) : {});

/** The keys that every gate may have stand under `gate`, wherever the gate does. */
const placeOf = (path: string): string => path.replace(/^.*\bgates\.\*\./, 'gate.');

function keysOf(written: Node, path: string): readonly Key[] {
  const node = inner(written);
  if (node.type === 'array') return keysOf(node.items ?? {}, `${path}[]`);
  const own = Object.entries(node.properties ?? {}).flatMap(([name, value]): readonly Key[] => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: placeOf(at), takes: takes(value), required: node.required?.includes(name) ?? false }, ...keysOf(value, at)];
  });
  return [...own, ...(typeof node.additionalProperties === 'object' ? keysOf(valuesOf(node), `${path}.*`) : [])];
}

/** What a kind of gate reads itself is no part of the schema; these are the same for several kinds. */
const OF_KINDS: readonly Key[] = [
  { path: 'gate.max_age', takes: PATTERNS['^[1-9]\\d{0,3}[smhd]$'] ?? '', required: false },
  { path: 'gate.compare', takes: 'map', required: false },
  { path: 'gate.format', takes: 'name of a format', required: false },
];

/** Every key of the settings, once, in the order of the schema. */
export function configKeys(): readonly Key[] {
  const all = [...keysOf(configJsonSchema(), ''), ...OF_KINDS];
  return [...new Map(all.map((key) => [key.path, key])).values()];
}

/** Where keys stand, and what the place is called. */
const SECTIONS: readonly (readonly [place: string, title: string, about: string])[] = [
  ['', 'At the top', 'These stand at the left edge of the file.'],
  ['roles.*', 'A role', 'Under `roles`, by its name. A role needs a team or a person.'],
  [
    'environments.*',
    'An environment',
    'Under `environments`, by its name, in the order of the path. One without settings is its bare name.',
  ],
  ['environments.*.deploy', '`deploy` of an environment', ''],
  ['environments.*.verify', '`verify` of an environment', ''],
  ['environments.*.watch', '`watch` of an environment', ''],
  ['environments.*.rollback', '`rollback` of an environment', ''],
  ['environments.*.freeze[]', '`freeze` of an environment', 'A list of windows; what holds for one is:'],
  ['subjects.*', 'A subject', 'Under `subjects`, by its name.'],
  [
    'gate',
    'A gate',
    'Under `gates` of an environment or a subject, or of `verify` and `watch`, by a name of yours. Beside one [kind](gates.md#kinds), with ' +
      'its own limits, every gate may have:',
  ],
  ['evidence[]', '`evidence` at the top', 'A list of artifacts, each:'],
  ['prometheus', '`prometheus` at the top', ''],
  ['project', '`project` at the top', ''],
  ['records', '`records` at the top', ''],
  [
    'records.files[]',
    'A file of `records`',
    'A list of files, each with one kind of change: `python`, `set`, `block` with `text`, or `append`.',
  ],
];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '`<br>`');

function sectionOf(keys: readonly Key[], [place, title, about]: (typeof SECTIONS)[number]): string {
  const prefix = place === '' ? '' : `${place}.`;
  const rows = keys
    .filter(({ path }) => path.startsWith(prefix) && !/[.[]/.test(path.slice(prefix.length)))
    .map(({ path, takes: allowed, required }) => {
      const { means, without, example } = KEYS[path] ?? missing(path);
      return `| \`${path.slice(prefix.length)}\` | ${allowed} | ${means} | ${required ? 'required' : (without ?? 'required there')} | \`${cell(example)}\` |`;
    });
  const table = ['| Key | Takes | What it means | Without it | Example |', '| --- | --- | --- | --- | --- |', ...rows];
  return [`### ${title}`, ...(about === '' ? [] : [about]), table.join('\n')].join('\n\n');
}

/** @throws for a key that nobody has described yet. */
function missing(path: string): KeyWords {
  throw new Error(`The key ${path} of promotion.yml has no words. Add them to src/docs-config-words.ts.`);
}

/** Every generated part of the page by its name, as Markdown. */
export function configurationParts(): Readonly<Record<string, string>> {
  const keys = configKeys();
  return { keys: SECTIONS.map((section) => sectionOf(keys, section)).join('\n\n') };
}
