/** Request + config + facts -> what exactly would be promoted where, or every reason why not. */
import {
  type Config,
  type Environment,
  effectiveSettings,
  environmentBelow,
  findEnvironment,
  findSubject,
  nearest,
  type Subject,
} from './config.ts';
import type { Facts } from './facts.ts';
import { canonical } from './fingerprint.ts';
import { statusContext } from './names.ts';
import type { Problem } from './problem.ts';
import { hasEnded, type Request } from './promotion.ts';
import { FIELDS } from './request.ts';
import { err, ok, type Result } from './result.ts';
import type { SeenCommit } from './seen.ts';
import { looksLikeShortSha, readVersion, shortSha } from './version.ts';

export interface Understood {
  readonly subject: Subject;
  readonly environment: Environment;
  readonly below: Environment | undefined;
  readonly commit: SeenCommit;
  /** As people name it: the tag, or the short SHA. */
  readonly version: string;
  /** SHA-256 of the effective config, 64 hex digits. */
  readonly configDigest: string;
  /** The commit status that proves the arrival in the environment below, where one is asked for. */
  readonly proof: { readonly url: string } | undefined;
}

type Problems = readonly Problem[];
const one = (problem: Problem): Result<never, Problems> => err([problem]);

export function understand(request: Request, config: Config, facts: Facts): Result<Understood, Problems> {
  const subject = readSubject(request, config);
  const environment = readTarget(request, config);
  const commit = readCommit(request, facts);
  if (!subject.ok || !environment.ok || !commit.ok)
    return err([subject, environment, commit].flatMap((read) => (read.ok ? [] : read.error)));
  const below = environmentBelow(config, environment.value);
  const named = { subject: subject.value, environment: environment.value, below };
  const proof = proofOf(named, commit.value.commit, facts, config);
  const problems = [
    ...fromProblems(request, config, named),
    ...(proof.ok ? [] : proof.error),
    ...permissionProblems(named.environment, facts),
    ...rivalProblems(named, facts),
  ];
  if (problems.length > 0 || !proof.ok) return err(problems);
  const configDigest = facts.digest(canonical(effectiveSettings(config, named.subject, named.environment)));
  return ok({ ...named, ...commit.value, configDigest, proof: proof.value });
}

function readSubject(request: Request, config: Config): Result<Subject, Problems> {
  const subject = findSubject(config, request.subject);
  return subject ? ok(subject) : one(unknown('unknown_subject', FIELDS.subject, request.subject, config.subjects));
}

function readTarget(request: Request, config: Config): Result<Environment, Problems> {
  const environment = findEnvironment(config, request.to);
  return environment ? ok(environment) : one(unknown('unknown_environment', FIELDS.to, request.to, config.environments));
}

