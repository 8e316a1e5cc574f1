/** ATTACKS.md against what happens after the approval: roles, rights and words that change between the decision and the deployment. */
import { expect, test } from '@jest/globals';
import { approved, checkedBy, deployments, deploysFine, readsAll, tells } from '../harness/deliveries.ts';
import { DELIVERY_CONFIG, DEPLOY } from '../harness/delivery.ts';
import { promotionOf } from '../harness/laws.ts';
import { TEAMS } from '../harness/story.ts';

const FROZEN = DELIVERY_CONFIG.replace(
  '    aliases: [stage]\n',
  "    aliases: [stage]\n    freeze: [{ rrule: 'FREQ=DAILY', from: '09:00', for: 2h, timezone: UTC }]\n",
);

// Falls without: src/core/decide.ts, voids
test('attack 14: who approved and has lost the role before the freeze opens deploys nothing any more', async () => {
  await tells(
    { verify: checkedBy('pass', '', FROZEN) },
    async (s) => {
      const issue = await approved(s);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'queued' });
      s.world.organisation('acme', { teams: { ...TEAMS, qa: ['frank'] } });
      await s.passes(2 * 3600);
      expect(deployments(s.world)).toEqual([]);
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    },
    { config: FROZEN },
  );
});

// Falls without: src/core/decide.ts, mayBegin (waits)
test('attack 67: nothing is deployed in a freeze, by the clock of GitHub; when it opens, it is', async () => {
  await tells(
    { verify: checkedBy('pass', '', FROZEN) },
    async (s) => {
      const issue = await approved(s);
      await s.passes(3500);
      expect(deployments(s.world)).toEqual([]);
      await s.passes(200);
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
    },
    { config: FROZEN },
  );
});

// Falls without: src/core/decide.ts, isSilent
test('attack 54: a dry run deploys nothing, whoever approves it', async () => {
  await tells(
    {},
    async (s) => {
      const issue = await s.opens('alice', { dryRun: true });
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      expect(deployments(s.world)).toEqual([]);
      expect(promotionOf(s, issue)).toBeUndefined();
    },
    { config: DELIVERY_CONFIG },
  );
});

// Falls without: src/core/rules/granted.ts
test('attack 68: an App whose rights were reduced deploys nothing, and says what it lacks', async () => {
  await tells(
    {},
    async (s) => {
      const [installation] = s.world.installations;
      if (!installation) throw new Error('the App is installed nowhere');
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      const { deployments: _taken, ...left } = installation.permissions;
      Object.assign(installation, { permissions: left });
      s.restarts();
      await s.says('carol', issue, '/approve');
      await s.passes(300);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', touched: false });
      expect(s.panel(issue)).toContain('This App lacks the permission “Deployments: Read and write”');
      expect(deployments(s.world)).toEqual([]);
    },
    { config: DELIVERY_CONFIG },
  );
});

// Falls without: src/github/deploy.ts, isNo
test('attack 68: an App that does not know it yet deploys nothing either, and says what GitHub wants of it', async () => {
  await tells(
    {},
    async (s) => {
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      const headers = { 'x-accepted-github-permissions': 'deployments=write' };
      const answer = { status: 403, headers, body: { message: 'Resource not accessible by integration' } };
      for (let i = 0; i < 9; i += 1)
        s.world.faults.push({ match: ({ method, path }) => method === 'POST' && path.endsWith('/deployments'), answer });
      await s.says('carol', issue, '/approve');
      await s.passes(300);
      s.world.faults.splice(0);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'FAILED', touched: false });
      expect(s.panel(issue)).toContain('Resource not accessible by integration. It needs the permission "Deployments: Read and write"');
      expect(deployments(s.world)).toEqual([]);
    },
    { config: DELIVERY_CONFIG },
  );
});

// Falls without: src/core/site.ts, replacementOf
test('attack 70: two promotions of one place are never deployed at the same time, whichever began first', async () => {
  await tells(
    { verify: checkedBy('pass', '', DELIVERY_CONFIG) },
    async (s) => {
      s.world.actions.runner(DEPLOY, deploysFine, { takes: 900 });
      const older = await s.opens('alice');
      const newer = await s.opens('alice', { version: 'v1.5.0' });
      for (const issue of [newer, older]) for (const login of ['bob', 'carol']) s.world.as(login).comments(issue, '/approve');
      await s.settlesAtOnce();
      expect(deployments(s.world)).toEqual(['v1.4.0 forward staging']);
      await s.passes(3600);
      for (const login of ['bob', 'carol']) await s.says(login, newer, '/approve');
      await s.passes(3600);
      expect([older, newer].map((issue) => promotionOf(s, issue)?.status)).toEqual(['PROMOTED', 'PROMOTED']);
      expect(deployments(s.world)).toEqual(['v1.4.0 forward staging', 'v1.5.0 forward staging']);
      readsAll(s);
    },
    { config: DELIVERY_CONFIG },
  );
});
