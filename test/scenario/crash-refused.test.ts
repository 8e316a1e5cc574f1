/** GitHub answers no: to any one call, with any status, and to any one part of a batch. Sent again, the delivery brings the world to the same end. */
import { expect, test } from '@jest/globals';
import { refuseField } from '../../src/sandbox/graphql/field-fault.ts';
import type { Story } from '../harness/story.ts';
import { endOf, keepTaleLaws, TALES, type Tale, tell } from '../harness/tales.ts';

const tales = Object.entries(TALES);

const STATUSES = [
  { status: 403, body: { message: 'Resource not accessible by integration' } },
  { status: 404, body: { message: 'Not Found' } },
  { status: 422, body: { message: 'Validation Failed' } },
  { status: 429, body: { message: 'Too many requests' }, headers: { 'retry-after': '0' } },
  { status: 500, body: { message: 'Server Error' } },
  { status: 502, body: '<html>Bad gateway</html>' },
] as const;

test.each(tales)('%s: each status at any call of the last step, once', async (_title, tale) => {
  const before = (await tell(tale.slice(0, -1))).requests().length;
  const sound = await tell(tale);
  const end = endOf(sound);
  for (const answer of STATUSES)
    for (let n = before; n < sound.requests().length; n += 1) {
      const s = await tell(tale, ({ world }) => world.faults.push({ match: (request) => world.requests.indexOf(request) === n, answer }));
      expect({ n, answer, left: s.world.faults.length, end: endOf(s) }).toEqual({ n, answer, left: 0, end });
    }
});

/** How many parts of batches are written in a tale. */
async function partsIn(tale: Tale): Promise<number> {
  let parts = 0;
  await tell(tale, ({ world }) =>
    refuseField(world, () => {
      parts += 1;
      return false;
    }),
  );
  return parts;
}

/** Numbers (from 0) of the parts that the last step of a tale writes. */
async function partsOf(tale: Tale): Promise<readonly number[]> {
  const before = await partsIn(tale.slice(0, -1));
  const after = await partsIn(tale);
  return Array.from({ length: after - before }, (_, i) => before + i);
}

/** Refuses the part of this number (from 0). */
function refusesPart(s: Story, number: number, then: () => void = () => {}): void {
  let parts = 0;
  refuseField(s.world, () => {
    parts += 1;
    if (parts !== number + 1) return false;
    then();
    return true;
  });
}

test.each(tales)('%s: any part of the last batch refused is made good in the same breath', async (_title, tale) => {
  const end = endOf(await tell(tale));
  for (const n of await partsOf(tale)) {
    let failures = 0;
    const s = await tell(
      tale,
      (beginning) => refusesPart(beginning, n),
      () => {
        failures += 1;
      },
    );
    expect({ n, failures, end: endOf(s) }).toEqual({ n, failures: 0, end });
    await keepTaleLaws(s);
  }
});

test.each(tales)('%s: any part of the last batch refused, and a crash right after', async (_title, tale) => {
  const end = endOf(await tell(tale));
  for (const n of await partsOf(tale)) {
    const s = await tell(
      tale,
      (beginning) => refusesPart(beginning, n, () => dies(beginning)),
      (dead) => {
        dead.world.faults.length = 0;
        dead.restarts();
      },
    );
    expect({ n, end: endOf(s) }).toEqual({ n, end });
    await keepTaleLaws(s);
  }
});

/** From here on nothing leaves the process. */
function dies(s: Story): void {
  for (let i = 0; i < 30; i += 1) s.world.faults.push({ match: () => true, answer: 'drop request' });
}

test('what is refused again and again is an error that names it, and is not tried for ever', async () => {
  const s = await tell(TALES['an issue is opened where no label exists'] ?? []);
  const [issue] = s.issues();
  if (!issue) throw new Error('nobody has opened an issue');
  for (let i = 0; i < 2; i += 1) refuseField(s.world, (field) => field === 'addComment');
  for (let i = 0; i < 2; i += 1) refuseField(s.world, (field) => field === 'updateIssueComment');
  const before = s.requests().length;
  await expect(s.says('bob', issue, '/approve')).rejects.toThrow(
    /GitHub refused while writing to acme\/shop#1: updateIssueComment: .*; addComment: updateIssueComment was refused|addComment was refused/,
  );
  expect(s.asked(before)).toEqual([
    'query See',
    'mutation updateIssueComment addComment',
    'query See',
    'query See',
    'query See',
    'query See',
  ]);
});
