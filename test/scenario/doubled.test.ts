/** Webhooks come twice, at the same time, in any order, or not at all: the promotion ends the same. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery, Sandbox } from '../../src/sandbox/index.ts';
import { ledgerOf } from '../harness/laws.ts';
import { form, REPO, Story } from '../harness/story.ts';
import { endOf, keepTaleLaws, says, TALES, type Tale, tell, theIssue } from '../harness/tales.ts';

const tales = Object.entries(TALES);

/** Tells a tale, with what waits for the bot rearranged before it is handed over. */
async function tellRearranged(
  tale: Tale,
  rearrange: (queue: Delivery[]) => void,
  hand: (s: Story) => Promise<void> = (s) => s.settles(),
): Promise<Story> {
  const s = new Story();
  for (const step of tale) {
    step(s.world);
    rearrange(s.world.hooks.queue);
    await hand(s);
  }
  return s;
}

function double(queue: Delivery[]): void {
  queue.push(...queue.splice(0).flatMap((one) => [one, one]));
}

/** Only the last arrives. The label that comes with a form is no news: the opening itself tells of it, so that one has to arrive. */
function loseAllButTheLast(queue: Delivery[]): void {
  queue.splice(0, queue.length, ...queue.filter(({ action }) => action !== 'labeled').slice(-1));
}

test.each(tales)('%s: every delivery twice', async (_title, tale) => {
  const s = await tellRearranged(tale, double);
  expect(endOf(s)).toEqual(endOf(await tell(tale)));
  await keepTaleLaws(s);
});

test.each(tales)('%s: every delivery twice and all at the same time', async (_title, tale) => {
  const s = await tellRearranged(tale, double, (at) => at.settlesAtOnce());
  expect(endOf(s)).toEqual(endOf(await tell(tale)));
  await keepTaleLaws(s);
});

test.each(tales)('%s: all deliveries once more, long after', async (_title, tale) => {
  const s = await tell(tale);
  const end = endOf(s);
  const before = s.requests().length;
  for (const { guid } of [...s.world.hooks.log].reverse()) s.world.redeliver(guid);
  await s.settles();
  expect(endOf(s)).toEqual(end);
  expect(new Set(s.asked(before))).toEqual(new Set(['query See']));
});

/** Everybody speaks before the bot has heard anybody. */
const ALL_AT_ONCE: readonly [string, readonly ((world: Sandbox) => unknown)[]][] = [
  ['two approvals', [says('bob', '/approve'), says('carol', '/approve')]],
  ['an approval and a rejection', [says('bob', '/approve'), says('carol', '/reject no')]],
  ['a rejection and an approval', [says('carol', '/reject no'), says('bob', '/approve')]],
  [
    'a command, a withdrawal, a closing',
    [says('bob', '/approve'), says('alice', '/cancel'), (world) => world.as('eve').closes(theIssue(world))],
  ],
  [
    'an edit and an approval',
    [(world) => world.as('alice').edits(theIssue(world), form({ notes: 'More words on why' })), says('bob', '/approve')],
  ],
];

const together =
  (deeds: readonly ((world: Sandbox) => unknown)[]) =>
  (world: Sandbox): void => {
    for (const deed of deeds) deed(world);
  };
const opens = TALES['an issue is opened where no label exists'] ?? [];

test.each(ALL_AT_ONCE)('%s: in order, in reverse, at once, and with all webhooks but the last lost', async (_title, deeds) => {
  const tale = [...opens, together(deeds)];
  const end = endOf(await tell(tale));
  const reversed = await tellRearranged(tale, (queue) => void queue.reverse());
  const atOnce = await tellRearranged(
    tale,
    () => {},
    (s) => s.settlesAtOnce(),
  );
  const lossy = await tellRearranged(tale, loseAllButTheLast);
  for (const s of [reversed, atOnce, lossy]) {
    expect(endOf(s)).toEqual(end);
    await keepTaleLaws(s);
  }
});

test.each(tales)('%s: all webhooks but the last of each step lost', async (_title, tale) => {
  const s = await tellRearranged(tale, loseAllButTheLast);
  expect(endOf(s)).toEqual(endOf(await tell(tale)));
  await keepTaleLaws(s);
});

