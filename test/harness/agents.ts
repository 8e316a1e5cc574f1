/** A repository of an agent with its map, version file, evals and machines, and the steps that stories about agents have in common. */
import { AGENT, AGENT_RULES, MAP, type Release, releaseAgent } from '../../src/sandbox/agent-cast.ts';
import { type AgentMachines, bringAgentMachines } from '../../src/sandbox/agent-machines.ts';
import type { Issue } from '../../src/sandbox/index.ts';
import { readsAll } from './deliveries.ts';
import { type Asked, REPO, type Story } from './story.ts';
import { story } from './tell.ts';

export { AGENT, AGENT_MAP, AGENT_RULES, MAP } from '../../src/sandbox/agent-cast.ts';

/** Longer than gates, a deployment and its check take. */
const WORK = 400;

export interface Bob extends AgentMachines, Partial<Release> {}

/** Tells a story in which version 1.2.0 of bob has been recorded in development. */
export function bobTells(bob: Bob, tell: (s: Story) => Promise<void>): Promise<Story> {
  return story(
    async (s) => {
      bringAgentMachines(s.world, bob);
      releaseAgent(s.world, { ...bob, version: bob.version ?? '1.2.0' });
      await asks(s, { to: 'development' });
      await tell(s);
      readsAll(s);
    },
    { config: AGENT_RULES, waits: true },
  );
}

/** Alice asks for bob in staging, and as much time goes by as gates take. */
export async function asks(s: Story, asked: Asked = {}): Promise<Issue> {
  const issue = await s.opens('alice', { subject: AGENT, version: '1.2.0', ...asked });
  await s.passes(WORK);
  return issue;
}

export async function approves(s: Story, issue: Issue): Promise<void> {
  await s.says('carol', issue, '/approve');
  await s.passes(WORK);
}

/** What the panel wants mended, a line each, without marks. */
export const wanted = (s: Story, issue: Issue): readonly string[] =>
  (s.panel(issue).split('### What to mend')[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- ') && !line.startsWith('- ✅'))
    .map((line) =>
      line
        .slice(2)
        .replaceAll(/\*\*|`/g, '')
        .replaceAll('&#95;', '_'),
    );

/** The map as it is on the default branch now. */
export function mapNow(s: Story): string {
  const { refs, commits } = s.world.repository(REPO);
  return commits.get(refs.get('refs/heads/main') ?? '')?.files.get(MAP) ?? '';
}
