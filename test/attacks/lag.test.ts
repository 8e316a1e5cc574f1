/** GitHub tells of a change before its replicas show it: nothing is decided from what is not shown, and all is heard when it is. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { nothingTwice, settlesBySweeps, standingOf } from '../harness/ends.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { Story } from '../harness/story.ts';
import { keepTaleLaws, says, TALES, type Tale, tell, theIssue } from '../harness/tales.ts';

/** Seconds: within the pauses of one look, beyond them, and as long as replicas were ever seen to lag. */
const LAGS = [1, 3, 10, 30] as const;

/** People act every few seconds; the bot is told at once, and sees by lagging replicas. */
async function tellLagging(tale: Tale, lag: (s: Story) => void, pace = 7): Promise<Story> {
  const s = new Story({ waits: true });
  lag(s);
  for (const step of tale) {
    step(s.world);
    await settlesBySweeps(s);
    s.world.clock.advance(pace);
  }
  return overAtLast(s);
}

/** The replicas have caught up, and somebody says something. */
async function overAtLast(s: Story): Promise<Story> {
  s.world.clock.advance(60);
  s.world.lags(0);
  s.world.as('eve').comments(theIssue(s.world), 'thanks');
  await settlesBySweeps(s);
  return s;
}

const withThanks = (tale: Tale): Tale => [...tale, says('eve', 'thanks')];

const MORE: Readonly<Record<string, Tale>> = {
  ...TALES,
  'a pause, and its end': [
    ...(TALES['one of two approves'] ?? []),
    says('alice', '/hold wait'),
    says('carol', '/approve'),
    says('alice', '/resume'),
  ],
  'withdrawn after an approval': [...(TALES['one of two approves'] ?? []), says('alice', '/cancel')],
};

/** What begins and ends with an issue that is not shown yet has a story of its own, at the end. */
const LONGER = Object.entries(MORE).filter(([, tale]) => tale.length > 1);

test.each(LONGER.flatMap(([title, tale]) => LAGS.map((seconds) => [title, seconds, tale] as const)))(
  'attack 64: %s, with replicas that lag by %i s',
  async (_title, seconds, tale) => {
    const s = await tellLagging(tale, ({ world }) => world.lags(seconds));
    expect(standingOf(s)).toEqual(standingOf(await tell(withThanks(tale))));
    nothingTwice(s);
    await keepTaleLaws(s);
  },
);

test('attack 64: some reads come from a replica that lags and others do not, in any order', async () => {
  const tales = Object.values(MORE);
  await fc.assert(
    fc.asyncProperty(fc.nat(tales.length - 1), fc.constantFrom(...LAGS), fc.infiniteStream(fc.boolean()), async (n, seconds, coin) => {
      const tale = tales[n] ?? [];
      const s = await tellLagging(tale, ({ world }) => world.lags(seconds, () => coin.next().value === true), 2);
      expect(standingOf(s)).toEqual(standingOf(await tell(withThanks(tale))));
      nothingTwice(s);
      await keepTaleLaws(s);
    }),
    { numRuns: 20 },
  );
});

/** Everything people do before the bot hears of any of it; what it sees of that comes later still. */
const AT_ONCE: Readonly<Record<string, Tale>> = {
  'a rejection that is not shown yet is not taken for none': [says('carol', '/reject error rate'), says('bob', '/approve')],
  'nor a hold': [says('alice', '/hold wait'), says('bob', '/approve'), says('carol', '/approve')],
  'nor a withdrawal': [says('alice', '/cancel'), says('bob', '/approve'), says('carol', '/approve')],
};

test.each(Object.entries(AT_ONCE).flatMap(([title, deeds]) => LAGS.map((seconds) => [title, seconds, deeds] as const)))(
  'attack 64: %s (%i s), told in reverse',
  async (_title, seconds, deeds) => {
    const opens = TALES['an issue is opened where no label exists'] ?? [];
    const together = (world: Sandbox): void => {
      for (const deed of deeds) deed(world);
    };
    const s = await tell(opens);
    const late = new Story({ waits: true });
    for (const step of opens) step(late.world);
    await late.settles();
    late.world.clock.advance(60);
    late.world.lags(seconds);
    together(late.world);
    late.world.hooks.queue.reverse();
    const kinds = () => ledgerOf(late, theIssue(late.world)).entries.map(({ kind }) => kind);
    await settlesBySweeps(late);
    expect(kinds()).not.toContain('promoted');
    await overAtLast(late);
    together(s.world);
    await s.settles();
    await s.does(says('eve', 'thanks'));
    expect(standingOf(late)).toEqual(standingOf(s));
    nothingTwice(late);
    await keepTaleLaws(late);
  },
);

test('attack 64: an issue that is not shown at all is found when it is', async () => {
  const [opens] = TALES['nobody has to approve'] ?? [];
  const s = new Story({ waits: true });
  s.world.lags(30);
  opens?.(s.world);
  await expect(s.settles()).rejects.toThrow();
  expect(promotionOf(s, theIssue(s.world))).toBeUndefined();
  expect(await settlesBySweeps(s)).toBe(1);
  expect(promotionOf(s, theIssue(s.world))?.status).toBe('PROMOTED');
});
