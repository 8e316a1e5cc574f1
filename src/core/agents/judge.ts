/** What the map says about a step of agents from one environment to another. */
import { nearest } from '../config-nearest.ts';
import type { Problem } from '../problem.ts';
import { err, ok, type Result } from '../result.ts';
import { type Agent, type AgentMap, type Blank, type Edge, FIELDS, type Place, placeOf } from './map.ts';

const VALIDATED = 'validated';

/** An agent and an edge, and what stands in the way. */
export interface Step {
  readonly agent: Agent;
  readonly edge: Edge;
  /** Not set yet, at either end. */
  readonly blanks: readonly Blank[];
  /** Why it may not leave: it is not validated where it comes from. */
  readonly refusal: Problem | undefined;
}

/** What stands in the way of an agent; what cannot be read of it is among the problems of the map. */
export function judgeStep(agent: Agent, edge: Edge): Step {
  const from = placeOf(agent, edge.from);
  const to = placeOf(agent, edge.to);
  return { agent, edge, blanks: [...(from?.blanks ?? []), ...(to?.blanks ?? [])], refusal: notValidated(agent, edge) };
}

/** A status that is not set is a blank already. */
function notValidated(agent: Agent, { from, to }: Edge): Problem | undefined {
  const place = placeOf(agent, from);
  const found = place?.values.status;
  if (!place || found === undefined || found === VALIDATED) return undefined;
  return {
    code: 'not_validated',
    place: `agents.${agent.name}.environments.${from}.status`,
    line: place.statusLine,
    found,
    allowed: [VALIDATED],
    facts: { agent: agent.name, environment: from, field: 'status', to },
  };
}

/** A value that is there and cannot be read is not set either. */
export const isReady = ({ agent, edge, blanks, refusal }: Step): boolean =>
  blanks.length === 0 && refusal === undefined && [edge.from, edge.to].every((name) => isWhole(placeOf(agent, name)));

const isWhole = (place: Place | undefined): boolean => place !== undefined && FIELDS.every((field) => place.values[field] !== undefined);

/** Each blank once, though an environment is an end of several edges. */
export function blanksOf(steps: readonly Step[]): readonly Blank[] {
  return [...new Set(steps.flatMap(({ blanks }) => blanks))];
}

/** Each refusal once: of the edges that leave an environment the first stands for all. */
export function refusalsOf(steps: readonly Step[]): readonly Problem[] {
  const refusals = steps.flatMap(({ refusal }) => (refusal ? [[refusal.place, refusal] as const] : []));
  return [...new Map(refusals.toReversed()).values()].toReversed();
}

/** All agents for `all`, else the one of this name. */
export function agentsNamed(map: AgentMap, name: string): Result<readonly Agent[], Problem> {
  if (name === 'all') return ok(map.agents);
  const found = findAgent(map, name);
  return found.ok ? ok([found.value]) : found;
}

/** By its exact name. */
export function findAgent({ agents }: AgentMap, name: string): Result<Agent, Problem> {
  const agent = agents.find((one) => one.name === name);
  const names = agents.map((one) => one.name);
  return agent ? ok(agent) : err({ code: 'unknown_agent', place: 'agents', ...known(name, names) });
}

/** The edge between two environments; every way in which there is none has its own problem. */
export function edgeBetween({ environments, edges }: AgentMap, from: string, to: string): Result<Edge, Problem> {
  const stranger = [from, to].find((name) => !environments.includes(name));
  if (stranger !== undefined) return err({ code: 'no_such_environment', place: 'environments', ...known(stranger, environments) });
  const facts = { from, to };
  if (from === to) return err({ code: 'same_environment', place: 'promotion', facts });
  if (environments.indexOf(to) < environments.indexOf(from)) return err({ code: 'backward', place: 'promotion', facts });
  const edge = edges.find((one) => one.from === from && one.to === to);
  return edge ? ok(edge) : err({ code: 'undefined_edge', place: 'promotion', allowed: edges.map(({ name }) => name), facts });
}

/** Every defined edge; a map without any lets nothing through. */
export const allEdges = ({ edges }: AgentMap): Result<readonly Edge[], Problem> =>
  edges.length > 0 ? ok(edges) : err({ code: 'no_edges', place: 'promotion' });

function known(found: string, allowed: readonly string[]): Pick<Problem, 'found' | 'allowed' | 'suggestion'> {
  const suggestion = nearest(found, allowed);
  return { found, allowed, ...(suggestion === undefined ? {} : { suggestion }) };
}
