import * as z from 'zod';
import { everyWeek } from '../../../core/metrics.ts';
import { metricsPage } from '../../../core/views/pages/metrics.ts';
import { instantOf } from '../house.ts';
import { environment, fromStart, placeOf, repository, since, subject, toEnd, until } from '../query.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

const DAY = 86_400_000;
/** Twelve weeks, this one included. */
const USUAL = 77 * DAY;
/** Weeks that are shown at most. */
const MOST = 53 * 7 * DAY;

export const metrics = defineView({
  name: 'metrics',
  path: '/metrics',
  summary: 'Lead time, wait for approval, success and rollback rate and arrivals, week by week.',
  isOfOne: false,
  query: z
    .object({ repository, subject, to: environment, since, until })
    .refine(({ since: from, until: to }) => !from || !to || Date.parse(to) - Date.parse(from) <= MOST, 'At most a year is shown at once.'),
  load: async ({ reading, now }, asked) => {
    const end = toEnd(asked.until) ?? now;
    const earliest = instantOf(Date.parse(end) - MOST);
    const wanted = fromStart(asked.since) ?? instantOf(Date.parse(end) - USUAL);
    const [, begin = wanted] = [earliest, wanted].toSorted();
    const weeks = await reading.metrics({
      repository: placeOf(asked.repository),
      subject: asked.subject,
      to: asked.to,
      since: begin,
      until: end,
    });
    return { weeks: everyWeek(weeks, begin, end), asked };
  },
  // Loaded with the first chart: not every server shows one.
  page: async (model) => metricsPage(model, (await import('../charts.ts')).drawChart),
  answers: answers.metrics,
  json: ({ weeks }) => ({ weeks }),
});
