/** Deliveries in any order, lost, doubled and replayed: the end is the same, and everything happens once. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { lostDeliveries } from '../../src/app/lost.ts';
import { listDeliveries, redeliver } from '../../src/github/deliveries.ts';
import { EVENTS } from '../../src/github/events.ts';
import { createProbot } from '../../src/github/octokit.ts';
import type { Delivery } from '../../src/sandbox/index.ts';
import { nothingTwice, settlesBySweeps, standingOf } from '../harness/ends.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, SECRETS, type Story } from '../harness/story.ts';
import { keepTaleLaws, says, TALES, type Tale, tell, theIssue } from '../harness/tales.ts';
import { kindsOf, lastDelivery } from './told.ts';

const opens: Tale = TALES['an issue is opened where no label exists'] ?? [];
const approved: Tale = TALES['one of two approves'] ?? [];

/** What people do before the bot hears of any of it, how many deliveries that makes, and how it ends. */
const SCENES: Readonly<
  Record<string, { readonly before: Tale; readonly atOnce: Tale; readonly deliveries: number; readonly ends: string }>
> = {
  'opened, and approved before anything was announced': {
    before: [],
    atOnce: [...opens, says('bob', '/approve'), says('carol', '/approve')],
    deliveries: 4,
    ends: 'AWAITING_APPROVAL',
  },
  'both approve, and others speak': {
    before: opens,
    atOnce: [says('bob', '/approve'), says('eve', '/why'), says('carol', '/approve')],
    deliveries: 3,
    ends: 'PROMOTED',
  },
  'the last approval, a question, and a no after all': {
    before: approved,
    atOnce: [says('carol', '/approve'), says('eve', '/why'), says('carol', '/reject on second thoughts')],
    deliveries: 3,
    ends: 'REJECTED',
  },
  'rejected, reworded, approved and closed': {
    before: approved,
    atOnce: [
      says('carol', '/reject slow'),
      (world) => world.as('alice').edits(theIssue(world), `${theIssue(world).body}\n\nmore`),
      says('carol', '/approve'),
      (world) => world.as('eve').closes(theIssue(world)),
    ],
    deliveries: 4,
    ends: 'CANCELLED',
  },
  'an approval that its author takes back': {
    before: opens,
    atOnce: [
      says('bob', '/approve'),
      (world) => world.as('bob').deletes(theIssue(world).comments.findLast(({ author }) => author?.login === 'bob') ?? theIssue(world)),
      says('carol', '/approve'),
    ],
    deliveries: 3,
    ends: 'AWAITING_APPROVAL',
  },
};

const scenes = Object.entries(SCENES);

/** A story up to the moment when these deliveries wait; GitHub's own order. */
async function waiting({ before, atOnce, deliveries }: (typeof SCENES)[string]): Promise<{ s: Story; queue: Delivery[] }> {
  const s = await tell(before);
  for (const deed of atOnce) deed(s.world);
  const queue = s.world.hooks.queue.splice(0).filter(({ event }) => EVENTS.some((one) => one === event));
  expect(queue).toHaveLength(deliveries);
  return { s, queue };
}

/** What is heard of before it is there, or after it is gone, fails and is sent again. */
async function hears(s: Story, deliveries: readonly Delivery[]): Promise<void> {
  s.world.hooks.queue.push(...deliveries);
  await settlesBySweeps(s);
}

/** What is left when everything comes once, in order. */
async function calmEnd(scene: (typeof SCENES)[string]) {
  const { s, queue } = await waiting(scene);
  await hears(s, queue);
  expect(standingOf(s).issues.map(({ status }) => status)).toEqual([scene.ends]);
  return standingOf(s);
}

const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2 ? [all] : all.flatMap((first, n) => permutations(all.toSpliced(n, 1)).map((rest) => [first, ...rest]));

test.each(scenes)('attack 61: %s, in every order', async (_title, scene) => {
  const end = await calmEnd(scene);
  const orders = permutations(Array.from({ length: scene.deliveries }, (_, n) => n));
  for (const order of orders) {
    const { s, queue } = await waiting(scene);
    await hears(
      s,
      order.flatMap((n) => queue[n] ?? []),
    );
    expect({ order, end: standingOf(s) }).toEqual({ order, end });
    nothingTwice(s);
  }
});

