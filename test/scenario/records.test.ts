/** What a promotion writes into files of the repository when it arrives, and when it is taken back. */
import { expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { checkedBy, WATCHED_CONFIG, withDelivery } from '../harness/delivery.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const CONFIG = `${WATCHED_CONFIG}records:
  as: commit
  files:
    - { file: README.md, block: promotion, text: "Stage: {to}\\nVersion: {version}" }
    - { file: stages.yaml, set: { '{subject}.version': '{version}' } }
    - { file: 'src/{subject}/__init__.py', python: { __maturity__: '{to}' } }
`;
const README = '# Shop\n\n<!-- promotion-bot:promotion -->\n<!-- /promotion-bot:promotion -->\n';
const STAGES = "agent_orchestration:\n  version: 'v0' # kept by the bot\n";

const file = (s: Story, path: string): string | undefined => {
  const { refs, commits } = s.world.repository(REPO);
  return commits.get(refs.get('refs/heads/main') ?? '')?.files.get(path);
};
const head = (s: Story) => s.world.repository(REPO).refs.get('refs/heads/main');

async function approved(s: Story, version: string): Promise<Issue> {
  const issue = await s.opens('alice', { version });
  for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
  return issue;
}

function reads(s: Story): void {
  for (const issue of s.issues()) while (s.unread(issue).length > 0) s.reads(issue);
}

test('one commit when the version has arrived, one more when it is taken back; what does not fit is told', async () => {
  let works = true;
  const verify: ReturnType<typeof checkedBy> = (run, inputs) =>
    checkedBy(works || inputs['mode'] === 'verify' ? 'pass' : 'fail', 'it answers', CONFIG)(run, inputs);
  await story(
    async (s) => {
      s.world.as('alice').pushes(REPO, { 'README.md': README, 'stages.yaml': STAGES });
      withDelivery(s.world, { verify });
      await approved(s, 'v1.3.2');
      await s.passes(25 * 3600);
      const before = head(s);
      const issue = await approved(s, 'v1.4.0');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
      expect(file(s, 'README.md')).toBe(
        '# Shop\n\n<!-- promotion-bot:promotion -->\nStage: staging\nVersion: v1.4.0\n<!-- /promotion-bot:promotion -->\n',
      );
      expect(file(s, 'stages.yaml')).toBe("agent_orchestration:\n  version: 'v1.4.0' # kept by the bot\n");
      const commit = s.world.repository(REPO).commits.get(head(s) ?? '');
      expect(commit).toMatchObject({ message: expect.stringContaining('Record agent_orchestration v1.4.0 in staging'), parents: [before] });
      reads(s);
      works = false;
      await s.passes(2 * 3600);
      expect(promotionOf(s, issue)?.status).toBe('ROLLED_BACK');
      expect(file(s, 'stages.yaml')).toContain("version: 'v1.3.2' # kept");
      expect(s.unread(issue).at(-1)?.body).toContain('src/agent_orchestration/__init__.py');
      reads(s);
    },
    { config: CONFIG, waits: true },
  );
});

// Falls without: src/github/records.ts, what stands there already is not written
test('a promotion that dies between the commit and the end writes no second one', async () => {
  const s = await story(
    async (s) => {
      s.world.as('alice').pushes(REPO, { 'README.md': README, 'stages.yaml': STAGES });
      withDelivery(s.world, { verify: checkedBy('pass', 'it answers', CONFIG) });
      const fault = {
        match: ({ graphql }: { graphql?: { fields: readonly string[] } }) => graphql?.fields.includes('createCommitOnBranch') ?? false,
      };
      s.world.faults.push({ match: fault.match as never, answer: 'drop answer' });
      const issue = await s.opens('alice', { version: 'v1.4.0' });
      await s.says('bob', issue, '/approve');
      await s.says('carol', issue, '/approve').catch(() => {});
      s.restarts();
      for (const delivery of s.world.hooks.log.filter(({ event }) => event === 'workflow_run').slice(-1)) s.world.redeliver(delivery.guid);
      await s.settles();
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
      reads(s);
    },
    { config: CONFIG, waits: true },
  );
  const { commits } = s.world.repository(REPO);
  expect([...commits.values()].filter(({ message }) => message.includes('Record agent_orchestration'))).toHaveLength(1);
});
