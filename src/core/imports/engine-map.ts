/** An Agent Engine map as a source: what is deployed or validated in an environment runs there. */
import type { Agent, Place } from '../agents/map.ts';
import { readAgentMap } from '../agents/read.ts';
import { isText } from '../config-outline.ts';
import type { Problem } from '../problem.ts';
import { readYaml, valueAt, type Source as Yaml } from '../yaml-source.ts';
import { type Found, isUnset, type Left, type Reading, type Source } from './found.ts';

/** Whether a text means to be a map. */
export const isEngineMap = (text: string): boolean => /^["']?agents["']?\s*:/m.test(text) && /\benvironments["']?\s*:/.test(text);

/** Never throws. What is `pending` runs nowhere and is passed over. */
export function readEngineMap(text: string, file: string): Reading {
  const { map, problems } = readAgentMap(text);
  const { source: yaml } = readYaml(text, { longest: text.length + 1, areNumbersText: true });
  const left = problems.filter((problem) => !map || !isAside(problem)).map((problem) => leftOut(problem, file));
  // Which of two is meant nobody knows, and what is wrong further on may be that as well.
  if (!map || problems.some(({ code }) => code === 'duplicate_key' || code === 'more_problems')) return { found: [], left };
  const readings = map.agents.flatMap((agent) => agent.places.map((place) => readPlace(agent, place, { yaml, file })));
  return { found: readings.flatMap(({ found }) => found), left: [...left, ...readings.flatMap((one) => one.left)] };
}

/** What is wrong with the way of promotions says nothing about what runs where. */
const isAside = ({ code, place, facts }: Problem): boolean =>
  /^(?:promotion|app_version)\b/.test(place) || (code === 'missing_top' && facts?.['key'] !== 'agents');

interface Text {
  readonly yaml: Yaml | undefined;
  readonly file: string;
}

const at = (file: string, line: number | undefined): Source => ({ kind: 'agent_engine_map', file, line: line ?? null, deployment: null });

const leftOut = (problem: Problem, file: string): Left => ({
  what: problem.facts?.['agent'] ?? 'the map',
  source: at(file, problem.line),
  problem: problem.code === 'unknown_environment' ? { ...problem, code: 'map_environment' } : problem,
});

function readPlace({ name }: Agent, { environment, statusLine, values, blanks }: Place, { yaml, file }: Text): Reading {
  const source = at(file, statusLine);
  const blank = blanks.find(({ field }) => field === 'status');
  if (blank && blank.kind !== 'no_environment') {
    const problem = { code: 'status_unset', place: 'status', allowed: ['pending', 'deployed', 'validated'] };
    return { found: [], left: [{ what: `${name} in ${environment}`, source, problem }] };
  }
  if (values.status !== 'deployed' && values.status !== 'validated') return { found: [], left: [] };
  const version = valueAt(yaml?.value, ['agents', name, 'environments', environment, 'version']);
  const found: Found = {
    subjects: [name],
    environment,
    version: isText(version) && !isUnset(version.trim()) ? version.trim() : undefined,
    since: null,
    source,
  };
  return { found: [found], left: [] };
}
