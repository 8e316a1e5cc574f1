/** What sources say -> which commit of which subject runs in which environment, and what is left out. */
import { type Config, type Environment, findEnvironment, type Subject } from '../config.ts';
import { canonical, type Digest } from '../fingerprint.ts';
import type { Problem } from '../problem.ts';
import type { Instant } from '../promotion.ts';
import { NOTHING } from '../request.ts';
import type { SeenCommit } from '../seen.ts';
import { readCommit, unknownName } from '../understand.ts';
import { readVersion } from '../version.ts';
import { versionSource } from '../version-source.ts';
import { type Found, type Left, type Reading, subjectCalled } from './found.ts';
import type { Said } from './said.ts';

/** A row with the names of the rules. */
export interface Named {
  readonly subject: Subject;
  readonly environment: Environment;
  readonly version: string;
  readonly found: Found;
}

interface NamedRows {
  readonly rows: readonly Named[];
  readonly left: readonly Left[];
}

/** @param said what whoever imports says of versions; it counts before the source. */
export function namedRows({ found, left }: Reading, config: Config, said: readonly Said[]): NamedRows {
  const rows: Named[] = [];
  const without: Left[] = [...left];
  for (const one of found) {
    const named = nameRow(one, config, said);
    if ('problem' in named) without.push(named);
    else rows.push(named);
  }
  // What one source leaves open another may say.
  const isSaid = ({ problem: { code, facts } }: Left): boolean =>
    code === 'no_version' && rows.some((row) => row.subject.name === facts?.['subject'] && row.environment.name === facts['environment']);
  return { rows, left: without.filter((one) => !isSaid(one)) };
}

function nameRow(found: Found, config: Config, said: readonly Said[]): Named | Left {
  const { source } = found;
  const [likeliest = ''] = found.subjects;
  const leave = (problem: Problem): Left => ({ what: `${likeliest} in ${found.environment}`, source, problem });
  const subject = found.subjects.flatMap((name) => subjectCalled(config, name) ?? [])[0];
  if (!subject) return leave(unknownName('unknown_subject', 'subject', likeliest, config.subjects));
  const environment = findEnvironment(config, found.environment);
  if (!environment) return leave(unknownName('unknown_environment', 'environment', found.environment, config.environments));
  const own = said.find((one) => one.subject === subject.name && one.environment === environment.name);
  const version = own?.version ?? found.version;
  if (version === undefined)
    return leave({ code: 'no_version', place: 'version', facts: { subject: subject.name, environment: environment.name } });
  return { subject, environment, version, found: own ? { ...found, tag: undefined } : found };
}

/** Tags and commits that have to be looked up. */
export interface Wanted {
  readonly tags: readonly string[];
  readonly shas: readonly string[];
  /** Files that say which version a commit is; `at` is the tag or the SHA. */
  readonly files: readonly FileAt[];
}

interface FileAt {
  readonly at: string;
  readonly path: string;
}

export const fileKey = ({ at, path }: FileAt): string => `${at}:${path}`;

export function wantedOf(rows: readonly Named[]): Wanted {
  const wanted = rows.map(({ version, subject }) => readVersion(version, subject));
  const files = rows.flatMap(({ version, subject }): readonly FileAt[] => {
    const path = versionSource(subject)?.path;
    const read = readVersion(version, subject);
    const refs = read.kind === 'tag' ? read.names : read.kind === 'sha' ? [read.sha] : [];
    return path === undefined ? [] : refs.map((at) => ({ at, path }));
  });
  const further = rows.flatMap(({ found: { tag = '' } }) => {
    const read = readVersion(tag);
    return read.kind === 'tag' ? read.names : [];
  });
  return {
    tags: [...new Set([...wanted.flatMap((one) => (one.kind === 'tag' ? one.names : [])), ...further])],
    shas: [...new Set(wanted.flatMap((one) => (one.kind === 'sha' ? one.sha : [])))],
    files: [...new Map(files.map((file) => [fileKey(file), file])).values()],
  };
}

/** What GitHub has of them; what it has not is missing. */
export interface Versions {
  readonly tags: Readonly<Record<string, SeenCommit>>;
  readonly commits: Readonly<Record<string, SeenCommit>>;
  /** Commit SHAs that the default branch holds. */
  readonly held: readonly string[];
  /** By `fileKey`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Row {
  readonly subject: Subject;
  readonly environment: Environment;
  /** As people call it: the tag, or the short SHA. */
  readonly version: string;
  /** Full commit SHA. */
  readonly sha: string;
  readonly since: Instant | null;
  readonly found: Found;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly left: readonly Left[];
}

