import * as z from 'zod/mini';
import { PERFORMANCE } from '../evidence/performance/index.ts';
import { error, evidenceIn, from, unknown } from './finding.ts';
import type { About, Ask, GateFinding, Need } from './gate.ts';
import type { Kind } from './kind.ts';
import { fillPath } from './placeholders.ts';
import { type Bounds, given, metricLimits, requirements } from './requirement.ts';
import { format, path } from './sources.ts';
import { type Change, change, optional, options } from './values.ts';

export interface BenchmarkOptions {
  readonly benchmark: string;
  readonly format?: string | undefined;
  /** A report of the same benchmarks to hold them against. */
  readonly baseline?: string | undefined;
  readonly max_increase?: Change | undefined;
  readonly max_drop?: Change | undefined;
  readonly metrics?: Readonly<Record<string, Bounds>> | undefined;
  readonly require?: readonly string[] | undefined;
}

type Report = Extract<Need, { kind: 'report' }>;
const report = (glob: string, { format: forced }: BenchmarkOptions): Report => ({ kind: 'report', glob, of: 'metrics', format: forced });

const isRelative = z.refine<Change>(({ isShare }) => isShare, 'bad_change');

const globsOf = ({ benchmark: glob, baseline }: BenchmarkOptions, about: About) =>
  [glob, ...(baseline === undefined ? [] : [baseline])].map((one) => fillPath(one, about));

function judge(own: BenchmarkOptions, ask: Ask, about: About): GateFinding {
  const [current, base] = globsOf(own, about).map((glob) => read(glob, own, ask));
  if (!current) return error('no report is named');
  if (!current.ok) return current.error;
  if (base && !base.ok) return base.error;
  const { max_increase: increase, max_drop: drop, metrics, require } = own;
  const limits = {
    ...(base && { baseline: base.value.evidence }),
    ...(increase && { maxIncrease: increase.by * 100 }),
    ...(drop && { maxDecrease: drop.by * 100 }),
    ...(metrics && { metrics: given(metrics) }),
    ...(require && { require }),
  };
  return from(PERFORMANCE.judge(current.value.evidence, limits), current.value.sources);
}

function read(glob: ReturnType<typeof fillPath>, own: BenchmarkOptions, ask: Ask) {
  if (!glob.ok) return { ok: false, error: error(glob.error) } as const;
  const answer = ask(report(glob.value, own));
  if (!answer.ok) return { ok: false, error: unknown(answer.error) } as const;
  const evidence = evidenceIn(answer.value, 'metrics');
  return evidence.ok ? ({ ok: true, value: { evidence: evidence.value, sources: answer.value.sources } } as const) : evidence;
}

export const benchmark: Kind<BenchmarkOptions> = {
  kind: 'benchmark',
  title: 'Benchmarks are within their limits, or not worse than a baseline',
  options: () =>
    options({
      benchmark: path,
      format: optional(format),
      baseline: optional(path),
      max_increase: optional(change.check(isRelative)),
      max_drop: optional(change.check(isRelative)),
      metrics: optional(metricLimits()),
      require: optional(requirements()),
    }).check(
      z.superRefine(({ baseline, max_increase: increase, max_drop: drop }, context) => {
        if (baseline !== undefined && !increase && !drop)
          context.addIssue({ code: 'custom', message: 'missing_limit', params: { allowed: ['max_increase', 'max_drop'] } });
        if (baseline === undefined && (increase ?? drop)) context.addIssue({ code: 'custom', message: 'missing_key', path: ['baseline'] });
      }),
    ),
  limits: ['metrics', 'require', 'max_increase', 'max_drop'],
  ages: true,
  needs: (own, about) => globsOf(own, about).flatMap((glob) => (glob.ok ? [report(glob.value, own)] : [])),
  judge,
};
