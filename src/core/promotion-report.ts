/** The report of a promotion that has ended, whatever came of it, from what its ledger says. What is not known is said to be so. */
import { CONFIG_PATH } from './config-path.ts';
import { isRollingBack } from './deployment-fold.ts';
import type { Entry, EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import { hasEnded, type Instant, type Promotion, type Rollback } from './promotion.ts';
import { makeReport, type ReportInput } from './report.ts';
import type { PreviousPromotion, Report } from './report-document.ts';
import { endedGates, type Rules, rulesOf } from './report-gates.ts';
import { lastAttempt, validationOf } from './report-validation.ts';
import { neighboursOf } from './site.ts';

/** What a report needs to know besides the ledger. */
export interface Known extends Pick<Facts, 'config' | 'digest' | 'others' | 'records'> {
  readonly seen: {
    readonly at: Instant;
    readonly issue: { readonly url: string };
    readonly repo: Pick<Facts['seen']['repo'], 'owner' | 'name' | 'url'>;
  };
}
type Ending = NonNullable<ReportInput['ending']>;

/**
 * Undefined while it has not ended, or is being taken back, and for an import: of that nobody measured anything here.
 * @param entries all of its ledger, those that are about to be written included.
 */
export function promotionReport(promotion: Promotion | undefined, entries: readonly Entry[], facts: Known): Report | undefined {
  const ending = promotion && endingOf(promotion);
  if (!promotion || !ending || isRollingBack(promotion) || promotion.imported) return undefined;
  const { seen } = facts;
  const rules = rulesOf(promotion, facts);
  const via = (comment: number): string => `${seen.issue.url}#issuecomment-${comment}`;
  const wasAccepted = ending === 'promoted' || promotion.deployment !== undefined || promotion.rollback !== undefined;
  const cause = causeOf(promotion);
  const before = previousOf(promotion, facts);
  return makeReport({
    about: aboutOf(promotion, seen),
    gates: endedGates({ ...rules, promotion, wasAccepted, via }),
    policy: { path: CONFIG_PATH, sha256: promotion.gateRun?.policy ?? null },
    hindrances: unjudged(promotion, rules),
    ending,
    ...(cause === undefined ? {} : { cause }),
    deployment: deploymentOf(entries, seen),
    validation: validationOf(promotion, entries, rules.site),
    isSkipped: entries.some((entry) => entry.kind === 'gates_skipped' && entry.round === promotion.round?.number),
    run: runOf(promotion, seen),
    ...(before === undefined ? {} : { previous: before }),
    approvals: promotion.approvals.map(({ by, roles, at, comment }) => ({ login: by.login, roles, at, via: via(comment) })),
    rollback: rollbackOf(promotion),
  });
}

const ENDINGS: Readonly<Partial<Record<Promotion['status'], Ending>>> = {
  PROMOTED: 'promoted',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  ROLLED_BACK: 'rolled-back',
};

const endingOf = (promotion: Promotion): Ending | undefined => (hasEnded(promotion) ? ENDINGS[promotion.status] : undefined);

function aboutOf(promotion: Promotion, { repo, at }: Known['seen']): ReportInput['about'] {
  const { round, request, frozen } = promotion;
  const { subject, version, from, to, sha } = round?.terms ?? { ...request, from: request.from || null, sha: frozen };
  return {
    subject: { name: subject },
    from,
    to,
    version: version || sha,
    sha,
    repository: `${repo.owner}/${repo.name}`,
    at: 'at' in promotion ? promotion.at : at,
  };
}

/** Without a round nobody had found out what has to be met, so nothing was. */
function unjudged({ round, gateRun }: Promotion, { hold }: Rules): NonNullable<ReportInput['hindrances']> {
  if (!round) return [{ outcome: 'error', summary: 'It ended before it was known what has to be met.' }];
  if (hold || gateRun?.state === 'judged') return [];
  const summary = 'No run of the gates is known, and the rules are no longer those of then: what had to be met cannot be told.';
  return [{ outcome: 'error', summary }];
}

const BECAUSE: Readonly<Record<Rollback['why'], string>> = {
  asked: 'Taken back',
  deploy: 'Taken back because its deployment failed',
  verify: 'Taken back because it does not work there',
  watch: 'Taken back because a check of the watch failed',
  incident: 'Taken back because of an incident',
  alert: 'Taken back because of a security alert',
};

/** Why it came to another end than arriving, or to a bad one after it; undefined for a good end. */
function causeOf(promotion: Promotion): string | undefined {
  const { rollback } = promotion;
  switch (promotion.status) {
    case 'REJECTED':
      return sentence(`Rejected by ${promotion.by.login}`, promotion.reason);
    case 'CANCELLED':
      return sentence(`Cancelled (${promotion.why})${promotion.by ? ` by ${promotion.by.login}` : ''}`, promotion.reason);
    case 'FAILED':
      return sentence('Failed', promotion.reason);
    case 'ROLLED_BACK':
      return sentence(`${BECAUSE[rollback?.why ?? 'asked']}${promotion.by ? ` by ${promotion.by.login}` : ''}`, promotion.reason);
    default:
      return rollback?.state === 'failed' ? sentence('The rollback did not succeed', rollback.failure) : undefined;
  }
}

const sentence = (what: string, why: string): string => (why === '' ? `${what}.` : `${what}: ${why}`);

type Deployed = EntryOf<'deployed' | 'deploy_failed'>;

/** Of this version; what was brought back is a fact of the rollback. */
function deploymentOf(entries: readonly Entry[], { repo }: Known['seen']): NonNullable<ReportInput['deployment']> {
  const started = lastAttempt(entries, 'forward');
  const isEnd = (entry: Entry): entry is Deployed =>
    (entry.kind === 'deployed' || entry.kind === 'deploy_failed') && entry.key === started?.key;
  const end = entries.findLast(isEnd);
  if (!started || !end || isOnlyRecorded(started, end)) return { success: null };
  const { run } = end;
  return { success: end.kind === 'deployed', ...(typeof run === 'number' ? { url: runUrl(run, repo) } : {}) };
}

/** Where nothing is deployed, the version counts as there at once; outside software takes its time. */
const isOnlyRecorded = ({ workflow, at }: EntryOf<'deploy_started'>, end: Deployed): boolean =>
  workflow === null && end.kind === 'deployed' && end.run === undefined && end.at === at;

const runUrl = (run: number, { url }: Known['seen']['repo']): string => `${url}/actions/runs/${run}`;

function runOf({ gateRun }: Promotion, { repo }: Known['seen']): NonNullable<ReportInput['run']> {
  if (!gateRun) return {};
  const { key, run } = gateRun;
  return { key, ...(run ? { ...run, url: runUrl(run.id, repo) } : {}) };
}

const rollbackOf = ({ request, rollback }: Promotion): NonNullable<ReportInput['rollback']> => ({
  ...(request.rollbackPlan === '' ? {} : { procedure: request.rollbackPlan }),
  ...(rollback?.target ? { previous_version: rollback.target.version } : {}),
});

/** Of promotions before this one, as far as they were looked up; that there was none can be told from nothing. */
function previousOf({ round, rollback, requestedAt }: Promotion, facts: Known): PreviousPromotion | undefined {
  if (!round) return undefined;
  const before = neighboursOf(round.terms, facts).flatMap(({ number, promotion }) =>
    promotion.status === 'PROMOTED' && promotion.at < requestedAt && promotion.round
      ? [{ number, at: promotion.at, isImported: promotion.imported !== undefined, ...promotion.round.terms }]
      : [],
  );
  const [newest] = before.toSorted((a, b) => b.at.localeCompare(a.at));
  const found = rollback?.target ? before.find(({ number }) => number === rollback.target?.issue) : newest;
  if (!found) return undefined;
  const url = `${facts.seen.repo.url}/issues/${found.number}`;
  return { version: found.version, commit: found.sha, date: found.at, url, ...(found.isImported ? { imported: true } : {}) };
}
