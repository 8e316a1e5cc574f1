/**
 * The settings of a repository, `.github/promotion.yml`: unknown text -> what a person may write (`config-schema.ts`) -> sections with
 * `extends` carried out (`config-outline.ts`) -> checked together (`config-rules.ts`) -> `Config`.
 */
import { caseless } from './config-nearest.ts';
import { type Outline, outlineOf, type Settings } from './config-outline.ts';
import { checkRules } from './config-rules.ts';
import { approvalSchema, type Written, type WrittenRule } from './config-schema.ts';
import { readShape } from './config-shape.ts';
import type { Problem } from './problem.ts';
import { type Records, recordsOf } from './records/templates.ts';
import { type Finding, readYaml } from './yaml-source.ts';

export { nearest } from './config-nearest.ts';
export { CONFIG_PATH } from './config-path.ts';

/** Who must approve: `count` different people of a role, or a combination. One person fills one place. */
export type Rule =
  | { readonly role: string; readonly count: number }
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] };

export interface Role {
  readonly name: string;
  /** Team slugs of the organisation that owns the repository. */
  readonly teams: readonly string[];
  /** Logins. */
  readonly users: readonly string[];
}

export interface Environment {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly approval: Rule | 'none';
  /** Everything that holds here after `extends`, plain JSON. */
  readonly settings: Settings;
}

export interface Subject {
  readonly name: string;
  readonly kind: 'component' | 'agent';
  readonly settings: Settings;
}

export interface Project {
  /** Login; undefined for the owner of the repository. */
  readonly owner: string | undefined;
  readonly number: number;
  /** Name of the single select field whose options are the columns. */
  readonly field: string;
}

export interface EvidenceSource {
  /** Name of the artifact. */
  readonly artifact: string;
  /** File name of the workflow that makes it; undefined for any. */
  readonly workflow: string | undefined;
  /** Folder, ending in `/`; empty for the top. */
  readonly to: string;
}

export interface Config {
  readonly version: 1;
  /** Whether the teams that may approve are mentioned when a promotion waits for them; true unless written otherwise. */
  readonly notify: boolean;
  /** File name of the workflow that judges the gates, in `.github/workflows` of the default branch. */
  readonly gatesWorkflow: string;
  /** Artifacts of the commit's own runs that hold reports, and the folder each is read under. */
  readonly evidence: readonly EvidenceSource[];
  /** Where `prometheus` and `uptime` gates ask; undefined when there is none. */
  readonly prometheus: { readonly url: string } | undefined;
  /** The board (Projects v2) that shows promotions; its columns are environments. */
  readonly project: Project | undefined;
  /** What is written into files of the repository when a promotion has arrived; undefined when nothing is. */
  readonly records: Records | undefined;
  readonly roles: readonly Role[];
  /** In path order. */
  readonly environments: readonly Environment[];
  readonly subjects: readonly Subject[];
}

/**
 * Reads the text of `.github/promotion.yml`. Never throws. `config` is there only when `problems` is empty; problems come in the order of the
 * file, at most 20 and then one `more_problems` with the number of the rest.
 */
export function readConfig(text: string): { readonly config?: Config; readonly problems: readonly Problem[] } {
  const { source, findings: unread, report } = readYaml(text);
  if (!source) return { problems: report(unread) };
  const { written, findings } = readShape(source);
  const outline = outlineOf(source);
  const all = [...unread, ...withoutMisspelt([...findings, ...checkRules(outline)])];
  return written && all.length === 0 ? { config: configOf(written, outline), problems: [] } : { problems: report(all) };
}

/** A misspelt key is said once: what is missing because of it is not said again. */
function withoutMisspelt(findings: readonly Finding[]): readonly Finding[] {
  const meant = new Set(
    findings.flatMap(({ code, path, suggestion }) => (code === 'unknown_key' ? [JSON.stringify([...path, suggestion])] : [])),
  );
  return findings.filter(({ lacks }) => !lacks?.some((path) => meant.has(JSON.stringify(path))));
}