/** @param now so that nothing is recorded that is still to come. */
export function resolvedRows(named: readonly Named[], versions: Versions, now: Instant): Rows {
  const rows: Row[] = [];
  const failed: Failed[] = [];
  for (const one of named) {
    const row = resolve(one, versions, now);
    if ('code' in row) failed.push({ ...one, problem: row });
    else rows.push(row);
  }
  // The beginning of a commit beside a version that is that commit says nothing else.
  const isSaid = (one: Failed): boolean =>
    one.problem.code === 'short_sha' && rows.some((row) => isSamePlace(row, one) && row.sha.startsWith(one.version));
  return oneEach(
    rows,
    failed.filter((one) => !isSaid(one)),
  );
}

/** What it stands for nobody could find out. */
interface Failed extends Named {
  readonly problem: Problem;
}

const leftOf = ({ subject, environment, found }: Placed, problem: Problem): Left => ({
  what: `${subject.name} in ${environment.name}`,
  source: found.source,
  problem,
});

function resolve({ subject, environment, version, found }: Named, versions: Versions, now: Instant): Row | Problem {
  const { since } = found;
  if (since !== null && since > now) return { code: 'still_to_come', place: 'since', found: since };
  const wanted = readVersion(version, subject);
  const sha = wanted.kind === 'sha' ? wanted.sha : undefined;
  const path = versionSource(subject)?.path ?? '';
  const withFile = (at: string, commit: SeenCommit | undefined): SeenCommit | undefined =>
    commit && { ...commit, versionFile: versions.files[fileKey({ at, path })] };
  const tags = Object.entries(versions.tags).map(([tag, commit]) => [tag, withFile(tag, commit) ?? commit] as const);
  const seen = {
    tags: Object.fromEntries(tags),
    commit: sha === undefined ? undefined : withFile(sha, versions.commits[sha]),
    head: undefined,
    branchHolds: sha !== undefined && versions.held.includes(sha),
  };
  // As a request for it would be understood, but for the head of the branch: what runs is never guessed.
  const read = readCommit({ ...NOTHING, version }, { seen, promotion: undefined, others: [], records: [] }, subject);
  if (!read.ok) return read.error[0] ?? { code: 'unknown_tag', place: 'version', found: version };
  const { commit } = read.value;
  const row = { subject, environment, sha: commit.sha, since, found };
  const tag = found.tag === undefined ? undefined : versions.tags[found.tag]?.sha === commit.sha ? found.tag : undefined;
  if (tag !== undefined) return { ...row, version: tag };
  if (sha !== undefined && !seen.branchHolds) return { code: 'foreign_commit', place: 'version', found: sha };
  return { ...row, version: read.value.version };
}

/** One row for each place. Where two sources disagree, or one says what nobody understands, none is believed. */
function oneEach(rows: readonly Row[], failed: readonly Failed[]): Rows {
  const kept: Row[] = [];
  const torn: Left[] = [];
  for (const row of rows) {
    const same = rows.filter((other) => isSamePlace(row, other));
    const other = same.find(({ sha }) => sha !== row.sha) ?? failed.find((one) => isSamePlace(row, one));
    const isFirst = same[0] === row;
    if (!other && isFirst) kept.push(row);
    if (other) torn.push(leftOf(row, { code: 'disagree', place: 'version', found: row.version, facts: factsOf(other) }));
  }
  return { rows: kept, left: [...failed.map((one) => leftOf(one, one.problem)), ...torn] };
}

type Placed = Pick<Row, 'subject' | 'environment' | 'version' | 'found'>;

const factsOf = ({ version, found: { source } }: Placed): Readonly<Record<string, string>> => ({
  other: version,
  where: `${source.file ?? 'Deployment'}${source.line === null ? '' : `:${source.line}`}${source.deployment === null ? '' : ` ${source.deployment}`}`,
});

const isSamePlace = (one: Placed, other: Placed): boolean =>
  one.subject.name === other.subject.name && one.environment.name === other.environment.name;

/** By which the issue of a row is known again before anything stands in it, 16 hex digits. */
export const markOf = ({ subject, environment, sha }: Row, digest: Digest): string =>
  digest(canonical({ subject: subject.name, environment: environment.name, sha })).slice(0, 16);
