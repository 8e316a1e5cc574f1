import * as z from 'zod';
import { promotionsPage } from '../../../core/views/pages/promotions.ts';
import {
  before,
  cursorOf,
  environment,
  fromStart,
  person,
  placeOf,
  positionOf,
  repository,
  search,
  since,
  status,
  subject,
  toEnd,
  until,
} from '../query.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

const ROWS = 50;
/** Promotions are counted up to here. */
const COUNTED = 1_000;

export const promotions = defineView({
  name: 'promotions',
  path: '/promotions',
  summary: 'Promotions, the newest first.',
  isOfOne: false,
  query: z.object({ repository, subject, from: environment, to: environment, status, person, since, until, search, before }),
  load: async ({ reading, now }, { before: end, ...asked }) => {
    const filter = {
      ...asked,
      repository: placeOf(asked.repository),
      status: asked.status && [asked.status],
      since: fromStart(asked.since),
      until: toEnd(asked.until),
    };
    const [{ rows, next }, count] = await Promise.all([
      reading.promotions(filter, { limit: ROWS, before: positionOf(end) }),
      reading.count(filter, COUNTED),
    ]);
    return { rows, count, asked, next: next && cursorOf(next), isFirst: end === undefined, now };
  },
  page: promotionsPage,
  answers: answers.promotions,
  json: ({ rows, count, next }) => ({ promotions: rows, count: count.count, more: count.more, next: next ?? null }),
});
