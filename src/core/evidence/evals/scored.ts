/** What evaluations say beyond the normal form: over how many cases a score was taken, and how the tool defines it. */
import { ok } from '../../result.ts';
import type { EvalsEvidence, FailedTest } from '../evidence.ts';
import type { Format, Read } from '../format.ts';
import { isNumber, type JsonObject, wrongValue } from '../json.ts';

/** `fraction` is 0 to 1, `percent` 0 to 100, `raw` anything else: 1 to 5, a cost. */
export type Scale = 'fraction' | 'percent' | 'raw';

/** Cases, or weights of cases. */
export interface Share {
  readonly n: number;
  /** Those it should have been taken over: with the ones that broke. */
  readonly of: number;
}

export interface ScoredEvals extends EvalsEvidence {
  readonly shares?: Readonly<Record<string, Share>>;
}

/** One tool: how its reports are read, and what its scores are by its own definition. */
export interface EvalTool {
  readonly formats: readonly Format<EvalsEvidence>[];
  /** Undefined where the tool leaves the scale to whoever scores. */
  readonly scaleOf: (score: string, evidence: EvalsEvidence) => Scale | undefined;
  /** Scores that are the share of cases that passed, for tools that count no passes. */
  readonly isPassRate: (score: string) => boolean;
}

export const shareOf = ({ shares }: ScoredEvals, score: string): Share | undefined =>
  shares !== undefined && Object.hasOwn(shares, score) ? shares[score] : undefined;

export const scoreOf = ({ scores }: EvalsEvidence, name: string): number | undefined =>
  Object.hasOwn(scores, name) ? scores[name] : undefined;

/** Scores of an object; `null` is one that could not be computed and is left out, anything but a number is `malformed`. */
export function readScores(
  object: JsonObject,
  place: string,
): ReturnType<typeof wrongValue> | { readonly ok: true; readonly value: Readonly<Record<string, number>> } {
  const wrong = Object.entries(object).find(([, value]) => value !== null && !isNumber(value));
  if (wrong !== undefined) return wrongValue(`${place}.${wrong[0]}`, wrong[1], 'a number');
  return ok(Object.fromEntries(Object.entries(object).flatMap(([name, value]) => (isNumber(value) ? [[name, value]] : []))));
}

/** Numbers of one score put together. */
export interface Mean {
  sum: number;
  n: number;
  of: number;
}

/** Means by name, with how many were missing. */
export function meansOf(means: ReadonlyMap<string, Mean>): Pick<ScoredEvals, 'scores' | 'shares'> {
  const taken = [...means].filter(([, { n }]) => n > 0);
  return {
    scores: Object.fromEntries(taken.map(([name, { sum, n }]) => [name, sum / n])),
    shares: Object.fromEntries(taken.map(([name, { n, of }]) => [name, { n, of }])),
  };
}

export function meanAt(means: Map<string, Mean>, name: string): Mean {
  const known = means.get(name) ?? { sum: 0, n: 0, of: 0 };
  means.set(name, known);
  return known;
}

export const evals = (
  format: string,
  found: Omit<ScoredEvals, 'kind' | 'format' | 'failures'> & { readonly failures?: readonly FailedTest[] },
): Read<ScoredEvals> => ok({ kind: 'evals', format, failures: [], ...found });
