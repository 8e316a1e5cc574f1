import * as z from 'zod/mini';
import { isAtLeast } from '../evidence/performance/tolerance.ts';
import { ok, type Result } from '../result.ts';
import { say } from './finding.ts';
import type { About, GateFinding } from './gate.ts';
import type { Kind } from './kind.ts';
import { judgeNumber, show } from './limits.ts';
import { fillQuery } from './placeholders.ts';
import { answersOf } from './promql.ts';
import { query } from './sources.ts';
import { duration, inPromql, inWords, oneOf, optional, options, percent } from './values.ts';

const MIN_DATA = 95;

export interface UptimeOptions {
  /** A selector of series that are 1 when up and 0 when down. */
  readonly uptime: string;
  /** Seconds. */
  readonly window: number;
  /** Percent. */
  readonly min: number;
  /** Percent of the window that there must be data for. */
  readonly min_data?: number | undefined;
  /** `worst`: each series for itself, and the worst one counts; else there must be just one. */
  readonly series?: 'one' | 'worst' | undefined;
}

/** The mean over the window, and for how many of its minutes there is a value: 100 % of two days are not seven. */
function queries({ uptime: written, window, series }: UptimeOptions, about: About): readonly Result<string, string>[] {
  const selector = fillQuery(written, about);
  if (!selector.ok) return [selector];
  const range = inPromql(window);
  const least = (inner: string): string => (series === 'worst' ? `min(${inner})` : inner);
  return [ok(least(`avg_over_time(${selector.value}[${range}])`)), ok(least(`count_over_time(${selector.value}[${range}:1m])`))];
}

function judgeUptime({ window, min, min_data: wanted = MIN_DATA }: UptimeOptions, share: number, minutes: number): GateFinding {
  const data = Math.min(100, (minutes / (window / 60)) * 100);
  const value = share * 100;
  const samples = `${Math.round(minutes)} of ${Math.round(window / 60)} minutes have data`;
  if (share < 0 || share > 1)
    return say('error', `the series is ${show(share)} on average, and must be 1 when up and 0 when down; name another selector`, {
      value: null,
    });
  if (!isAtLeast(data, wanted))
    return say(
      'error',
      `${show(value)} % over ${show(data)} % of ${inWords(window)} (${samples}); data for ${show(wanted)} % of it are needed`,
    );
  const judged = judgeNumber({ value, unit: '%', what: '' }, { min: { at: min, inPercent: false } });
  return { ...judged, summary: `${judged.summary} over ${inWords(window)} (${samples})`, counts: { minutes: Math.round(minutes) } };
}

export const uptime: Kind<UptimeOptions> = {
  kind: 'uptime',
  title: 'The share of a window for which a series was up, with data for nearly all of it',
  options: () =>
    options({
      uptime: query,
      window: duration(),
      min: percent,
      min_data: optional(percent),
      series: optional(oneOf(['one', 'worst'])),
    }).check(z.refine(({ window }) => window % 60 === 0, { error: 'bad_window', path: ['window'] })),
  compares: ['previous'],
  section: 'prometheus',
  needs: (own, about) => queries(own, about).flatMap((asked) => (asked.ok ? [{ kind: 'prometheus', query: asked.value }] : [])),
  judge: (own, ask, about) => answersOf(queries(own, about), ask, ([share = Number.NaN, minutes = 0]) => judgeUptime(own, share, minutes)),
};
