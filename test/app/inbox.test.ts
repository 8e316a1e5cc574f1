/** The inbox of a process that has no store: what waits for the same issue becomes one look, which names all of it. */
import { expect, test } from '@jest/globals';
import { memoryInbox, mergedWhy, type Task, type Why } from '../../src/app/inbox.ts';
import { arrival, eventually, QUIET } from '../harness/stage.ts';

test('deliveries that come while a look is under way become one look after it, under the name of the newest', async () => {
  const looks: Why[] = [];
  const waiting: (() => void)[] = [];
  const look = async (_place: unknown, { why }: Task) => {
    looks.push(why);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return QUIET;
  };
  const inbox = memoryInbox({ look, failed: () => {} });
  const accepted = [inbox.accept(arrival('d-1'))];
  const begun = (count: number) =>
    eventually(
      () => waiting.length,
      (found) => found === count,
    );
  await begun(1);
  accepted.push(...['d-2', 'd-3', 'd-4'].map((delivery) => inbox.accept(arrival(delivery))));
  waiting[0]?.();
  await begun(2);
  waiting[1]?.();
  await Promise.all(accepted);
  const webhook = 'issue_comment.created';
  expect(looks).toEqual([
    { delivery: 'd-1', webhook },
    { delivery: 'd-4', webhook, joined: ['d-2', 'd-3'] },
  ]);
});

test('what no delivery made gives way to what one did, whichever came first', () => {
  const said = { delivery: 'd-1', webhook: 'issues.edited' };
  const neighbour = { webhook: 'neighbour' };
  expect([mergedWhy(said, neighbour), mergedWhy(neighbour, said)]).toEqual([said, said]);
});

test('an alarm whose look fails rings once more a minute later: nobody sends it again', async () => {
  const set: { readonly milliseconds: number; readonly ring: () => void }[] = [];
  const failed: string[] = [];
  const looks: string[] = [];
  const look = async (_place: unknown, { why }: Task) => {
    looks.push(why.webhook);
    if (looks.length === 2) throw new Error('GitHub is away');
    return { ...QUIET, wakeIn: looks.length === 1 ? 3_600_000 : undefined };
  };
  const timer = (milliseconds: number, ring: () => void) => {
    set.push({ milliseconds, ring });
    return () => {};
  };
  const inbox = memoryInbox({ look, timer, failed: (error) => failed.push(String(error)) });
  await inbox.accept(arrival('d-1'));
  for (const count of [2, 3]) {
    set.at(-1)?.ring();
    await eventually(
      () => (count === 2 ? set.length : looks.length),
      (found) => found === count,
    );
  }
  expect(set.map(({ milliseconds }) => milliseconds)).toEqual([3_600_000, 60_000]);
  expect(looks).toEqual(['issue_comment.created', 'alarm', 'alarm']);
  expect(failed).toEqual(['Error: GitHub is away']);
});
