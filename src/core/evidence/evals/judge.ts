/** How evaluations stand against limits: only a whole run, in which something was asserted, passes. */
import { type EvalsEvidence, MOST_SHOWN } from '../evidence.ts';
import type { Judged } from '../format.ts';
import { isAtLeast } from '../performance/tolerance.ts';
import { judgeScore } from './judge-score.ts';
import { error, type Opinion } from './opinion.ts';
import { emptyOf, type Rate, rateOf, wilsonLower } from './rate.ts';
import { type EvalTool, type Scale, scoreOf, shareOf } from './scored.ts';
import { floored } from './shown.ts';

export interface EvalLimits {
  /** Percent of all cases, those that broke included. */
  readonly passRate?: number;
  readonly minCases?: number;
  readonly maxErrors?: number;
  readonly maxFailures?: number;
  /** The least of each named score: a share (0.85 is 85 %) for scales of shares, the tool's own number for `raw`. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** The score that `min` is about. */
  readonly score?: string;
  /** As in `metrics`. */
  readonly min?: number;
  /** What the scores that are named are: 0 to 1, 0 to 100, or anything else. Needed where the tool does not define it; never guessed from the numbers. */
  readonly scale?: Scale;
  /** Whether the lower bound of Wilson's interval must reach `passRate`, instead of the rate itself. */
  readonly wilson?: boolean;
}

/**
 * `error` for a run that is not whole, that asserted nothing, or that has fewer than `minCases` cases; then `fail` when any limit is crossed; else `error`
 * when a limit cannot be held against the report or there is none; else `pass`. `value` and `threshold` are of the first limit crossed, else of the first.
 */
export function judgeEvals(evidence: EvalsEvidence, limits: EvalLimits, tool: EvalTool): Judged {
  const unusable = unusableBecause(evidence, limits);
  if (unusable !== undefined) return judged(evidence, [error(unusable)]);
  const opinions = [...rates(evidence, limits, tool), ...counts(evidence, limits), ...scores(evidence, limits, tool)];
  const none = 'No limit is set for these evaluations: write pass_rate, max_failures, metrics, or score with min.';
  return judged(evidence, opinions.length > 0 ? opinions : [error(none)]);
}

function unusableBecause(evidence: EvalsEvidence, { minCases, score }: EvalLimits): string | undefined {
  const { total, completed, passed = 0, asserted } = evidence;
  if (total === 0) return 'No case was evaluated.';
  if (total !== undefined && completed !== undefined && completed < total)
    return `Only ${completed} of ${total} cases were completed: the run is partial, and its scores are of a part. Run it to its end.`;
  if (asserted === 0 && passed > 0)
    return `${cases(passed)} passed, but none of them asserts anything, and such a case always passes. Give each an assertion.`;
  if (minCases === undefined) return undefined;
  const n =
    (score === undefined ? undefined : shareOf(evidence, score)?.n) ?? (total === undefined ? undefined : total - emptyOf(evidence));
  if (n === undefined) return `The report does not say how many cases there were; min_cases asks for ${minCases}.`;
  return n < minCases ? `${cases(n)} evaluated; at least ${minCases} needed: ${minCases - n} more.` : undefined;
}

const cases = (n: number): string => `${n} ${n === 1 ? 'case' : 'cases'}`;

function rates(evidence: EvalsEvidence, { passRate, wilson = false }: EvalLimits, tool: EvalTool): readonly Opinion[] {
  if (passRate === undefined) return wilson ? [error('wilson needs a pass_rate: it is a bound of that rate.')] : [];
  const rate = rateOf(evidence, tool);
  if (rate === undefined) return [error(`A ${evidence.format} report counts no passes: name a score and its min instead of pass_rate.`)];
  if (!wilson) return [atLeast(rate, passRate)];
  return rate.n === undefined
    ? [error('The report does not say how many cases there were, so wilson has nothing to reckon with.')]
    : [surely({ ...rate, n: rate.n }, passRate)];
}

