/**
 * Whether a report is believed: by where it came from (the run this bot started, the workflow file of the default branch, the attempt that
 * counts), and by what it is about (subject, environment, commit, rules). Never by a name, a label or a comment.
 */
import { measuredGates } from './criteria.ts';
import type { EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import type { GateReport, ReportedOutcome } from './gate-report.ts';
import type { GateRun, JudgedGate, Outcome } from './promotion.ts';
import type { Report } from './report-document.ts';
import { readReport } from './report-read.ts';
import { err, ok, type Result } from './result.ts';
import type { Candidate } from './rule.ts';
import type { Misfit, SeenRun } from './seen-run.ts';

/** What a run was started for, as far as its report must say the same. */
export type Asked = Pick<GateRun, 'key' | 'workflow' | 'ref' | 'subject' | 'to' | 'sha' | 'policy'>;

interface Believed {
  /** In the order asked for. */
  readonly gates: readonly JudgedGate[];
  /** Of the report, 64 hex digits. */
  readonly sha256: string;
}

/** What the report of a run that has ended says about these gates, or why it is not taken. */
export function trusted(asked: Asked, run: SeenRun, gates: readonly string[], facts: Facts): Result<Believed, Misfit> {
  const origin = misfitOfRun(asked, run, facts);
  if (origin) return err(origin);
  const read = reportOf(run);
  if (!read.ok) return read;
  const misfit = misfitOfReport(asked, run, read.value.report, facts);
  if (misfit) return err(misfit);
  return ok({ gates: gates.map((name) => judgedFrom(name, read.value.report)), sha256: read.value.sha256 });
}

/** What a run of the gates that has ended says, as the fact that is written down. */
export function believe(gateRun: GateRun, run: SeenRun, candidate: Candidate, facts: Facts): EntryOf<'gates_judged' | 'gates_untrusted'> {
  const { at } = facts.seen;
  const { key } = gateRun;
  const read = trusted(gateRun, run, measuredGates(candidate), facts);
  if (!read.ok) {
    const { code, facts: why } = read.error;
    return { kind: 'gates_untrusted', at, key, run: run.id, attempt: run.attempt, code, facts: { ...why } };
  }
  const { gates, sha256 } = read.value;
  const outcomes = Object.fromEntries(gates.map(({ name, outcome }) => [name, outcome]));
  return { kind: 'gates_judged', at, outcomes, key, run: run.id, attempt: run.attempt, report: sha256, gates };
}

const misfit = (code: string, found: unknown, expected: unknown): Misfit => ({
  code,
  facts: { found: String(found).slice(0, 200), expected: String(expected) },
});

/** Where the run came from. */
function misfitOfRun({ workflow, ref }: Asked, run: SeenRun, { seen }: Facts): Misfit | undefined {
  const path = `.github/workflows/${workflow}`;
  // The API names the ref behind an @ for some runs.
  if (run.path.split('@')[0] !== path) return misfit('other_workflow', run.path, path);
  if (run.event !== 'workflow_dispatch') return misfit('other_event', run.event, 'workflow_dispatch');
  if (run.branch !== ref) return misfit('other_ref', run.branch, ref);
  if (run.headRepo !== seen.repo.id) return misfit('other_repository', run.headRepo ?? 'a deleted fork', seen.repo.id);
  return run.actor?.id === seen.bot.id ? undefined : misfit('other_actor', run.actor?.login ?? 'nobody', seen.bot.login);
}

interface Parsed {
  readonly report: Report;
  readonly sha256: string;
}

function reportOf({ report, conclusion }: SeenRun): Result<Parsed, Misfit> {
  if (!report) return err({ code: 'no_report', facts: { conclusion: conclusion ?? '' } });
  if (!report.ok) return err({ ...report.error, facts: { ...report.error.facts, conclusion: conclusion ?? '' } });
  const read = readReport(report.value.text);
  return read.ok ? ok({ report: read.value, sha256: report.value.sha256 }) : err({ code: 'unreadable_report', facts: { why: read.error } });
}

/** What the report is about. */
function misfitOfReport(asked: Asked, run: SeenRun, report: Report, { seen }: Facts): Misfit | undefined {
  const checks: readonly (readonly [code: string, found: unknown, expected: unknown])[] = [
    ['other_subject', report.component, asked.subject],
    ['other_environment', report.to_stage, asked.to],
    ['other_commit', report.subject.commit, asked.sha],
    ['other_repository', report.subject.repository.toLowerCase(), `${seen.repo.owner}/${seen.repo.name}`.toLowerCase()],
    ['other_rules', report.policy.sha256, asked.policy],
    ['other_key', report.run?.key, asked.key],
    ['other_run', report.run?.id, run.id],
    ['other_attempt', report.run?.attempt, run.attempt],
  ];
  const wrong = checks.find(([, found, expected]) => found !== expected);
  return wrong && misfit(...wrong);
}

const LONGEST_SUMMARY = 300;

/** A gate of the rules that the report leaves out, or says twice, was not measured. */
function judgedFrom(name: string, { promotion_criteria: { details } }: Report): JudgedGate {
  const named = details.filter(({ id }) => id === name);
  const [gate] = named;
  if (!gate || named.length > 1) {
    const summary = gate ? 'the report speaks of it twice' : 'the report does not speak of it';
    return { name, outcome: 'error', summary, value: null, limit: null, unit: null, evidence: [] };
  }
  return {
    name,
    outcome: OUTCOMES[gate.outcome],
    summary: gate.summary.slice(0, LONGEST_SUMMARY),
    value: gate.value ?? null,
    limit: gate.threshold ?? null,
    unit: gate.unit ?? null,
    evidence: digestsOf(gate),
  };
}

/** Only the rules switch a gate off, and only people waive: where the report claims one of these, nothing was measured. */
const OUTCOMES: Readonly<Record<ReportedOutcome, Outcome>> = {
  pass: 'pass',
  fail: 'fail',
  error: 'error',
  pending: 'pending',
  warn: 'pass',
  waived: 'error',
  off: 'error',
};

const MOST_DIGESTS = 20;
const digestsOf = ({ evidence = [] }: GateReport): readonly string[] =>
  evidence.flatMap(({ sha256 }) => (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? [sha256] : [])).slice(0, MOST_DIGESTS);
