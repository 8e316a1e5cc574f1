import * as z from 'zod/mini';
import { EVALS } from '../evidence/evals/index.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { format, path } from './sources.ts';
import { flag, type Limit, limit, mapOf, oneOf, optional, options, percent, plain, whole, words } from './values.ts';

const SCALES = ['fraction', 'percent', 'raw'] as const;

export interface EvalsOptions {
  readonly evals: string;
  readonly format?: string | undefined;
  /** Percent. */
  readonly pass_rate?: number | undefined;
  readonly min_cases?: number | undefined;
  readonly max_errors?: number | undefined;
  readonly max_failures?: number | undefined;
  /** The least of each named metric; `85%` is 0.85. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** The score that `min` is about. */
  readonly score?: string | undefined;
  readonly min?: Limit | undefined;
  /** What the tool's numbers mean, where it does not say so itself. */
  readonly scale?: (typeof SCALES)[number] | undefined;
  /** Whether the lower bound of the interval counts, instead of the rate itself. */
  readonly wilson?: boolean | undefined;
}

export const evals: Kind<EvalsOptions> = {
  kind: 'evals',
  title: 'Evaluations of an AI agent pass often enough, over enough cases',
  options: () =>
    options({
      evals: path,
      format: optional(format),
      pass_rate: optional(percent),
      min_cases: optional(whole(1)),
      max_errors: optional(whole()),
      max_failures: optional(whole()),
      metrics: optional(mapOf(plain)),
      score: optional(words(200)),
      min: optional(limit),
      scale: optional(oneOf(SCALES)),
      wilson: optional(flag),
    }).check(
      z.superRefine(({ score, min }, context) => {
        if (score !== undefined && min === undefined) context.addIssue({ code: 'custom', message: 'missing_key', path: ['min'] });
        if (score === undefined && min !== undefined) context.addIssue({ code: 'custom', message: 'missing_key', path: ['score'] });
      }),
    ),
  limits: ['pass_rate', 'max_failures', 'metrics', 'min'],
  compares: ['previous', 'file'],
  ages: true,
  ...reader<EvalsOptions, 'evals'>({
    of: 'evals',
    glob: (own) => own.evals,
    format: (own) => own.format,
    judge: (evidence, { pass_rate: passRate, min_cases: minCases, max_errors: maxErrors, max_failures: maxFailures, ...own }) => {
      const { metrics, score, min, scale, wilson } = own;
      const isCompared = [passRate, maxFailures, metrics, min].every((one) => one === undefined);
      const judged = EVALS.judge(evidence, {
        // Without a limit of its own the rate is only compared: any rate will do here.
        ...((passRate !== undefined || isCompared) && { passRate: passRate ?? 0 }),
        ...(minCases !== undefined && { minCases }),
        ...(maxErrors !== undefined && { maxErrors }),
        ...(maxFailures !== undefined && { maxFailures }),
        ...(metrics && { metrics }),
        ...(score !== undefined && { score }),
        ...(min && { min: min.at }),
        ...(scale && { scale }),
        ...(wilson !== undefined && { wilson }),
      });
      return isCompared ? { ...judged, threshold: null } : judged;
    },
  }),
};
