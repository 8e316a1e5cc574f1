/** By a workflow on a tag, or by outside software that answers a GitHub Deployment; alone in its place, and only what was approved. */
import { describe, expect, test } from '@jest/globals';
import { movesTagMeanwhile } from '../harness/deeds.ts';
import { approved, deployments, deploysFine, headline, kinds, readsAll, tells } from '../harness/deliveries.ts';
import { checkedBy, DELIVERY_CONFIG, DEPLOY, VERIFY } from '../harness/delivery.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';

const plain = { config: DELIVERY_CONFIG };
const passes = checkedBy('pass', 'it answered 200', DELIVERY_CONFIG);
const runs = (s: Story) => s.world.actions.of(REPO, DEPLOY);

describe('by a workflow', () => {
  test('on the tag of the version, or on one of our own where a commit was named', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        await approved(s);
        const sha = s.world.as('alice').pushes(REPO, { VERSION: 'untagged\n' });
        await approved(s, { version: sha });
        expect(runs(s).map(({ ref, sha: ran }) => [ref, ran])).toEqual([
          ['refs/tags/v1.4.0', expect.any(String)],
          ['refs/tags/promotions/2', sha],
        ]);
      },
      plain,
    );
  });

  test('without an approval where none is asked for', async () => {
    const config = DELIVERY_CONFIG.replace('{ all: [tech-lead, qa] }', 'none');
    await tells(
      { verify: checkedBy('pass', '', config) },
      async (s) => {
        const issue = await s.opens('alice');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
        expect(deployments(s.world)).toEqual(['v1.4.0 forward staging']);
      },
      { config },
    );
  });

  test('is checked where somebody else deploys', async () => {
    const config = DELIVERY_CONFIG.replace(`    deploy: { workflow: ${DEPLOY} }\n`, '');
    await tells(
      { verify: checkedBy('pass', '', config) },
      async (s) => {
        const issue = await approved(s);
        expect(kinds(s, issue).slice(-5)).toEqual(['accepted', 'deploy_started', 'deployed', 'checked', 'promoted']);
        expect(s.world.repository(REPO).deployments).toEqual([]);
      },
      { config },
    );
  });

  test('attack 9: a tag that was moved after the approval opens another round, and nothing is deployed', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        const issue = await s.opens('alice');
        await s.says('bob', issue, '/approve');
        s.world.as('eve').pushes(REPO, { EVIL: 'yes\n' });
        s.world.as('eve').tags(REPO, 'v1.4.0');
        await s.says('carol', issue, '/approve');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', round: { number: 2 } });
        expect(deployments(s.world)).toEqual([]);
      },
      plain,
    );
  });

  // Falls without: src/core/deploy-due.ts, the comparison of the run's commit
  test.each<[string, (tagged: string) => string, string, string]>([
    ['of the version', () => 'v1.4.0', 'v1.4.0', 'somebody moved the tag v1.4.0.'],
    ['of our own', (sha) => sha, 'promotions/1', 'somebody moved the tag promotions/1, which the bot had made for it.'],
  ])(
    'attack 10: a tag %s that is moved between our last look and the start: the run is stopped, and counts for nothing',
    async (...row) => {
      const [, versionOf, tag, words] = row;
      await tells(
        { verify: passes },
        async (s) => {
          const issue = await s.opens('alice', { version: versionOf(s.world.repository(REPO).refs.get('refs/tags/v1.4.0') ?? '') });
          await s.says('bob', issue, '/approve');
          s.world.actions.runner(DEPLOY, deploysFine, { waits: 300 });
          movesTagMeanwhile(tag)(s.world);
          await s.says('carol', issue, '/approve');
          await s.passes(200);
          expect(runs(s).map(({ attempts }) => attempts.at(-1)?.conclusion)).toEqual(['cancelled']);
          expect(promotionOf(s, issue)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining(words) });
        },
        plain,
      );
    },
  );

  test('attack 70: one at a time: a newer promotion waits while an older one is being deployed', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        s.world.actions.runner(DEPLOY, deploysFine, { takes: 600 });
        const older = await approved(s);
        const newer = await s.opens('alice', { version: 'v1.5.0' });
        expect(headline(s, newer)).toContain('✋ Not started yet: 1 thing to mend');
        await s.passes(1200);
        expect(promotionOf(s, older)).toMatchObject({ status: 'PROMOTED' });
        for (const login of ['bob', 'carol']) await s.says(login, newer, '/approve');
        await s.passes(1200);
        expect(promotionOf(s, newer)).toMatchObject({ status: 'PROMOTED' });
        expect(deployments(s.world)).toEqual(['v1.4.0 forward staging', 'v1.5.0 forward staging']);
      },
      plain,
    );
  });

  // Falls without: src/core/wake.ts, UNTIL_ALONE
  test('a newer promotion goes on though nobody told it that the older one is over', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        const older = await s.opens('alice');
        const newer = await s.opens('alice', { version: 'v1.5.0' });
        s.world.silently(() => s.world.as('alice').closes(older));
        await s.passes(700);
        expect(promotionOf(s, newer)).toMatchObject({ status: 'AWAITING_APPROVAL' });
        await s.says('alice', older, '/why');
      },
      plain,
    );
  });

  test('what the issue is edited into while it is being deployed changes nothing', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        s.world.actions.runner(DEPLOY, deploysFine, { takes: 600 });
        const issue = await approved(s);
        const before = issue.body;
        await s.edits('alice', issue, before.replace('v1.4.0', 'v1.5.0'));
        await s.passes(1200);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', round: { terms: { version: 'v1.4.0' } } });
        expect(s.labels(issue)).toContain('target:staging');
        await s.edits('alice', issue, before);
      },
      plain,
    );
  });

  test('rules that are broken on the way hold everything, and say so; mended, it goes on by itself', async () => {
    await tells(
      { verify: passes },
      async (s) => {
        s.world.actions.runner(DEPLOY, deploysFine, { takes: 600 });
        const issue = await approved(s);
        s.world.as('eve').pushes(REPO, { '.github/promotion.yml': 'version: 9\n' });
        await s.passes(1200);
        expect(s.panel(issue)).toContain('✋ **Nothing goes on:** **`.github/promotion.yml line 1`**: The file needs the key');
        s.world.as('eve').pushes(REPO, { '.github/promotion.yml': DELIVERY_CONFIG });
        await s.passes(1200);
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
      },
      plain,
    );
  });
});

