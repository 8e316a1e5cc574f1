/** An import while GitHub refuses, fails or asks to wait: what is said, and that the same command finishes what was begun. */
import { expect, test } from '@jest/globals';
import type { Fetch } from '../../src/github/transport.ts';
import { kinds, readsAll } from '../harness/deliveries.ts';
import { imports } from '../harness/import.ts';
import { CONFIG, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const config = `${CONFIG}  cart: { kind: component }\n`;
const FILES = {
  'MATURITY.md': '| Component | Staging |\n|---|---|\n| agent_orchestration | v1.4.0 |\n| cart | v1.4.0 |\n',
};
const json = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify({ message }), { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });

/** GitHub answers the request of this number (from 1) that fits otherwise than it would. */
const instead =
  (fits: RegExp, nth: number, answer: () => Response) =>
  (github: Fetch): Fetch => {
    let seen = 0;
    return async (input, init) => {
      if (fits.test(`${init?.method ?? 'GET'} ${String(input)} ${String(init?.body)}`)) seen += 1;
      else return github(input, init);
      return seen === nth ? answer() : github(input, init);
    };
  };
const OPENING = /^POST \S+\/issues /;
const CLOSING = /closeIssue/;
const ENTRY = /addComment/;

const states = (s: Story): readonly string[] => s.issues().map((issue) => `${issue.state} ${kinds(s, issue).join(' ')}`);

test.each<[string, RegExp, () => Response, string, readonly string[]]>([
  [
    'a permission that is missing: which, and where it is given',
    OPENING,
    () => json(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' }),
    'Resource not accessible by integration. It needs the permission "Issues: Read and write" (in a workflow "issues: write" under "permissions:").',
    ['CLOSED imported'],
  ],
  ['what is gone', ENTRY, () => json(404, 'Not Found'), 'Not Found.', ['CLOSED imported', 'OPEN ']],
  [
    'an outage with a page for people',
    CLOSING,
    () => new Response('<html>\n<body>Unicorn!</body></html>', { status: 502, headers: { 'content-type': 'text/html' } }),
    'status 502.',
    ['CLOSED imported', 'OPEN imported'],
  ],
])('%s, in the middle of the second record; the same again finishes it', async (_what, fits, answer, words, between) => {
  await story(
    async (s) => {
      const failed = await imports(s, { files: FILES, write: true, way: instead(fits, 2, answer) });
      expect([failed.code, failed.err]).toEqual([
        2,
        `GitHub failed: ${words} What is written stays; run the same again, and it goes on.\n`,
      ]);
      expect(states(s)).toEqual(between);
      s.world.clock.advance(61);
      expect((await imports(s, { files: FILES, write: true })).code).toBe(0);
      expect(states(s)).toEqual(['CLOSED imported', 'CLOSED imported']);
      readsAll(s);
    },
    { config },
  );
});

test.each([
  ['before an issue is opened', OPENING],
  ['before the entry stands', ENTRY],
  ['before the issue is closed', CLOSING],
])('the limit of an hour is used up %s: it waits as long as GitHub asks, and goes on where it was', async (_when, fits) => {
  await story(
    async (s) => {
      const began = Date.parse(s.world.clock.now());
      const reset = String(began / 1000 + 1_800);
      const usedUp = () => json(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
      expect(await imports(s, { files: FILES, write: true, way: instead(fits, 2, usedUp) })).toMatchObject({ code: 0, err: '' });
      expect(Date.parse(s.world.clock.now()) - began).toBeGreaterThanOrEqual(1_800_000);
      expect(states(s)).toEqual(['CLOSED imported', 'CLOSED imported']);
      readsAll(s);
    },
    { config },
  );
});

test('where nothing can be imported no issue is asked for', async () => {
  await story(async (s) => {
    const before = s.requests().length;
    const { code } = await imports(s, { files: { 'MATURITY.md': '**Component**: nobody\n**Stage**: staging\n' }, write: true });
    expect([code, s.asked(before).filter((asked) => asked.includes('/issues'))]).toEqual([1, []]);
  });
});
