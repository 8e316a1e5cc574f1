/** When a deployment is tried again and looked at, and what GitHub's page of environments is told of it. */
import { describe, expect, test } from '@jest/globals';
import { deploymentStates } from '../../src/core/delivery-plan.ts';
import { mayTryAgain, nextAttemptAt, pollAt } from '../../src/core/deploy-due.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { Deployment } from '../../src/core/promotion.ts';

const at = '2026-11-20T10:00:00Z';
const failed: Deployment = {
  key: '8000aaaa',
  way: 'forward',
  attempt: 1,
  at,
  version: 'v1.4.0',
  sha: 'a'.repeat(40),
  to: 'staging',
  workflow: 'deploy.yml',
  ref: 'v1.4.0',
  state: 'failed',
  since: at,
  reason: 'The run of the workflow ended as failure.',
  again: true,
  moved: false,
};
const secondsAfter = (moment: string): number => (Date.parse(moment) - Date.parse(at)) / 1000;

describe('the next attempt', () => {
  test.each([
    ['0000', 1, 1],
    ['ffff', 1, 2],
    ['0000', 2, 1],
    ['ffff', 2, 3],
  ])('the key %s after attempt %i waits %i seconds', (key, attempt, seconds) => {
    expect(secondsAfter(nextAttemptAt({ ...failed, key, attempt }))).toBe(seconds);
  });

  test.each([
    ['the second failure', { attempt: 2 }, true],
    ['the third failure', { attempt: 3 }, false],
    ['a refusal', { again: false }, false],
    ['one under way', { state: 'started' }, false],
    ['one that is done', { state: 'done' }, false],
  ] as const)('%s', (_, change, expected) => {
    expect(mayTryAgain({ ...failed, ...change })).toBe(expected);
  });
});

test.each([
  [0, 91],
  [89, 91],
  [90, 91],
  [599, 600],
  [600, 1200],
])('%i seconds after its start, it is looked at again at second %i', (passed, expected) => {
  const now = new Date(Date.parse(at) + passed * 1000).toISOString();
  expect(secondsAfter(pollAt(failed, now))).toBe(expected);
});

describe('what the page of environments is told', () => {
  const started = (key: string, way: Deployment['way']): Entry => {
    const { attempt, version, sha, to, workflow, ref } = failed;
    return { kind: 'deploy_started', at, key, way, attempt, version, sha, to, workflow, ref };
  };
  const back = (why: 'deploy' | 'verify' | 'watch'): Entry => ({
    kind: 'rollback_started',
    at,
    by: null,
    comment: null,
    why,
    reason: 'It is broken.',
    target: null,
  });
  const refused: Entry = { kind: 'deploy_failed', at, key: 'one', reason: 'Refused.', changed: false, again: false, run: null };

  test.each<[string, readonly Entry[], Readonly<Record<string, string>>]>([
    ['one that goes on', [started('one', 'forward')], {}],
    ['one that failed', [started('one', 'forward'), refused], { one: 'failure' }],
    ['the attempt before keeps its own end', [started('one', 'forward'), refused, started('two', 'forward')], { one: 'failure' }],
    ['a check that failed', [started('one', 'forward'), back('verify')], { one: 'failure' }],
    ['a watch that tripped', [started('one', 'forward'), back('watch')], { one: 'inactive' }],
    [
      'a way back that failed',
      [started('one', 'forward'), back('watch'), started('two', 'back'), { kind: 'rollback_failed', at, reason: 'No.' }],
      { one: 'inactive', two: 'failure' },
    ],
    ['nothing was deployed', [back('watch')], {}],
  ])('%s', (_, entries, expected) => {
    expect(Object.fromEntries(deploymentStates(entries))).toEqual(expected);
  });
});
