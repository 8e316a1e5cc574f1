/**
 * A promotion that is deployed, verified, watched and taken back, while the bot dies at a call, deliveries come twice, in reverse, or not at all:
 * the end is the same, and every attempt was made once. All of it under `npm run sweep`; without it a sample.
 */
import { beforeAll, expect, test } from '@jest/globals';
import type { Delivery } from '../../src/sandbox/index.ts';
import { endOf, type How, type Told, toldWith, traceOf, WRONGS } from '../harness/faults.ts';
import { keepLedgerLaws } from '../harness/laws.ts';
import { isLong } from './stories.ts';

let sound: Told;
beforeAll(async () => {
  sound = await toldWith();
}, 60_000);

function endsTheSame(told: Told, what: string): void {
  expect({ what, ...endOf(told) }).toEqual({ what, ...endOf(sound) });
  expect({ what, trace: traceOf(told) }).toEqual({ what, trace: [] });
  keepLedgerLaws(told.s);
}

/** One call of so many is in the sample. */
const SAMPLE = 17;

test.each(['timeout before', 'timeout after'] as const)(
  'attack 63: the bot dies at any call, %s, and is started again',
  async (name) => {
    for (let call = 0; call < sound.calls.length; call += 1) {
      if (!isLong && call % SAMPLE !== (name === 'timeout before' ? 3 : 11)) continue;
      endsTheSame(await toldWith(WRONGS[name], call, { fatal: true }), `${call}: ${sound.calls[call]}`);
    }
  },
  isLong ? 600_000 : 60_000,
);

const REARRANGED: Readonly<Record<string, How['rearrange']>> = {
  'comes twice': (queue: Delivery[]) => {
    queue.push(...queue.splice(0).flatMap((one) => [one, one]));
  },
  'comes in reverse': (queue: Delivery[]) => void queue.reverse(),
  'is lost, if it is about a run': (queue: Delivery[]) => {
    queue.splice(0, queue.length, ...queue.filter(({ event }) => event !== 'workflow_run'));
  },
};

test.each(Object.keys(REARRANGED))(
  'every delivery %s',
  async (what) => {
    endsTheSame(await toldWith(undefined, -1, { rearrange: REARRANGED[what] ?? (() => {}) }), what);
  },
  60_000,
);
