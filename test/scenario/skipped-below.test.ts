/** What was promoted past its quality gates, for testing, goes no further. */
import { expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { GATES_CONFIG, GREEN, reportOf, withGates } from '../harness/gates.ts';
import { imports } from '../harness/import.ts';
import { promotionOf } from '../harness/laws.ts';
import { form, REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const config = GATES_CONFIG.replace('    gates:\n', '    allow_skip: true\n    gates:\n');
const SKIPPING = form().replace('### Notes', '### Skip quality gates\n\n- [X] Skip the quality gates (for testing only)\n\n### Notes');

async function promoted(s: Story, asked?: string): Promise<Issue> {
  const issue = await s.opens('alice', asked);
  for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
  expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
  return issue;
}

function hearsAll(s: Story): void {
  for (const issue of s.issues()) {
    s.panel(issue);
    while (s.unread(issue).length > 0) s.reads(issue);
  }
}

test('MISSION B9, A13: gates skipped on the way to staging close the way to production, until they are met', async () => {
  await story(
    async (s) => {
      withGates(s.world, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, GREEN, config)] }));
      await promoted(s, SKIPPING);
      const production = await s.opens('alice', { to: 'production' });
      expect(s.panel(production)).toMatch(
        /came to `staging` with its quality gates SKIPPED, which is for testing only\.\*\* Promote it to `staging` once more/,
      );
      expect(promotionOf(s, production)).toBeUndefined();
      const again = await s.opens('alice');
      expect(s.panel(again)).toContain('with its quality gates SKIPPED. With them met it may go on');
      for (const login of ['bob', 'carol']) await s.says(login, again, '/approve');
      await s.says('alice', production, '/why');
      expect(s.panel(production)).toContain('✅ The same commit arrived in `staging`');
      expect(promotionOf(s, production)?.status).toBe('AWAITING_APPROVAL');
      hearsAll(s);
    },
    { config },
  );
});

test('where no mark may be written the trail tells of gates skipped below, and of what was only imported', async () => {
  await story(
    async (s) => {
      s.world.release(REPO, 'v1.4.0');
      const files = { 'MATURITY.md': '| Component | Stage | Version |\n| - | - | - |\n| bob | staging | v1.4.0 |\n' };
      expect(await imports(s, { files, write: true })).toMatchObject({ code: 0 });
      const { statuses: _, ...installed } = s.world.app.permissions;
      s.world.organisation('acme', { installed });
      s.restarts();
      for (const issue of s.issues()) await s.says('alice', issue, '/why');
      await promoted(s, SKIPPING);
      const production = await s.opens('alice', { to: 'production' });
      expect(s.panel(production)).toMatch(/came to `staging` with its quality gates SKIPPED/);
      expect(promotionOf(s, production)).toBeUndefined();
      const bob = await s.opens('alice', { subject: 'bob', to: 'production' });
      expect(s.panel(bob)).toMatch(/The same commit ran in `staging` before: \[imported\].*, nobody approved it there/);
      hearsAll(s);
    },
    { config },
  );
});

test('a round without skipping takes the warning back, within one promotion', async () => {
  await story(
    async (s) => {
      withGates(s.world, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, GREEN, config)] }));
      const issue = await s.opens('alice', SKIPPING);
      await s.edits('alice', issue, form());
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      const production = await s.opens('alice', { to: 'production' });
      expect(promotionOf(s, production)?.status).toBe('AWAITING_APPROVAL');
      hearsAll(s);
    },
    { config },
  );
});
