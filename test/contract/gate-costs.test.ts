/** What running the quality gates costs in requests; docs/operations.md says it in the words of the title. */
import { expect, test } from '@jest/globals';
import { GATES_CONFIG, GREEN, judgedBy, withGates } from '../harness/gates.ts';
import type { Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

/** What is asked of GitHub by the act, in short. */
async function asks(s: Story, act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = s.requests().length;
  await act();
  return s.asked(before).map((asked) => asked.replace(/ addComment.*| addLabels.*| updateIssue.*|\?.*/, ''));
}

test('running the gates costs 1 request to start them, 6 to judge what they left, and 1 to look once more before completing', async () => {
  await story(
    async (s) => {
      withGates(s.world, judgedBy(GREEN));
      let issue: Awaited<ReturnType<Story['opens']>> | undefined;
      const opening = await asks(s, async () => {
        issue = await s.opens('alice');
      });
      if (!issue) return;
      const start = opening.findIndex((asked) => asked.endsWith('/dispatches'));
      expect(opening.slice(0, start)).toHaveLength(5);
      expect(opening.slice(start + 1)).toHaveLength(6);
      await s.says('bob', issue, '/approve');
      const completing = await asks(s, () => s.says('carol', issue ?? never(), '/approve'));
      expect(completing.filter((asked) => /^GET .*\/actions\//.test(asked))).toHaveLength(1);
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: GATES_CONFIG },
  );
});

function never(): never {
  throw new Error('it was opened');
}
