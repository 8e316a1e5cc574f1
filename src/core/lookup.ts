/** What to ask GitHub besides the issue, from what is known so far; asked again only when the answer makes more necessary. */
import { type Config, findEnvironment, findSubject, teamsOf } from './config.ts';
import { PROMOTION, statusLabel, subjectLabel, targetLabel } from './names.ts';
import { type Promotion, type Request, STATUSES } from './promotion.ts';
import type { Lookup, Seen } from './seen.ts';
import { readVersion } from './version.ts';

export interface Known {
  readonly config: Config | undefined;
  readonly request: Request | undefined;
  readonly promotion: Promotion | undefined;
  readonly requester: string | undefined;
}

export function lookupFor({ config, request, promotion, requester }: Known): Lookup {
  const subject = config && request ? findSubject(config, request.subject) : undefined;
  const target = config && request ? findEnvironment(config, request.to) : undefined;
  const wanted = request ? readVersion(request.version) : undefined;
  const labels = [
    PROMOTION,
    ...STATUSES.map(statusLabel),
    ...(subject ? [subjectLabel(subject)] : []),
    ...(target ? [targetLabel(target)] : []),
  ];
  return {
    // While there is no request nobody can decide, so who may is not asked.
    teams: config && request ? teamsOf(config) : [],
    tags: wanted?.kind === 'tag' ? wanted.names : [],
    sha: promotion?.round?.terms.sha ?? promotion?.frozen ?? (wanted?.kind === 'sha' ? wanted.sha : undefined),
    labels: labels.map(({ name }) => name),
    subjectLabel: subject && subjectLabel(subject).name,
    requester,
  };
}

/** Whether what was seen answers everything the lookup asks. */
export function covers(seen: Seen, wanted: Lookup): boolean {
  const asked = seen.lookup;
  const has = (all: readonly string[], some: readonly string[]): boolean => some.every((one) => all.includes(one));
  const commits = [seen.head, seen.commit, ...Object.values(seen.tags)];
  return (
    has(asked.teams, wanted.teams) &&
    has(asked.tags, wanted.tags) &&
    has(asked.labels, wanted.labels) &&
    (wanted.subjectLabel === undefined || asked.subjectLabel === wanted.subjectLabel) &&
    (wanted.requester === undefined || asked.requester === wanted.requester) &&
    (wanted.sha === undefined || asked.sha === wanted.sha || commits.some((commit) => commit?.sha === wanted.sha))
  );
}
