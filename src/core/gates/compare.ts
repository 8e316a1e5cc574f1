/** `compare`: a value held against what it was, or against another one of its kind. */
import * as z from 'zod/mini';
import { isAtMost } from '../evidence/performance/tolerance.ts';
import type { GateFinding, Measured } from './gate.ts';
import { AGAINST, type Against } from './kind.ts';
import { show } from './limits.ts';
import { path, query } from './sources.ts';
import { type Change, change, duration, oneOf, optional, options, turned } from './values.ts';

const shape = options({
  with: optional(oneOf(AGAINST)),
  file: optional(path),
  query: optional(query),
  offset: optional(duration()),
  max_increase: optional(change),
  max_drop: optional(change),
});

export interface Compare {
  readonly against: Against;
  readonly file: string | undefined;
  readonly query: string | undefined;
  /** Seconds. */
  readonly offset: number | undefined;
  readonly increase: Change | undefined;
  readonly drop: Change | undefined;
}

/** With exactly one thing, in at least one direction. */
export const compare = turned(
  shape.check(
    z.superRefine((written, context) => {
      const named = AGAINST.filter((one) => one !== 'previous' && written[one] !== undefined);
      const told = new Set([...named, ...(written.with === undefined ? [] : [written.with])]);
      if (told.size !== 1 || (written.with !== undefined && written.with !== 'previous' && named.length === 0))
        context.addIssue({ code: 'custom', message: 'bad_compare', params: { facts: { named: [...told].join(', ') } } });
      if (written.max_increase === undefined && written.max_drop === undefined)
        context.addIssue({ code: 'custom', message: 'missing_limit', params: { allowed: ['max_increase', 'max_drop'] } });
    }),
  ),
  ({ with: by, file, query: asked, offset, max_increase: increase, max_drop: drop }): Compare => {
    const against = AGAINST.find((one) => one !== 'previous' && { file, query: asked, offset }[one] !== undefined);
    return { against: against ?? by ?? 'previous', file, query: asked, offset, increase, drop };
  },
);

/** What a value is held against. */
export interface Base {
  readonly value: number;
  /** `1.3.2`, `1 day before`. */
  readonly name: string;
}

interface Step {
  readonly word: 'increase' | 'drop';
  readonly change: Change;
}

const stepsOf = ({ increase, drop }: Pick<Compare, 'increase' | 'drop'>): readonly Step[] => [
  ...(increase ? [{ word: 'increase', change: increase } as const] : []),
  ...(drop ? [{ word: 'drop', change: drop } as const] : []),
];

const PERCENT: string | null = '%';

/**
 * The finding with the comparison in it; only what has a value is compared. In gates whose unit is %, `2%` means two points, elsewhere two
 * hundredths of what the value is compared with.
 */
export function heldAgainst(finding: GateFinding, base: Base, written: Pick<Compare, 'increase' | 'drop'>): GateFinding {
  const { value, unit } = finding;
  if (value === null || finding.outcome === 'error' || finding.outcome === 'pending') return finding;
  const inPoints = unit === PERCENT;
  const said = stepsOf(written).map((step) => judgeStep(value, base, step, inPoints));
  const isWorse = said.some(({ kept }) => !kept);
  const own = finding.threshold === null ? (said.find(({ kept }) => !kept) ?? said[0]) : undefined;
  return {
    ...finding,
    outcome: isWorse ? 'fail' : finding.outcome,
    summary: `${finding.summary}; ${base.name} had ${show(base.value, 4)}${unit === null ? '' : ` ${unit}`}: ${said.map(({ words }) => words).join(', ')}`,
    threshold: own?.limit ?? finding.threshold,
  };
}

interface Stepped {
  readonly kept: boolean;
  readonly words: string;
  /** The value that would just do. */
  readonly limit: number;
}

function judgeStep(value: number, base: Base, { word, change: { by, isShare } }: Step, inPoints: boolean): Stepped {
  const moved = (value - base.value) * (word === 'increase' ? 1 : -1);
  const inShare = isShare && !inPoints;
  const allowed = inShare ? by * Math.abs(base.value) : isShare ? by * 100 : by;
  const sign = word === 'increase' ? 1 : -1;
  const unit = inPoints ? ' points' : inShare ? ' %' : '';
  const scale = inShare ? 100 / Math.abs(base.value) : 1;
  // A share of nothing is no number: then any movement counts.
  const far = inShare && base.value === 0 ? (moved === 0 ? '0 %' : 'from 0') : `${signed(moved * sign * scale)}${unit}`;
  const most = `at most ${word === 'increase' ? '+' : '-'}${show(isShare ? by * 100 : by, 4)}${unit}`;
  return { kept: isAtMost(moved, allowed), words: `${far}, ${most} allowed`, limit: base.value + sign * allowed };
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${show(Math.abs(value))}`;

/** Nothing to compare with is said, and holds nobody up: a first promotion would never come to be one. */
export function withPrevious(
  finding: GateFinding,
  previous: Measured | undefined,
  written: Pick<Compare, 'increase' | 'drop'>,
): GateFinding {
  if (finding.value === null || finding.outcome === 'error' || finding.outcome === 'pending') return finding;
  if (previous === undefined) return { ...finding, summary: `${finding.summary}; first promotion, nothing to compare with yet` };
  if (previous.value === null)
    return { ...finding, summary: `${finding.summary}; ${previous.version} did not measure this, so there is nothing to compare with yet` };
  return heldAgainst(finding, { value: previous.value, name: previous.version }, written);
}

/** Against something measured now: what is told is the change itself, where the gate has no limit of its own. */
export function asChange(finding: GateFinding, base: Base, written: Pick<Compare, 'increase' | 'drop'>): GateFinding {
  const held = heldAgainst(finding, base, written);
  const [step] = stepsOf(written);
  if (finding.value === null || finding.threshold !== null || base.value === 0 || !step?.change.isShare || finding.unit === PERCENT)
    return held;
  const sign = step.word === 'increase' ? 1 : -1;
  const value = ((finding.value - base.value) / Math.abs(base.value)) * 100;
  return { ...held, value, threshold: sign * step.change.by * 100, unit: '% change' };
}
