/** How deployments, the checks of what was deployed, and rollbacks go through the entries of a promotion. */
import type { Entry, EntryOf } from './entry.ts';
import type { Base, Check, Deployment, Promotion } from './promotion.ts';

const KINDS = [
  'deploy_started',
  'deploy_failed',
  'deployed',
  'checked',
  'promoted',
  'rollback_started',
  'rollback_failed',
  'answered',
] as const satisfies readonly Entry['kind'][];
type DeploymentEntry = EntryOf<(typeof KINDS)[number]>;

export const isAboutDeployment = (entry: Entry): entry is DeploymentEntry => KINDS.some((kind) => kind === entry.kind);

/** A check that cannot tell is made three times by itself. */
export const NO_DOUBTS: Base['doubts'] = { errors: 0, allowed: 3 };

/** What an entry adds to a promotion besides its status; one that does not fit adds nothing. */
export function deploymentMoved(promotion: Promotion, entry: DeploymentEntry): Promotion {
  switch (entry.kind) {
    case 'deploy_started':
      return started(promotion, entry);
    case 'deploy_failed':
      return failed(promotion, entry);
    case 'deployed':
      return deployed(promotion, entry);
    case 'checked':
      return checked(promotion, entry);
    case 'promoted':
      return entry.until === undefined ? promotion : { ...promotion, watchedUntil: entry.until };
    case 'rollback_started':
      return rollingBack(promotion, entry);
    case 'rollback_failed':
      return isRollingBack(promotion)
        ? { ...promotion, rollback: { ...promotion.rollback, state: 'failed', failure: entry.reason } }
        : promotion;
    case 'answered':
      return mayRetry(promotion, entry)
        ? { ...promotion, doubts: { ...promotion.doubts, allowed: promotion.doubts.errors + 1 } }
        : promotion;
  }
}

/** Whether the version is being taken back now. */
export const isRollingBack = (promotion: Promotion): promotion is Promotion & Required<Pick<Base, 'rollback'>> =>
  promotion.rollback?.state === 'under_way' && (promotion.status === 'PENDING' || promotion.status === 'PROMOTED');

/** Whether something has been begun that can be taken back. */
export const mayRollBack = (promotion: Promotion): boolean =>
  promotion.status === 'PROMOTED' || (promotion.status === 'PENDING' && ['deploying', 'verifying'].includes(promotion.phase));

function started(promotion: Promotion, entry: EntryOf<'deploy_started'>): Promotion {
  const { key, at, way = 'forward', attempt = 1, workflow = null, ref = '' } = entry;
  const isDue =
    way === 'back'
      ? isRollingBack(promotion)
      : promotion.status === 'PENDING' && ['queued', 'deploying'].includes(promotion.phase) && !promotion.rollback;
  const { terms } = promotion.round ?? {};
  if (!isDue || !terms) return promotion;
  const { version = terms.version, sha = terms.sha, to = terms.to } = entry;
  const deployment: Deployment = {
    key,
    way,
    attempt,
    at,
    version,
    sha,
    to,
    workflow,
    ref,
    state: 'started',
    since: at,
    reason: '',
    again: false,
    moved: false,
  };
  return { ...promotion, deployment, doubts: NO_DOUBTS };
}

function failed(promotion: Promotion, { key, at, reason, changed, again, moved = false }: EntryOf<'deploy_failed'>): Promotion {
  const { deployment } = promotion;
  if (deployment?.key !== key || deployment.state !== 'started') return promotion;
  return {
    ...promotion,
    deployment: { ...deployment, state: 'failed', since: at, reason, again, moved },
    touched: promotion.touched || changed,
  };
}

function deployed(promotion: Promotion, { key, at }: EntryOf<'deployed'>): Promotion {
  const { deployment } = promotion;
  if (deployment?.key !== key || deployment.state !== 'started') return promotion;
  return { ...promotion, deployment: { ...deployment, state: 'done', since: at }, touched: true };
}

function checked(promotion: Promotion, { at, deploy, purpose, outcome, reason, gates, run, attempt }: EntryOf<'checked'>): Promotion {
  // What is only recorded was deployed by somebody else, under no key.
  if ((promotion.deployment?.key ?? '') !== deploy) return promotion;
  const told = run === null || attempt === null ? {} : { run: { id: run, attempt } };
  const check: Check = { purpose, deploy, at, outcome, reason, gates, ...told };
  const errors = promotion.doubts.errors + (outcome === 'error' ? 1 : 0);
  return { ...promotion, check, doubts: { ...promotion.doubts, errors } };
}

function rollingBack(promotion: Promotion, { at, by, why, reason, target }: EntryOf<'rollback_started'>): Promotion {
  if (isRollingBack(promotion) || !mayRollBack(promotion)) return promotion;
  return { ...promotion, rollback: { why, ...(by ? { by } : {}), reason, at, target, state: 'under_way', failure: '' } };
}

/** `/retry` is one more check, after those that could not tell. */
const mayRetry = (promotion: Promotion, { command }: EntryOf<'answered'>): boolean =>
  command === 'retry' && promotion.check?.outcome === 'error' && promotion.doubts.errors >= promotion.doubts.allowed;
