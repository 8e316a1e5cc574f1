/** The agents of the map, and what is known of each in each environment. */
import { describe } from '../config-findings.ts';
import { nearest } from '../config-nearest.ts';
import { asMapping, isMapping, isText, type Settings } from '../config-outline.ts';
import { type Finding, type Source, valueAt } from '../yaml-source.ts';
import { blankKind } from './blank.ts';
import { missingTop, notMap, wrongType } from './findings.ts';
import { type Agent, type Blank, ENGINE_STATUSES, FIELDS, type Field, type Place } from './map.ts';

export interface ReadAgents {
  readonly agents: readonly Agent[];
  readonly findings: readonly Finding[];
}

interface Reading {
  readonly environments: readonly string[];
  readonly findings: Finding[];
}

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

/** Never throws; an agent that cannot be read is there, with nothing set. */
export function readAgents(source: Source, environments: readonly string[]): ReadAgents {
  const names = source.keys(['agents']);
  const wrong = notMap(source, ['agents']);
  const findings: Finding[] = wrong ? [wrong] : [];
  if (valueAt(source.value, ['agents']) === undefined) findings.push(missingTop(source, 'agents'));
  else if (names.length === 0 && !wrong) findings.push({ code: 'no_agents', path: ['agents'] });
  const agents = names.map((name) => readAgent(source, name, { environments, findings }));
  return { agents, findings };
}

function readAgent(source: Source, name: string, { environments, findings }: Reading): Agent {
  const path = ['agents', name];
  const own = asMapping(valueAt(source.value, path));
  const wrong = notMap(source, path, { agent: name }) ?? notMap(source, [...path, 'environments'], { agent: name });
  if (wrong) findings.push(wrong);
  for (const environment of source.keys([...path, 'environments'])) {
    if (environments.includes(environment)) continue;
    const at = { path: [...path, 'environments', environment], at: 'key', facts: { agent: name, environment } } as const;
    findings.push({ code: 'unknown_environment', ...at, found: environment, allowed: environments, isName: true });
  }
  return {
    name,
    line: source.line(path),
    title: firstText(own, 'display_name', 'name'),
    description: firstText(own, 'description'),
    directory: firstText(own, 'agent_dir', 'directory'),
    places: environments.map((environment) => readPlace(source, { agent: name, environment }, findings)),
  };
}

const firstText = (own: Settings, ...keys: readonly string[]): string | undefined =>
  keys.flatMap((key) => (isText(own[key]) ? [own[key].trim()] : [])).find((text) => text !== '');

interface At {
  readonly agent: string;
  readonly environment: string;
}

function readPlace(source: Source, at: At, findings: Finding[]): Place {
  const { environment } = at;
  const path = ['agents', at.agent, 'environments', environment];
  const written = valueAt(source.value, path);
  const line = source.line(path);
  if (!isMapping(written)) {
    const wrong = notMap(source, path, { ...at });
    if (wrong) findings.push(wrong);
    const blanks = FIELDS.map((field): Blank => ({ ...at, field, kind: 'no_environment', line }));
    return { environment, line, statusLine: line, values: {}, blanks: wrong ? [] : blanks };
  }
  const values: Partial<Record<Field, string>> = {};
  const blanks: Blank[] = [];
  for (const field of FIELDS) {
    const value = written[field];
    const kind = blankKind(value);
    const flaw = kind === undefined ? flawOf([...path, field], value, { ...at, field }) : undefined;
    if (kind !== undefined) blanks.push({ ...at, field, kind, line: source.line([...path, field]), ...aside(field, written) });
    else if (flaw) findings.push(flaw);
    else if (isText(value)) values[field] = value.trim();
  }
  return { environment, line, statusLine: source.line([...path, 'status']), values, blanks };
}

/** What stands there instead and helps to find the slip. */
function aside(field: Field, written: Settings): Pick<Blank, 'found' | 'misspelt'> {
  const value = written[field];
  if (isText(value)) return { found: value };
  const others = Object.keys(written).filter((key) => !isOneOf(FIELDS, key));
  const misspelt = value === undefined ? nearest(field, others) : undefined;
  return misspelt === undefined ? {} : { misspelt };
}

/** What is wrong with a value that is set. */
function flawOf(path: readonly string[], value: unknown, facts: At & { readonly field: Field }): Finding | undefined {
  if (!isText(value)) return wrongType(path, value, ['text'], { ...facts });
  if (facts.field !== 'status' || isOneOf(ENGINE_STATUSES, value.trim())) return undefined;
  const suggestion = nearest(value, ENGINE_STATUSES);
  return {
    code: 'wrong_value',
    path,
    found: describe(value),
    allowed: ENGINE_STATUSES,
    facts: { ...facts },
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
