import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { FIELDS } from '../../src/core/request.ts';
import { deployments, WATCHED_CONFIG, withDelivery } from '../harness/delivery.ts';
import { GATES_CONFIG } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { testOfApp } from '../harness/test-of-app.ts';

/** What a person reads below "What to mend". */
const toMend = (panel: string): string => panel.split('### What to mend\n\n')[1]?.split('\n\n')[0] ?? '';

test('bad input: an unknown subject is named with the known ones and a guess; mending the issue is enough to go on', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { subject: 'agent_orchestraton' });
    expect(s.panel(issue)).toContain('## ✋ Not started yet: 1 thing to mend');
    expect(toMend(s.panel(issue))).toMatchInlineSnapshot(
      `"- **Subject \`agent_orchestraton\` is not in the config.** Did you mean \`agent_orchestration\`? Known subjects: \`agent_orchestration\` and \`bob\`. Edit the issue, or add it under \`subjects\` in \`.github/promotion.yml\`."`,
    );
    expect(issue.comments).toHaveLength(1);
    await s.edits('alice', issue, form());
    expect(s.panel(issue)).toContain('⏳ Waiting for 2 approvals');
    expect(s.reads(issue)).toContain('asked to promote');
  });
});

test('bad input: an empty body gets one comment that says what to write', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', '');
    expect(toMend(s.panel(issue))).toContain('The issue says nothing I can read');
    expect(s.labels(issue)).toEqual(['promotion', 'status:pending']);
    expect(issue.comments).toHaveLength(1);
    await s.edits('alice', issue, form());
    expect(s.reads(issue)).toContain('asked to promote');
  });
});

test.each([
  ['a missing target', { to: '' }, /\*\*To is empty\.\*\* Edit the issue and write the answer below the heading `### To`/],
  [
    'an unknown environment',
    { to: 'stagin' },
    /To `stagin` is not an environment\.\*\* Did you mean `staging`\? Known environments, in their order: `development`, `staging` and `production`/,
  ],
  ['an unknown tag', { version: 'v9.9.9' }, /There is no tag `v9\.9\.9` in this repository/],
  ['a short SHA', { version: 'abc1234' }, /looks like a shortened SHA/],
  ['a branch with tricks', { version: 'main..v1' }, /neither a tag nor a full commit SHA/],
  ['an unknown commit', { version: 'a'.repeat(40) }, /There is no commit `a{40}` in this repository/],
])('bad input: %s', async (_what, asked, says) => {
  await story(async (s) => {
    const issue = await s.opens('alice', asked);
    expect(toMend(s.panel(issue))).toMatch(says);
    expect(promotionOf(s, issue)).toBeUndefined();
    await s.edits('alice', issue, form());
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    s.reads(issue);
  });
});

test.each([
  [
    'skipping',
    { from: 'development', to: 'production' },
    /`development` to `production` skips a step\.\*\* The next environment after `development` is `staging`/,
  ],
  ['standing still', { from: 'stage', to: 'staging' }, /From and To are both `staging`/],
  ['going back', { from: 'production', to: 'staging' }, /goes back\.\*\* A promotion only goes forward/],
])('MISSION B2: %s is refused', async (_what, asked, says) => {
  await story(async (s) => {
    const issue = await s.opens('alice', asked);
    expect(toMend(s.panel(issue))).toMatch(says);
    expect(promotionOf(s, issue)).toBeUndefined();
  });
});