function atLeast({ rate, n, passed, empty }: Rate, passRate: number): Opinion {
  const holds = isAtLeast(rate * 100, passRate);
  const of = n === undefined ? '' : passed === undefined ? ` (${cases(n)})` : ` (${passed} of ${n})`;
  const missing =
    n === undefined || passed === undefined ? `${floored(passRate - rate * 100)} points` : `${cases(missingCases(passed, n, passRate))}`;
  const needed = `${floored(passRate)} % needed${holds ? '' : `: ${missing} more`}`;
  return {
    outcome: holds ? 'pass' : 'fail',
    sentence: `${floored(rate * 100)} % passed${of}; ${needed}${left(empty)}`,
    value: rate * 100,
    threshold: passRate,
    unit: '%',
  };
}

const left = (empty: number): string => (empty === 0 ? '' : ` (${cases(empty)} without an assertion left out)`);

const missingCases = (passed: number, n: number, passRate: number): number => Math.max(1, Math.ceil((passRate * n) / 100 - passed - 1e-9));

function surely({ rate, n, empty }: Rate & { readonly n: number }, passRate: number): Opinion {
  const bound = wilsonLower(rate, n) * 100;
  const holds = isAtLeast(bound, passRate);
  const sentence = `${floored(rate * 100)} % of ${cases(n)} passed, which proves at least ${floored(bound)} %; ${floored(passRate)} % needed${holds ? '' : ': evaluate more cases, or pass more'}${left(empty)}`;
  return { outcome: holds ? 'pass' : 'fail', sentence, value: bound, threshold: passRate, unit: '%' };
}

function counts({ errors, failed, format }: EvalsEvidence, { maxErrors, maxFailures }: EvalLimits): readonly Opinion[] {
  return [...atMost({ n: errors, what: 'error', format }, maxErrors), ...atMost({ n: failed, what: 'failure', format }, maxFailures)];
}

interface Counted {
  readonly n: number | undefined;
  readonly what: 'error' | 'failure';
  readonly format: string;
}

function atMost({ n, what, format }: Counted, max: number | undefined): readonly Opinion[] {
  if (max === undefined) return [];
  if (n === undefined) return [error(`A ${format} report does not count ${what}s, so max_${what}s cannot be held against it.`)];
  const holds = n <= max;
  return [
    {
      outcome: holds ? 'pass' : 'fail',
      sentence: `${n} ${what}${n === 1 ? '' : 's'}; at most ${max} allowed${holds ? '' : `: ${n - max} too many`}`,
      value: n,
      threshold: max,
      unit: `${what}s`,
    },
  ];
}

function scores(evidence: EvalsEvidence, { metrics = {}, score, min, scale }: EvalLimits, tool: EvalTool): readonly Opinion[] {
  const wanted = Object.entries(metrics).map(([name, least]) => judgeScore(evidence, { name, least, scale }, tool));
  if (score === undefined) return min === undefined ? wanted : [...wanted, error('min needs the score it is about: write score.')];
  if (min === undefined)
    return [
      ...wanted,
      error(`No limit is set for ${score}${scoreOf(evidence, score) === undefined ? '' : ` (${scoreOf(evidence, score)})`}: write min.`),
    ];
  return [...wanted, judgeScore(evidence, { name: score, least: min, scale }, tool)];
}

const RANK = ['fail', 'error', 'pass'] as const;

function judged(evidence: EvalsEvidence, opinions: readonly Opinion[]): Judged {
  const outcome = RANK.find((rank) => opinions.some((one) => one.outcome === rank)) ?? 'error';
  const first = opinions.find((one) => one.outcome === outcome);
  const wrong = opinions.filter((one) => one.outcome !== 'pass');
  const said = [...wrong].sort((left, right) => RANK.indexOf(left.outcome) - RANK.indexOf(right.outcome));
  const { total, passed, failed, errors, asserted, completed } = evidence;
  const counted = Object.entries({ total, passed, failed, errors, asserted, completed });
  return {
    outcome,
    summary: (said.length > 0 ? said : opinions).map(({ sentence }) => sentence).join('; '),
    value: first?.value ?? null,
    threshold: first?.threshold ?? null,
    unit: first?.unit ?? null,
    ...(first !== opinions[0] && { first: { value: opinions[0]?.value ?? null } }),
    counts: Object.fromEntries(counted.flatMap(([name, n]) => (n === undefined ? [] : [[name, n]]))),
    findings: outcome === 'pass' ? [] : evidence.failures.slice(0, MOST_SHOWN),
  };
}
