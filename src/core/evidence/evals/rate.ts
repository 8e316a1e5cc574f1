/** The share of cases that passed, and how sure one may be of it. */
import type { EvalsEvidence } from '../evidence.ts';
import type { EvalTool } from './scored.ts';
import { scoreOf, shareOf } from './scored.ts';

export interface Rate {
  /** 0 to 1. */
  readonly rate: number;
  /** Cases, those that broke included; undefined where the report does not count them. */
  readonly n: number | undefined;
  /** Cases that passed, where they are counted one by one. */
  readonly passed: number | undefined;
  /** Passed without asserting anything, and left out on both sides. */
  readonly empty: number;
}

/** How many cases passed without asserting anything. */
export const emptyOf = ({ passed = 0, failed = 0, asserted }: EvalsEvidence): number =>
  asserted === undefined ? 0 : Math.min(passed, Math.max(0, passed + failed - asserted));

/** Cases that broke count as not passed. Tools that count no passes say the share as a score; of several the lowest counts. */
export function rateOf(evidence: EvalsEvidence, tool: EvalTool): Rate | undefined {
  const { total, passed } = evidence;
  if (total !== undefined && passed !== undefined) {
    const empty = emptyOf(evidence);
    const n = total - empty;
    return n > 0 ? { rate: (passed - empty) / n, n, passed: passed - empty, empty } : undefined;
  }
  const rates = Object.keys(evidence.scores)
    .filter(tool.isPassRate)
    .map((name) => ofAll(evidence, name));
  return rates.reduce<Rate | undefined>((lowest, one) => (lowest === undefined || one.rate < lowest.rate ? one : lowest), undefined);
}

/** What was not scored counts as 0. */
function ofAll(evidence: EvalsEvidence, name: string): Rate {
  const score = scoreOf(evidence, name) ?? Number.NaN;
  const share = shareOf(evidence, name);
  const n = share?.of ?? evidence.total;
  return { rate: share === undefined || share.of === 0 ? score : (score * share.n) / share.of, n, passed: undefined, empty: 0 };
}

/** 1.96 standard deviations: 95 of 100 such intervals hold the true rate. */
const Z = 1.959963984540054;

/** Lower bound of Wilson's score interval: 9 of 10 prove 0.596, 90 of 100 prove 0.826. */
export function wilsonLower(rate: number, n: number): number {
  const spread = Z * Math.sqrt((rate * (1 - rate)) / n + Z ** 2 / (4 * n ** 2));
  return Math.max(0, (rate + Z ** 2 / (2 * n) - spread) / (1 + Z ** 2 / n));
}
