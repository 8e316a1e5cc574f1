/** Limits on the numbers of a report: sentences (`http_req_duration p(95) < 300ms`), or least and most by name. */
import * as z from 'zod/mini';
import type { MetricLimit } from '../evidence/performance/judge.ts';
import { parseRequirement } from '../evidence/performance/require.ts';
import { listOf, mapOf, oneOf, optional, options, plain, words } from './values.ts';

export const requirements = () =>
  listOf(
    words(300).check(
      z.superRefine((text, context) => {
        const read = parseRequirement(text);
        if (!read.ok) context.addIssue({ code: 'custom', message: 'bad_requirement' });
      }),
    ),
  );

/** `{ total-blocking-time: { max: 200 } }` */
export const metricLimits = () =>
  mapOf(
    options({ min: optional(plain), max: optional(plain), direction: optional(oneOf(['smaller', 'bigger'])) }).check(
      z.refine(({ min, max, direction }) => (min ?? max ?? direction) !== undefined, {
        error: 'missing_limit',
        params: { allowed: ['min', 'max', 'direction'] },
      }),
    ),
  );

export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly direction?: 'smaller' | 'bigger' | undefined;
}

/** Without the keys that are not there: absent and undefined are not the same to whoever judges. */
export const given = (metrics: Readonly<Record<string, Bounds>>): Readonly<Record<string, MetricLimit>> =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, { min, max, direction }]) => [
      name,
      { ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...(direction && { direction }) },
    ]),
  );
