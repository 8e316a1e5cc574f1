import * as z from 'zod';
import { promotionPage } from '../../../core/views/pages/promotion.ts';
import type { Question } from '../house.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

/** Environments of one subject. */
const MOST = 100;

/** Which one the path names; undefined for what is the name of none. */
function placeIn({ params: { owner = '', name = '', number = '' } }: Question) {
  return /^[1-9]\d{0,8}$/.test(number) ? { owner, name, number: Number(number) } : undefined;
}

export const promotion = defineView({
  name: 'promotion',
  path: '/promotions/:owner/:name/:number',
  summary: 'One promotion with everything that happened.',
  isOfOne: true,
  query: z.object({}),
  load: async (asked: Question) => {
    const { reading, now } = asked;
    const place = placeIn(asked);
    const found = place && (await reading.promotion(place));
    if (!found) return undefined;
    const { repository, subject } = found.promotion;
    const { rows } = await reading.matrix({ repository, subject }, { limit: MOST });
    const arrivals = await reading.arrivals(rows);
    const running = rows.map((row, i) => ({ ...row, from: arrivals[i]?.from ?? null, watchedUntil: arrivals[i]?.watchedUntil ?? null }));
    return { ...found, running, now };
  },
  page: promotionPage,
  answers: answers.promotion,
  json: ({ promotion: row, entries, running }) => ({
    promotion: row,
    entries: entries.map(({ entry, ...rest }) => ({ ...rest, entry: JSON.parse(entry) as unknown })),
    running,
  }),
});