function configOf(written: Written, outline: Outline): Config {
  const environments = outline.environments.map(({ name, settings }): Environment => {
    const approval = approvalSchema.parse(settings['approval'] ?? 'none');
    return {
      name,
      aliases: written.environments[name]?.aliases ?? [],
      approval: approval === 'none' ? 'none' : toRule(approval),
      settings,
    };
  });
  const subjects = outline.subjects.map(({ name, settings }): Subject => {
    const kind = written.subjects[name]?.kind ?? 'component';
    return { name, kind, settings };
  });
  const roles = outline.roles.map(({ name }): Role => {
    const { teams = [], users = [] } = written.roles?.[name] ?? {};
    return { name, teams: [...new Set(teams)], users: onceEach(users) };
  });
  return {
    version: 1,
    notify: written.notify ?? true,
    gatesWorkflow: written.gates_workflow ?? 'promotion-gates.yml',
    evidence: (written.evidence ?? []).map(({ artifact, workflow, to = '' }) => ({
      artifact,
      workflow,
      to: to.replace(/\/*$/, '/').replace(/^\/$/, ''),
    })),
    prometheus: written.prometheus,
    project: written.project && { owner: written.project.owner, number: written.project.number, field: written.project.field ?? 'Status' },
    records: written.records && recordsOf(written.records),
    roles,
    environments,
    subjects,
  };
}

function toRule(written: WrittenRule): Rule {
  if (typeof written === 'string') return { role: written, count: 1 };
  if (written.all) return { all: written.all.map(toRule) };
  if (written.any) return { any: written.any.map(toRule) };
  return { role: written.role ?? '', count: written.count ?? 1 };
}

function onceEach(logins: readonly string[]): readonly string[] {
  const known = new Map<string, string>();
  for (const login of logins) if (!known.has(caseless(login))) known.set(caseless(login), login);
  return [...known.values()];
}

/** By name or alias, whatever the case, blanks around it ignored. */
export function findEnvironment(config: Config, name: string): Environment | undefined {
  const wanted = caseless(name);
  return config.environments.find((environment) => [environment.name, ...environment.aliases].some((known) => caseless(known) === wanted));
}

/** The environment a version must come from; undefined below the first. */
export function environmentBelow(config: Config, environment: Environment): Environment | undefined {
  return config.environments[config.environments.findIndex(({ name }) => name === environment.name) - 1];
}

/** By its exact name, blanks around it ignored. */
export function findSubject(config: Config, name: string): Subject | undefined {
  return config.subjects.find((subject) => subject.name === name.trim());
}

/** The role names of a rule in the order written, once each. */
export function rolesOf(rule: Rule | 'none'): readonly string[] {
  if (rule === 'none') return [];
  if ('role' in rule) return [rule.role];
  return [...new Set(('all' in rule ? rule.all : rule.any).flatMap(rolesOf))];
}

/** The team slugs of all roles, sorted, once each. */
export function teamsOf(config: Config): readonly string[] {
  return [...new Set(config.roles.flatMap((role) => role.teams))].sort();
}

/**
 * Plain JSON of exactly what an approval of this subject in this environment depends on: who must approve and who may, the settings of the
 * environment but for its aliases, and the settings of the subject. The order of keys says nothing.
 */
export function effectiveSettings(config: Config, subject: Subject, environment: Environment): unknown {
  const { aliases: _aliases, approval: _written, ...settings } = environment.settings;
  const named = rolesOf(environment.approval);
  const roles = config.roles.filter((role) => named.includes(role.name));
  return {
    subject: { name: subject.name, kind: subject.kind, settings: subject.settings },
    environment: { name: environment.name, settings },
    // Where gates look is a part of what they mean.
    ...(config.evidence.length > 0 || config.prometheus ? { evidence: config.evidence, prometheus: config.prometheus ?? null } : {}),
    approval: environment.approval,
    roles: Object.fromEntries(
      roles.map(({ name, teams, users }) => [name, { teams: [...teams].sort(), users: users.map(caseless).sort() }]),
    ),
  };
}
