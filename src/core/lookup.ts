/** What to ask GitHub besides the issue, from what is known so far; asked again only when the answer makes more necessary. */

import { knownVersion } from './agents/known-version.ts';
import { mapPath } from './agents/way.ts';
import { type Config, type Environment, teamsOf } from './config.ts';
import { deploySettings, watchSettings } from './delivery-settings.ts';
import type { Facts } from './facts.ts';
import { isUndecided } from './fold.ts';
import { type Marker, marksSuffice } from './marks.ts';
import { PROMOTION, statusLabel, subjectLabel, targetLabel } from './names.ts';
import { isWatched, type Promotion, type Request, STATUSES } from './promotion.ts';
import type { Named } from './rule.ts';
import { rules } from './rules/index.ts';
import type { Lookup, Seen } from './seen.ts';
import { name } from './understand.ts';
import { readVersion, type Wanted } from './version.ts';
import { versionSource } from './version-source.ts';

export interface Known {
  readonly config: Config | undefined;
  /** Whether the config means nothing without that of the organisation. */
  readonly isExtending?: boolean | undefined;
  readonly request: Request | undefined;
  readonly promotion: Promotion | undefined;
  readonly requester: string | undefined;
  /** Promotions that were seen beside this one; they are not known before the first look. */
  readonly before?: Pick<Facts, 'others' | 'records'> | undefined;
  /** Who we are, and what we may do; not known before the first look. */
  readonly self?: Marker | undefined;
}

export function lookupFor({ config, isExtending, request, promotion, requester, before, self }: Known): Lookup {
  // What is being carried out stays what it was, whatever the issue is edited into.
  const meant = promotion && !isUndecided(promotion) ? promotion.request : request;
  const named = config && meant ? name(meant, config) : undefined;
  const known = named?.ok ? named.value : undefined;
  const wanted = meant ? readVersion(meant.version, known?.subject) : undefined;
  const labels = [PROMOTION, ...STATUSES.map(statusLabel), ...(known ? [subjectLabel(known.subject), targetLabel(known.environment)] : [])];
  const needs = known ? rules.map((rule) => rule.needs?.(known) ?? {}) : [];
  // Where marks on commits do not tell everything, the ledgers of earlier promotions do.
  const proofs = known && self && !marksSuffice(self) ? [subjectLabel(known.subject).name] : [];
  return {
    // While there is no request nobody can decide, so who may is not asked.
    teams: config && meant ? teamsOf(config) : [],
    tags: wanted?.kind === 'tag' ? wanted.names : [],
    sha: shaWanted({ promotion, before }, known, wanted),
    branchHolds: needs.find(({ branchHolds }) => branchHolds !== undefined)?.branchHolds,
    labels: labels.map((label) => label.name),
    subjectLabel: known && subjectLabel(known.subject).name,
    requester,
    releases: [...new Set(needs.flatMap(({ releases }) => releases ?? []))],
    issues: [...new Set(needs.flatMap(({ issues }) => issues ?? []))],
    paths: [...new Set(needs.flatMap(({ paths }) => paths ?? []))],
    records: [...new Set([...needs.flatMap(({ records }) => records ?? []), ...proofs])],
    defaults: isExtending,
    map: known && mapPath(known.subject),
    versionFile: known && versionSource(known.subject)?.path,
    deployments: known && deploySettings(known.environment) ? known.environment.name : undefined,
    incidents: promotion !== undefined && known !== undefined && isToWatch(promotion, known.environment),
    board: config?.project && { owner: config.project.owner, number: config.project.number },
  };
}

/** What is decided or frozen, or is named; of a version that a file names, the commit that was promoted as that. */
function shaWanted({ promotion, before }: Pick<Known, 'promotion' | 'before'>, named: Named | undefined, wanted: Wanted | undefined) {
  // Whoever edits the request into another version asks for another commit.
  const isSame = promotion && (!isUndecided(promotion) || !named || named.request.version === promotion.request.version);
  const decided = isSame ? (promotion.round?.terms.sha ?? promotion.frozen) : undefined;
  if (decided !== undefined) return decided;
  if (wanted?.kind === 'sha') return wanted.sha;
  if (!named || !before || !versionSource(named.subject)) return undefined;
  return knownVersion(named.request.version, named.subject.name, before)?.sha;
}

/** It is watched, or will be by the next look. */
const isToWatch = (promotion: Promotion, environment: Environment): boolean =>
  isWatched(promotion) || (promotion.status === 'PENDING' && !isUndecided(promotion) && watchSettings(environment) !== undefined);

/** Whether what was seen answers everything the lookup asks. */
export function covers(seen: Seen, wanted: Lookup): boolean {
  const asked = seen.lookup;
  const has = <T>(all: readonly T[], some: readonly T[]): boolean => some.every((one) => all.includes(one));
  const commits = [seen.head, seen.commit, ...Object.values(seen.tags)];
  return (
    has(asked.teams, wanted.teams) &&
    has(asked.tags, wanted.tags) &&
    has(asked.labels, wanted.labels) &&
    has(asked.releases, wanted.releases) &&
    has(asked.issues, wanted.issues) &&
    has(asked.paths, wanted.paths) &&
    has(asked.records, wanted.records) &&
    (!wanted.defaults || asked.defaults === true) &&
    (wanted.map === undefined || asked.map === wanted.map) &&
    (wanted.versionFile === undefined || asked.versionFile === wanted.versionFile) &&
    (wanted.deployments === undefined || asked.deployments === wanted.deployments) &&
    (!wanted.incidents || asked.incidents) &&
    (wanted.board === undefined || (asked.board?.owner === wanted.board.owner && asked.board?.number === wanted.board.number)) &&
    (wanted.subjectLabel === undefined || asked.subjectLabel === wanted.subjectLabel) &&
    (wanted.requester === undefined || asked.requester === wanted.requester) &&
    (wanted.branchHolds === undefined || asked.branchHolds === wanted.branchHolds) &&
    (wanted.sha === undefined || asked.sha === wanted.sha || commits.some((commit) => commit?.sha === wanted.sha))
  );
}
