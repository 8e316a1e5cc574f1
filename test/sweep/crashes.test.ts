/**
 * Every call of every story fails in every way, once; the process goes on or dies of it. Sent again, the delivery brings the world to the same
 * end. All of it under `npm run sweep`; without it a sample, since `test/scenario/crash*.test.ts` hold the shorter stories already.
 */
import { expect, test } from '@jest/globals';
import type { Fault } from '../../src/sandbox/index.ts';
import type { Story } from '../harness/story.ts';
import { endOf, keepTaleLaws, type Tale, tell, theIssue } from '../harness/tales.ts';
import { isLong, STORIES } from './stories.ts';

const ANSWERS: readonly Fault['answer'][] = [
  'drop request',
  'drop answer',
  { status: 403, body: { message: 'Resource not accessible by integration' } },
  { status: 404, body: { message: 'Not Found' } },
  { status: 409, body: { message: 'Conflict' } },
  { status: 422, body: { message: 'Validation Failed' } },
  { status: 429, body: { message: 'Too many requests' }, headers: { 'retry-after': '0' } },
  { status: 500, body: { message: 'Server Error' } },
  { status: 502, body: '<html>Bad gateway</html>' },
];

const FURTHER = Object.entries(STORIES).slice(isLong ? 0 : 5);

interface Accident {
  /** Number of the call, from 0. */
  readonly call: number;
  readonly answer: Fault['answer'];
  /** Whether nothing leaves the process any more, until it is started again. */
  readonly fatal: boolean;
}

function strikes({ world }: Story, { call, answer, fatal }: Accident): void {
  world.faults.push({ match: (request) => world.requests.indexOf(request) === call, answer });
  if (!fatal) return;
  for (let n = 0; n < 40; n += 1) world.faults.push({ match: (request) => world.requests.indexOf(request) > call, answer: 'drop request' });
}

async function endsTheSame(tale: Tale, end: ReturnType<typeof endOf>, accident: Accident): Promise<void> {
  const s = await tell(
    tale,
    (beginning) => strikes(beginning, accident),
    (failed) => {
      failed.world.faults.length = 0;
      if (accident.fatal) failed.restarts();
    },
  );
  if (isRefusedStart(s, accident))
    expect(
      theIssue(s.world)
        .comments.map(({ body }) => body)
        .join(),
    ).toContain('The quality gates could not be started.');
  else expect({ ...accident, end: endOf(s) }).toEqual({ ...accident, end });
  await keepTaleLaws(s);
}

/** GitHub said that it will not start the run: that is an answer, and it is told (unless the process dies before it can). */
const isRefusedStart = ({ world }: Story, { call, answer, fatal }: Accident): boolean =>
  !fatal &&
  world.requests[call]?.path.endsWith('/dispatches') === true &&
  typeof answer === 'object' &&
  [403, 404, 422].includes(answer.status);

test.each(FURTHER)(
  '%s: every call fails once, in every way',
  async (_title, tale) => {
    const sound = await tell(tale);
    const end = endOf(sound);
    const calls = sound.requests().length;
    for (let call = 0; call < calls; call += 1)
      for (const [n, answer] of ANSWERS.entries())
        for (const fatal of [false, true])
          if (isLong || (call * 7 + n * 2 + Number(fatal)) % 23 === 0) await endsTheSame(tale, end, { call, answer, fatal });
  },
  isLong ? 600_000 : 120_000,
);