describe('by outside software', () => {
  const outside = (how: string) => DELIVERY_CONFIG.replace(`{ workflow: ${DEPLOY} }`, `{ deployment: true${how} }`);
  const answers = (s: Story, login: string, state: 'success' | 'failure' | 'in_progress') =>
    s.does((world) => {
      const deployment = world.repository(REPO).deployments.at(-1);
      if (!deployment) throw new Error('nothing was deployed');
      world.as(login).setsDeploymentStatus(deployment, { state, description: 'synced' });
    });

  // Falls without: src/core/deploy-due.ts, counts
  test.each<[string, string, string, string]>([
    ['an App, where nobody is named', '', 'argo-cd[bot]', 'mallory'],
    ['who is named', ', by: [dave]', 'dave', 'argo-cd[bot]'],
  ])('attack 71: the word of %s counts, and nobody else’s', async (_what, how, counts, other) => {
    const config = outside(how);
    await tells(
      { verify: checkedBy('pass', '', config) },
      async (s) => {
        const issue = await approved(s);
        expect(s.world.repository(REPO).deployments).toMatchObject([
          { environment: 'staging', ref: promotionOf(s, issue)?.round?.terms.sha },
        ]);
        await answers(s, other, 'success');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'deploying' });
        await answers(s, counts, 'in_progress');
        await answers(s, counts, 'success');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
      },
      { config },
    );
  });

  test('that says failure is asked again, in a Deployment of its own', async () => {
    const config = outside('');
    await tells(
      { verify: checkedBy('pass', '', config) },
      async (s) => {
        const issue = await approved(s);
        await answers(s, 'argo-cd[bot]', 'failure');
        await s.passes(30);
        expect(s.world.repository(REPO).deployments).toHaveLength(2);
        await answers(s, 'argo-cd[bot]', 'success');
        expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', deployment: { attempt: 2 } });
        readsAll(s);
      },
      { config },
    );
  });

  test('that never answers is waited for seven hours, and then it has failed', async () => {
    await tells(
      {},
      async (s) => {
        const issue = await approved(s);
        await s.passes(8 * 3600);
        expect(promotionOf(s, issue)).toMatchObject({
          status: 'FAILED',
          reason: expect.stringContaining('has not ended within seven hours'),
        });
      },
      { config: outside('').replace(/ {4}verify: .*\n/, '') },
    );
  });
});

test(`the check is run by ${VERIFY} of the default branch, whatever the version has`, async () => {
  await tells(
    { verify: passes },
    async (s) => {
      await approved(s);
      expect(s.world.actions.of(REPO, VERIFY).map(({ ref }) => ref)).toEqual(['refs/heads/main']);
    },
    plain,
  );
});
