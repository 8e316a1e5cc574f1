/** Several reports as one: what a job of many parts found together. */
import { ok } from '../../result.ts';
import type { FindingsEvidence, FoundIssue, Level, Severity } from '../evidence.ts';
import { MOST_SHOWN } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { Read } from '../format.ts';
import { LEVELS, SEVERITIES, sum } from './words.ts';

/**
 * Sums counts. Files are counted only when every part counts them, severities only when every part that found something knows them: what one part
 * does not say is not known of the whole. Errors: `empty` for no parts.
 */
export function mergeFindings(parts: readonly FindingsEvidence[]): Read<FindingsEvidence> {
  const [first, ...others] = parts;
  if (first === undefined) return unreadable('empty', 'There is no report to judge: check the path, and that the tool ran.');
  if (others.length === 0) return ok(first);
  const total = (count: (part: FindingsEvidence) => number): number => sum(parts.map(count));
  const knowsFiles = parts.every(({ unit }) => unit !== undefined);
  const severities = severitiesOf(parts);
  const unrated = parts.flatMap((part) => part.unrated ?? []);
  const ofLevel = (level: Level): number => sum(unrated.map((one) => one[level]));
  return ok({
    kind: 'findings',
    format: [...new Set(parts.map(({ format }) => format))].join(', '),
    error: total(({ error }) => error),
    warning: total(({ warning }) => warning),
    note: total(({ note }) => note),
    ...(severities === undefined ? {} : { severities }),
    ...(unrated.length === 0 ? {} : { unrated: { error: ofLevel('error'), warning: ofLevel('warning'), note: ofLevel('note') } }),
    toolErrors: total(({ toolErrors }) => toolErrors),
    ...(knowsFiles ? { unit: total(({ unit = 0 }) => unit) } : {}),
    aside: total(({ aside }) => aside),
    findings: worstFirst(parts),
    emptyIsAmbiguous: parts.some(({ emptyIsAmbiguous }) => emptyIsAmbiguous),
  });
}

function severitiesOf(parts: readonly FindingsEvidence[]): Readonly<Record<Severity, number>> | undefined {
  const found = parts.filter(({ error, warning, note }) => error + warning + note > 0);
  const knowing = parts.flatMap(({ severities }) => severities ?? []);
  if (knowing.length === 0 || found.some(({ severities }) => severities === undefined)) return undefined;
  const total = (severity: Severity): number => sum(knowing.map((one) => one[severity]));
  return { critical: total('critical'), high: total('high'), medium: total('medium'), low: total('low') };
}

/** What tools could not do stays before everything; those of one rank stay in the order of the parts. */
function worstFirst(parts: readonly FindingsEvidence[]): readonly FoundIssue[] {
  const rank = ({ level, severity }: FoundIssue): number =>
    Math.min(LEVELS.indexOf(level) + 1, severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity));
  const couldNot = parts.flatMap(({ findings, toolErrors }) => findings.slice(0, toolErrors));
  const found = parts.flatMap(({ findings, toolErrors }) => findings.slice(toolErrors)).sort((one, other) => rank(one) - rank(other));
  return [...couldNot, ...found].slice(0, MOST_SHOWN);
}
