/** The whole bot on its store: promotions live, replicas share the work, and bad days end well. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { nothingTwice } from '../harness/ends.ts';
import { promotionOf } from '../harness/laws.ts';
import { Plant, type PlantSetting } from '../harness/plant.ts';
import { clear } from '../harness/stage.ts';
import { CONFIG, form, REPO } from '../harness/story.ts';

const { open } = databases();

/** Nothing is completed from Friday noon to Sunday midnight. */
const FROZEN = CONFIG.replace(
  '  development: { aliases: [dev] }\n',
  "  development:\n    aliases: [dev]\n    freeze: [{ rrule: 'FREQ=WEEKLY;BYDAY=FR', from: '12:00', for: 60h, timezone: Europe/Berlin }]\n",
);

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  let plant: Plant | undefined;
  beforeAll(async () => {
    database = await open(engine);
  });
  afterEach(async () => {
    await plant?.ends();
    plant = undefined;
    await clear(database);
  });
  const starts = async (setting: PlantSetting = {}): Promise<Plant> => {
    plant = await Plant.start(database, setting);
    return plant;
  };
  const opens = (p: Plant, to = 'staging') =>
    p.world.as('alice').opens(REPO, { title: 'Promote', body: form({ to }), labels: ['promotion'] });

  test('a promotion lives, and its row in the index says where it stands', async () => {
    const p = await starts();
    const issue = opens(p);
    await p.settles();
    for (const login of ['bob', 'carol']) p.world.as(login).comments(issue, '/approve');
    await p.settles();
    expect(promotionOf(p, issue)).toMatchObject({ status: 'PROMOTED' });
    const { rows } = await database.pool.query('select number, status, entries from promotion_index.promotion');
    expect(rows).toEqual([{ number: 1, status: 'PROMOTED', entries: 6 }]);
    expect(await p.unseen()).toEqual([]);
    nothingTwice(p);
  });

  test('attack 64: a replica that knows nothing of what another wrote does not write it again, however late GitHub shows it', async () => {
    const p = await starts({ replicas: 2 });
    const issue = opens(p);
    await p.settles();
    p.world.clock.advance(60);
    p.world.lags(3);
    p.world.as('bob').comments(issue, '/approve');
    p.world.clock.advance(3);
    // What bob said is shown now, and what the bot answers will not be for three seconds.
    await p.settles();
    for (const said of ['nice', 'really']) {
      p.world.as('eve').comments(issue, said);
      await p.settles();
    }
    await p.passes(180);
    p.world.lags(0);
    await p.settles();
    expect(await p.unseen()).toEqual([]);
    expect(promotionOf(p, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', approvals: [{ by: { login: 'bob' } }] });
    nothingTwice(p);
  });

  test('attack 61: a delivery that never arrived is found, and asked for again', async () => {
    const p = await starts();
    const issue = opens(p);
    await p.settles();
    p.world.as('bob').comments(issue, '/approve');
    // Nobody answers at the door.
    await p.world.deliver(() => Promise.reject(new Error('away')));
    await p.passes(120);
    await p.recovers();
    expect(promotionOf(p, issue)).toMatchObject({ approvals: [{ by: { login: 'bob' } }] });
    nothingTwice(p);
  });

  test('a promotion that waits for people costs no request', async () => {
    const p = await starts();
    opens(p);
    await p.settles();
    const before = p.world.requests.length;
    await p.passes(3_600);
    expect(p.world.requests.slice(before).filter(({ path }) => !path.startsWith('/app/hook/deliveries'))).toEqual([]);
  });

  test('what opens by time alone is looked at when its moment comes, whichever server then runs', async () => {
    const p = await starts({ config: FROZEN });
    // 20 November 2026 is a Friday.
    await p.steps(7_200);
    const issue = opens(p, 'development');
    await p.settles();
    expect(promotionOf(p, issue)).toMatchObject({ status: 'PENDING', phase: 'queued' });
    await p.ends();
    plant = await Plant.start(database, { world: p.world });
    const before = plant.world.requests.length;
    await plant.steps(2 * 86_400);
    await plant.passes(60);
    expect(plant.world.requests.slice(before).filter(({ path }) => path.endsWith('/graphql'))).toEqual([]);
    await plant.steps(12 * 3_600);
    await plant.passes(60);
    expect(promotionOf(plant, issue)).toMatchObject({ status: 'PROMOTED' });
    nothingTwice(plant);
  });

  test('a server that has just started knows the bot, and does not look at what that did', async () => {
    const p = await starts();
    opens(p);
    await p.settles();
    p.world.as('bob').comments(p.issues()[0] ?? opens(p), '/approve');
    await p.hears();
    await p.ends();
    // What the bot wrote last is told to the next server.
    expect(p.world.hooks.queue.length).toBeGreaterThan(0);
    plant = await Plant.start(database, { world: p.world });
    expect(plant.log.filter((line) => line.includes('"handled"'))).toEqual([]);
  });

  test('attack 66: GitHub answers nothing for 96 hours, then comes back: everything converges, nothing twice', async () => {
    const p = await starts({ replicas: 2 });
    const [first, second] = [opens(p), opens(p, 'development')];
    await p.settles();
    const third = opens(p);
    p.world.breaks({ calls: 'dropped', webhooks: 'lost' });
    // Its last delivery is accepted, and whoever looks finds nobody there.
    await p.hears();
    p.world.as('bob').comments(first, '/approve');
    await p.settles();
    expect(await p.unseen()).not.toEqual([]);
    for (let hour = 0; hour < 96; hour += 8) await p.steps(8 * 3_600);
    p.world.as('carol').comments(first, '/approve');
    p.world.recovers();
    await p.recovers();
    await p.steps(8 * 3_600);
    expect([first, second, third].map((issue) => promotionOf(p, issue)?.status)).toEqual(['PROMOTED', 'PROMOTED', 'AWAITING_APPROVAL']);
    expect(await p.unseen()).toEqual([]);
    expect(p.issues().map((issue) => p.labels(issue).filter((label) => label.startsWith('status:')))).toEqual([
      ['status:promoted'],
      ['status:promoted'],
      ['status:awaiting-approval'],
    ]);
    nothingTwice(p);
  });
});
