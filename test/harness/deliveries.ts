/** Steps that stories about deploying have in common. */
import { expect } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { type Machine, type Machines, WATCHED_CONFIG, withDelivery } from './delivery.ts';
import { ledgerOf, promotionOf } from './laws.ts';
import type { Asked, Setting, Story } from './story.ts';
import { story } from './tell.ts';

export { checkedBy, deployments, deploysFine } from './delivery.ts';

export const kinds = (s: Story, issue: Issue): readonly string[] => ledgerOf(s, issue).entries.map(({ kind }) => kind);
export const headline = (s: Story, issue: Issue): string | undefined => s.panel(issue).split('\n')[1];
/** What is under `### Deployment` on the panel. */
export const section = (s: Story, issue: Issue): string =>
  (
    s
      .panel(issue)
      .split(/^### /m)
      .find((part) => part.startsWith('Deployment\n')) ?? ''
  )
    .split('\n\n```mermaid')[0]
    ?.trim() ?? '';

/** Everything the bot has said by now is read. */
export function readsAll(s: Story): void {
  for (const issue of s.issues()) while (s.unread(issue).length > 0) s.reads(issue);
}

export async function approved(s: Story, asked: Asked = {}): Promise<Issue> {
  const issue = await s.opens('alice', asked);
  for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
  return issue;
}

/** A version that has arrived and is what a rollback leads to. */
export async function settledBefore(s: Story): Promise<Issue> {
  const issue = await approved(s, { version: 'v1.3.2' });
  await s.passes(25 * 3600);
  expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
  return issue;
}

/** Tells a story in a repository with workflows; its machines may change on the way. */
export function tells(machines: Machines, tell: (s: Story) => Promise<void>, more: Pick<Setting, 'config'> = {}): Promise<Story> {
  return story(
    async (s) => {
      withDelivery(s.world, machines);
      await tell(s);
      readsAll(s);
    },
    { config: WATCHED_CONFIG, waits: true, ...more },
  );
}

/** One answer after another, the last one for ever. */
export function inTurn(...machines: readonly Machine[]): Machine {
  let turn = 0;
  return (run, inputs) => {
    const machine = machines[Math.min(turn, machines.length - 1)];
    turn += 1;
    if (!machine) throw new Error('there is no machine');
    return machine(run, inputs);
  };
}

export const fails: Machine = () => ({ conclusion: 'failure' });
/** A version that is fine, and one that is not. */
export const byVersion =
  (bad: string, badly: Machine, well: Machine): Machine =>
  (run, inputs) =>
    (inputs['version'] === bad ? badly : well)(run, inputs);
