/** GitHub's limits are met, and kept from then on: nothing is sent while GitHub asks to wait, and nothing is lost or done twice by it. */
import { expect, test } from '@jest/globals';
import { GITHUB_LIMITS, type LimitSettings } from '../../src/sandbox/index.ts';
import { nothingTwice, SWEEP, settlesBySweeps, standingOf } from '../harness/ends.ts';
import { ledgerOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, Story } from '../harness/story.ts';
import { keepTaleLaws, says, TALES, type Tale, tell } from '../harness/tales.ts';

/** Tells a tale in a world with these limits, to a bot whose waiting takes time. */
async function tellLimited(tale: Tale, settings: Partial<LimitSettings>): Promise<Story> {
  const s = new Story({ waits: true });
  s.world.limits.on = { ...GITHUB_LIMITS, ...settings };
  for (const step of tale) {
    step(s.world);
    await settlesBySweeps(s);
  }
  s.world.limits.on = undefined;
  return s;
}

const PROMOTED: Tale = TALES['the last approval promotes'] ?? [];

/** How a secondary limit refuses: by status, with or without `retry-after`. */
const WAYS = [
  { graphqlStatus: 403, saysWhen: true },
  { graphqlStatus: 200, saysWhen: true },
  { graphqlStatus: 403, saysWhen: false },
  { graphqlStatus: 200, saysWhen: false },
] as const;

const LIMITS: Readonly<Record<string, Partial<LimitSettings>>> = {
  'three comments a minute': { contentPerMinute: 3 },
  'three comments an hour': { contentPerHour: 3 },
  'eleven points a minute': { pointsPerMinute: { core: 11, graphql: 11 } },
};

test.each(Object.entries(LIMITS).flatMap(([name, limit]) => WAYS.map((way) => [name, { ...limit, ...way }] as const)))(
  'attack 65: with %s, told as %j, the promotion ends as without, and no request leaves while GitHub asks to wait',
  async (_name, settings) => {
    const s = await tellLimited(PROMOTED, settings);
    const { refusals, violations } = s.world.limits;
    expect(refusals).toBeGreaterThan(0);
    expect(violations).toEqual([]);
    expect(standingOf(s)).toEqual(standingOf(await tell(PROMOTED)));
    nothingTwice(s);
    await keepTaleLaws(s);
  },
);

test('attack 65: a used-up hour is waited out to its end, whatever comes meanwhile, and then everything is heard', async () => {
  const s = await tellLimited(PROMOTED, { hourly: 4 });
  const { refusals, violations } = s.world.limits;
  // One of GraphQL, and its error came with status 200; sweeps tried more often than that.
  expect(refusals).toBe(1);
  expect(s.requests().filter(({ status }) => status === 403)).toEqual([]);
  expect(violations).toEqual([]);
  expect(s.log.filter((line) => line.includes('"failed"') || line.includes('was not carried out')).length).toBeGreaterThan(1);
  expect(Date.parse(s.world.clock.now()) - Date.parse('2026-11-20T11:00:00Z')).toBeLessThanOrEqual(2 * SWEEP * 1000);
  expect(standingOf(s)).toEqual(standingOf(await tell(PROMOTED)));
  nothingTwice(s);
  await keepTaleLaws(s);
});

test.each(WAYS)('attack 65: refused as %j, a write whose answer was lost before is not doubled', async (way) => {
  const s = new Story({ waits: true });
  for (const step of PROMOTED.slice(0, 1)) step(s.world);
  await s.settles();
  s.world.clock.advance(120);
  says('bob', '/approve')(s.world);
  // The answer to bob's approval is lost; the look for it, sent again, meets a limit.
  s.world.limits.on = { ...GITHUB_LIMITS, pointsPerMinute: { core: 900, graphql: 6 }, ...way };
  s.world.faults.push({ match: ({ graphql }) => graphql?.operation === 'mutation', answer: 'drop answer' });
  await settlesBySweeps(s);
  says('carol', '/approve')(s.world);
  await settlesBySweeps(s);
  expect(s.world.limits.refusals).toBeGreaterThan(0);
  expect(s.world.limits.violations).toEqual([]);
  s.world.limits.on = undefined;
  expect(standingOf(s)).toEqual(standingOf(await tell(PROMOTED)));
  nothingTwice(s);
  await keepTaleLaws(s);
});

const MANY = 45;
const SUBJECTS = Array.from({ length: MANY }, (_, n) => `  part-${n}: { kind: component }\n`).join('');

test('attack 65: many promotions opened at once are written within what GitHub allows, without being refused once', async () => {
  const s = new Story({ waits: true, config: `${CONFIG}${SUBJECTS}` });
  await s.opens('alice');
  s.world.clock.advance(3_600);
  s.world.limits.on = GITHUB_LIMITS;
  const before = s.requests().length;
  for (let n = 0; n < MANY; n += 1)
    s.world.as('alice').opens(REPO, { title: 'Promote', body: form({ subject: `part-${n}` }), labels: ['promotion'] });
  const started = Date.parse(s.world.clock.now());
  await s.settlesAtOnce();
  const minutes = (Date.parse(s.world.clock.now()) - started) / 60_000;
  const content = s.requests(before).reduce((sum, { createsContent }) => sum + createsContent, 0);
  expect(content).toBe(2 * MANY);
  expect(s.world.limits).toMatchObject({ refusals: 0, violations: [] });
  expect(minutes).toBe(1);
  for (const issue of s.issues()) expect(ledgerOf(s, issue).entries.map(({ kind }) => kind)).toEqual(['requested', 'round_opened']);
  nothingTwice(s);
});
