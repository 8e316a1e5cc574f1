/** What the Agent Engine map says about one promotion: the agent, the step, and the environments by the names the map has for them. */
import type { Environment, Subject } from '../config.ts';
import { isMapping } from '../config-outline.ts';
import type { Facts } from '../facts.ts';
import type { Problem } from '../problem.ts';
import { err, ok, type Result } from '../result.ts';
import { edgeBetween, findAgent, judgeStep, type Step } from './judge.ts';
import { type Agent, type AgentMap, type Place, placeOf } from './map.ts';

/** Path of the map that a subject is in; undefined where it is in none. */
export function mapPath({ name, settings }: Pick<Subject, 'name' | 'settings'>): string | undefined {
  const path = settings['map'];
  return typeof path === 'string' ? path.replaceAll('{subject}', name) : undefined;
}

/** Which way an agent goes, as far as the map knows. */
export interface Way {
  readonly agent: Agent;
  readonly target: Place;
  /** Undefined on the first environment of the path, which nothing leads to. */
  readonly step: Step | undefined;
}

interface Ends {
  readonly subject: Pick<Subject, 'name'>;
  readonly environment: Environment;
  readonly below: Environment | undefined;
}

/** What the map calls an environment of `.github/promotion.yml`: its name or one of its aliases; its name where the map has none of them. */
export function nameInMap({ environments }: Pick<AgentMap, 'environments'>, { name, aliases }: Environment): string {
  const names = [name, ...aliases].map((one) => one.toLowerCase());
  return environments.find((one) => names.includes(one.toLowerCase())) ?? name;
}

/** @returns every way in which there is none as a problem of its own. */
export function wayOf(map: AgentMap, { subject, environment, below }: Ends): Result<Way, Problem> {
  const agent = findAgent(map, subject.name);
  if (!agent.ok) return agent;
  const to = nameInMap(map, environment);
  const target = placeOf(agent.value, to);
  if (!target) return err({ code: 'no_such_environment', place: 'environments', found: to, allowed: map.environments });
  if (!below) return ok({ agent: agent.value, target, step: undefined });
  const edge = edgeBetween(map, nameInMap(map, below), to);
  return edge.ok ? ok({ agent: agent.value, target, step: judgeStep(agent.value, edge.value) }) : edge;
}

/** The map as the way needs it, for binding an approval to it: another engine or another step is another decision. */
export function boundOf({ agent, target, step }: Way): object {
  const { edge } = step ?? {};
  const from = edge && placeOf(agent, edge.from);
  // A status goes on by itself, and is judged each time.
  const engineOf = ({ values: { status: _status, ...rest } }: Place): object => rest;
  return {
    target: engineOf(target),
    ...(edge
      ? { checks: edge.checks, manualApproval: edge.manualApproval, channel: edge.channel ?? null, from: from ? engineOf(from) : null }
      : {}),
  };
}

/** `Unit tests passing` -> `unit-tests-passing`, as a gate may be called. */
export const gateName = (check: string): string =>
  check
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** What `checks` of the subject says a check stands for; undefined where it says nothing. */
export function namedGate(check: string, { settings: { checks } }: Pick<Subject, 'settings'>): string | undefined {
  const named = isMapping(checks) && Object.hasOwn(checks, check) ? checks[check] : undefined;
  return typeof named === 'string' ? named : undefined;
}

/**
 * The gate that a required check of the map stands for: the one that `checks` of the subject names for it, else the one that is called like it.
 *
 * @param gates names of those that hold.
 */
export function gateFor(check: string, gates: readonly string[], { settings }: Pick<Subject, 'settings'>): string | undefined {
  const named = namedGate(check, { settings });
  return gates.find((gate) => (named === undefined ? gate === check || gate === gateName(check) : gate === named));
}

/** The way of a promotion, where its subject is in a map that can be read. */
export function wayIn({ agentMap }: Pick<Facts, 'agentMap'>, ends: Ends): Way | undefined {
  const way = agentMap?.map && wayOf(agentMap.map, ends);
  return way?.ok ? way.value : undefined;
}
