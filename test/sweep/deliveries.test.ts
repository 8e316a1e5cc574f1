/**
 * A version that does not work, found out when it is deployed, verified or watched, and taken back; meanwhile the bot dies at a call, or
 * deliveries come twice, in reverse, or not at all. The end is the same, and every attempt was made once. All of it under `npm run sweep`;
 * without it a sample.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../src/sandbox/index.ts';
import { endOf, type How, type Plot, type Told, toldWith, traceOf, WRONGS } from '../harness/faults.ts';
import { keepLedgerLaws } from '../harness/laws.ts';
import { isLong } from './stories.ts';

/** One call of so many is in the sample. */
const SAMPLE = 40;

const REARRANGED: Readonly<Record<string, NonNullable<How['rearrange']>>> = {
  'comes twice': (queue: Delivery[]) => {
    queue.push(...queue.splice(0).flatMap((one) => [one, one]));
  },
  'comes in reverse': (queue: Delivery[]) => void queue.reverse(),
  'is lost, if it is about a run': (queue: Delivery[]) => {
    queue.splice(0, queue.length, ...queue.filter(({ event }) => event !== 'workflow_run'));
  },
};

describe.each<Plot>(['deploy', 'verify', 'watch'])('found out by %s:', (plot) => {
  let sound: Told;
  beforeAll(async () => {
    sound = await toldWith(undefined, -1, { plot });
    expect(endOf(sound)).toMatchObject({ status: 'ROLLED_BACK' });
  }, 60_000);

  function endsTheSame(told: Told, what: string): void {
    expect({ what, ...endOf(told) }).toEqual({ what, ...endOf(sound) });
    expect({ what, trace: traceOf(told) }).toEqual({ what, trace: traceOf(sound) });
    keepLedgerLaws(told.s);
  }

  test.each(['timeout before', 'timeout after'] as const)(
    'attack 63: the bot dies at any call, %s, and is started again',
    async (name) => {
      for (let call = 0; call < sound.calls.length; call += 1) {
        if (!isLong && call % SAMPLE !== (name === 'timeout before' ? 12 : 23)) continue;
        endsTheSame(await toldWith(WRONGS[name], call, { fatal: true, plot }), `${call}: ${sound.calls[call]}`);
      }
    },
    isLong ? 600_000 : 60_000,
  );

  test.each(Object.entries(REARRANGED))(
    'every delivery %s',
    async (what, rearrange) => {
      endsTheSame(await toldWith(undefined, -1, { rearrange, plot }), what);
    },
    60_000,
  );
});
