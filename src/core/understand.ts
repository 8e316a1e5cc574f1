/** Request + config + what was seen -> what exactly would be promoted where, or what cannot be understood. */
import { knownVersion } from './agents/known-version.ts';
import { type Config, environmentBelow, findEnvironment, findSubject, nearest, type Subject } from './config.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './problem.ts';
import type { Request } from './promotion.ts';
import { FIELDS } from './request.ts';
import { err, ok, type Result } from './result.ts';
import type { Candidate, Named } from './rule.ts';
import type { SeenCommit } from './seen.ts';
import { looksLikeShortSha, readVersion, semverIn, shortSha } from './version.ts';
import { readVersionFile } from './version-file.ts';
import { versionSource } from './version-source.ts';

type Problems = readonly Problem[];
type Version = Pick<Candidate, 'commit' | 'version' | 'tag'>;
/** What naming a commit takes. */
interface Ground extends Pick<Facts, 'promotion' | 'others' | 'records'> {
  readonly seen: Pick<Facts['seen'], 'tags' | 'commit' | 'head' | 'branchHolds'>;
}
const one = (problem: Problem): Result<never, Problems> => err([problem]);

export function understand(request: Request, config: Config, facts: Facts): Result<Candidate, Problems> {
  const named = name(request, config);
  const version = readCommit(request, facts, named.ok ? named.value.subject : undefined);
  if (!named.ok || !version.ok) return err([named, version].flatMap((read) => (read.ok ? [] : read.error)));
  return ok({ ...named.value, ...version.value });
}

/** Subject and environment by what the config calls them. */
export function name(request: Request, config: Config): Result<Named, Problems> {
  const subject = findSubject(config, request.subject);
  const environment = findEnvironment(config, request.to);
  if (subject && environment) return ok({ request, config, subject, environment, below: environmentBelow(config, environment) });
  return err([
    ...(subject ? [] : [unknownName('unknown_subject', FIELDS.subject, request.subject, config.subjects)]),
    ...(environment ? [] : [unknownName('unknown_environment', FIELDS.to, request.to, config.environments)]),
  ]);
}

export function unknownName(code: string, place: string, found: string, known: readonly { readonly name: string }[]): Problem {
  const allowed = known.map((one) => one.name);
  const suggestion = nearest(found, allowed);
  return { code, place, found, allowed, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** A version stays what it was when it was first understood where it is the head of a branch; a tag is asked again every time. */
export function readCommit(request: Request, facts: Ground, subject: Subject | undefined): Result<Version, Problems> {
  const { seen } = facts;
  const wanted = readVersion(request.version, subject);
  const place = FIELDS.version;
  if (wanted.kind === 'unusable') return one({ code: 'unusable_version', place, found: request.version });
  const saidBy = (commit: SeenCommit): string | undefined => (subject ? versionOf(commit, subject) : undefined);
  const asked = subject && versionSource(subject) && /^\d/.test(request.version) ? semverIn(request.version, subject.name) : undefined;
  if (wanted.kind === 'tag') {
    // A bare number may be the tag of another subject: where a file names the version, it says whose tag that is.
    const isOwn = (tag: string): boolean => asked === undefined || (seen.tags[tag] && saidBy(seen.tags[tag])) === asked;
    const tagged = readTag(wanted.names.filter(isOwn), request.version, seen.tags);
    // The head of the branch may be that version without a tag.
    if (tagged.ok || asked === undefined) return named(tagged, saidBy, subject);
  }
  // The file of a stranger's commit is not read.
  const isForeign = wanted.kind === 'sha' && seen.branchHolds !== true;
  const commit = wanted.kind === 'sha' ? pick(wanted.sha, seen.commit) : headOf(request, facts, subject);
  if (!commit) return one({ code: wanted.kind === 'sha' ? 'unknown_commit' : 'no_commit', place, found: request.version });
  return ok({ commit, version: (isForeign ? undefined : saidBy(commit)) ?? shortSha(commit.sha), tag: undefined });
}

/** What the file says, where one is named and can be read. */
function versionOf({ versionFile }: SeenCommit, subject: Subject): string | undefined {
  const source = versionSource(subject);
  const written = source && readVersionFile(versionFile, source, subject.name);
  return written?.ok ? written.value.version : undefined;
}

/** A tag that is no version of its own goes by the version in the file, so that no other name opens a second door to a number. */
function named(tagged: Result<Version, Problems>, saidBy: (commit: SeenCommit) => string | undefined, subject: Subject | undefined) {
  if (!tagged.ok || !subject || !versionSource(subject) || semverIn(tagged.value.version, subject.name) !== undefined) return tagged;
  return ok({ ...tagged.value, version: saidBy(tagged.value.commit) ?? tagged.value.version });
}

/**
 * What a request without a commit of its own was first understood as, as long as it asks for the same; a version that has been promoted before
 * is what it was then.
 */
function headOf({ version }: Request, facts: Ground, subject: Subject | undefined): SeenCommit | undefined {
  const { seen, promotion } = facts;
  const frozen = promotion?.request.version === version ? promotion.frozen : undefined;
  const fixed = frozen ?? (subject && knownVersion(version, subject.name, facts)?.sha);
  return fixed ? pick(fixed, seen.commit, seen.head) : seen.head;
}

const pick = (sha: string, ...commits: readonly (SeenCommit | undefined)[]): SeenCommit | undefined =>
  commits.find((commit) => commit?.sha === sha);

function readTag(names: readonly string[], found: string, tags: Facts['seen']['tags']): Result<Version, Problems> {
  const existing = names.flatMap((tag) => (tags[tag] ? [{ tag, version: tag, commit: tags[tag] }] : []));
  const [first] = existing;
  const place = FIELDS.version;
  if (!first) return one({ code: looksLikeShortSha(found) ? 'short_sha' : 'unknown_tag', place, found });
  if (existing.some(({ commit }) => commit.sha !== first.commit.sha))
    return one({ code: 'ambiguous_tag', place, found, allowed: existing.map(({ tag }) => tag) });
  return ok(first);
}
