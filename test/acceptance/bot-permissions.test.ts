/** Mode bot with less than the template asks for: the line that is missing is named, where people or whoever mends the workflow look. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Issue } from '../../src/sandbox/index.ts';
import { FILE, played } from '../harness/bot-mode.ts';
import { DEPLOY, withDelivery } from '../harness/delivery.ts';
import { CONFIG, REPO } from '../harness/story.ts';

const TEXT = readFileSync('templates/workflows/promotion-bot.yml', 'utf8');
const { permissions } = parse(TEXT) as { readonly permissions: Readonly<Record<string, string>> };
const config = CONFIG.replace('teams: [tech-leads]', 'users: [bob]')
  .replace('teams: [qa]', 'users: [carol]')
  .replace('teams: [security]', 'users: [dave]')
  .replace('    aliases: [stage]\n', `    aliases: [stage]\n    deploy: { workflow: ${DEPLOY} }\n`);

const needs = (line: string): RegExp => new RegExp(`in a workflow .?"${line}.?" under .?"permissions:"`);
/** Where it is said, and which line. */
const EXPECTED: Readonly<Record<string, readonly ['log' | 'issue', RegExp] | 'nothing'>> = {
  'contents none': ['log', needs('contents: read')],
  'issues none': ['log', needs('issues: read')],
  'issues read': ['log', needs('issues: write')],
  'statuses none': ['log', needs('statuses: read')],
  'statuses read': ['log', needs('statuses: write')],
  // The refusal to start a run is answered by looking for that run, which is refused too.
  'actions none': ['log', needs('actions: read')],
  'actions read': ['issue', needs('actions: write')],
  'deployments none': ['issue', needs('deployments: write')],
  'deployments read': ['issue', needs('deployments: write')],
  // Only blockers that are pull requests are read with it, and this promotion names none.
  'pull-requests none': 'nothing',
};
const rows = Object.entries(permissions).flatMap(([name, level]) =>
  (level === 'write' ? ['none', 'read'] : ['none']).map((left) => [name, left] as const),
);

// Falls without: src/github/needed.ts, its use in src/github/runs.ts (issue) and in action/bot.ts (log)
test.each(rows)('%s, of which is left: %s', async (name, left) => {
  const expected = EXPECTED[`${name} ${left}`];
  if (expected === undefined) throw new Error(`Say in EXPECTED what happens without ${name}: the template asks for it.`);
  const line = new RegExp(`^  ${name}: .*\n`, 'm');
  const text = TEXT.replace(line, left === 'none' ? '' : `  ${name}: ${left}\n`);
  await played(
    async ({ s, bot }) => {
      withDelivery(s.world);
      s.world.silently(() => s.world.as('alice').pushes(REPO, { [FILE]: text }));
      const failed: string[] = [];
      const tries = async (act: () => Promise<unknown>): Promise<void> =>
        void (await act().catch((error: Error) => failed.push(error.message)));
      await tries(() => s.opens('alice'));
      const [issue] = s.issues() as [Issue];
      for (const login of ['bob', 'carol']) await tries(() => s.says(login, issue, '/approve'));
      const said = { log: failed.join('\n'), issue: issue.comments.map(({ body }) => body).join('\n') };
      if (expected === 'nothing') {
        expect(said.issue).toContain('✅ Promoted');
        expect(said.log + said.issue).not.toContain('under "permissions:"');
        return;
      }
      const [where, words] = expected;
      expect(said[where]).toMatch(words);
      if (where === 'issue') expect([said.log, said.issue.includes('✅ Promoted')]).toEqual(['', false]);
      expect(bot.deeds.length).toBeGreaterThan(0);
    },
    { config },
  );
});

// Falls without: `withNeed` in action/bot.ts, for everything (issues) and for one promotion (contents)
test.each(['issues', 'contents', 'statuses'])('a sweep without %s names the line too', async (name) => {
  await played(
    async ({ s, bot }) => {
      await s.opens('alice');
      const text = TEXT.replace(new RegExp(`^  ${name}: .*\n`, 'm'), '');
      s.world.silently(() => s.world.as('alice').pushes(REPO, { [FILE]: text }));
      const { exit, log } = await bot.steps({ name: 'schedule', payload: {} });
      expect([exit, log]).toEqual([1, expect.stringMatching(needs(`${name}: read`))]);
      const look = await bot.steps({ name: 'workflow_dispatch', payload: {} }, { promotion: '1' });
      expect(look.log).toMatch(needs(`${name}: read`));
      expect(look.log).toContain('acme/shop#1 was not looked at to the end. The next sweep looks again');
    },
    { config },
  );
});
