/**
 * Every call of a promotion that is deployed, verified, watched and taken back x everything that can go wrong with a call. Sent again, and as
 * time passes, it comes to the same end. All of it under `npm run sweep`; without it a sample over calls and answers.
 */
import { beforeAll, expect, test } from '@jest/globals';
import { DEPLOY, VERIFY } from '../harness/delivery.ts';
import { type Told, toldWith, WRONGS } from '../harness/faults.ts';
import { ledgerOf } from '../harness/laws.ts';
import { endOf, endsOf, traceOf } from '../harness/plot-ends.ts';
import { EVERYTHING } from '../harness/plots.ts';
import { REPO } from '../harness/story.ts';
import { isLong } from './stories.ts';

const NO: Readonly<Record<string, string>> = {
  '403': '403: Resource not accessible by integration',
  '404': '404: Not Found',
  '409': '409: Conflict',
  '422': '422: Validation Failed',
};

/** The cells that wait and say so: what GitHub refuses to begin was not begun, so it is told, and asked for again. No other leaves a trace. */
const TOLD: Readonly<Record<string, (words: string) => string>> = {
  'POST /git/refs': (words) => `deploy_failed: ${words}`,
  'POST /deployments': (words) => `deploy_failed: ${words}`,
  [`POST /actions/workflows/${DEPLOY}/dispatches`]: (words) => `deploy_failed: ${words}`,
  [`POST /actions/workflows/${VERIFY}/dispatches`]: (words) => `checked: GitHub does not start ${VERIFY}: ${words}`,
};

function traceWanted(told: Told, call: number, wrong: string): readonly string[] {
  const name = told.calls[call] ?? '';
  const words = NO[wrong];
  const line = words === undefined ? undefined : TOLD[name]?.(words);
  return line === undefined || isOfWatch(told, call) ? [] : [line];
}

/** A watch writes down only what speaks against the version: what could not be looked at is looked at the next time. */
const isOfWatch = ({ calls }: Told, call: number): boolean => {
  const starts = calls.flatMap((name, i) => (name.endsWith(`/${VERIFY}/dispatches`) ? [i] : []));
  return call === starts[1];
};

/** Of each promotion that arrived, the deployment was looked at and found to work; no attempt has two runs. */
function keepsSafe({ s }: Told): void {
  for (const issue of s.issues()) {
    const { entries, problems } = ledgerOf(s, issue);
    expect(problems).toEqual([]);
    const at = entries.findIndex(({ kind }) => kind === 'promoted');
    const before = entries.slice(0, Math.max(0, at));
    const latest = before.findLast(({ kind }) => kind === 'deploy_started');
    const isVerified = before.some(
      (entry) => entry.kind === 'checked' && entry.outcome === 'pass' && latest?.kind === 'deploy_started' && entry.deploy === latest.key,
    );
    if (at >= 0) expect(isVerified).toBe(true);
  }
  const keys = s.world.actions.of(REPO, DEPLOY).map(({ inputs }) => inputs['key']);
  expect(new Set(keys).size).toBe(keys.length);
  expect(s.world.contract.problems).toEqual([]);
  expect(s.world.faults).toEqual([]);
}

/** The call that is in the sample: another one for each thing that goes wrong. */
const sampled = (calls: number, wrong: number): number => (wrong * 17 + 6) % calls;

let sound: Told;
beforeAll(async () => {
  sound = await toldWith(EVERYTHING);
  expect(endsOf(sound)).toEqual(EVERYTHING.ends);
  keepsSafe(sound);
});

test.each(Object.entries(WRONGS).map(([name, wrong], n) => ({ name, wrong, n })))(
  'every call is answered with $name once',
  async ({ name, wrong, n }) => {
    for (let call = 0; call < sound.calls.length; call += 1) {
      if (!isLong && call !== sampled(sound.calls.length, n)) continue;
      const told = await toldWith(EVERYTHING, { wrong, call });
      const cell = { call: `${call}: ${sound.calls[call]}`, name };
      expect({ ...cell, ...endOf(told) }).toEqual({ ...cell, ...endOf(sound) });
      expect({ ...cell, trace: traceOf(told) }).toEqual({ ...cell, trace: traceWanted(sound, call, name) });
      keepsSafe(told);
    }
  },
  isLong ? 600_000 : 120_000,
);
