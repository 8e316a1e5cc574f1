/** LangSmith `GET /sessions/{id}`: an experiment with the averages of its feedback. */
import type { EvalsEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isCount, isNumber, isObject, objectAt, valueAt, wrongValue } from '../json.ts';
import { type EvalTool, evals, type Share } from './scored.ts';

export const format: JsonFormat<EvalsEvidence> = {
  name: 'langsmith',
  title: 'LangSmith session',
  of: 'json',
  isOne: (document) => isObject(document) && 'feedback_stats' in document && 'run_count' in document,
  read,
};

function read(document: unknown): Read<EvalsEvidence> {
  const total = valueAt(document, 'run_count');
  if (!isCount(total)) return wrongValue('run_count', total, 'a count');
  if (total === 0) return unreadable('incomplete', 'This session has no run: check its id, and that the experiment has begun.');
  const rate = valueAt(document, 'error_rate') ?? 0;
  if (!isNumber(rate) || rate < 0 || rate > 1) return wrongValue('error_rate', rate, 'a share from 0 to 1');
  const scores: (readonly [string, number])[] = [];
  const shares: (readonly [string, Share])[] = [];
  for (const [key, stats] of Object.entries(objectAt(document, 'feedback_stats'))) {
    const [n, average] = [valueAt(stats, 'n'), valueAt(stats, 'avg') ?? null];
    if (!isCount(n)) return wrongValue(`feedback_stats.${key}.n`, n, 'a count');
    // Feedback of categories has no average.
    if (average === null || n === 0) continue;
    if (!isNumber(average)) return wrongValue(`feedback_stats.${key}.avg`, average, 'a number');
    scores.push([key, average]);
    shares.push([key, { n, of: Math.max(n, total) }]);
  }
  if (scores.length === 0) return unreadable('incomplete', 'This session has no feedback yet: wait until its evaluators are done.');
  return evals('langsmith', {
    total,
    errors: Math.round(rate * total),
    scores: Object.fromEntries(scores),
    shares: Object.fromEntries(shares),
  });
}

/** What a feedback key means, whoever gives the feedback decides. */
export const langsmith: EvalTool = { formats: [format], scaleOf: () => undefined, isPassRate: () => false };
