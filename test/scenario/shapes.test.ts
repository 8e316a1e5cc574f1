import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { GATES_CONFIG, withGates } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

interface Opened {
  readonly title?: string;
  readonly body: string;
  readonly labels?: readonly string[];
}

async function opens(s: Story, { title = 'Promote agent_orchestration to staging', body, labels = ['promotion'] }: Opened): Promise<Issue> {
  const issue = s.world.as('alice').opens(REPO, { title, body, labels: [...labels] });
  await s.settles();
  return issue;
}

const toMend = (panel: string): string => panel.split('### What to mend\n\n')[1]?.split('\n\n')[0] ?? '';
const MARKDOWN = readFileSync('templates/ISSUE_TEMPLATE/component-promotion.md', 'utf8').replace(/^---[\s\S]*?---\n+/, '');
const FILLED: Readonly<Record<string, string>> = {
  component_name: 'agent_orchestration',
  current_stage: 'development',
  target_stage: 'staging',
  'list any blockers or none': 'None',
};
const fill = (text: string): string => text.replaceAll(/\{([^}]+)\}/g, (_, name: string) => FILLED[name] ?? '80');
/** What `gh issue create` of the workflow puts on. */
const GH = ['component:agent_orchestration', 'target:staging'];

test.each<[string, Opened]>([
  ['MISSION B11: the form', { body: form() }],
  ['MISSION B11: the Markdown template, opened by gh with its labels', { body: fill(MARKDOWN), labels: GH }],
  ['MISSION B11: the Markdown template without any label', { body: fill(MARKDOWN), labels: [] }],
  [
    'MISSION B1: a form with component, stages and specification',
    {
      title: '[PROMOTION] agent_orchestration: Development → Staging',
      labels: ['promotion:requested'],
      body: '### Component Name\n\nagent_orchestration\n\n### Current Stage\n\nDevelopment\n\n### Target Stage\n\nStaging\n\n### Specification File\n\nspecs/agent_orchestration.md\n\n### Blockers\n\n_No response_\n\n### Rollback Plan\n\nRedeploy v1.3.2\n\n### Additional Notes\n\nFixes the retry loop',
    },
  ],
  [
    'MISSION A3: keys with current and target environment',
    { body: '**Component:** agent_orchestration\r\n**Current Environment:** dev\r\n**Target Environment:** stage\r\n', labels: [] },
  ],
  ['MISSION B11: one line, with labels', { title: 'Retry fix', body: 'Ship the retry fix.', labels: GH }],
  ['MISSION B11: one line, with our label and the title', { body: 'Ship the retry fix.' }],
])('%s is understood and waits for approval', async (_what, opened) => {
  await story(async (s) => {
    const issue = await opens(s, opened);
    expect(s.panel(issue)).toContain('⏳ Waiting for 2 approvals');
    expect(s.reads(issue)).toContain('asked to promote');
    expect(promotionOf(s, issue)).toMatchObject({
      status: 'AWAITING_APPROVAL',
      round: { terms: { subject: 'agent_orchestration', to: 'staging' } },
    });
    expect(s.labels(issue)).toEqual(expect.arrayContaining(['component:agent_orchestration', 'promotion', 'target:staging']));
  });
});

test.each([
  ['Promote ', 'Promote agent_orchestration to staging'],
  ['Promote the retry fix', 'Promote the retry fix'],
])('MISSION B11: the title "%s" becomes "%s", whatever alias was written, and in no request of its own', async (title, becomes) => {
  await story(async (s) => {
    const issue = await opens(s, { title, body: form({ to: 'stage' }) });
    expect(issue.title).toBe(becomes);
    expect(s.asked().filter((asked) => /^mutation updateIssue( |$)/.test(asked))).toEqual([]);
    s.panel(issue);
    s.reads(issue);
  });
});

test.each([CONFIG, GATES_CONFIG])(
  'MISSION B11: a completed title follows the request, and what people write after that stays',
  async (config) => {
    await story(
      async (s) => {
        withGates(s.world, () => undefined);
        const issue = await opens(s, { title: 'Promote ', body: form() });
        s.world.release(REPO, 'v1.4.0');
        await s.edits('alice', issue, form({ subject: 'bob' }));
        expect(issue.title).toBe('Promote bob to staging');
        await s.does((world) => world.as('eve').renames(issue, 'Promote agent_orchestration to staging'));
        await s.says('alice', issue, '/why');
        expect(issue.title).toBe('Promote agent_orchestration to staging');
        s.panel(issue);
        while (s.unread(issue).length > 0) s.reads(issue);
      },
      { config },
    );
  },
);

