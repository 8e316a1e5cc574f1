/** When a version is deployed, what came of it, and when that is tried again. */
import { deploySettings, verifyWorkflow } from './delivery-settings.ts';
import { isRollingBack } from './deployment-fold.ts';
import { later } from './duration.ts';
import type { Entry, EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import type { Deployment, Instant, Promotion, Terms } from './promotion.ts';
import { newKey } from './run-key.ts';
import type { SeenDeployment, SeenStatus } from './seen-deployment.ts';
import type { SeenRun, WantedRun } from './seen-run.ts';
import type { Site } from './site.ts';
import { shortSha } from './version.ts';

export const MOST_ATTEMPTS = 3;
/** A job ends after six hours (https://docs.github.com/en/actions/reference/limits); what has not answered long after never will. */
const LONGEST = 7 * 3_600;
/** Seconds after which what GitHub does not list was never started: it lists new runs late. */
const LISTED = 90;

const OWN_TAGS = 'promotions/';
/** Whether the bot makes this tag; any other one is there already. */
export const isOwnTag = (ref: string): boolean => ref.startsWith(OWN_TAGS);

interface Errand extends Pick<Terms, 'version' | 'sha'> {
  readonly way: Deployment['way'];
  readonly attempt: number;
  /** The tag of the version, where it has one that is known to stand for the commit. */
  readonly tag: string | undefined;
}

/** What begins a deployment: it is written down before anything is sent. */
export function deployStarted({ environment, terms }: Site, facts: Facts, { way, attempt, version, sha, tag }: Errand): readonly Entry[] {
  const settings = deploySettings(environment);
  const { at, issue } = facts.seen;
  const key = newKey('deploy', facts);
  const workflow = settings?.workflow ?? null;
  // A tag of our own stands for the commit for ever: people may move theirs.
  const own = `${OWN_TAGS}${issue.number}${way === 'forward' ? '' : '-rollback'}`;
  const ref = workflow === null ? '' : (tag ?? own);
  const entry: Entry = { kind: 'deploy_started', at, key, way, attempt, version, sha, to: terms.to, workflow, ref };
  // Where nothing is deployed, the version counts as there, and is checked.
  return settings ? [entry] : [entry, { kind: 'deployed', at, key }];
}

export type Ended = { readonly kind: 'success'; readonly run: number | undefined } | EntryOf<'deploy_failed'> | undefined;

/** What came of the deployment that is under way; undefined while it goes on. */
export function endOf(deployment: Deployment, site: Site, facts: Facts): Ended {
  const { seen, notStarted } = facts;
  const { key, at, workflow } = deployment;
  // GitHub says no for a moment, too: of a tag just made, of a workflow that is being changed. Nothing was begun, so asking again is safe.
  if (notStarted?.key === key) return failure(deployment, facts, { reason: notStarted.reason, changed: false, again: !notStarted.final });
  const told = workflow === null ? endOfOutside(deployment, site, facts) : endOfRun(deployment, facts);
  if (told || secondsBetween(at, seen.at) <= LONGEST) return told;
  return failure(deployment, facts, { reason: 'It has not ended within seven hours.', changed: true, again: false });
}

const failure = (
  { key }: Deployment,
  { seen }: Facts,
  how: Pick<EntryOf<'deploy_failed'>, 'reason' | 'changed' | 'again'>,
  run: number | null = null,
): EntryOf<'deploy_failed'> => ({ kind: 'deploy_failed', at: seen.at, key, ...how, run });

const secondsBetween = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** How a run ends before it has done anything (https://docs.github.com/en/rest/checks/runs). */
const BEFORE_ANYTHING: readonly string[] = ['startup_failure', 'action_required', 'skipped', 'stale'];

function endOfRun(deployment: Deployment, facts: Facts): Ended {
  const { deployRun: run } = facts;
  if (typeof run !== 'object' || run.key !== deployment.key) return undefined;
  const foreign = whyForeign(deployment, run, facts);
  // The way back ran on a tag of people; on one of our own it cannot be moved.
  const again = deployment.way === 'back' && deployment.attempt === 1;
  if (foreign !== undefined)
    return { ...failure(deployment, facts, { reason: foreign, changed: true, again }, run.id), moved: run.headSha !== deployment.sha };
  if (run.conclusion === undefined) return undefined;
  if (run.conclusion === 'success') return { kind: 'success', run: run.id };
  const changed = !BEFORE_ANYTHING.includes(run.conclusion);
  return failure(deployment, facts, { reason: `The run of the workflow ended as ${run.conclusion}.`, changed, again: true }, run.id);
}

/** Only the run that was asked for is believed, and only when it runs exactly the commit that was approved. */
function whyForeign({ workflow, ref, sha, way }: Deployment, run: SeenRun, { seen }: Facts): string | undefined {
  const path = `.github/workflows/${workflow}`;
  if (run.path.split('@')[0] !== path) return `The run belongs to another workflow, ${run.path}.`;
  if (run.event !== 'workflow_dispatch' || run.actor?.id !== seen.bot.id) return 'The run was started by somebody else.';
  if (run.headRepo !== seen.repo.id) return 'The run belongs to another repository.';
  if (run.headSha === sha) return undefined;
  const wanted = `${shortSha(sha)} was ${way === 'back' ? 'to be brought back' : 'approved'}`;
  return `The run has the commit ${shortSha(run.headSha)}, and ${wanted}: somebody moved ${tagInWords(ref)}. A ruleset for tags keeps them where they are.`;
}

const tagInWords = (ref: string): string => (isOwnTag(ref) ? `the tag ${ref}, which the bot had made for it` : `the tag ${ref}`);

/** Whether a run of ours must be stopped: it runs something else, or its version is taken back. */
export function runToCancel(promotion: Promotion | undefined, facts: Facts): number | undefined {
  const { deployRun: run } = facts;
  const { deployment } = promotion ?? {};
  if (!promotion || !deployment || typeof run !== 'object' || run.key !== deployment.key || run.conclusion !== undefined) return undefined;
  if (run.actor?.id !== facts.seen.bot.id) return undefined;
  const isUnwanted = run.headSha !== deployment.sha || (deployment.way === 'forward' && isRollingBack(promotion));
  return isUnwanted ? run.id : undefined;
}

export const seenDeployment = ({ key }: Pick<Deployment, 'key'>, { seen }: Pick<Facts, 'seen'>): SeenDeployment | undefined =>
  seen.deployments?.find((one) => one.key === key && one.by?.id === seen.bot.id);

const ENDS: readonly string[] = ['success', 'failure', 'error'];

function endOfOutside(deployment: Deployment, { environment }: Site, facts: Facts): Ended {
  const answer = answersTo(deployment, { environment }, facts).find(({ state }) => ENDS.includes(state));
  if (!answer) return undefined;
  if (answer.state === 'success') return { kind: 'success', run: undefined };
  const reason = `${answer.by?.login ?? 'The deployment software'} answered ${answer.state}${answer.description === '' ? '' : `: ${answer.description}`}.`;
  return failure(deployment, facts, { reason: reason.slice(0, 300), changed: true, again: true });
}

/** What was said of a deployment by those who may, newest first. */
export const answersTo = (
  deployment: Pick<Deployment, 'key'>,
  { environment }: Pick<Site, 'environment'>,
  facts: Pick<Facts, 'seen'>,
): readonly SeenStatus[] => {
  const by = deploySettings(environment)?.by ?? [];
  return seenDeployment(deployment, facts)?.statuses.filter((status) => counts(status, by, facts)) ?? [];
};

/** Anybody who may write deployments can set a status, so only whom the config names counts, or else Apps; what we set ourselves says nothing. */
const counts = ({ by: who }: SeenStatus, by: readonly string[], { seen }: Pick<Facts, 'seen'>): boolean => {
  if (!who || who.id === seen.bot.id) return false;
  return by.length === 0 ? who.kind === 'bot' : by.some((login) => login.toLowerCase() === who.login.toLowerCase());
};

/** Whether the environment asks for a look at what was deployed before it counts. */
export const isToVerify = ({ environment }: Pick<Site, 'environment'>): boolean => verifyWorkflow(environment) !== undefined;

/** When the next attempt is made: a second after the first failure, twice as long after each further one, give or take a half. */
export function nextAttemptAt({ key, attempt, since }: Deployment): Instant {
  const jitter = 0.5 + Number.parseInt(key.slice(0, 4), 16) / 0xffff;
  return later(since, Math.ceil(2 ** (attempt - 1) * jitter));
}

/** The next attempt of a deployment that failed, when its time has come. */
export function retryEntries(deployment: Deployment, site: Site, facts: Facts): readonly Entry[] {
  if (!mayTryAgain(deployment) || facts.seen.at < nextAttemptAt(deployment)) return [];
  const { way, attempt, version, sha, ref, moved } = deployment;
  return deployStarted(site, facts, { way, attempt: attempt + 1, version, sha, tag: moved ? undefined : ref || undefined });
}

export const mayTryAgain = ({ state, again, attempt }: Deployment): boolean => state === 'failed' && again && attempt < MOST_ATTEMPTS;

/** The run that has to be looked at. */
export function deployRunWanted({ promotion, seen }: Facts): WantedRun | undefined {
  const { deployment } = promotion ?? {};
  if (deployment?.state !== 'started' || deployment.workflow === null) return undefined;
  const { key, workflow, at } = deployment;
  return { keys: [key], workflow, since: at, actor: seen.bot.login, id: undefined, read: undefined, withReport: false };
}

/** Whether what was written down has to be sent: at once when it is new, again only when GitHub surely has nothing of it. */
export function isToSend(deployment: Deployment, facts: Facts, isNew: boolean): boolean {
  if (deployment.state !== 'started' || facts.notStarted?.key === deployment.key) return false;
  if (isNew) return true;
  const isMissing =
    deployment.workflow === null ? facts.seen.deployments !== undefined && !seenDeployment(deployment, facts) : facts.deployRun === 'none';
  return isMissing && secondsBetween(deployment.at, facts.seen.at) > LISTED;
}

/** When a deployment that is under way is looked at again though nobody told of it: early at first, then every ten minutes. */
export function pollAt({ at }: Pick<Deployment, 'at'>, now: Instant): Instant {
  const passed = secondsBetween(at, now);
  return later(at, passed <= LISTED ? LISTED + 1 : (Math.floor(passed / 600) + 1) * 600);
}
