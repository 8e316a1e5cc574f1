/** When a version is taken back, where to, and when that is done. */
import { deploySettings, watchSettings } from './delivery-settings.ts';
import { deployStarted, isToVerify, mayTryAgain, retryEntries } from './deploy-due.ts';
import { isRollingBack } from './deployment-fold.ts';
import type { Entry, EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import type { Promotion, Rollback } from './promotion.ts';
import { replacementOf, type Site, tagOf, targetOf } from './site.ts';

/** Nobody asked: something was found out. */
export function rollbackStarted(why: Rollback['why'], reason: string, site: Site, facts: Facts): EntryOf<'rollback_started'> {
  return { kind: 'rollback_started', at: facts.seen.at, by: null, comment: null, why, reason, target: targetOf(site, facts) ?? null };
}

/** A deployment that failed for good, or what was deployed and does not work: taken back where something was changed. */
export function failureEntries(promotion: Promotion, site: Site, facts: Facts): readonly Entry[] {
  const found = whyFailed(promotion);
  if (!found) return [];
  const { at } = facts.seen;
  const { why, reason } = found;
  if (!promotion.touched) return [{ kind: 'failed', at, reason }];
  if (deploySettings(site.environment) && !targetOf(site, facts)) {
    const plain = `${reason} There is no earlier version of ${site.subject.name} that was deployed to ${site.terms.to} and worked, so nothing was taken back: please look at ${site.terms.to} yourselves.`;
    return [{ kind: 'failed', at, reason: plain }];
  }
  return [rollbackStarted(why, reason, site, facts)];
}

function whyFailed(promotion: Promotion): { readonly why: 'deploy' | 'verify'; readonly reason: string } | undefined {
  const { status, deployment, check, rollback } = promotion;
  if (status !== 'PENDING' || !deployment || rollback || deployment.way !== 'forward') return undefined;
  if (deployment.state === 'failed' && !mayTryAgain(deployment)) return { why: 'deploy', reason: deployment.reason };
  const isBad = deployment.state === 'done' && check?.deploy === deployment.key && check.outcome === 'fail';
  return isBad ? { why: 'verify', reason: check.reason } : undefined;
}

/** What speaks against a version that is watched: an issue that reports an incident, a new alert of weight. */
export function incidentEntries(promotion: Promotion, site: Site, facts: Facts): readonly Entry[] {
  const watch = watchSettings(site.environment);
  if (promotion.status !== 'PROMOTED' || promotion.phase !== 'watched' || promotion.rollback || !watch?.rollsBack) return [];
  if (replacementOf(site, facts)) return [];
  const since = promotion.at;
  const { mentions, alerts = [] } = facts.seen;
  const incident = mentions.find(({ labels, at }) => at >= since && labels.some((label) => watch.incidents.includes(label)));
  if (incident) return [rollbackStarted('incident', `#${incident.number} reports it: ${incident.title}`.slice(0, 300), site, facts)];
  const alert = alerts.find(({ severity, at }) => at >= since && ['HIGH', 'CRITICAL'].includes(severity));
  if (!alert) return [];
  return [rollbackStarted('alert', `A ${alert.severity.toLowerCase()} security alert came up about ${alert.about}.`, site, facts)];
}

/** The next step of a rollback that is under way; nothing while a deployment or a check is to be waited for, and when only the end is left. */
export function rollbackEntries(promotion: Promotion, site: Site, facts: Facts): readonly Entry[] {
  if (!isRollingBack(promotion) || !deploySettings(site.environment)) return [];
  const { rollback, deployment } = promotion;
  const { at } = facts.seen;
  const { target } = rollback;
  if (target === null) return [{ kind: 'rollback_failed', at, reason: NOTHING }];
  // The other deployment is stopped first, or ends by itself.
  if (deployment?.state === 'started') return [];
  const isBack = deployment?.way === 'back' && deployment.at >= rollback.at;
  if (!isBack) return deployStarted(site, facts, { way: 'back', attempt: 1, ...target, tag: tagOf(target, site, facts) });
  if (deployment.state === 'failed') {
    return mayTryAgain(deployment) ? retryEntries(deployment, site, facts) : [{ kind: 'rollback_failed', at, reason: deployment.reason }];
  }
  return failedCheck(promotion, at);
}

const NOTHING = 'There is no earlier version that was deployed there and worked.';

/** What was brought back must work as well, and be known to. */
function failedCheck({ check, deployment, doubts }: Promotion, at: string): readonly Entry[] {
  if (check?.deploy !== deployment?.key || !check) return [];
  const isUnknown = check.outcome === 'error' && doubts.errors >= doubts.allowed;
  return check.outcome === 'fail' || isUnknown ? [{ kind: 'rollback_failed', at, reason: check.reason }] : [];
}

/** Whether only the end of a rollback is left to be written down. */
export function isBack(promotion: Promotion, site: Site): boolean {
  if (!isRollingBack(promotion)) return false;
  if (!deploySettings(site.environment)) return promotion.deployment?.state !== 'started';
  const { deployment, check, rollback } = promotion;
  const isDone = deployment?.way === 'back' && deployment.state === 'done' && deployment.at >= rollback.at;
  return isDone && (!isToVerify(site) || (check?.deploy === deployment.key && check.outcome === 'pass'));
}
