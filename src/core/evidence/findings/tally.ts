/** Counts what a tool found while a report is read, and keeps the worst of it for people. */
import type { FindingsEvidence, FoundIssue, Level, Severity } from '../evidence.ts';
import { MOST_SHOWN } from '../evidence.ts';
import { isCount } from '../json.ts';
import { unsaid } from './unsaid.ts';

/** Where and what, as it stands in the report: what is no text, and no line number, is left out. */
export interface Told {
  readonly path?: unknown;
  readonly line?: unknown;
  readonly rule?: unknown;
  readonly message: unknown;
}

/** What a report says of itself as a whole. */
export interface Whole {
  readonly format: string;
  readonly unit?: number | undefined;
  /** Whether what it found has severities; a report that found nothing of a format that knows them has four zeros. */
  readonly hasSeverities?: boolean;
  readonly emptyIsAmbiguous?: boolean;
  /** Whether a finding without a severity is one that the tool should have rated. */
  readonly weighsUnrated?: boolean;
  /** Totals that the report declares; the larger one counts where fewer are listed. */
  readonly declared?: Partial<Readonly<Record<Level, number>>>;
}

export interface Tally {
  /** `told` is asked only while it may still be among the shown ones: reports have a million findings. */
  add(level: Level, told: () => Told, severity?: Severity): void;
  /** Findings that the report declares and does not list. */
  addUntold(level: Level, times: number, severity?: Severity): void;
  setAside(count?: number): void;
  /** One thing the tool could not do; these are shown before everything else. */
  couldNot(told: () => Told): void;
  whole(whole: Whole): FindingsEvidence;
}

/** Levels and severities in one order, the worst first: `error` stands beside `high`. */
const RANK: Readonly<Record<Level | Severity, number>> = { critical: 1, error: 2, high: 2, warning: 3, medium: 3, note: 4, low: 4 };
const COULD_NOT = 0;
const LONGEST_MESSAGE = 1_000;
/** A secret that begins before the end of a message is known by what comes after it. */
const LONGEST_READ = 16_000;

export function startTally(): Tally {
  const levels = { error: 0, warning: 0, note: 0 };
  const unrated = { error: 0, warning: 0, note: 0 };
  const severities = { critical: 0, high: 0, medium: 0, low: 0 };
  const shelves: readonly FoundIssue[][] = [[], [], [], [], []];
  let toolErrors = 0;
  let aside = 0;
  const shelve = (rank: number, issue: () => FoundIssue): void => {
    const shelf = shelves[rank];
    if (shelf !== undefined && shelf.length < MOST_SHOWN) shelf.push(issue());
  };
  return {
    add(level, told, severity) {
      levels[level]++;
      if (severity === undefined) unrated[level]++;
      else severities[severity]++;
      const rank = severity === undefined ? RANK[level] : Math.min(RANK[level], RANK[severity]);
      shelve(rank, () => issueOf(level, told(), severity));
    },
    addUntold(level, times, severity) {
      levels[level] += times;
      if (severity !== undefined) severities[severity] += times;
    },
    setAside(count = 1) {
      aside += count;
    },
    couldNot(told) {
      toolErrors++;
      shelve(COULD_NOT, () => issueOf('error', told()));
    },
    whole: ({ format, unit, hasSeverities = false, emptyIsAmbiguous = false, weighsUnrated = false, declared = {} }) => ({
      kind: 'findings',
      format,
      error: Math.max(levels.error, declared.error ?? 0),
      warning: Math.max(levels.warning, declared.warning ?? 0),
      note: Math.max(levels.note, declared.note ?? 0),
      ...(hasSeverities ? { severities: { ...severities } } : {}),
      ...(hasSeverities && weighsUnrated ? { unrated } : {}),
      toolErrors,
      ...(unit === undefined ? {} : { unit }),
      aside,
      findings: shelves.flat().slice(0, MOST_SHOWN),
      emptyIsAmbiguous,
    }),
  };
}

function issueOf(level: Level, { path, line, rule, message }: Told, severity?: Severity): FoundIssue {
  return {
    level,
    ...(severity === undefined ? {} : { severity }),
    ...(isText(path) ? { path } : {}),
    ...(isCount(line) && line > 0 ? { line } : {}),
    ...(isText(rule) ? { rule } : {}),
    message: isText(message) ? unsaid(message.slice(0, LONGEST_READ)).slice(0, LONGEST_MESSAGE) : '',
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