test('bad input: a broken config names line, path and remedy, and holds the promotion until it is mended', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      expect(toMend(s.panel(issue))).toMatch(/\.github\/promotion\.yml line 10`\*\*:.*aproval.*did you mean "approval"/);
      await s.does((world) => world.as('alice').pushes(REPO, { '.github/promotion.yml': CONFIG }));
      await s.says('alice', issue, '/why');
      expect(s.panel(issue)).toContain('⏳ Waiting for 2 approvals');
      expect(s.reads(issue)).toMatch(/asked to promote[\s\S]*asked `\/why`/);
    },
    { config: CONFIG.replace('approval: { all: [tech-lead, qa] }', 'aproval: { all: [tech-lead, qa] }') },
  );
});

test('bad input: without a config nothing is promoted', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      expect(toMend(s.panel(issue))).toContain('no `.github/promotion.yml` on its default branch');
    },
    { config: null },
  );
});

test('a config that breaks while people approve holds the promotion; no decision counts until it is mended', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    await s.does((world) => world.as('eve').pushes(REPO, { '.github/promotion.yml': 'version: 2\n' }));
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toContain('is on hold until what the panel names is mended');
    expect(s.panel(issue)).toContain('## ✋ On hold');
    await s.does((world) => world.as('eve').pushes(REPO, { '.github/promotion.yml': CONFIG }));
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toContain('approved as tech-lead');
  });
});

test('MISSION B11: the form has the fields the bot reads, and its body parses with LF and CRLF', async () => {
  const { body } = parse(readFileSync('templates/ISSUE_TEMPLATE/promotion.yml', 'utf8')) as {
    body: { type: string; attributes: { label?: string } }[];
  };
  const labels = body.filter(({ type }) => type !== 'markdown').map(({ attributes }) => attributes.label);
  expect(labels).toEqual(Object.values(FIELDS));
  await story(async (s) => {
    const issue = await s.opens('alice', form().replaceAll('\n', '\r\n'));
    s.panel(issue);
    s.reads(issue);
    expect(promotionOf(s, issue)?.request).toEqual({
      subject: 'agent_orchestration',
      version: 'v1.4.0',
      from: '',
      to: 'staging',
      notes: 'Fixes JIRA-1234, retries on timeout',
      blockers: '',
      rollbackPlan: 'Redeploy v1.3.2 with `make rollback`',
    });
    expect(s.labels(issue)).toEqual(['component:agent_orchestration', 'promotion', 'status:awaiting-approval', 'target:staging']);
  });
});

test('MISSION B10: a dry run checks and plans everything, and writes one comment', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { dryRun: true });
    expect(s.panel(issue)).toContain('## 🧪 Dry run: this would work: `agent_orchestration` v1.4.0, development → staging');
    expect(s.panel(issue)).toMatch(
      /### The plan\n\n1\. The issue gets the labels[\s\S]*2\. Round 1 opens and waits for `tech-lead` and `qa`[\s\S]*3\. Commit/,
    );
    await s.says('bob', issue, '/approve');
    expect(issue.comments.filter(({ author }) => author?.kind === 'Bot')).toHaveLength(1);
    expect(s.labels(issue)).toEqual(['promotion']);
    expect(s.world.repository(REPO).labels.map(({ name }) => name)).toEqual(['promotion']);
  });
});

const planIn = (panel: string): string => panel.split('### The plan\n\n')[1]?.split('\n\n')[0] ?? '';

test('MISSION B10: the plan tells how it is deployed, checked, recorded and watched, and starts none of it', async () => {
  const config = `${WATCHED_CONFIG}records: { files: [{ file: docs/log.md, append: '{version}' }] }\n`;
  await story(
    async (s) => {
      withDelivery(s.world);
      const issue = await s.opens('alice', { dryRun: true });
      expect(planIn(s.panel(issue))).toMatch(
        /3\. `deploy\.yml` is started on a tag of this very commit, and deploys it to `staging`\.\n4\. `verify\.yml` checks whether it works there; if not, the version before is deployed again, where one is known\.\n5\. Commit .* gets the status `promotion\/staging\/agent_orchestration`, the stage records of the repository are changed, the promotion is PROMOTED and watched for 24h; then the issue closes\.$/,
      );
      expect(deployments(s.world)).toEqual([]);
    },
    { config },
  );
});

testOfApp('MISSION B10: the plan promises no status where none may be written', async () => {
  await story(async (s) => {
    const { statuses: _, ...installed } = s.world.app.permissions;
    s.world.organisation('acme', { installed });
    const issue = await s.opens('alice', { dryRun: true });
    expect(planIn(s.panel(issue))).toMatch(/\n3\. The promotion is PROMOTED, and the issue closes\.$/);
  });
});

test('MISSION B10: what is to be waited for stands in the plan where it is waited for, and the status is told as it will be', async () => {
  await story(
    async (s) => {
      const issue = await s.opens('alice', { dryRun: true });
      expect(s.panel(issue)).toContain('## 🧪 Dry run: nothing to mend, and something to wait for: `agent_orchestration`');
      expect(planIn(s.panel(issue))).toMatch(
        /`status:pending`[\s\S]*2\. The quality gates of this environment are still to be run[\s\S]*3\. Round 1 opens[\s\S]*4\. Commit .*, the promotion is PROMOTED, and the issue closes\.$/,
      );
    },
    { config: GATES_CONFIG },
  );
});

test('MISSION B10: a dry run tells what is wrong, and unticking it begins', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { dryRun: true, to: 'nowhere' });
    expect(s.panel(issue)).toMatch(/## 🧪 Dry run: 1 thing to mend[\s\S]*`nowhere` is not an environment/);
    await s.edits('alice', issue, form());
    expect(s.reads(issue)).toContain('asked to promote');
  });
});

test('MISSION B25: looking again edits the same comment, and status labels exclude each other', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { version: 'v9' });
    const panel = s.panel(issue);
    await s.edits('alice', issue, form());
    expect(s.panel(issue)).not.toBe(panel);
    expect(issue.comments.filter(({ body }) => body.startsWith('<!-- promotion-bot:panel'))).toHaveLength(1);
    expect(s.labels(issue).filter((label) => label.startsWith('status:'))).toEqual(['status:awaiting-approval']);
    s.reads(issue);
    await s.does((world) => world.as('eve').labels(issue, 'status:promoted', 'target:production', 'urgent'));
    expect(s.labels(issue)).toEqual(['component:agent_orchestration', 'promotion', 'status:awaiting-approval', 'target:staging', 'urgent']);
    await s.does((world) => world.as('eve').unlabels(issue, 'status:awaiting-approval', 'promotion'));
    expect(s.labels(issue)).toContain('status:awaiting-approval');
    expect(s.labels(issue)).toContain('promotion');
  });
});

test('one open promotion for a subject and environment: the second waits, says for whom, and goes on when the first ends', async () => {
  await story(async (s) => {
    const first = await s.opens('alice');
    s.panel(first);
    s.reads(first);
    const second = await s.opens('eve');
    expect(toMend(s.panel(second))).toContain(`#${first.number} is already promoting \`agent_orchestration\` to \`staging\``);
    await s.says('alice', first, '/cancel 1.4.1 is better');
    s.reads(first);
    expect(s.reads(second)).toContain('asked to promote');
    expect(promotionOf(s, second)?.status).toBe('AWAITING_APPROVAL');
  });
});

test('without a version, the head of the default branch is frozen and shown', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { version: '' });
    const head = s.world.repository(REPO).refs.get('refs/heads/main');
    expect(s.panel(issue)).toContain(`[\`${head?.slice(0, 7)}\`]`);
    s.reads(issue);
    await s.does((world) => world.as('alice').pushes(REPO, { 'src/later.ts': '' }));
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    expect(promotionOf(s, issue)?.round?.terms.sha).toBe(head);
    expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
  });
});

test('an issue that is no promotion costs no request', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', 'The shop is slow', []);
    await s.says('bob', issue, '/approve');
    expect(s.requests()).toEqual([]);
  });
});