function unknown(code: string, place: string, found: string, known: readonly { readonly name: string }[]): Problem {
  const allowed = known.map(({ name }) => name);
  const suggestion = nearest(found, allowed);
  return { code, place, found, allowed, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** A version stays what it was when it was first understood where it is the head of a branch; a tag is asked again every time. */
function readCommit(
  request: Request,
  { seen, promotion }: Facts,
): Result<{ readonly commit: SeenCommit; readonly version: string }, Problems> {
  const wanted = readVersion(request.version);
  const place = FIELDS.version;
  if (wanted.kind === 'unusable') return one({ code: 'unusable_version', place, found: request.version });
  if (wanted.kind === 'tag') return readTag(wanted.names, request.version, seen.tags);
  const frozen = promotion?.request.version === '' ? promotion.frozen : undefined;
  const commit = wanted.kind === 'sha' ? pick(wanted.sha, seen.commit) : frozen ? pick(frozen, seen.commit, seen.head) : seen.head;
  if (commit) return ok({ commit, version: shortSha(commit.sha) });
  return one({ code: wanted.kind === 'head' ? 'no_commit' : 'unknown_commit', place, found: request.version });
}

const pick = (sha: string, ...commits: readonly (SeenCommit | undefined)[]): SeenCommit | undefined =>
  commits.find((commit) => commit?.sha === sha);

function readTag(
  names: readonly string[],
  found: string,
  tags: Facts['seen']['tags'],
): Result<{ commit: SeenCommit; version: string }, Problems> {
  const existing = names.flatMap((version) => (tags[version] ? [{ version, commit: tags[version] }] : []));
  const [first] = existing;
  const place = FIELDS.version;
  if (!first) return one({ code: looksLikeShortSha(found) ? 'short_sha' : 'unknown_tag', place, found });
  if (existing.some(({ commit }) => commit.sha !== first.commit.sha))
    return one({ code: 'ambiguous_tag', place, found, allowed: existing.map(({ version }) => version) });
  return ok(first);
}

interface Named {
  readonly subject: Subject;
  readonly environment: Environment;
  readonly below: Environment | undefined;
}

/** From is informational, but what it claims must not contradict the path. */
function fromProblems(request: Request, config: Config, { environment, below }: Named): Problems {
  if (request.from === '') return [];
  const from = findEnvironment(config, request.from);
  if (!from) return [unknown('unknown_environment', FIELDS.from, request.from, config.environments)];
  if (from === below) return [];
  const step = config.environments.indexOf(environment) - config.environments.indexOf(from);
  const next = config.environments[config.environments.indexOf(from) + 1];
  const facts = { from: from.name, to: environment.name, ...(below ? { below: below.name } : {}), ...(next ? { next: next.name } : {}) };
  return [
    {
      code: step > 1 ? 'skipped_environment' : step === 0 ? 'same_environment' : 'backward',
      place: FIELDS.to,
      found: environment.name,
      facts,
    },
  ];
}

/** Beyond the first step of the path, the same commit must have arrived in the environment below. */
function proofOf(
  { subject, below }: Named,
  commit: SeenCommit,
  { seen }: Facts,
  config: Config,
): Result<{ readonly url: string } | undefined, Problems> {
  if (!below || !environmentBelow(config, below)) return ok(undefined);
  const context = statusContext(below.name, subject.name);
  const proof = commit.statuses.find(
    (status) => status.context === context && status.state === 'success' && status.creator?.id === seen.bot.id,
  );
  if (proof) return ok({ url: proof.url });
  return one({
    code: 'not_promoted_below',
    place: FIELDS.to,
    facts: { below: below.name, subject: subject.name, sha: shortSha(commit.sha) },
  });
}

/** Where nobody has to approve, the request itself must come from somebody who may write to the repository. */
function permissionProblems({ approval, name }: Environment, { seen }: Facts): Problems {
  if (approval !== 'none' || ['admin', 'maintain', 'write'].includes(seen.permission ?? '')) return [];
  return [
    {
      code: 'requester_may_not_write',
      place: 'issue',
      found: seen.permission ?? 'unknown',
      facts: { environment: name, login: seen.issue.author?.login ?? 'ghost' },
    },
  ];
}

function rivalProblems({ subject, environment }: Named, { others, seen, promotion }: Facts): Problems {
  const rival = others.find(
    (other) =>
      !hasEnded(other.promotion) &&
      other.promotion.request.subject === subject.name &&
      targets(other.promotion, environment) &&
      (promotion === undefined || other.number < seen.issue.number),
  );
  return rival
    ? [{ code: 'already_open', place: 'issue', facts: { number: String(rival.number), subject: subject.name, to: environment.name } }]
    : [];
}

function targets(
  promotion: { readonly request: Request; readonly round?: { readonly terms: { readonly to: string } } },
  environment: Environment,
): boolean {
  if (promotion.round) return promotion.round.terms.to === environment.name;
  return [environment.name, ...environment.aliases].some((name) => name.toLowerCase() === promotion.request.to.trim().toLowerCase());
}
