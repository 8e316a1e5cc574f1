/** When what was deployed is looked at, by which run, and what that run said. */
import { verifyWorkflow, watchSettings } from './delivery-settings.ts';
import { isRollingBack } from './deployment-fold.ts';
import { later } from './duration.ts';
import type { EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import { type Asked, trusted } from './gate-trust.ts';
import { gatesOfPurpose } from './gates/effective.ts';
import { untrustedWords } from './misfit-words.ts';
import { policySeen } from './policy-text.ts';
import type { Check, Deployment, Instant, JudgedGate, Promotion } from './promotion.ts';
import { checkKey } from './run-key.ts';
import type { SeenRun, WantedRun } from './seen-run.ts';
import type { Site } from './site.ts';

export interface DueCheck {
  readonly purpose: Check['purpose'];
  readonly workflow: string;
  /** Of the look that is due now. */
  readonly key: string;
  /** Of this one and of those before it, whose run may not have been read yet. */
  readonly keys: readonly string[];
  readonly since: Instant;
  readonly deployment: Deployment;
}

/** The check that is due now; undefined when nothing has to be looked at. */
export function dueCheck(promotion: Promotion, site: Site, facts: Facts): DueCheck | undefined {
  return isToVerifyNow(promotion) ? dueVerification(promotion, site, facts) : dueWatch(promotion, site, facts);
}

/** What was deployed, forward or back, and has not been judged yet. */
const isToVerifyNow = (promotion: Promotion): boolean =>
  promotion.deployment?.state === 'done' &&
  (promotion.rollback ? isRollingBack(promotion) && promotion.deployment.way === 'back' : promotion.status === 'PENDING');

function dueVerification(promotion: Promotion, { environment }: Site, facts: Facts): DueCheck | undefined {
  const workflow = verifyWorkflow(environment);
  const { deployment, check, doubts } = promotion;
  if (workflow === undefined || !deployment) return undefined;
  const isJudged = check?.deploy === deployment.key && check.outcome !== 'error';
  if (isJudged || doubts.errors >= doubts.allowed) return undefined;
  const key = checkKey('verify', deployment.key, doubts.errors + 1, facts);
  return { purpose: 'verify', workflow, key, keys: [key], since: deployment.at, deployment };
}

function dueWatch(promotion: Promotion, { environment }: Site, facts: Facts): DueCheck | undefined {
  const watch = watchSettings(environment);
  const { deployment } = promotion;
  if (promotion.status !== 'PROMOTED' || promotion.phase !== 'watched' || promotion.rollback) return undefined;
  if (!watch || watch.workflow === undefined) return undefined;
  const tick = Math.floor((Date.parse(facts.seen.at) - Date.parse(promotion.at)) / 1000 / watch.every);
  if (tick < 1) return undefined;
  const about = deployment ?? recorded(promotion);
  const keys = Array.from({ length: tick }, (_, i) => checkKey('watch', about.key, tick - i, facts));
  return { purpose: 'watch', workflow: watch.workflow, key: keys[0] ?? '', keys, since: promotion.at, deployment: about };
}

/** What is only recorded is watched all the same: somebody else deploys it. */
const recorded = (promotion: Promotion): Deployment => {
  const { version = '', sha = '', to = '' } = promotion.round?.terms ?? {};
  const at = promotion.status === 'PROMOTED' ? promotion.at : '';
  return {
    key: '',
    way: 'forward',
    attempt: 1,
    at,
    version,
    sha,
    to,
    workflow: null,
    ref: '',
    state: 'done',
    since: at,
    reason: '',
    again: false,
    moved: false,
  };
};

/** Whether a look of a watch is none of long ago: the last one that is due before the end, or a later one. What was not looked at since is not known. */
export function isLastLook({ keys }: DueCheck, { key }: Pick<EntryOf<'checked'>, 'key'>, promotion: Promotion, every: number): boolean {
  if (promotion.status !== 'PROMOTED' || promotion.watchedUntil === undefined) return false;
  const lasts = (Date.parse(promotion.watchedUntil) - Date.parse(promotion.at)) / 1000;
  const last = Math.max(1, Math.ceil(lasts / every) - 1);
  return keys.slice(0, keys.length - last + 1).includes(key);
}

export const checkWanted = (due: DueCheck, { seen }: Facts): WantedRun => ({
  keys: due.keys,
  workflow: due.workflow,
  since: due.since,
  actor: seen.bot.login,
  id: undefined,
  read: undefined,
  withReport: true,
});

/** Whether a run has to be started: none answers for this moment, and none is under way. */
export function isToStart(due: DueCheck, { checkRun, notStarted }: Facts): boolean {
  if (notStarted?.key === due.key) return false;
  // It became due in this very look: what nobody has asked for is not there.
  if (checkRun === 'none' || checkRun === undefined) return true;
  return checkRun.conclusion !== undefined && checkRun.key !== due.key;
}

/** What the newest run said; undefined while there is none, or it goes on. */
export function judgedCheck(due: DueCheck, site: Site, facts: Facts): EntryOf<'checked'> | undefined {
  const { checkRun: run, notStarted, seen } = facts;
  const common = { kind: 'checked', at: seen.at, deploy: due.deployment.key, purpose: due.purpose } as const;
  if (notStarted?.key === due.key) {
    const reason = `GitHub does not start ${due.workflow}: ${notStarted.reason}`.slice(0, LONGEST_REASON);
    return { ...common, key: due.key, outcome: 'error', reason, run: null, attempt: null, report: null, gates: [] };
  }
  if (typeof run !== 'object' || run.conclusion === undefined || !due.keys.includes(run.key)) return undefined;
  return { ...common, key: run.key, run: run.id, attempt: run.attempt, ...said(run, due, site, facts) };
}

const LONGEST_REASON = 300;

/** The gates decide where there are any; else how the run ended. What cannot be told is an error, and no pass. */
function said(run: SeenRun, due: DueCheck, site: Site, facts: Facts): Pick<EntryOf<'checked'>, 'outcome' | 'reason' | 'report' | 'gates'> {
  const gates = gatesOfPurpose(due.purpose, site).flatMap(({ name, off, required }) => (off === undefined && required ? [name] : []));
  const asked = askedOf(due, run.key, site, facts);
  const read = trusted(asked, run, gates, facts);
  if (!read.ok && (gates.length > 0 || read.error.code !== 'no_report')) {
    const reason = `What came back is not taken: ${untrustedWords(read.error.code, read.error.facts)}.`;
    return { outcome: 'error', reason: reason.slice(0, LONGEST_REASON), report: null, gates: [] };
  }
  const judged = read.ok ? read.value.gates : [];
  const report = read.ok ? read.value.sha256 : null;
  return { ...verdictOf(run.conclusion ?? '', judged), report, gates: judged };
}

function verdictOf(conclusion: string, gates: readonly JudgedGate[]): Pick<EntryOf<'checked'>, 'outcome' | 'reason'> {
  const failed = gates.find(({ outcome }) => outcome === 'fail');
  if (failed) return { outcome: 'fail', reason: `${failed.name}: ${failed.summary}`.slice(0, LONGEST_REASON) };
  const unknown = gates.find(({ outcome }) => outcome !== 'pass');
  if (unknown) return { outcome: 'error', reason: `${unknown.name}: ${unknown.summary}`.slice(0, LONGEST_REASON) };
  if (conclusion === 'success') return { outcome: 'pass', reason: '' };
  return { outcome: conclusion === 'failure' ? 'fail' : 'error', reason: `The run of the check ended as ${conclusion}.` };
}

const askedOf = (due: DueCheck, key: string, { terms, subject }: Site, facts: Facts): Asked => ({
  key,
  workflow: due.workflow,
  ref: facts.seen.repo.defaultBranch ?? '',
  subject: subject.name,
  to: terms.to,
  sha: due.deployment.sha,
  policy: facts.digest(policySeen(facts) ?? ''),
});

/** What a check is told. Nothing of it is free text but names that the config knows. */
export const checkInputs = (due: DueCheck, { terms, subject }: Site, { seen }: Facts): Readonly<Record<string, string>> => ({
  mode: due.purpose,
  promotion: String(seen.issue.number),
  subject: subject.name,
  version: due.deployment.version,
  sha: due.deployment.sha,
  from: terms.from ?? '',
  to: terms.to,
  policy: seen.head?.sha ?? '',
  key: due.key,
  previous: 'null',
});

/** When the next look of a watch is due. */
export const nextTick = (promoted: Instant, every: number, now: Instant): Instant =>
  later(promoted, (Math.floor((Date.parse(now) - Date.parse(promoted)) / 1000 / every) + 1) * every);
