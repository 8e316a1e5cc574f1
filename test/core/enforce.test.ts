/** What a job that reaches an environment is told, and what counts as deployed past the bot: by what people decided last. */
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import { isDrift, type Trail, wordOn } from '../../src/core/enforce.ts';
import type { Promotion } from '../../src/core/promotion.ts';
import { DELIVERY_CONFIG } from '../harness/delivery.ts';

const { config } = readConfig(DELIVERY_CONFIG);
if (!config) throw new Error('the rules of the stories cannot be read');
const URL = 'https://github.com/acme/shop';
const [HERE, BEFORE] = ['a'.repeat(40), 'b'.repeat(40)];
const reached = { environment: 'staging', sha: HERE };

interface Standing {
  readonly number: number;
  readonly is: object;
  readonly sha?: string;
  readonly subject?: string;
  readonly to?: string;
}

/** Only what the word hangs on. */
const trail = ({ number, is, sha = HERE, subject = 'api', to = 'staging' }: Standing): Trail => ({
  number,
  url: `${URL}/issues/${number}`,
  promotion: { round: { terms: { sha, subject, to } }, ...is } as unknown as Promotion,
});

const PROMOTED = { status: 'PROMOTED', phase: 'settled' };
const DEPLOYING = { status: 'PENDING', phase: 'deploying' };
const QUEUED = { status: 'PENDING', phase: 'queued' };
const WAITING = { status: 'AWAITING_APPROVAL' };
const REJECTED = { status: 'REJECTED' };
const CANCELLED = { status: 'CANCELLED' };
const ROLLED_BACK = { status: 'ROLLED_BACK', rollback: {} };
const GOING_BACK = { ...PROMOTED, rollback: {} };
const backTo = (sha: string, state: 'started' | 'done') => ({ way: 'back', sha, state });

/** The newest first, as they are read. */
const cases: readonly (readonly [
  what: string,
  trails: readonly Standing[],
  state: string | undefined,
  issue: number | undefined,
  drift: boolean,
])[] = [
  ['nobody has asked', [], undefined, undefined, true],
  ['another commit was promoted', [{ number: 1, is: PROMOTED, sha: BEFORE }], undefined, undefined, true],
  ['it was promoted elsewhere', [{ number: 1, is: PROMOTED, to: 'production' }], undefined, undefined, true],
  ['it is promoted', [{ number: 1, is: PROMOTED }], 'approved', 1, false],
  ['it is being deployed', [{ number: 1, is: DEPLOYING }], 'approved', 1, false],
  ['it is only approved, and a freeze holds it', [{ number: 1, is: QUEUED }], undefined, 1, true],
  ['it waits for approval', [{ number: 1, is: WAITING }], undefined, 1, true],
  ['it was rejected', [{ number: 1, is: REJECTED }], 'rejected', 1, true],
  ['it was withdrawn', [{ number: 1, is: CANCELLED }], 'rejected', 1, true],
  ['it was taken back', [{ number: 1, is: ROLLED_BACK }], 'rejected', 1, true],
  ['it is being taken back', [{ number: 1, is: GOING_BACK }], 'rejected', 1, true],
  [
    'it was promoted, and taken back by a later promotion',
    [
      { number: 2, is: ROLLED_BACK },
      { number: 1, is: PROMOTED },
    ],
    'rejected',
    2,
    true,
  ],
  [
    'it was taken back, and promoted once more',
    [
      { number: 2, is: PROMOTED },
      { number: 1, is: ROLLED_BACK },
    ],
    'approved',
    2,
    false,
  ],
  [
    'it was taken back, and is asked for again',
    [
      { number: 2, is: WAITING },
      { number: 1, is: ROLLED_BACK },
    ],
    undefined,
    2,
    true,
  ],
  [
    'it is promoted, and asked for again',
    [
      { number: 2, is: WAITING },
      { number: 1, is: PROMOTED },
    ],
    'approved',
    1,
    false,
  ],
  [
    'it is promoted, and a second request was withdrawn',
    [
      { number: 2, is: CANCELLED },
      { number: 1, is: PROMOTED },
    ],
    'approved',
    1,
    false,
  ],
  [
    'it is promoted, and a second request was rejected',
    [
      { number: 2, is: REJECTED },
      { number: 1, is: PROMOTED },
    ],
    'rejected',
    2,
    true,
  ],
  [
    'a rollback brings it back',
    [
      { number: 2, sha: BEFORE, is: { ...GOING_BACK, deployment: backTo(HERE, 'started') } },
      { number: 1, is: PROMOTED },
    ],
    'approved',
    2,
    false,
  ],
  [
    'a rollback has brought it back',
    [{ number: 2, sha: BEFORE, is: { ...ROLLED_BACK, deployment: backTo(HERE, 'done') } }],
    'approved',
    2,
    false,
  ],
  [
    'another subject at this commit was taken back',
    [
      { number: 2, subject: 'web', is: ROLLED_BACK },
      { number: 1, is: PROMOTED },
    ],
    undefined,
    2,
    false,
  ],
  [
    'another subject at this commit was taken back while this one is deployed',
    [
      { number: 2, subject: 'web', is: ROLLED_BACK },
      { number: 1, is: DEPLOYING },
    ],
    'approved',
    1,
    false,
  ],
];

describe.each(cases)('when %s', (_what, standings, state, issue, drift) => {
  const trails = standings.map(trail);

  test('the job is told so', () => {
    const word = wordOn(reached, config, trails, URL);
    expect([word.state, /issues\/(\d+)/.exec(word.comment)?.[1]]).toEqual([state, issue === undefined ? undefined : String(issue)]);
    expect(word.comment.length).toBeLessThanOrEqual(1_024);
  });

  test(drift ? 'what was deployed all the same is drift' : 'what was deployed is no drift', () => {
    expect(isDrift(reached, config, trails)?.name).toBe(drift ? 'staging' : undefined);
  });
});

test('an environment that the rules do not know is told, and is no drift', () => {
  const [unknown, before] = [{ environment: 'preview', sha: HERE }, [trail({ number: 1, is: PROMOTED, to: 'preview' })]];
  expect(wordOn(unknown, config, before, URL)).toMatchObject({
    state: undefined,
    comment: expect.stringContaining('"preview" is no environment'),
  });
  expect(isDrift(unknown, config, before)).toBeUndefined();
});

test('rules that cannot be read let nothing through', () => {
  expect(wordOn(reached, undefined, [trail({ number: 1, is: PROMOTED })], URL)).toMatchObject({
    state: undefined,
    comment: expect.stringContaining('cannot be read'),
  });
});

test('a comment that is too long for GitHub is cut at a space, so that no link leads elsewhere', () => {
  const far = `https://github.com/${'o'.repeat(1_000)}/shop`;
  const { comment } = wordOn({ environment: 'staging', sha: HERE }, config, [{ ...trail({ number: 1, is: PROMOTED }), url: far }], far);
  expect(comment.length).toBeLessThanOrEqual(1_024);
  expect(comment).toMatch(/approved: …$/);
});
