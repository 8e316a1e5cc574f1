/** Several people at once, deliveries in any order, answers that overtake each other: the promotion ends as if all had been calm. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { nothingTwice } from '../harness/ends.ts';
import { promotionOf } from '../harness/laws.ts';
import { form, REPO, type Story } from '../harness/story.ts';
import { keepTaleLaws, says, type Tale, tell, theIssue } from '../harness/tales.ts';
import { deletesNewest, edits, isLong, newerVersion, opens } from './stories.ts';

interface Scene {
  readonly before: Tale;
  /** What people do before the bot has heard of any of it. */
  readonly atOnce: Tale;
}

const promoted = (subject: string, to: string) => (world: Sandbox) =>
  world.as('eve').opens(REPO, { title: 'Promote', body: form({ subject, to }), labels: ['promotion'] });

const SCENES: Readonly<Record<string, Scene>> = {
  'everybody approves': {
    before: [opens('staging')],
    atOnce: ['bob', 'carol', 'dave', 'eve', 'alice', 'mallory'].map((login) => says(login, '/approve')),
  },
  'yes, no and never mind': {
    before: [opens('staging')],
    atOnce: [says('bob', '/approve'), says('carol', '/reject slow'), says('alice', '/cancel'), says('bob', '/why')],
  },
  'a pause between the approvals': {
    before: [opens('staging'), says('bob', '/approve')],
    atOnce: [says('alice', '/hold wait'), says('carol', '/approve'), says('alice', '/resume'), says('eve', '/why')],
  },
  'another version while people approve': {
    before: [opens('staging'), newerVersion],
    atOnce: [says('bob', '/approve'), edits('alice', { version: 'v1.5.0' }), says('carol', '/approve')],
  },
  'an approval that is taken away': {
    before: [opens('staging'), says('bob', '/approve')],
    atOnce: [deletesNewest('bob', 'eve'), says('carol', '/approve')],
  },
  'closed while people approve': {
    before: [opens('staging'), says('bob', '/approve')],
    atOnce: [says('carol', '/approve'), (world) => world.as('eve').closes(theIssue(world))],
  },
  'several issues at once': {
    before: [],
    atOnce: [opens('staging'), promoted('bob', 'development'), promoted('agent_orchestration', 'development')],
  },
};

/** What the end must have in common, whatever the order. */
function endOf(s: Story) {
  return s.issues().map((issue) => {
    const { status, approvals = [], round } = promotionOf(s, issue) ?? {};
    return {
      status,
      approvals: approvals.map(({ by, roles }) => [by.login, roles]).toSorted(),
      round: round?.number,
      state: issue.state,
      labels: s.labels(issue),
    };
  });
}

const together =
  (deeds: Tale) =>
  (world: Sandbox): void => {
    for (const deed of deeds) deed(world);
  };

test.each(Object.entries(SCENES))(
  '%s: in any order',
  async (_title, { before, atOnce }) => {
    const calm = endOf(await tell([...before, together(atOnce)]));
    const order = fc.array(fc.nat(), { minLength: 24, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), order, async (scheduler, ranks) => {
        const s = await tell(before);
        together(atOnce)(s.world);
        const { queue } = s.world.hooks;
        const ranked = queue.map((delivery, n) => ({ delivery, rank: ranks[n] ?? 0 })).toSorted((a, b) => a.rank - b.rank);
        queue.splice(0, queue.length, ...ranked.map(({ delivery }) => delivery));
        s.world.turn = () => scheduler.schedule(Promise.resolve());
        await scheduler.waitFor(s.settlesAtOnce());
        s.world.turn = undefined;
        expect(endOf(s)).toEqual(calm);
        nothingTwice(s);
        await keepTaleLaws(s);
      }),
      { numRuns: isLong ? 150 : 8 },
    );
  },
  isLong ? 600_000 : 120_000,
);

/** What people do one after the other, whatever of it the bot has heard by then; who comes first makes no difference. */
const IN_THE_MIDST: Readonly<Record<string, Tale>> = {
  'approvals and questions': [says('bob', '/approve'), says('eve', '/why'), says('carol', '/approve'), says('mallory', '/approve')],
  'a pause and its end': [says('alice', '/hold wait'), says('bob', '/approve'), says('carol', '/approve'), says('alice', '/resume')],
};

test.each(Object.entries(IN_THE_MIDST))(
  '%s: each at any moment of what the bot does about the others',
  async (_title, deeds) => {
    const calm = endOf(await tell([opens('staging'), ...deeds]));
    const pauses = fc.array(fc.nat(5), { minLength: deeds.length, maxLength: deeds.length });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), pauses, async (scheduler, turnsBetween) => {
        const s = await tell([opens('staging')]);
        const left = deeds.map((deed, n) => ({ deed, turns: turnsBetween[n] ?? 0 }));
        const underWay: Promise<void>[] = [];
        const next = (): void => {
          left.shift()?.deed(s.world);
          underWay.push(s.settlesAtOnce());
        };
        s.world.turn = () => {
          const [first] = left;
          if (first && first.turns <= 0) next();
          else if (first) left[0] = { ...first, turns: first.turns - 1 };
          return scheduler.schedule(Promise.resolve());
        };
        while (left.length > 0) {
          next();
          for (let n = 0; n < underWay.length; n += 1) await scheduler.waitFor(underWay[n] ?? Promise.resolve());
        }
        s.world.turn = undefined;
        expect(endOf(s)).toEqual(calm);
        nothingTwice(s);
        await keepTaleLaws(s);
      }),
      { numRuns: isLong ? 150 : 8 },
    );
  },
  isLong ? 600_000 : 120_000,
);
