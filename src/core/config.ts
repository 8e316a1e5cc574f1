/**
 * The settings of a repository, `.github/promotion.yml`: unknown text -> what a person may write (`config-schema.ts`) -> sections with
 * `extends` carried out (`config-outline.ts`) -> checked together (`config-rules.ts`) -> `Config`.
 */
import { type Rule, rolesOf, toRule } from './approval-rule.ts';
import { withoutMisspelt } from './config-findings.ts';
import { caseless } from './config-nearest.ts';
import { type Defaults, isExtending, readLayers } from './config-organization.ts';
import { type Outline, outlineOf, type Settings } from './config-outline.ts';
import { checkRules } from './config-rules.ts';
import { approvalSchema, type Written } from './config-schema.ts';
import { readShape } from './config-shape.ts';
import { canonical, type Digest } from './fingerprint.ts';
import type { Problem } from './problem.ts';
import { type Records, recordsOf } from './records/templates.ts';
import { readYaml } from './yaml-source.ts';

export { type Rule, rolesOf } from './approval-rule.ts';
export { nearest } from './config-nearest.ts';
export { type Defaults, readOrganization } from './config-organization.ts';
export { CONFIG_PATH } from './config-path.ts';

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

export interface ReadConfig {
  /** There only when `problems` is empty. */
  readonly config?: Config;
  /** In the order of the file, at most 20 and then one `more_problems` with the number of the rest; then those of the organisation's file. */
  readonly problems: readonly Problem[];
  /** Whether the file says `extends`, so that it means nothing without that of the organisation. */
  readonly isExtending?: true;
}

/**
 * Reads the text of `.github/promotion.yml`. Never throws.
 * @param defaults the file of the organisation, which counts where the text says `extends: org`.
 */
export function readConfig(text: string, defaults?: Defaults): ReadConfig {
  const read = readYaml(text);
  const { source, findings: unread, report } = read;
  if (!source) return { problems: report(unread) };
  if (isExtending(source)) {
    const { whole, problems } = readLayers(read, source, defaults);
    return { ...(whole && { config: configOf(whole.written, whole.outline) }), problems, isExtending: true };
  }
  const { written, findings } = readShape(source);
  const outline = outlineOf(source);
  const all = [...unread, ...withoutMisspelt([...findings, ...checkRules(outline)])];
  return written && all.length === 0 ? { config: configOf(written, outline), problems: [] } : { problems: report(all) };
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

interface Applied {
  readonly config: Config;
  readonly subject: Subject;
  readonly environment: Environment;
}

/** Of `effectiveSettings`: what a round, a run and an import are bound to as `config`. */
export const settingsHash = (digest: Digest, { config, subject, environment }: Applied): string =>
  digest(canonical(effectiveSettings(config, subject, environment)));
