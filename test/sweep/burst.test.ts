/**
 * Everybody approves at once, on one installation: nobody's word is lost, every panel is right in the end, GitHub's limits are kept, and all is
 * done about as fast as they allow. 500 promotions and GitHub's own limits under `npm run sweep`, fewer of both without it; the clock is the sandbox's.
 */
import { afterEach, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { GITHUB_LIMITS } from '../../src/sandbox/limits.ts';
import type { Database } from '../../src/store/database.ts';
import { crowdRules } from '../harness/crowd.ts';
import { databases } from '../harness/databases.ts';
import { nothingTwice } from '../harness/ends.ts';
import { promotionOf } from '../harness/laws.ts';
import { Plant } from '../harness/plant.ts';
import { form, REPO } from '../harness/story.ts';
import { isLong } from './stories.ts';

const { open } = databases();
let plant: Plant | undefined;
afterEach(async () => {
  await plant?.ends();
});

const COUNT = isLong ? 500 : 60;
const LIMITS = isLong ? GITHUB_LIMITS : { ...GITHUB_LIMITS, contentPerMinute: 20 };
const PER_MINUTE = LIMITS.contentPerMinute;
/** Seconds: as many as a minute allows at once, as many a minute later, and so on. */
const IDEAL = 60 * Math.floor((COUNT - 1) / PER_MINUTE);
const ENDLESS = { perMinute: 1e9, perHour: 1e9, points: 1e9 };
const STEP = 5;

/** So many promotions that wait for their first approval, opened without any limit. */
async function crowd(database: Database): Promise<Sandbox> {
  const opening = await Plant.start(database, { config: crowdRules(COUNT), limits: ENDLESS });
  const { world } = opening;
  for (let n = 0; n < COUNT; n += 1)
    world.as('alice').opens(REPO, { title: `Promote service-${n}`, body: form({ subject: `service-${n}` }), labels: ['promotion'] });
  await opening.settles();
  await opening.ends();
  expect(opening.issues().filter((issue) => promotionOf(opening, issue)?.status !== 'AWAITING_APPROVAL')).toEqual([]);
  return world;
}

const isTold = (panel: string): boolean => panel.includes('**Heard, and not lost.**');

test(`${COUNT} approvals of ${COUNT} promotions at once`, async () => {
  const database = await open('PostgreSQL');
  const world = await crowd(database);
  plant = await Plant.start(database, { world, replicas: 2, limits: { perMinute: PER_MINUTE, perHour: LIMITS.contentPerHour } });
  const p = plant;
  world.clock.advance(7_200);
  world.limits.on = LIMITS;
  const before = world.requests.length;
  for (const issue of p.issues()) world.as('bob').comments(issue, '/approve');
  await p.settles();
  const late = p.issues().filter((issue) => promotionOf(p, issue)?.approvals.length === 0);
  expect(late).toHaveLength(COUNT - PER_MINUTE);
  let told = 0;
  let elapsed = 0;
  for (; (await p.waiting()) > 0 && elapsed < IDEAL * 2; elapsed += STEP) {
    told = Math.max(told, late.filter((issue) => isTold(p.panel(issue))).length);
    await p.steps(STEP);
  }
  const asked = world.requests.slice(before);
  const looks = asked.filter(({ graphql }) => graphql?.operation === 'query').length;
  process.stderr.write(
    `${COUNT} approvals in ${elapsed} s, the limits allow ${IDEAL} s; ${asked.length} requests, ${looks} of them looks; ${told} panels said that it takes longer than a minute\n`,
  );
  for (const issue of p.issues()) {
    expect(promotionOf(p, issue)?.approvals.map(({ by }) => by.login)).toEqual(['bob']);
    expect(p.panel(issue)).toContain('Waiting for 1 approval');
    expect(isTold(p.panel(issue))).toBe(false);
  }
  expect(elapsed).toBeLessThanOrEqual(IDEAL * 1.1 + STEP);
  // Those of the second minute wait no longer than one.
  expect(told).toBe(COUNT - 2 * PER_MINUTE);
  expect(world.limits.violations).toEqual([]);
  expect(await p.unseen()).toEqual([]);
  nothingTwice(p);
}, 600_000);
