/** What deploying, checking and taking back ask of GitHub. */
import { checkInputs, dueCheck, isToStart } from './check-due.ts';
import type { Decision } from './decide.ts';
import { endOf, isOwnTag, isToSend, runToCancel } from './deploy-due.ts';
import type { Effect } from './effect.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { isUndecided } from './fold.ts';
import type { Promotion } from './promotion.ts';
import { type Site, siteOf } from './site.ts';
import { shortSha } from './version.ts';

/** Acts of the promotion that is being carried out; what was written down before is sent only when GitHub has nothing of it. */
export function deliveryEffects(facts: Facts, { promotion, entries }: Decision): readonly Effect[] {
  const site = siteOf(facts, promotion);
  if (!promotion || !site || isUndecided(promotion)) return [];
  const cancelled = runToCancel(promotion, facts);
  return [
    ...statesOf([...facts.ledger.entries, ...entries], facts),
    ...(cancelled === undefined ? [] : [{ kind: 'cancel_run', run: cancelled } as const]),
    ...jobEffects(promotion, site, facts.seen, latest([...facts.ledger.entries, ...entries])),
    ...startEffects(promotion, site, facts, entries),
    ...checkEffects(promotion, site, facts),
  ];
}

/** What was written down last, at once. */
const latest = (entries: readonly Entry[]): readonly Entry[] => entries.filter(({ at }) => at === entries.at(-1)?.at);

/**
 * What was told to wait may go on, or never will. Asked for only where the rules say that jobs wait at all, and again until something else
 * is written down: nobody writes down that the jobs have heard it.
 */
function jobEffects({ round }: Promotion, { environment }: Site, seen: Facts['seen'], entries: readonly Entry[]): readonly Effect[] {
  const state = entries.map(wordFrom).find((word) => word !== undefined);
  if (environment.settings['protected'] !== true || state === undefined || !round) return [];
  const { sha, to } = round.terms;
  const comment = `The promotion of ${shortSha(sha)} to ${to} is ${state === 'approved' ? 'approved' : 'over'}: ${seen.issue.url}`;
  return [{ kind: 'answer_jobs', sha, environments: [environment.name, ...environment.aliases], state, comment }];
}

function wordFrom(entry: Entry): 'approved' | 'rejected' | undefined {
  const { kind } = entry;
  if (kind === 'promoted' || (kind === 'deploy_started' && entry.way !== 'back')) return 'approved';
  return kind === 'rejected' || kind === 'cancelled' || kind === 'failed' || kind === 'rolled_back' ? 'rejected' : undefined;
}

function startEffects(promotion: Promotion, { subject }: Site, facts: Facts, entries: readonly Entry[]): readonly Effect[] {
  const { deployment } = promotion;
  const isNew = entries.some((entry) => entry.kind === 'deploy_started' && entry.key === deployment?.key);
  if (!deployment || !isToSend(deployment, facts, isNew)) return [];
  const { key, version, sha, to, workflow, ref, way } = deployment;
  const number = String(facts.seen.issue.number);
  const inputs = { promotion: number, subject: subject.name, version, sha, environment: to, key, way };
  const description = `${subject.name} ${version}, ${way === 'back' ? 'taken back' : 'promoted'} by #${number}`;
  // A tag of the version is there already.
  const tag = workflow !== null && isOwnTag(ref) ? ref : undefined;
  return [{ kind: 'start_deploy', key, sha, environment: to, workflow, ref, tag, description, inputs, isNew }];
}

function checkEffects(promotion: Promotion, site: Site, facts: Facts): readonly Effect[] {
  const after = dueCheck(promotion, site, facts) ?? dueAfter(promotion, site, facts);
  const { defaultBranch: ref } = facts.seen.repo;
  if (!after || ref === undefined || !isToStart(after, facts)) return [];
  const { key, workflow } = after;
  return [{ kind: 'start_run', key, workflow, ref, inputs: checkInputs(after, site, facts) }];
}

/** A deployment that has succeeded is written down only with what the check says of it. */
function dueAfter(promotion: Promotion, site: Site, facts: Facts) {
  const { deployment } = promotion;
  if (deployment?.state !== 'started' || endOf(deployment, site, facts)?.kind !== 'success') return undefined;
  return dueCheck({ ...promotion, deployment: { ...deployment, state: 'done' } }, site, facts);
}

/** The environments' page of GitHub shows what became of each of our deployments. */
function statesOf(entries: readonly Entry[], { seen }: Facts): readonly Effect[] {
  const wanted = deploymentStates(entries);
  return (seen.deployments ?? []).flatMap(({ id, key, by, statuses }): readonly Effect[] => {
    const state = by?.id === seen.bot.id ? wanted.get(key ?? '') : undefined;
    if (state === undefined || statuses.some((status) => status.state === state && (status.by?.id === seen.bot.id || state === 'success')))
      return [];
    return [{ kind: 'set_deployment', deployment: id, state, description: `Promotion #${seen.issue.number}`, url: seen.issue.url }];
  });
}

type DeploymentState = Extract<Effect, { kind: 'set_deployment' }>['state'];

/** Key of each deployment -> how it ended; one that goes on is not here. */
export function deploymentStates(entries: readonly Entry[]): ReadonlyMap<string, DeploymentState> {
  const states = new Map<string, DeploymentState>();
  let [latest, forward] = ['', ''];
  for (const entry of entries) {
    if (entry.kind === 'deploy_started') {
      latest = entry.key;
      if (entry.way !== 'back') forward = entry.key;
    }
    for (const [key, state] of statesAfter(entry, latest, forward)) states.set(key, state);
  }
  states.delete('');
  return states;
}

function statesAfter(entry: Entry, latest: string, forward: string): readonly (readonly [key: string, state: DeploymentState])[] {
  switch (entry.kind) {
    case 'promoted':
      return [[latest, 'success']];
    case 'deploy_failed':
      return [[entry.key, 'failure']];
    case 'failed':
    case 'rollback_failed':
      return [[latest, 'failure']];
    case 'rollback_started':
      return [[forward, entry.why === 'deploy' || entry.why === 'verify' ? 'failure' : 'inactive']];
    case 'rolled_back':
      return latest === forward ? [] : [[latest, 'success']];
    default:
      return [];
  }
}