/** What a server does every few minutes: asks GitHub what failed, and has it sent again. Answers how many were. */
async function sweeps(s: Story): Promise<number> {
  s.world.clock.advance(60);
  const log = pino({ level: 'silent' });
  const probot = createProbot({
    appId: s.world.app.id,
    privateKey: SECRETS.privateKey,
    secret: SECRETS.webhook,
    log,
    fetch: s.world.fetch,
  });
  const app = await probot.auth();
  const attempts = await listDeliveries(app, '2026-11-20T00:00:00Z');
  const lost = lostDeliveries(attempts, { stored: new Set(), events: EVENTS, now: s.world.clock.now() });
  for (const id of lost) await redeliver(app, id);
  await s.settles().catch(() => {});
  return lost.length;
}

test.each(scenes)('attack 61: %s, each lost once and found by a sweep', async (_title, scene) => {
  const end = await calmEnd(scene);
  for (let n = 0; n < scene.deliveries; n += 1) {
    const { s, queue } = await waiting(scene);
    s.world.hooks.queue.push(...queue.splice(n, 1));
    await s.world.deliver(() => Promise.reject(new Error('nobody is there')));
    s.world.hooks.queue.push(...queue);
    await s.settles().catch(() => {});
    expect(await sweeps(s)).toBeGreaterThan(0);
    // Whatever the bot had to refuse in that minute is asked for once more.
    expect(await sweeps(s)).toBeLessThan(2);
    expect(await sweeps(s)).toBe(0);
    expect({ n, end: standingOf(s) }).toEqual({ n, end });
    nothingTwice(s);
    await keepTaleLaws(s);
  }
});

test.each(scenes)('attack 61: %s, each twice, one after the other and at the same time', async (_title, scene) => {
  const end = await calmEnd(scene);
  for (let n = 0; n < scene.deliveries; n += 1)
    for (const atOnce of [false, true]) {
      const { s, queue } = await waiting(scene);
      const doubled = queue.toSpliced(n, 0, ...queue.slice(n, n + 1));
      s.world.hooks.queue.push(...doubled);
      if (atOnce) await s.settlesAtOnce().catch(() => {});
      await settlesBySweeps(s);
      expect({ n, atOnce, end: standingOf(s) }).toEqual({ n, atOnce, end });
      nothingTwice(s);
    }
});

/** One approval is heard, whatever came how often: this many looks and writes. */
async function approvedOnce(tellOf: (delivery: Delivery) => readonly Delivery[]): Promise<readonly string[]> {
  const s = await tell(opens);
  says('bob', '/approve')(s.world);
  const [delivery] = s.world.hooks.queue.splice(0);
  if (!delivery) throw new Error('nothing was sent');
  const before = s.requests().length;
  s.world.hooks.queue.push(...tellOf(delivery));
  await s.settlesAtOnce();
  expect(kindsOf(s, theIssue(s.world))).toEqual(['requested', 'round_opened', 'approved']);
  const asked = s.asked(before);
  nothingTwice(s);
  await keepTaleLaws(s);
  return asked;
}

const copies = (delivery: Delivery): readonly Delivery[] => Array.from({ length: 50 }, () => delivery);
const underOtherGuids = (delivery: Delivery): readonly Delivery[] =>
  copies(delivery).map((one, n) => ({ ...one, guid: `${one.guid.slice(0, -2)}${String(n).padStart(2, '0')}` }));

test.each([
  ['the same delivery fifty times', copies],
  ['the same body under fifty GUIDs', underOtherGuids],
])('attack 58: %s at the same moment has one effect, and costs one look and one write', async (_what, tellOf) => {
  expect(await approvedOnce(tellOf)).toEqual(['query See', 'mutation updateIssueComment addComment']);
});

test('attack 58: a body that was captured long ago changes nothing, under its own GUID and under others', async () => {
  const s = await tell(TALES['the last approval promotes'] ?? []);
  const old = [lastDelivery(s, 'issue_comment', 'created'), lastDelivery(s, 'issues', 'opened')];
  const end = standingOf(s);
  const before = s.requests().length;
  s.world.clock.advance(30 * 86_400);
  s.world.hooks.queue.push(...old.flatMap((one) => underOtherGuids(one).slice(0, 10)), ...old);
  await s.settles();
  expect(standingOf(s)).toEqual(end);
  expect(new Set(s.asked(before))).toEqual(new Set(['query See']));
  expect(promotionOf(s, theIssue(s.world))?.status).toBe('PROMOTED');
  expect(s.world.repository(REPO).issues).toHaveLength(1);
});
