/** Several runs as one: counts are summed, scores weighted with the cases they were taken over. */
import type { EvalsEvidence } from '../evidence.ts';
import { MOST_SHOWN } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { Read } from '../format.ts';
import { evals, type Mean, meanAt, meansOf, type ScoredEvals, scoreOf, shareOf } from './scored.ts';

const COUNTED = ['total', 'completed', 'passed', 'failed', 'errors', 'asserted'] as const;

/** `not_mergeable` for different tools, and for a score of two parts that do not say over how many cases. */
export function mergeEvals(parts: readonly EvalsEvidence[]): Read<EvalsEvidence> {
  const [first] = parts;
  if (first === undefined) return unreadable('empty', 'There is no report to read.');
  const other = parts.find(({ format }) => format !== first.format);
  if (other !== undefined)
    return unreadable('not_mergeable', `Reports of ${first.format} and of ${other.format} score differently: make one gate of each.`);
  const names = [...new Set(parts.flatMap(({ scores }) => Object.keys(scores)))];
  const means = new Map<string, Mean>();
  const alone: Record<string, number> = {};
  for (const name of names) {
    const having = parts.filter((part) => scoreOf(part, name) !== undefined);
    const [only] = having;
    if (having.length === 1 && only !== undefined && shareOf(only, name) === undefined) alone[name] = scoreOf(only, name) ?? Number.NaN;
    else if (!addAll(means, name, having))
      return unreadable(
        'not_mergeable',
        `${name} is in ${having.length} reports that do not say over how many cases, and averages are never averaged. Name one file, or make one gate of each.`,
      );
  }
  const taken = meansOf(means);
  const found: Omit<ScoredEvals, 'kind' | 'format' | 'failures'> = { ...sums(parts), ...taken, scores: { ...alone, ...taken.scores } };
  return evals(first.format, { ...found, failures: parts.flatMap(({ failures }) => failures).slice(0, MOST_SHOWN) });
}

function addAll(means: Map<string, Mean>, name: string, parts: readonly EvalsEvidence[]): boolean {
  for (const part of parts) {
    const share = shareOf(part, name);
    if (share === undefined) return false;
    const mean = meanAt(means, name);
    mean.sum += (scoreOf(part, name) ?? Number.NaN) * share.n;
    mean.n += share.n;
    mean.of += share.of;
  }
  return true;
}

/** What one part does not count, the whole does not; but a part that says nothing of it hides neither missing nor empty cases of another. */
function sums(parts: readonly EvalsEvidence[]): Partial<Record<(typeof COUNTED)[number], number>> {
  const whole = parts.map(({ total, completed = total, passed, failed, asserted = plus(passed, failed), ...part }) => ({
    ...part,
    total,
    completed,
    passed,
    failed,
    asserted,
  }));
  return Object.fromEntries(
    COUNTED.flatMap((name) => {
      const all = whole.flatMap((part) => part[name] ?? []);
      const isSaid = parts.some((part) => part[name] !== undefined);
      return isSaid && all.length === parts.length ? [[name, all.reduce((sum, n) => sum + n, 0)]] : [];
    }),
  );
}

const plus = (passed: number | undefined, failed: number | undefined): number | undefined =>
  passed === undefined || failed === undefined ? undefined : passed + failed;
