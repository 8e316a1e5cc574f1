import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { WholePromotion } from '../../../app/dashboard.ts';
import type { Config } from '../../../core/config.ts';
import { fold } from '../../../core/fold.ts';
import type { Instant } from '../../../core/promotion.ts';
import { promotionReport } from '../../../core/promotion-report.ts';
import type { Report } from '../../../core/report-document.ts';
import { entryIn, promotionPage } from '../../../core/views/pages/promotion.ts';
import { orUnknown } from '../access.ts';
import type { Asked, Question } from '../house.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

/** As on the issue, but for the version before: that is a question to other ledgers. */
function reportIn({ promotion: { repository, number }, entries }: WholePromotion, config: Config, at: Instant): Report | undefined {
  const known = entries.map(entryIn);
  if (known.includes(undefined)) return undefined;
  const told = known.flatMap((entry) => entry ?? []);
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const seen = { at, repo: repository, issue: { url: `${repository.url}/issues/${number}` } };
  return promotionReport(fold(told), told, { seen, config: { config, problems: [] }, digest, others: [], records: [] });
}

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
  load: async (asked: Question | Asked) => {
    const { reading, now } = asked;
    const place = placeIn(asked);
    const found = place && (await reading.promotion(place));
    if (!found) return undefined;
    const { repository, subject } = found.promotion;
    const { rows } = await reading.matrix({ repository, subject }, { limit: MOST });
    const arrivals = await reading.arrivals(rows);
    const running = rows.map((row, i) => ({ ...row, from: arrivals[i]?.from ?? null, watchedUntil: arrivals[i]?.watchedUntil ?? null }));
    const config = 'session' in asked ? await orUnknown(asked.house.access.rules(asked.session, repository)) : undefined;
    return { ...found, running, report: config && reportIn(found, config, now), now };
  },
  page: promotionPage,
  answers: answers.promotion,
  json: ({ promotion: row, entries, running, report }) => ({
    promotion: row,
    entries: entries.map(({ entry, ...rest }) => ({ ...rest, entry: JSON.parse(entry) as unknown })),
    running,
    report: report ?? null,
  }),
});
