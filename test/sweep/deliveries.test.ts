/**
 * Every plot, while the bot dies at a call, or deliveries come twice, in another order, late, or not at all. The end is the one that the plot
 * declares, every attempt was made once, and nothing was promoted unverified. All calls under `npm run sweep`; without it a sample.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { nothingTwice } from '../harness/ends.ts';
import { type Told, type Trouble, toldWith, WRONGS } from '../harness/faults.ts';
import { aNewProcessFindsTheSame, keepLedgerLaws } from '../harness/laws.ts';
import { endOf, endsOf, traceOf } from '../harness/plot-ends.ts';
import { PLOTS } from '../harness/plots.ts';
import { POSTS } from '../harness/posts.ts';
import { isLong } from './stories.ts';

const DEATHS = ['timeout before', 'timeout after'] as const;

/** In the sample a plot has one death, at another call in each. */
const sampled = (calls: number, plot: number): number => (plot * 7 + 5) % calls;

const SAMPLE: readonly string[] = ['comes twice', 'comes newest first', 'is lost at first'];

describe.each(Object.entries(PLOTS).map(([title, plot], n) => ({ title, plot, n })))('$title:', ({ plot, n }) => {
  let sound: Told;
  beforeAll(async () => {
    sound = await toldWith(plot);
    expect(endsOf(sound)).toEqual(plot.ends);
    await keepsSafe(sound);
  });

  async function keepsSafe({ s }: Told): Promise<void> {
    await aNewProcessFindsTheSame(s);
    keepLedgerLaws(s);
    nothingTwice(s);
    expect(s.world.faults).toEqual([]);
  }

  async function endsTheSame(trouble: Trouble, what: string): Promise<void> {
    const told = await toldWith(plot, trouble);
    if (plot.stopsEarlier && trouble.fatal) return stopsNoLater(told, what);
    expect({ what, ...endOf(told), trace: traceOf(told) }).toEqual({ what, ...endOf(sound), trace: traceOf(sound) });
    await keepsSafe(told);
  }

  /** What was found before it was started need not run; all else is the same. */
  async function stopsNoLater(told: Told, what: string): Promise<void> {
    const { runs, ...end } = endOf(told);
    const { runs: all, ...expected } = endOf(sound);
    expect({ what, ...end }).toEqual({ what, ...expected });
    expect(all).toEqual(expect.arrayContaining([...runs]));
    await keepsSafe(told);
  }

  test.each(DEATHS.filter((_, death) => isLong || n % DEATHS.length === death))(
    'attack 63: the bot dies at any call, %s, and is started again',
    async (name) => {
      for (let call = 0; call < sound.calls.length; call += 1)
        if (isLong || call === sampled(sound.calls.length, n))
          await endsTheSame({ wrong: WRONGS[name], call, fatal: true }, `${call}: ${sound.calls[call]}`);
    },
    isLong ? 600_000 : 120_000,
  );

  test.each(Object.entries(POSTS).filter(([what]) => isLong || SAMPLE.includes(what)))(
    'every delivery %s',
    (what, post) => endsTheSame({ post }, what),
    isLong ? 600_000 : 120_000,
  );
});
