/** When the answer could change by itself: what opens by time alone is looked at again then, and not before. */
import { dueCheck, nextTick } from './check-due.ts';
import type { Decision } from './decide.ts';
import { watchSettings } from './delivery-settings.ts';
import { mayTryAgain, nextAttemptAt, pollAt } from './deploy-due.ts';
import { isRollingBack } from './deployment-fold.ts';
import { later } from './duration.ts';
import type { Facts } from './facts.ts';
import { isUndecided } from './fold.ts';
import { type Instant, isWatched, type Promotion } from './promotion.ts';
import { type Site, siteOf } from './site.ts';

/** Seconds between looks at a promotion whose rules cannot be read while it is carried out. */
const UNTIL_MENDED = 600;
/** Seconds between looks at a promotion that waits for an older one: whoever told it to go on may have died before. */
const UNTIL_ALONE = 600;

export function wakeAt(
  facts: Facts,
  { verdict: { waits, problems }, promotion }: Pick<Decision, 'verdict' | 'promotion'>,
): Instant | undefined {
  if (promotion && !isUndecided(promotion)) {
    const site = siteOf(facts, promotion);
    // Nobody tells of rules that were mended.
    if (!site) return promotion.status === 'PENDING' || isWatched(promotion) ? later(facts.seen.at, UNTIL_MENDED) : undefined;
    return whileCarriedOut(promotion, site, facts);
  }
  if (problems.length > 0) return problems.some(({ code }) => code === 'already_open') ? later(facts.seen.at, UNTIL_ALONE) : undefined;
  return waits.flatMap(({ opensAt }) => opensAt ?? []).toSorted()[0];
}

function whileCarriedOut(promotion: Promotion, site: Site, facts: Facts): Instant | undefined {
  const { deployment, rollback } = promotion;
  const { at } = facts.seen;
  const isOver = promotion.status !== 'PENDING' && !isRollingBack(promotion);
  if (isOver) return isWatched(promotion) && !rollback ? nextOfWatch(promotion, site, at) : undefined;
  if (deployment?.state === 'started') return pollAt(deployment, at);
  if (deployment && mayTryAgain(deployment)) return nextAttemptAt(deployment);
  // A check that is under way; nothing when it waits for people.
  return deployment && dueCheck(promotion, site, facts) ? pollAt({ at: deployment.since }, at) : undefined;
}

function nextOfWatch(promotion: Promotion, site: Site, now: Instant): Instant | undefined {
  const watch = watchSettings(site.environment);
  if (promotion.status !== 'PROMOTED') return undefined;
  const { watchedUntil: until } = promotion;
  const tick = watch && nextTick(promotion.at, watch.every, now);
  return [tick, until !== undefined && until > now ? until : undefined].flatMap((moment) => moment ?? []).toSorted()[0];
}
