/** Edits of the map: only the signs of the values that change are others afterwards; comments, quoting and ids stay byte for byte. */
import type { Problem } from '../problem.ts';
import { setYaml } from '../records/yaml.ts';
import { err, ok, type Result } from '../result.ts';
import { blankKind } from './blank.ts';
import { findAgent } from './judge.ts';
import { ENGINE_STATUSES, FIELDS, type Field, placeOf } from './map.ts';
import { readAgentMap } from './read.ts';

export interface MapChange {
  readonly agent: string;
  readonly environment: string;
  readonly fields: Readonly<Partial<Record<Field, string>>>;
}

const LONGEST = 1_024;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What makes a value unfit to be written; undefined for one that may be. */
export function unfitValue(field: Field, value: string): Problem | undefined {
  const problem = { place: field, found: value, facts: { field } };
  if (HIDDEN.test(value) || value !== value.trim() || value.length > LONGEST) return { code: 'unfit_value', ...problem };
  if (blankKind(value) !== undefined) return { code: 'blank_value', ...problem };
  const isKnown = field !== 'status' || ENGINE_STATUSES.some((status) => status === value);
  return isKnown ? undefined : { code: 'unknown_status', ...problem, allowed: ENGINE_STATUSES };
}

/**
 * Writes fields of an agent in an environment into the text of the map. A field that is not there is added; an environment is not, since
 * nobody knows the rest of it. What is wrong elsewhere in the map stays so.
 */
export function setInMap(text: string, { agent, environment, fields }: MapChange): Result<string, Problem> {
  const { map, problems } = readAgentMap(text);
  if (!map) return err(problems[0] ?? { code: 'not_text', place: '' });
  const found = findAgent(map, agent);
  if (!found.ok) return found;
  const place = placeOf(found.value, environment);
  if (!place) return err({ code: 'no_such_environment', place: 'environments', found: environment, allowed: map.environments });
  const at = { place: `agents.${agent}.environments.${environment}`, line: place.line, facts: { agent, environment } };
  if (place.blanks.some(({ kind }) => kind === 'no_environment')) return err({ code: 'unwritten_environment', ...at });
  let changed = text;
  for (const field of FIELDS) {
    const value = fields[field];
    if (value === undefined || value === place.values[field]) continue;
    const unfit = unfitValue(field, value);
    if (unfit) return err(unfit);
    const done = setYaml(changed, { keys: ['agents', agent, 'environments', environment, field], value });
    if (!done.ok) return err({ code: done.error.code, ...at, place: `${at.place}.${field}`, facts: { ...at.facts, field } });
    changed = done.value;
  }
  return ok(changed);
}
