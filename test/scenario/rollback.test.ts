/** The way back, asked for by people. */
import { describe, expect, test } from '@jest/globals';
import { approved, checkedBy, deployments, deploysFine, fails, headline, inTurn, readsAll, tells } from '../harness/deliveries.ts';
import { DELIVERY_CONFIG, DEPLOY, VERIFY } from '../harness/delivery.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, REPO } from '../harness/story.ts';

const plain = { config: DELIVERY_CONFIG };
const passes = checkedBy('pass', 'it answered 200', DELIVERY_CONFIG);
const HOUR = 3_600;

describe('attack 28: /rollback', () => {
  test('by somebody who may: the version before is deployed again and checked; two issues say what is left to do', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        expect(issue.state).toBe('CLOSED');
        readsAll(s);
        await s.says('bob', issue, '/rollback checkout answers with errors since 10:40');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK', by: { login: 'bob' } });
        expect(deployments(s.world).at(-1)).toBe('v1.3.2 back staging');
        expect(s.unread(issue).map(({ body }) => body.split('\n\n<details>')[0])).toMatchInlineSnapshot(`
[
  "↩️ [**bob**](https://github.com/bob) takes this version back: v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d), promoted by #1) is the last one that worked there.

> checkout answers with errors since 10:40

🚀 v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d)) is brought back to \`staging\`: [\`deploy.yml\`](https://github.com/acme/shop/actions/workflows/deploy.yml) on the tag \`v1.3.2\`.",
  "📦 Deployed by [run 19000000005](https://github.com/acme/shop/actions/runs/19000000005).

✅ It works there, says [run 19000000006](https://github.com/acme/shop/actions/runs/19000000006).

↩️ **Rolled back** by [**bob**](https://github.com/bob) to v1.3.2.

> checkout answers with errors since 10:40

Opened: #3 and #4. This commit is quarantined: promoting it again needs \`/release-quarantine <reason>\`.",
]
`);
        const [, , rollback, fix] = s.issues();
        expect([rollback?.title, fix?.title]).toEqual([
          'Rollback agent_orchestration from staging',
          'Fix agent_orchestration v1.4.0, rolled back from staging',
        ]);
        expect(rollback?.labels.map(({ name }) => name).toSorted()).toEqual(['component:agent_orchestration', 'rollback']);
        expect(rollback?.body.split('-->\n')[1]).toMatchInlineSnapshot(`
"\`agent_orchestration\` v1.4.0 ([\`57b4df7\`](https://github.com/acme/shop/commit/57b4df7f6cf68e2e68c2229f4e5a6cc7664cca85)) was taken back from \`staging\`, by [**bob**](https://github.com/bob), beginning on 20 Nov 2026 10:00 UTC.

### Why

> checkout answers with errors since 10:40

### What runs now

v1.3.2 ([\`22f93e5\`](https://github.com/acme/shop/commit/22f93e5418bb6c91e722aa956e57b9e6b7db734d)) runs there again; #1 had promoted it.

### What is left to do

- Read the audit trail of #2, where every step is written down.
- Close this issue when everybody who has to know does."
`);
        expect(s.labels(issue)).toContain('status:rolled-back');
        const commit = s.world.repository(REPO).commits.get(promotionOf(s, issue)?.round?.terms.sha ?? '');
        expect(commit?.statuses.at(-1)).toMatchObject({ context: 'promotion/staging/agent_orchestration', state: 'failure' });
      },
      plain,
    );
  });

  test.each<[string, string, string, RegExp]>([
    ['without a role', 'eve', '/rollback it broke', /needs the role `tech-lead` or `qa`/],
    ['without a reason', 'bob', '/rollback', /needs a reason: `\/rollback checkout answers/],
    ['by the requester, where others approve', 'alice', '/rollback it broke', /needs the role/],
  ])('%s is refused, and nothing is deployed', async (_what, login, said, words) => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        readsAll(s);
        await s.says(login, issue, said);
        const told = s
          .unread(issue)
          .map(({ body }) => body)
          .join('\n');
        if (login !== 'eve') expect(told).toMatch(words);
        expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
        expect(deployments(s.world)).toHaveLength(2);
      },
      plain,
    );
  });

  test('with nothing that worked before is refused, and says what can be done', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        const issue = await approved(s);
        readsAll(s);
        await s.says('bob', issue, '/rollback it broke');
        expect(s.unread(issue).at(-1)?.body).toContain('there is no earlier version of this that was deployed to `staging` and worked');
        expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      },
      plain,
    );
  });

  test('of what was rolled back, or replaced by a newer version, is refused', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        const first = await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        readsAll(s);
        await s.says('bob', first, '/rollback too late');
        expect(s.unread(first).at(-1)?.body).toContain('#2 came after it');
        await s.says('bob', issue, '/rollback it broke');
        readsAll(s);
        await s.says('carol', issue, '/rollback again');
        expect(s.unread(issue).at(-1)?.body).toContain('came too late: this promotion has ended as `ROLLED_BACK`');
        expect(deployments(s.world)).toHaveLength(3);
      },
      plain,
    );
  });

  test('while it is being deployed: the run is stopped first', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        s.world.actions.runner(DEPLOY, deploysFine, { takes: 600 });
        const issue = await approved(s);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'deploying' });
        await s.says('carol', issue, '/rollback wrong version');
        const [, forward] = s.world.actions.of(REPO, DEPLOY);
        expect(forward?.attempts.at(-1)?.conclusion).toBe('cancelled');
        await s.passes(2 * HOUR);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
        expect(deployments(s.world)).toEqual(['v1.3.2 forward staging', 'v1.4.0 forward staging', 'v1.3.2 back staging']);
      },
      plain,
    );
  });

  test('in a freeze is carried out all the same', async () => {
    const config = DELIVERY_CONFIG.replace(
      '    aliases: [stage]\n',
      "    aliases: [stage]\n    freeze: [{ rrule: 'FREQ=DAILY', from: '12:00', for: 2h }]\n",
    );
    await tells(
      { verify: checkedBy('pass', 'it answered 200', config) },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        await s.passes(2.5 * HOUR);
        await s.says('bob', issue, '/rollback it broke');
        expect(promotionOf(s, issue)?.status).toBe('ROLLED_BACK');
      },
      { config },
    );
  });

  test('whose deployment fails is told loudly, and can be asked for again', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        s.world.actions.runner(DEPLOY, inTurn(fails, fails, fails, deploysFine));
        await s.says('bob', issue, '/rollback it broke');
        await s.passes(300);
        expect(headline(s, issue)).toContain('🚨 The rollback failed');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', rollback: { state: 'failed' } });
        await s.says('bob', issue, '/rollback once more');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK', reason: 'once more' });
      },
      plain,
    );
  });

  test('to a version that does not work any more is no rollback', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s, { version: 'v1.3.2' });
        const issue = await approved(s);
        s.world.actions.runner(VERIFY, checkedBy('fail', 'it answered 500', DELIVERY_CONFIG));
        await s.says('bob', issue, '/rollback it broke');
        expect(promotionOf(s, issue)).toMatchObject({
          status: 'PROMOTED',
          rollback: { state: 'failed', failure: 'health: it answered 500' },
        });
      },
      plain,
    );
  });

  test('where nothing is deployed changes the record only', async () => {
    await tells(
      {},
      async (s) => {
        const issue = await approved(s);
        expect(issue.state).toBe('CLOSED');
        await s.says('bob', issue, '/rollback it broke');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'ROLLED_BACK' });
        expect(deployments(s.world)).toEqual([]);
      },
      { config: CONFIG },
    );
  });
});
