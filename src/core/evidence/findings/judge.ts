/** How findings stand against limits: only a complete report, with nothing too bad in it, passes. */
import type { FindingsEvidence, FoundIssue, Level, Severity } from '../evidence.ts';
import type { Judged, Shown } from '../format.ts';
import { amount, byLevel, bySeverity, LEVELS, SEVERITIES, sum } from './words.ts';

export type FailOn = 'any' | Level | Severity;

export interface FindingsLimits {
  /** What counts, and everything worse: levels, which every tool has, or severities where the format knows any. `any` is `note`. Default `error`. */
  readonly failOn?: FailOn | undefined;
  /** How many of them are allowed. Default 0. */
  readonly max?: number | undefined;
  /** How many files the tool must have looked at; an error where the report does not say. */
  readonly minFiles?: number | undefined;
  /** True: an empty report is a clean one. False: it is none where its format leaves that open. */
  readonly allowEmpty?: boolean | undefined;
}

/** Evidence and limits, with what sentences need. */
interface Case {
  readonly evidence: FindingsEvidence;
  readonly limits: FindingsLimits;
  readonly title: string;
  readonly failOn: FailOn;
  readonly max: number;
  /** `3 errors, 1 warning`, or by severity. */
  readonly found: string;
}

/**
 * Judges whole counts; `title` is what people call the format. In this order: `error` for a tool that could not do all its work; `error` for a severity
 * the report does not know; `fail` for more than `max` findings from `failOn` up; `error` for too few files, or none; else `pass`, whose summary says
 * so when an empty report leaves something open.
 */
export function judgeFindings(evidence: FindingsEvidence, limits: FindingsLimits, title: string): Judged {
  const { failOn = 'error', max = 0 } = limits;
  const found = severityOf(failOn) === undefined ? byLevel(evidence) : bySeverity(evidence);
  const one: Case = { evidence, limits, title, failOn, max, found };
  const value = countFrom(evidence, failOn);
  if (evidence.toolErrors > 0) return answer(one, 'error', incomplete(one));
  if (value === undefined) return answer(one, 'error', withoutSeverities(one));
  if (value > max) return { ...answer(one, 'fail', tooMany(one, value)), value };
  const unseen = unseenFiles(one);
  if (unseen !== undefined) return answer(one, 'error', unseen);
  return { ...answer(one, 'pass', passing(one, value)), value };
}

const severityOf = (failOn: FailOn): Severity | undefined => SEVERITIES.find((one) => one === failOn);
const LEVEL_NAMES: readonly string[] = LEVELS;
const levelsFrom = (failOn: FailOn): readonly Level[] => (failOn === 'any' ? LEVELS : LEVELS.slice(0, LEVEL_NAMES.indexOf(failOn) + 1));
const severitiesFrom = (severity: Severity): readonly Severity[] => SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1);

/** Findings from this level or severity up; undefined when the report has no severities. */
function countFrom(evidence: FindingsEvidence, failOn: FailOn): number | undefined {
  const severity = severityOf(failOn);
  if (severity === undefined) return sum(levelsFrom(failOn).map((level) => evidence[level]));
  const { severities, unrated } = evidence;
  return severities && sum(severitiesFrom(severity).map((one) => severities[one] + unratedAs(one, unrated)));
}

const UNRATED: Readonly<Partial<Record<Severity, Level>>> = { high: 'error', medium: 'warning', low: 'note' };

function unratedAs(severity: Severity, unrated: FindingsEvidence['unrated']): number {
  const level = UNRATED[severity];
  return level === undefined ? 0 : (unrated?.[level] ?? 0);
}

function answer({ evidence, failOn, max }: Case, outcome: Judged['outcome'], summary: string): Judged {
  const isMeant = (issue: FoundIssue): boolean => outcome !== 'fail' || isFrom(issue, failOn, evidence);
  return {
    outcome,
    summary,
    value: null,
    threshold: max,
    unit: 'findings',
    counts: countsOf(evidence),
    findings: evidence.findings.filter(isMeant).map(shown),
  };
}

function isFrom({ level, severity }: FoundIssue, failOn: FailOn, { unrated }: FindingsEvidence): boolean {
  const from = severityOf(failOn);
  if (from === undefined) return levelsFrom(failOn).includes(level);
  const all = severitiesFrom(from);
  return severity === undefined ? unrated !== undefined && all.some((one) => UNRATED[one] === level) : all.includes(severity);
}

