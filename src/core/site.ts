/** Where a promotion that was decided is being carried out: its terms, with the config of their subject and environment. */
import type { Config, Environment, Subject } from './config.ts';
import type { Facts } from './facts.ts';
import { isImport, type Promotion, type Target, type Terms } from './promotion.ts';

export interface Site {
  readonly config: Config;
  readonly subject: Subject;
  readonly environment: Environment;
  readonly terms: Terms;
}

/** Undefined before the first round, and while the config cannot be read or knows the names no more: then nothing is begun. */
export function siteOf({ config: { config } }: Pick<Facts, 'config'>, promotion: Promotion | undefined): Site | undefined {
  const { terms } = promotion?.round ?? {};
  const subject = config?.subjects.find(({ name }) => name === terms?.subject);
  const environment = config?.environments.find(({ name }) => name === terms?.to);
  return config && terms && subject && environment ? { config, subject, environment, terms } : undefined;
}

interface Neighbour {
  readonly number: number;
  readonly promotion: Promotion;
}

/** Other promotions of the same subject to the same environment, as far as they were looked up, in no order. */
export function neighboursOf(
  { subject, to }: Pick<Terms, 'subject' | 'to'>,
  { others, records }: Pick<Facts, 'others' | 'records'>,
): readonly Neighbour[] {
  const all = [...others.flatMap(({ number, promotion }) => (promotion ? [{ number, promotion }] : [])), ...records];
  return all.filter(({ promotion: { round } }) => round?.terms.subject === subject && round.terms.to === to);
}

/** The newest version of the subject that was deployed to the environment and worked there, or ran there before the bot came, besides this one. */
export function targetOf({ terms }: Pick<Site, 'terms'>, facts: Facts): Target | undefined {
  const working = neighboursOf(terms, facts).filter(({ promotion }) => isVerified(promotion) && promotion.round?.terms.sha !== terms.sha);
  const [newest] = working.toSorted((a, b) => arrivalOf(b).localeCompare(arrivalOf(a)));
  const { version, sha } = newest?.promotion.round?.terms ?? {};
  if (!newest || version === undefined || sha === undefined) return undefined;
  return { issue: newest.number, version, sha, ...(isImport(newest.promotion) ? { imported: true } : {}) };
}

/** The tag that a version was deployed on when it arrived: GitHub lets no App tag a commit anew whose workflows are not today's. */
export const tagOf = ({ issue }: Target, { terms }: Pick<Site, 'terms'>, facts: Facts): string | undefined =>
  neighboursOf(terms, facts).find(({ number }) => number === issue)?.promotion.deployment?.ref || undefined;

/** It arrived by a deployment of its own, which was checked where that is asked for, and nothing has spoken against it since. */
const isVerified = (promotion: Promotion): boolean => isImport(promotion) || isProven(promotion);

const isProven = ({ status, deployment, check, rollback }: Promotion): boolean =>
  status === 'PROMOTED' && deployment?.way === 'forward' && deployment.state === 'done' && check?.outcome !== 'fail' && !rollback;

const arrivalOf = ({ promotion }: Neighbour): string => (promotion.status === 'PROMOTED' ? promotion.at : '');

/** A newer promotion that is being carried out in the same place, or has arrived there: the older one says nothing about it any more. */
export function replacementOf(
  { terms }: Pick<Site, 'terms'>,
  facts: Facts,
): { readonly number: number; readonly hasArrived: boolean } | undefined {
  const newer = neighboursOf(terms, facts).filter(({ number }) => number > facts.seen.issue.number);
  const arrived = newer.find(({ promotion: { status } }) => status === 'PROMOTED');
  if (arrived) return { number: arrived.number, hasArrived: true };
  const moving = newer.find(({ promotion }) => promotion.status === 'PENDING' && ['deploying', 'verifying'].includes(promotion.phase));
  return moving && { number: moving.number, hasArrived: false };
}
