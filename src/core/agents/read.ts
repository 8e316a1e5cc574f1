/** Text to the map, as it is written and not changed: what can be read is read, and everything that is wrong is said with its place. */
import { describe } from '../config-findings.ts';
import { asMapping, isText } from '../config-outline.ts';
import type { Problem } from '../problem.ts';
import { type Finding, readYaml, type Source } from '../yaml-source.ts';
import { readEdges } from './edges.ts';
import { missingTop, notMap, wrongType } from './findings.ts';
import type { AgentMap } from './map.ts';
import { readAgents } from './places.ts';

/** Characters: some hundreds of agents. */
const LONGEST = 524_288;
// Every agent has a place in every environment, written or not.
const MOST = { agents: 1_000, environments: 32 } as const;
/** The major version of the schema that is known here. */
const MAJOR = 1;

export interface ReadMap {
  /** There when its shape is known, even if something in it is wrong. */
  readonly map?: AgentMap;
  /** In the order of the file, at most 20 and then one `more_problems`. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the text of an Agent Engine map; never throws. What is not set yet is no problem: it is among the blanks of its place, and
 * `judge.ts` says when that matters.
 */
export function readAgentMap(text: string): ReadMap {
  if (/[\0\uFFFD]/.test(text)) return { problems: [{ code: 'not_text', place: '' }] };
  const { source, findings: unread, report } = readYaml(text, { longest: LONGEST, areNumbersText: true });
  if (!source) return { problems: report(unread) };
  const versions = readVersions(source);
  // Nobody knows what a newer schema means by the same words.
  if (versions.findings.some(({ code }) => code === 'unknown_schema')) return { problems: report(versions.findings) };
  const environments = environmentsOf(source);
  const tooMany = [...tooManyOf('agents', source.keys(['agents'])), ...tooManyOf('environments', environments.names)];
  if (tooMany.length > 0) return { problems: report(tooMany) };
  const agents = readAgents(source, environments.names);
  const edges = readEdges(source, environments.names);
  const findings = [...unread, ...versions.findings, ...environments.findings, ...agents.findings, ...edges.findings];
  const { schemaVersion, appVersion } = versions;
  const map = { schemaVersion, appVersion, environments: environments.names, agents: agents.agents, edges: edges.edges };
  return { map, problems: report(findings) };
}

function tooManyOf(what: keyof typeof MOST, names: readonly string[]): readonly Finding[] {
  const facts = { what, count: String(names.length), limit: String(MOST[what]) };
  return names.length <= MOST[what] ? [] : [{ code: 'too_many', path: [what], at: 'key', facts }];
}

interface Versions {
  readonly schemaVersion: string;
  readonly appVersion: string | undefined;
  readonly findings: readonly Finding[];
}

function readVersions(source: Source): Versions {
  const { schema_version: schema, app_version: app } = asMapping(source.value);
  const isApp = app === undefined || app === null || isText(app);
  return {
    schemaVersion: isText(schema) ? schema.trim() : '',
    appVersion: isText(app) && app.trim() !== '' ? app.trim() : undefined,
    findings: [...schemaFindings(source, schema), ...(isApp ? [] : [wrongType(['app_version'], app, ['text'])])],
  };
}

function schemaFindings(source: Source, schema: unknown): readonly Finding[] {
  if (schema === undefined) return [missingTop(source, 'schema_version')];
  const found = isText(schema) ? schema.trim() : '';
  const major = /^v?(\d{1,9})(?:\.\d+)*(?:[-+][\w.+-]*)?$/.exec(found)?.[1];
  const path = ['schema_version'];
  if (major === undefined) return [{ code: 'bad_schema_version', path, found: describe(schema) }];
  return Number(major) === MAJOR ? [] : [{ code: 'unknown_schema', path, found, facts: { known: String(MAJOR) } }];
}

interface Environments {
  readonly names: readonly string[];
  readonly findings: readonly Finding[];
}

/** From top to bottom is the path: of `environments` where that is written, else of the agents. */
function environmentsOf(source: Source): Environments {
  const written = source.keys(['environments']);
  const names = written.length > 0 ? written : [...new Set(environmentsOfAgents(source))];
  const wrong = notMap(source, ['environments']);
  const none = names.length === 0 && !wrong ? [{ code: 'no_environments', path: ['environments'] }] : [];
  return { names, findings: [...(wrong ? [wrong] : []), ...none] };
}

const environmentsOfAgents = (source: Source): readonly string[] =>
  source.keys(['agents']).flatMap((agent) => source.keys(['agents', agent, 'environments']));
