/** What happens after the approval: deployed, verified, promoted, watched, or taken back. Run again on the same facts, it finds nothing new. */
import { checkWanted, dueCheck, isLastLook, judgedCheck } from './check-due.ts';
import { deploySettings, watchSettings } from './delivery-settings.ts';
import { deployStarted, endOf, isToVerify, mayTryAgain, retryEntries } from './deploy-due.ts';
import { later } from './duration.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { isUndecided, step } from './fold.ts';
import type { Promotion } from './promotion.ts';
import { recordEdits } from './record-errand.ts';
import { failureEntries, incidentEntries, isBack, rollbackEntries, rollbackStarted } from './rollback-due.ts';
import type { WantedRun } from './seen-run.ts';
import { replacementOf, type Site, siteOf } from './site.ts';

/** What has to be done before an end is written down, since the end names it. */
export type Errand = 'records' | 'issues';

export interface Delivery {
  readonly entries: readonly Entry[];
  readonly errands: readonly Errand[];
}

type Stage = (promotion: Promotion, site: Site, facts: Facts) => readonly Entry[];

/** What has happened since the promotion was accepted; `begin` says that everything is in order to go on from the queue. */
export function deliver(before: Promotion | undefined, facts: Facts, begin: boolean): Delivery {
  const site = siteOf(facts, before);
  const entries: Entry[] = [];
  if (!before || !site) return { entries, errands: [] };
  let promotion = before;
  const stages: readonly Stage[] = [
    ...(begin ? [started] : []),
    ended,
    checked,
    again,
    failureEntries,
    watched,
    incidentEntries,
    rollbackEntries,
  ];
  const take = (happened: readonly Entry[]): void => {
    entries.push(...happened);
    promotion = happened.reduce<Promotion>((one, entry) => step(one, entry) ?? one, promotion);
  };
  for (const stage of stages) take(stage(promotion, site, facts));
  const end = theEnd(promotion, site, facts, begin);
  if (end === undefined) return { entries, errands: [] };
  const errands = errandsOf(end, promotion, site, facts);
  if (errands.length === 0) take([end]);
  return { entries, errands };
}

const started: Stage = (promotion, site, facts) => {
  if (promotion.status !== 'PENDING' || promotion.phase !== 'queued' || !isCarriedOut(site)) return [];
  const { version, sha } = site.terms;
  const tag = facts.seen.tags[version]?.sha === sha ? version : undefined;
  return deployStarted(site, facts, { way: 'forward', attempt: 1, version, sha, tag });
};

/** Where nothing is deployed and nothing verified, the record is the promotion. */
const isCarriedOut = (site: Site): boolean => deploySettings(site.environment) !== undefined || isToVerify(site);

/** A deployment that succeeded is written down with the verdict about it, so that one comment holds both. */
const ended: Stage = (promotion, site, facts) => {
  const { deployment } = promotion;
  if (deployment?.state !== 'started') return [];
  const end = endOf(deployment, site, facts);
  if (end === undefined) return [];
  if (end.kind === 'deploy_failed') return [end];
  const { at } = facts.seen;
  const deployed = { kind: 'deployed', at, key: deployment.key, ...(end.run === undefined ? {} : { run: end.run }) } as const;
  const after = step(promotion, deployed) ?? promotion;
  const due = dueCheck(after, site, facts);
  return due === undefined || judgedCheck(due, site, facts) || (promotion.rollback && deployment.way === 'forward') ? [deployed] : [];
};

/** Of a watch only what speaks against the version is written down: a check every ten minutes would bury everything else. */
const checked: Stage = (promotion, site, facts) => {
  const due = dueCheck(promotion, site, facts);
  const found = due && judgedCheck(due, site, facts);
  if (!found) return [];
  if (found.purpose === 'verify') return [found];
  // Told once: what goes on failing says nothing new.
  const isKnown = promotion.check?.purpose === 'watch' && promotion.check.outcome === 'fail';
  if (found.outcome !== 'fail' || isKnown || replacementOf(site, facts)) return [];
  const rollsBack = watchSettings(site.environment)?.rollsBack ?? false;
  return rollsBack && !promotion.rollback ? [found, rollbackStarted('watch', found.reason, site, facts)] : [found];
};

const again: Stage = (promotion, site, facts) => {
  const { deployment } = promotion;
  return deployment && !promotion.rollback && mayTryAgain(deployment) ? retryEntries(deployment, site, facts) : [];
};

/** The watch ends when its time is over and the last check passed, or when a newer version has taken the place. */
const watched: Stage = (promotion, site, facts) => {
  if (promotion.status !== 'PROMOTED' || promotion.phase !== 'watched' || promotion.rollback) return [];
  const { at } = facts.seen;
  const newer = replacementOf(site, facts);
  if (newer) return newer.hasArrived ? [{ kind: 'settled', at, replaced: newer.number }] : [];
  if (promotion.watchedUntil !== undefined && at < promotion.watchedUntil) return [];
  const due = dueCheck(promotion, site, facts);
  if (due === undefined) return [{ kind: 'settled', at }];
  const found = judgedCheck(due, site, facts);
  const { every = 0 } = watchSettings(site.environment) ?? {};
  return found?.outcome === 'pass' && isLastLook(due, found, promotion, every) ? [{ kind: 'settled', at }] : [];
};

/** The last fact there is, when everything before it stands. */
function theEnd(promotion: Promotion, site: Site, { seen, done }: Facts, begin: boolean): Entry | undefined {
  const { at } = seen;
  const records = done?.records ? { records: done.records } : {};
  if (isBack(promotion, site)) {
    const { by = null, reason, target } = promotion.rollback ?? { reason: '', target: null };
    return { kind: 'rolled_back', at, by, reason, target, ...(done?.issues ? { issues: done.issues } : {}), ...records };
  }
  if (!promotion.round || !hasArrived(promotion, site, begin)) return undefined;
  const watch = watchSettings(site.environment);
  const until = watch ? { until: later(at, watch.for) } : {};
  return { kind: 'promoted', at, round: promotion.round.number, watched: watch !== undefined, ...until, ...records };
}

function hasArrived(promotion: Promotion, site: Site, begin: boolean): boolean {
  if (promotion.status !== 'PENDING' || promotion.rollback) return false;
  if (!isCarriedOut(site)) return begin && isUndecided(promotion) && promotion.phase === 'queued';
  const { deployment, check } = promotion;
  if (deployment?.state !== 'done' || deployment.way !== 'forward') return false;
  return !isToVerify(site) || (check?.deploy === deployment.key && check.outcome === 'pass');
}

/** What the end still has to name. */
function errandsOf({ kind }: Entry, promotion: Promotion, site: Site, facts: Facts): readonly Errand[] {
  const { done } = facts;
  const records = !done?.records && recordEdits(promotion, site, facts).length > 0 ? (['records'] as const) : [];
  return kind === 'rolled_back' && !done?.issues ? [...records, 'issues'] : records;
}

/** The check that has to be looked at, once it is known what the deployment has come to. */
export function checkRunWanted(facts: Facts): WantedRun | undefined {
  const site = siteOf(facts, facts.promotion);
  const { deployment } = facts.promotion ?? {};
  if (!site || !facts.promotion) return undefined;
  const end = deployment?.state === 'started' ? endOf(deployment, site, facts) : undefined;
  const after =
    end?.kind === 'success' && deployment
      ? step(facts.promotion, { kind: 'deployed', at: facts.seen.at, key: deployment.key })
      : facts.promotion;
  const due = after && dueCheck(after, site, facts);
  return due && checkWanted(due, facts);
}
