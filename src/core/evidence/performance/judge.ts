/** How measured numbers stand against limits: those of the config, and those the tool judged itself. */
import type { Result } from '../../result.ts';
import { type MetricsEvidence, MOST_SHOWN } from '../evidence.ts';
import type { Judged } from '../format.ts';
import { compare } from './compare.ts';
import { type Checked, check } from './demand.ts';
import type { Dialect, Direction } from './dialect.ts';
import { parseRequirement } from './require.ts';

export interface MetricLimit {
  /** In the tool's own unit: 0.01 for 1 % of a rate. */
  readonly min?: number;
  readonly max?: number;
  /** For a comparison, where the tool does not say it. */
  readonly direction?: Direction;
}

export interface MetricLimits {
  /** `http_req_duration p(95) < 300ms`, `http_req_failed rate < 1%` */
  readonly require?: readonly string[];
  /** By name as in `values`, or with the statistic after a space. */
  readonly metrics?: Readonly<Record<string, MetricLimit>>;
  /** The same report of an earlier run, to compare with: all metrics named in `metrics`, else those a tool is about. */
  readonly baseline?: MetricsEvidence;
  /** Percent of the baseline. */
  readonly maxIncrease?: number;
  readonly maxDecrease?: number;
}

/**
 * `fail` when any limit is crossed, of the config's or of the tool's own; else `error` when a limit cannot be held against the report, when there
 * is none at all, or when the numbers prove nothing; else `pass`. `value` and `threshold` are those of the first limit that is crossed, else of the first.
 */
export function judgeMetrics(evidence: MetricsEvidence, limits: MetricLimits, dialect: Dialect): Judged {
  const results = [...required(evidence, limits, dialect), ...bounded(evidence, limits, dialect), ...compared(evidence, limits, dialect)];
  const checked = results.flatMap((result) => (result.ok ? [result.value] : []));
  const refusals = results.flatMap((result) => (result.ok ? [] : [result.error]));
  const crossed = Object.entries(evidence.kept).flatMap(([name, isKept]) => (isKept ? [] : [name]));
  const standing: Standing = { checked, refusals: refusals.length > 0 ? refusals : lacks({ evidence, dialect, checked }), crossed };
  return judged(evidence, standing);
}

interface Standing {
  readonly checked: readonly Checked[];
  readonly refusals: readonly string[];
  /** Names of the tool's own limits. */
  readonly crossed: readonly string[];
}

type Results = readonly Result<Checked, string>[];

const required = (evidence: MetricsEvidence, { require = [] }: MetricLimits, dialect: Dialect): Results =>
  require.map((text) => {
    const wanted = parseRequirement(text);
    return wanted.ok ? check(evidence, dialect, wanted.value) : wanted;
  });

const bounded = (evidence: MetricsEvidence, { metrics = {} }: MetricLimits, dialect: Dialect): Results =>
  Object.entries(metrics).flatMap(([name, { min, max }]) => [
    ...(max === undefined ? [] : [check(evidence, dialect, { name, operator: '<=', limit: max, unit: undefined })]),
    ...(min === undefined ? [] : [check(evidence, dialect, { name, operator: '>=', limit: min, unit: undefined })]),
  ]);

function compared(
  evidence: MetricsEvidence,
  { metrics = {}, baseline, maxIncrease, maxDecrease }: MetricLimits,
  dialect: Dialect,
): Results {
  if (baseline === undefined) {
    const isAsked = maxIncrease !== undefined || maxDecrease !== undefined;
    return isAsked ? [{ ok: false, error: 'There is no earlier report to compare with.' }] : [];
  }
  const named = Object.entries(metrics).map(([name, { direction }]) => ({ name, direction }));
  return compare(evidence, dialect, { baseline, maxIncrease, maxDecrease, named });
}

/** Why no crossed limit is no pass. */
function lacks({
  evidence,
  dialect,
  checked,
}: {
  readonly evidence: MetricsEvidence;
  readonly dialect: Dialect;
  readonly checked: readonly Checked[];
}): readonly string[] {
  if (checked.length === 0 && Object.keys(evidence.kept).length === 0) {
    const example = Object.keys(evidence.values)[0];
    return [
      `No limit is set, and the report holds none itself. Write one under require${example === undefined ? '' : `, of a metric such as ${example}`}.`,
    ];
  }
  const doubt = dialect.doubt(evidence);
  return doubt === undefined ? [] : [`Nothing can be concluded from this run: ${doubt}.`];
}

function judged(evidence: MetricsEvidence, standing: Standing): Judged {
  const { checked, refusals, crossed } = standing;
  const broken = checked.filter(({ holds }) => !holds);
  const outcome = broken.length + crossed.length > 0 ? 'fail' : refusals.length > 0 ? 'error' : 'pass';
  const first = broken[0] ?? (crossed.length > 0 ? undefined : checked[0]);
  const thresholds = Object.keys(evidence.kept).length;
  const own = thresholds === 0 ? NOTHING : { value: crossed.length, limit: 0, unit: 'crossed' };
  const { value, limit, unit } = first ?? own;
  const compared = checked[0] ?? own;
  return {
    outcome,
    summary: summaryOf(evidence, standing),
    value,
    threshold: limit,
    unit,
    ...(compared !== (first ?? own) && { first: { value: compared.value } }),
    counts: { limits: checked.length, crossed: broken.length, thresholds, failed_thresholds: crossed.length },
    findings: [
      ...broken.map(({ name, sentence }) => ({ name, message: sentence })),
      ...crossed.map((name) => ({ name, message: `The tool itself found this limit crossed: ${name}` })),
      ...refusals.map((message) => ({ message })),
    ].slice(0, MOST_SHOWN),
  };
}

const NOTHING = { value: null, limit: null, unit: null };
const MOST_SAID = 3;

/** What is wrong comes first; what holds is said only when nothing is wrong. */
function summaryOf({ kept }: MetricsEvidence, { checked, refusals, crossed }: Standing): string {
  const broken = checked.filter(({ holds }) => !holds).map(({ sentence }) => sentence);
  const own = Object.keys(kept).length;
  const ofTool = crossed.length === 0 ? [] : [`${crossed.length} of ${own} limits of the tool crossed: ${enumerated(crossed, ', ')}`];
  const wrong = [...broken, ...ofTool, ...refusals];
  if (wrong.length > 0) return enumerated(wrong, '; ');
  const held = own === 0 ? [] : [own === 1 ? 'the limit of the tool kept' : `all ${own} limits of the tool kept`];
  return enumerated([...checked.map(({ sentence }) => sentence), ...held], '; ');
}

function enumerated(parts: readonly string[], separator: string): string {
  const more = parts.length - MOST_SAID;
  return `${parts.slice(0, MOST_SAID).join(separator)}${more > 0 ? `${separator}and ${more} more` : ''}`;
}
