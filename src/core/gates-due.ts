/** When the quality gates are to be run, what the run is told, and what its answer means for the promotion. */
import { settingsHash } from './config.ts';
import { measuredGates } from './criteria.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { isUndecided } from './fold.ts';
import { type About, isAboutSame } from './gate-run.ts';
import { believe } from './gate-trust.ts';
import { subjectLabel } from './names.ts';
import { policySeen } from './policy-text.ts';
import type { Problem } from './problem.ts';
import type { GateRun, Promotion } from './promotion.ts';
import type { Candidate, Named, Wait } from './rule.ts';
import { skipsGates } from './rules/skip.ts';
import { newKey } from './run-key.ts';
import type { SeenRun, WantedRun } from './seen-run.ts';

/** A job ends after six hours (https://docs.github.com/en/actions/reference/limits); what has not answered long after never will. */
const LONGEST_RUN = 7 * 3_600_000;
/** Milliseconds between looks at a run whose end no webhook tells of. */
const POLL = 10 * 60_000;

/** What judging has found, as far as gates must know. */
interface Judgement {
  readonly candidate: Candidate | undefined;
  readonly problems: readonly Problem[];
  readonly waits: readonly Wait[];
}

/** Whether this promotion needs gates that only a run can judge. */
export const needsGates = (candidate: Candidate, facts: Pick<Facts, 'asked'>): boolean =>
  measuredGates(candidate).length > 0 && !skipsGates(candidate, facts);

/** What a run about this candidate would be about. */
export const aboutOf = (candidate: Candidate, { digest }: Pick<Facts, 'digest'>): About => ({
  subject: candidate.subject.name,
  sha: candidate.commit.sha,
  to: candidate.environment.name,
  config: settingsHash(digest, candidate),
});

/** What has happened to the gates: an answer that came, or that they have to be asked for. */
export function gateEntries(promotion: Promotion | undefined, facts: Facts, verdict: Judgement): readonly Entry[] {
  const { candidate, problems } = verdict;
  if (!promotion || !isUndecided(promotion) || !candidate || problems.length > 0 || !needsGates(candidate, facts)) return [];
  const { gateRun } = promotion;
  const isCurrent = gateRun !== undefined && isAboutSame(gateRun, aboutOf(candidate, facts));
  const answer = gateRun && isCurrent ? answerOf(gateRun, candidate, facts) : undefined;
  if (answer) return [answer];
  if (isCurrent && !gateRun.again) return [];
  // What only time or others can open would find the outcomes stale.
  if (verdict.waits.some(({ before, beside }) => before === 'approval' && !beside)) return [];
  return dispatch(candidate, facts);
}

function answerOf(gateRun: GateRun, candidate: Candidate, facts: Facts): Entry | undefined {
  const { run, notStarted, seen } = facts;
  const { key } = gateRun;
  if (gateRun.state === 'asked' && notStarted?.key === key) return { kind: 'gates_refused', at: seen.at, key, reason: notStarted.reason };
  if (typeof run === 'object' && isNews(run, gateRun)) return believe(gateRun, run, candidate, facts);
  const isLost = gateRun.state === 'asked' && Date.parse(seen.at) - Date.parse(gateRun.at) > LONGEST_RUN;
  return isLost ? { kind: 'gates_untrusted', at: seen.at, key, run: null, attempt: null, code: 'not_ended', facts: {} } : undefined;
}

/** Whether a run that was seen has ended and was not read before. */
const isNews = (run: SeenRun, { key, state, run: read }: GateRun): boolean =>
  run.key === key && run.conclusion !== undefined && (state === 'asked' || read === undefined || run.attempt > read.attempt);

/** A newer attempt that still runs hides what an older one said. */
export const isRunning = ({ state, run: read }: GateRun, { run }: Pick<Facts, 'run'>): boolean =>
  state === 'asked' ||
  (typeof run === 'object' && run.conclusion === undefined && read !== undefined && run.id === read.id && run.attempt > read.attempt);

function dispatch(candidate: Candidate, facts: Facts): readonly Entry[] {
  const { seen, digest } = facts;
  const { defaultBranch: ref } = seen.repo;
  const policy = policySeen(facts);
  if (ref === undefined || policy === undefined) return [];
  const key = newKey('gate-run', facts);
  const about = aboutOf(candidate, facts);
  return [{ kind: 'gates_dispatched', at: seen.at, key, ...about, policy: digest(policy), workflow: candidate.config.gatesWorkflow, ref }];
}

/** What the run is told. Nothing of it is free text but names that the config knows. */
export function inputsOf(
  gateRun: GateRun,
  { candidate }: Pick<Judgement, 'candidate'>,
  { seen, records }: Facts,
): Readonly<Record<string, string>> {
  return {
    promotion: String(seen.issue.number),
    subject: gateRun.subject,
    version: candidate?.version ?? '',
    sha: gateRun.sha,
    from: candidate?.below?.name ?? '',
    to: gateRun.to,
    policy: seen.head?.sha ?? '',
    key: gateRun.key,
    previous: JSON.stringify(previousOf(gateRun, records) ?? null),
  };
}

/** What the gates measured when a version of this subject last arrived in this environment. */
function previousOf({ subject, to }: GateRun, records: Facts['records']) {
  const last = records.find(
    ({ promotion: { status, round } }) => status === 'PROMOTED' && round?.terms.subject === subject && round.terms.to === to,
  );
  const { promotion } = last ?? {};
  if (!last || promotion?.status !== 'PROMOTED' || !promotion.gateRun) return undefined;
  const gates = promotion.gateRun.gates.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
  return { issue: last.number, version: promotion.round?.terms.version ?? '', at: promotion.at, gates: Object.fromEntries(gates) };
}

/** Promotions of the same subject are looked at, for what its gates measured last time. */
export const gateRecords = (named: Named): readonly string[] => (measuredGates(named).length > 0 ? [subjectLabel(named.subject).name] : []);

/** The run that has to be looked at, if any: one that was asked for, or one of which a newer attempt is told. */
export function runWanted({ promotion, seen }: Facts, told?: { readonly id: number; readonly attempt: number }): WantedRun | undefined {
  const gateRun = promotion && isUndecided(promotion) ? promotion.gateRun : undefined;
  if (!gateRun) return undefined;
  const { key, workflow, at: since, run, state } = gateRun;
  const isNewer = run !== undefined && told?.id === run.id && told.attempt > run.attempt;
  if (state !== 'asked' && !isNewer) return undefined;
  return { keys: [key], workflow, since, actor: seen.bot.login, id: run?.id, read: run?.attempt, withReport: true };
}

/** The run again that the outcomes came from, before anything is built on them. */
export function runBehind({ promotion, seen, run: known }: Facts): WantedRun | undefined {
  const { key, workflow, at: since, run } = promotion?.gateRun ?? {};
  if (known !== undefined || key === undefined || workflow === undefined || since === undefined || !run) return undefined;
  return { keys: [key], workflow, since, actor: seen.bot.login, id: run.id, read: run.attempt, withReport: true };
}

/** When a run is looked at again though no webhook told of its end. */
export function nextPoll({ at }: GateRun, now: string): string {
  const passed = Date.parse(now) - Date.parse(at);
  return new Date(Date.parse(at) + (Math.floor(passed / POLL) + 1) * POLL).toISOString().replace('.000Z', 'Z');
}