const shown = ({ path, line, rule, message }: FoundIssue): Shown => ({
  ...(path === undefined ? {} : { path }),
  ...(line === undefined ? {} : { line }),
  ...(rule === undefined ? {} : { name: rule }),
  message,
});

/**
 * The counts as they are printed: `error warning note toolErrors aside`, `unit` where the report says how many files, and where it knows
 * severities `critical high medium low`, each with everything worse: `high` counts what `fail_on: high` counts.
 */
export function countsOf({
  error,
  warning,
  note,
  toolErrors,
  aside,
  unit,
  severities,
  unrated,
}: FindingsEvidence): Readonly<Record<string, number>> {
  const files = unit === undefined ? {} : { unit };
  if (severities === undefined) return { error, warning, note, toolErrors, aside, ...files };
  const from = (severity: Severity): number => sum(severitiesFrom(severity).map((one) => severities[one] + unratedAs(one, unrated)));
  return {
    error,
    warning,
    note,
    toolErrors,
    aside,
    ...files,
    critical: from('critical'),
    high: from('high'),
    medium: from('medium'),
    low: from('low'),
  };
}

const hasFindings = ({ error, warning, note }: FindingsEvidence): boolean => error + warning + note > 0;
const isEmpty = (evidence: FindingsEvidence): boolean => !hasFindings(evidence) && evidence.aside === 0;

const LONGEST_QUOTE = 160;

function incomplete({ evidence, found }: Case): string {
  const first = evidence.findings[0];
  const text = [first?.path, first?.message.split('\n')[0]].filter((part) => part !== undefined && part !== '').join(': ');
  const what = text === '' ? '' : ` (${text.slice(0, LONGEST_QUOTE)})`;
  return `the tool could not do all its work, ${amount(evidence.toolErrors, 'problem')}${what}; ${found} in the rest: mend that and run it again`;
}

const withoutSeverities = ({ title, failOn, evidence }: Case): string =>
  `this ${title} report has no severities (${byLevel(evidence)}), so fail_on: ${failOn} cannot be judged: use error, warning, note or any`;

function tooMany({ failOn, max, found }: Case, value: number): string {
  const isWhole = ['error', 'critical', 'any', 'note'].includes(failOn);
  const scale = isWhole ? '' : ` from ${failOn} up`;
  return max === 0 ? `${found}; none allowed${scale}` : `${found}; ${max} allowed${scale}, ${value - max} too many`;
}

/** Why this report proves nothing about the files it should be about. */
function unseenFiles({ evidence, limits: { minFiles, allowEmpty }, title }: Case): string | undefined {
  const { unit } = evidence;
  if (minFiles !== undefined && unit === undefined) {
    return `this ${title} report does not say how many files were looked at, so min_files: ${minFiles} cannot be checked: use a format that counts them, or a command: gate that runs the tool`;
  }
  if (unit !== undefined && minFiles !== undefined && unit < minFiles) {
    return `${amount(unit, 'file')} looked at, at least ${minFiles} needed: check the paths the tool is given`;
  }
  if (unit === 0 && minFiles === undefined && allowEmpty !== true) {
    return 'no file was looked at: check the paths the tool is given, or write allow_empty: true if there may be none';
  }
  if (allowEmpty !== false || !evidence.emptyIsAmbiguous || !isEmpty(evidence)) return undefined;
  return `this ${title} report is empty, which it also is when nothing was looked at, and allow_empty: false asks for more: use a command: gate that runs the tool`;
}

function passing({ evidence, limits, title, failOn, max, found }: Case, value: number): string {
  if (value > 0) return `${found}; ${max} allowed`;
  if (hasFindings(evidence)) return `${found}; none from ${failOn} up`;
  if (isEmpty(evidence) && evidence.emptyIsAmbiguous && limits.allowEmpty === undefined) {
    return `clean, but ${title} is just as empty when nothing was looked at: a command: gate can tell, min_files refuses it, allow_empty: true expects it`;
  }
  if (evidence.aside === 0) return 'clean';
  return evidence.format === 'detect-secrets'
    ? `clean (${evidence.aside} audited as false positives)`
    : `clean (${evidence.aside} suppressed)`;
}
