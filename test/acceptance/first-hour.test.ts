/** What somebody does in the first hour with a repository of their own: copy the templates, change the marked lines, ask for something. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { main } from '../../src/cli.ts';
import { FIELDS } from '../../src/core/request.ts';
import { REPO } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { cliWorld } from './cli-world.ts';

const textOf = (file: string): string => readFileSync(file, 'utf8');
const [README_RULES = ''] = [...textOf('README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);

/** What GitHub makes of the form: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
function submitted(answers: Readonly<Record<string, string>>): string {
  const {
    body,
  }: { body: readonly { id?: string; type: string; attributes: { label: string; options?: readonly { label: string }[] } }[] } = parse(
    textOf('templates/ISSUE_TEMPLATE/promotion.yml'),
  );
  const asked = body.filter(({ type }) => type !== 'markdown');
  const answerOf = (id = '', options?: readonly { label: string }[]): string =>
    options ? options.map(({ label }) => `- [ ] ${label}`).join('\n') : (answers[id] ?? '_No response_');
  return asked.map(({ id, attributes }) => `### ${attributes.label}\n\n${answerOf(id, attributes.options)}`).join('\n\n');
}

const TEAMS = { 'tech-leads': ['bob'], qa: ['carol'], security: ['dave'] };
test.each([
  { from: 'the README', config: README_RULES, teams: TEAMS, subject: 'agent_orchestration', files: [], approvers: ['bob', 'carol'] },
  {
    from: 'templates/promotion.yml',
    config: textOf('templates/promotion.yml'),
    teams: TEAMS,
    subject: 'my-component',
    files: ['src/my-component/index.ts', 'specs/my-component.md'],
    approvers: ['bob', 'carol'],
  },
  {
    from: 'templates/promotion.agents.yml',
    config: textOf('templates/promotion.agents.yml'),
    teams: { 'agent-owners': ['bob'], 'ai-safety': ['dave'] },
    subject: 'support-agent',
    files: ['agents/support/agent.json'],
    approvers: ['bob'],
  },
])(
  'the rules of $from, as they stand there, bring a version to staging by the issue form',
  async ({ config, teams, subject, files, approvers }) => {
    await story(
      async (s) => {
        // What the rules say the subject consists of is in the version, and the version is published.
        const sha = s.world.as('alice').pushes(REPO, Object.fromEntries(files.map((file) => [file, 'here'])));
        s.world.as('alice').tags(REPO, 'v1.5.0', { at: sha });
        s.world.release(REPO, 'v1.5.0');
        const issue = await s.opens('alice', submitted({ subject, version: 'v1.5.0', to: 'staging' }), []);
        s.reads(issue);
        s.reads(issue);
        for (const login of approvers) {
          await s.says(login, issue, '/approve');
          s.reads(issue);
        }
        expect(s.panel(issue)).toContain('✅ Promoted');
        expect(s.labels(issue)).toContain('promotion');
      },
      { config, teams },
    );
  },
);

test('the form asks in the words that the bot reads', () => {
  const labels = [...submitted({}).matchAll(/^### (.+)$/gm)].map(([, label]) => label);
  expect(labels).toEqual(Object.values(FIELDS));
});

test('the rules in the README pass the check that the README names', async () => {
  const world = cliWorld();
  mkdirSync(join(world.folder, '.github'));
  writeFileSync(join(world.folder, '.github/promotion.yml'), README_RULES);
  expect(await main(['config', 'check'], world.io)).toBe(0);
  expect(world.out()).toBe('.github/promotion.yml is fine.\n');
});

test('whoever starts the bot too early is told what to do next', async () => {
  const world = cliWorld();
  expect(await main(['start'], world.io)).toBe(1);
  expect(world.err()).toContain('"npx promotion-bot setup"');
  expect(await main(['setup', '--key-only'], world.io)).toBe(0);
  expect(await main(['start'], world.io)).toBe(1);
  expect(world.err().split('cannot start yet').at(-1)).not.toContain('LEDGER_KEY');
});