test('MISSION B11: a title is not completed in a dry run, nor before it is understood', async () => {
  await story(async (s) => {
    const dry = await opens(s, { title: 'Promote ', body: form({ dryRun: true }) });
    const wrong = await opens(s, { title: 'Promote ', body: form({ to: 'qa' }) });
    expect([dry.title, wrong.title]).toEqual(['Promote ', 'Promote ']);
    for (const issue of [dry, wrong]) s.panel(issue);
  });
});

test('MISSION A1: an agent named by its label and version by its key', async () => {
  await story(
    async (s) => {
      await s.does((world) => world.as('alice').tags(REPO, 'v2.0.0'));
      const issue = await opens(s, { title: 'Bob', body: '**Version:** v2.0.0\n\nEvals are fine.', labels: ['agent:bob', 'target:stage'] });
      s.panel(issue);
      s.reads(issue);
      expect(promotionOf(s, issue)?.request).toMatchObject({ subject: 'bob', version: 'v2.0.0', to: 'stage', notes: 'Evals are fine.' });
      expect(s.labels(issue)).toEqual(['agent:bob', 'promotion', 'status:awaiting-approval', 'target:staging']);
    },
    { config: CONFIG.replace('bob: { kind: agent }', 'bob: { kind: agent, published: tag }') },
  );
});

test('MISSION B11: a template nobody filled in says which placeholders are left, and waits for them', async () => {
  await story(async (s) => {
    const issue = await opens(s, { title: 'Promote {component_name} to staging', body: MARKDOWN });
    expect(toMend(s.panel(issue))).toMatchInlineSnapshot(`
"- **Title still holds the placeholder \`{component_name}\`.** Edit the issue and put there what is meant, for instance \`Promote web to staging\`.
- **Component Promotion still holds the placeholder \`{component_name}\`.** Edit the issue and put there what is meant.
- **Current Stage still holds the placeholder \`{current_stage}\`.** Edit the issue and put there what is meant.
- **Target Stage still holds the placeholder \`{target_stage}\`.** Edit the issue and put there what is meant.
- **Blockers still holds the placeholder \`{list any blockers or none}\`.** Edit the issue and put there what is meant.
- **Rollback Plan still holds the placeholder \`{describe rollback procedure}\`.** Edit the issue and put there what is meant."
`);
    expect(promotionOf(s, issue)).toBeUndefined();
    await s.edits('alice', issue, fill(MARKDOWN));
    expect(toMend(s.panel(issue))).toContain('Title still holds the placeholder `{component_name}`');
    await s.does((world) => world.as('alice').renames(issue, 'Promote agent_orchestration to staging'));
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    s.reads(issue);
  });
});

test('MISSION B2: text and label that differ are a problem; the text counts as soon as it is edited', async () => {
  await story(async (s) => {
    const issue = await opens(s, { body: form(), labels: ['promotion', 'target:production'] });
    expect(toMend(s.panel(issue))).toMatchInlineSnapshot(
      `"- **To is said twice, and differently: \`To: staging\` and \`target:production\`.** Edit the issue so that it says what you mean; then its text counts. A label given by mistake can be taken off instead."`,
    );
    await s.edits('alice', issue, form({ notes: 'To staging indeed' }));
    expect(s.panel(issue)).toContain('⏳ Waiting for 2 approvals');
    s.reads(issue);
    expect(s.labels(issue)).toContain('target:staging');
    expect(s.labels(issue)).not.toContain('target:production');
  });
});

test('MISSION B2: text and label that differ are settled by taking the label off', async () => {
  await story(async (s) => {
    const issue = await opens(s, { body: form(), labels: ['promotion', 'target:production'] });
    await s.does((world) => world.as('alice').unlabels(issue, 'target:production'));
    expect(s.panel(issue)).toContain('⏳ Waiting for 2 approvals');
    s.reads(issue);
  });
});

test('MISSION B2: our own label of a target that was mended contradicts nobody', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { to: 'prod', from: 'dev' });
    expect(s.panel(issue)).toContain('skips a step');
    expect(s.labels(issue)).toContain('target:production');
    await s.edits('alice', issue, form({ to: 'stage' }));
    expect(s.panel(issue)).toContain('⏳ Waiting for 2 approvals');
    s.reads(issue);
  });
});

test('MISSION B11: once begun, neither labels nor the title change what is asked, and the labels come back', async () => {
  await story(async (s) => {
    const issue = await opens(s, { body: 'Ship the retry fix.', labels: GH });
    s.panel(issue);
    s.reads(issue);
    const before = promotionOf(s, issue);
    await s.does((world) => {
      world.as('eve').labels(issue, 'target:production');
      world.as('eve').unlabels(issue, 'target:staging', 'component:agent_orchestration');
      world.as('eve').renames(issue, 'Promote bob to production');
    });
    expect(promotionOf(s, issue)).toEqual(before);
    expect(s.labels(issue)).toEqual(['component:agent_orchestration', 'promotion', 'status:awaiting-approval', 'target:staging']);
  });
});
