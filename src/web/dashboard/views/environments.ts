import * as z from 'zod';
import { environmentsPage } from '../../../core/views/pages/environments.ts';
import { after, cellOf, nextCell, placeOf, repository, subject } from '../query.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

/** Cells on a page. */
const CELLS = 90;

export const environments = defineView({
  name: 'environments',
  path: '/environments',
  summary: 'Which version runs where: subjects by environments.',
  isOfOne: false,
  query: z.object({ repository, subject, after }),
  load: async ({ reading, now }, query) => {
    const asked = { repository: placeOf(query.repository), subject: query.subject };
    const { rows, next } = await reading.matrix(asked, { limit: CELLS, after: cellOf(query.after) });
    const arrivals = await reading.arrivals(rows);
    const cells = rows.map((row, i) => ({ ...row, from: arrivals[i]?.from ?? null, watchedUntil: arrivals[i]?.watchedUntil ?? null }));
    const filter = { repository: query.repository, subject: query.subject };
    return { cells, filter, next: next && nextCell(next), isFirst: query.after === undefined, now };
  },
  page: environmentsPage,
  answers: answers.environments,
  json: ({ cells, next }) => ({ versions: cells, next: next ?? null }),
});
