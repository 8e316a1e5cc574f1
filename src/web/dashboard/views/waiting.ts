import * as z from 'zod';
import type { Config } from '../../../core/config.ts';
import type { PromotionRow } from '../../../core/index-rows.ts';
import { waitingPage } from '../../../core/views/pages/waiting.ts';
import { type MyPart, type Waiting, waitingFor } from '../../../core/waiting.ts';
import { orUnknown } from '../access.ts';
import type { Asked } from '../house.ts';
import { answers } from '../schemas.ts';
import { defineView } from '../view.ts';

/** Promotions that are looked at, the oldest of all. */
const LOOKED_AT = 100;
/** Repositories whose rules are asked of GitHub, one request each a minute. */
const RULES = 30;

async function rulesFor(
  rows: readonly PromotionRow[],
  { house: { access }, session }: Asked,
): Promise<ReadonlyMap<number, Config | undefined>> {
  const places = [...new Map(rows.map(({ repository }) => [repository.id, repository])).values()].slice(0, RULES);
  return new Map(await Promise.all(places.map(async (place) => [place.id, await orUnknown(access.rules(session, place))] as const)));
}

const partOf = (part: MyPart) => ({
  yours: part.kind,
  why: part.kind === 'not mine' ? part.why : null,
  roles: part.kind === 'mine' ? part.roles : [],
});

export const waiting = defineView({
  name: 'waiting',
  path: '/waiting',
  summary: 'What waits for approval, the oldest first, with what is still needed and whether your word would count.',
  isOfOne: false,
  query: z.object({}),
  load: async (asked: Asked) => {
    const { reading, now, session, house } = asked;
    const rows = await reading.waiting(LOOKED_AT);
    const [rules, teams] =
      rows.length === 0
        ? [new Map<number, Config>(), []]
        : await Promise.all([rulesFor(rows, asked), orUnknown(house.access.teams(session))]);
    const list: readonly Waiting[] = rows.map((row) => waitingFor(row, rules.get(row.repository.id), { ...session.viewer, teams }));
    return { waiting: list, more: rows.length === LOOKED_AT, now };
  },
  page: waitingPage,
  answers: answers.waiting,
  json: ({ waiting: list, more }) => ({
    waiting: list.map(({ row, missing, part }) => ({ promotion: row, missing: missing ?? null, ...partOf(part) })),
    more,
  }),
});
