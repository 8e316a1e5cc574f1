import { PERFORMANCE } from '../evidence/performance/index.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { type Bounds, given, metricLimits, requirements } from './requirement.ts';
import { format, path } from './sources.ts';
import { oneOf, optional, options, percent } from './values.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo', 'pwa'] as const;

export interface LighthouseOptions {
  readonly lighthouse: string;
  readonly format?: string | undefined;
  /** The category `min` is about; performance when left out. */
  readonly category?: (typeof CATEGORIES)[number] | undefined;
  /** Percent: scores go from 0 to 100 for people, from 0 to 1 in reports. */
  readonly min?: number | undefined;
  readonly metrics?: Readonly<Record<string, Bounds>> | undefined;
  readonly require?: readonly string[] | undefined;
}

export const lighthouse: Kind<LighthouseOptions> = {
  kind: 'lighthouse',
  title: 'A page has its score, and kept its limits',
  options: () =>
    options({
      lighthouse: path,
      format: optional(format),
      category: optional(oneOf(CATEGORIES)),
      min: optional(percent),
      metrics: optional(metricLimits()),
      require: optional(requirements()),
    }),
  compares: ['previous', 'file'],
  ages: true,
  ...reader<LighthouseOptions, 'metrics'>({
    of: 'metrics',
    glob: (own) => own.lighthouse,
    format: (own) => own.format,
    judge: (evidence, { category = 'performance', min, metrics = {}, require }) => {
      const limits = { ...given(metrics), ...(min !== undefined && { [category]: { min: min / 100 } }) };
      return PERFORMANCE.judge(evidence, { ...(require && { require }), ...(Object.keys(limits).length > 0 && { metrics: limits }) });
    },
  }),
};
