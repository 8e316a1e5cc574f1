/** The Agent Engine map of a repository, `config/agent_engine_envs.yaml`: which engine every agent has in every environment. */

/** Where the map stands unless somebody says otherwise. */
export const MAP_PATH = 'config/agent_engine_envs.yaml';

/** What has to be known of an agent in an environment, in the order people read it. */
export const FIELDS = ['engine_id', 'engine_name', 'project_id', 'region', 'status'] as const;
export type Field = (typeof FIELDS)[number];

/** What an agent may be in an environment; only what is validated may leave it. */
export const ENGINE_STATUSES = ['pending', 'deployed', 'validated'] as const;

/** Why a field counts as not set. */
export type BlankKind = 'todo' | 'lower_case_todo' | 'null' | 'empty' | 'missing' | 'no_environment';

/** A field that is not set yet. */
export interface Blank {
  readonly agent: string;
  readonly environment: string;
  readonly field: Field;
  readonly kind: BlankKind;
  /** 1-based: of the field, or of what it is missing in. */
  readonly line: number;
  /** What stands there instead. */
  readonly found?: string;
  /** A key that is there and was probably meant to be this one. */
  readonly misspelt?: string;
}

/** An agent in an environment. A field is in `values`, in `blanks`, or (when it cannot be read) among the problems of the map. */
export interface Place {
  readonly environment: string;
  readonly line: number;
  /** Where its status stands, or should. */
  readonly statusLine: number;
  readonly values: Readonly<Partial<Record<Field, string>>>;
  readonly blanks: readonly Blank[];
}

export interface Agent {
  readonly name: string;
  readonly line: number;
  /** As people call it, what it does, and where it lives; undefined when not said. */
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly directory: string | undefined;
  /** One for every environment of the map, in path order. */
  readonly places: readonly Place[];
}

/** A step from one environment to another that the map allows. */
export interface Edge {
  /** As it is written: `dev_to_stage`. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** With `All ... checks` carried out, each once. */
  readonly checks: readonly string[];
  readonly manualApproval: boolean;
  /** Where people ask for the approval; undefined when not said. */
  readonly channel: string | undefined;
}

export interface AgentMap {
  readonly schemaVersion: string;
  /** Undefined when not said. */
  readonly appVersion: string | undefined;
  /** In path order. */
  readonly environments: readonly string[];
  readonly agents: readonly Agent[];
  readonly edges: readonly Edge[];
}

/** The agent in an environment; undefined for one that is not in the map. */
export const placeOf = (agent: Agent, environment: string): Place | undefined =>
  agent.places.find((place) => place.environment === environment);