test('an opening nobody told of is found with the next word about it', async () => {
  const s = new Story();
  s.world.silently(() => opens[0]?.(s.world));
  await s.does(says('eve', 'nobody answers here'));
  const sound = await tell([...opens, says('eve', 'nobody answers here')]);
  expect(endOf(s)).toEqual(endOf(sound));
  await keepTaleLaws(s);
});

test('every webhook of the approvals but the last lost: the same entries, told at once', async () => {
  const tale = TALES['the last approval promotes'] ?? [];
  const s = await tell(opens);
  s.world.silently(() => says('bob', '/approve')(s.world));
  await s.does(says('carol', '/approve'));
  const sound = await tell(tale);
  const entriesOf = (story: Story) =>
    story.issues().map((issue) => ledgerOf(story, issue).entries.map(({ kind, at, ...entry }) => [kind, at, 'by' in entry && entry.by]));
  expect(entriesOf(s)).toEqual(entriesOf(sound));
  const { issues, statuses } = endOf(s);
  const ending = endOf(sound);
  expect(statuses).toEqual(ending.statuses);
  expect(issues.map(({ comments, ...rest }) => rest)).toEqual(ending.issues.map(({ comments, ...rest }) => rest));
  const panelOf = (all: readonly string[] = []) =>
    all.find((body) => body.includes('promotion-bot:panel'))?.replaceAll(/issuecomment-\d+/g, '');
  expect(panelOf(issues[0]?.comments)).toBe(panelOf(ending.issues[0]?.comments));
  await keepTaleLaws(s);
});

test('ten deliveries at the same moment are one look; what comes while it looks is one more', async () => {
  const s = await tell(opens);
  says('bob', '/approve')(s.world);
  const [delivery] = s.world.hooks.queue;
  if (!delivery) throw new Error('nobody has said anything');
  s.world.hooks.queue.push(...Array(9).fill(delivery));
  const before = s.requests().length;
  await s.settlesAtOnce();
  expect(s.asked(before)).toEqual(['query See', 'mutation updateIssueComment addComment']);

  const further: Promise<void>[] = [];
  s.world.turn = async () => {
    s.world.turn = undefined;
    for (let i = 0; i < 5; i += 1) s.world.redeliver(delivery.guid);
    further.push(s.settlesAtOnce());
  };
  s.world.redeliver(delivery.guid);
  const then = s.requests().length;
  await s.settlesAtOnce();
  await Promise.all(further);
  expect(s.asked(then)).toEqual(['query See', 'query See']);
});

test('whatever the order of answers, an approval that comes in the middle of another is heard once, after it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(6), async (scheduler, moment) => {
      const s = await tell(opens);
      let turns = 0;
      let other = Promise.resolve();
      const carolApproves = (): Promise<void> => {
        says('carol', '/approve')(s.world);
        return s.settlesAtOnce();
      };
      s.world.turn = () => {
        if (turns === moment) other = carolApproves();
        turns += 1;
        return scheduler.schedule(Promise.resolve());
      };
      says('bob', '/approve')(s.world);
      await scheduler.waitFor(s.settlesAtOnce().then(() => other));
      s.world.turn = undefined;
      if (turns <= moment) await carolApproves();
      const [issue] = s.issues();
      const kinds = issue && ledgerOf(s, issue).entries.map(({ kind }) => kind);
      expect(kinds).toEqual(['requested', 'round_opened', 'approved', 'approved', 'accepted', 'promoted']);
      expect(endOf(s).statuses).toHaveLength(1);
      await keepTaleLaws(s);
    }),
    { numRuns: 25 },
  );
});

test('two issues opened at the same moment where no label exists: both get theirs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const s = new Story();
      s.world.turn = () => scheduler.schedule(Promise.resolve());
      for (const [login, to] of [
        ['alice', 'staging'],
        ['eve', 'development'],
      ] as const)
        s.world.as(login).opens(REPO, { title: 'Promote', body: form({ to }), labels: ['promotion'] });
      await scheduler.waitFor(s.settlesAtOnce());
      s.world.turn = undefined;
      expect(s.issues().map((issue) => s.labels(issue))).toEqual([
        ['component:agent_orchestration', 'promotion', 'status:awaiting-approval', 'target:staging'],
        ['component:agent_orchestration', 'promotion', 'status:promoted', 'target:development'],
      ]);
      await keepTaleLaws(s);
    }),
    { numRuns: 25 },
  );
});
