import * as z from 'zod';
import type { Drift } from '../../../app/dashboard.ts';
import type { CurrentVersion } from '../../../core/index-rows.ts';
import { environmentsPage } from '../../../core/views/pages/environments.ts';
import { orUnknown } from '../access.ts';
import type { Asked, Question } from '../house.ts';
import { after, cellOf, nextCell, placeOf, repository, subject } from '../query.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

/** Repositories whose drift is asked of GitHub, one request each a minute. */
const ASKED = 30;

/** By the id of each repository; of one that GitHub does not tell about, and where nobody is signed in, nothing is known. */
async function driftsIn(rows: readonly CurrentVersion[], question: Question | Asked): Promise<ReadonlyMap<number, readonly Drift[]>> {
  if (!('session' in question)) return new Map();
  const { session, house } = question;
  const places = [...new Map(rows.map(({ repository: one }) => [one.id, one])).values()].slice(0, ASKED);
  const found = await Promise.all(places.map(async (place) => [place.id, await orUnknown(house.access.drifts(session, place))] as const));
  return new Map(found.flatMap(([id, drifts]) => (drifts ? [[id, drifts] as const] : [])));
}

/** Cells on a page. */
const CELLS = 90;

export const environments = defineView({
  name: 'environments',
  path: '/environments',
  summary: 'Which version runs where: subjects by environments.',
  isOfOne: false,
  query: z.object({ repository, subject, after }),
  load: async (question: Question, query) => {
    const { reading, now } = question;
    const asked = { repository: placeOf(query.repository), subject: query.subject };
    const { rows, next } = await reading.matrix(asked, { limit: CELLS, after: cellOf(query.after) });
    const arrivals = await reading.arrivals(rows);
    const drifts = await driftsIn(rows, question);
    const cells = rows.map((row, i) => ({
      ...row,
      from: arrivals[i]?.from ?? null,
      watchedUntil: arrivals[i]?.watchedUntil ?? null,
      drift: drifts.get(row.repository.id)?.filter(({ environment }) => environment === row.environment) ?? null,
    }));
    const filter = { repository: query.repository, subject: query.subject };
    return { cells, filter, next: next && nextCell(next), isFirst: query.after === undefined, now };
  },
  page: environmentsPage,
  answers: answers.environments,
  json: ({ cells, next }) => ({ versions: cells, next: next ?? null }),
});
