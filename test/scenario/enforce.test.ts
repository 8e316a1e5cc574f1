/** Deploying past the bot: jobs that ask are let through, wait or are refused; what was deployed all the same is noticed. */
import { describe, expect, test } from '@jest/globals';
import { approved, readsAll } from '../harness/deliveries.ts';
import { checkedBy, DELIVERY_CONFIG, withDelivery } from '../harness/delivery.ts';
import { REPO, Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const passes = checkedBy('pass', 'it answered 200', DELIVERY_CONFIG);
const BY_HAND = `on: workflow_dispatch
jobs:
  ship:
    runs-on: ubuntu-latest
    environment: ENVIRONMENT
    steps: [{ run: 'true' }]
`;

const fileOf = (environment: string): string => `by-hand-${environment}.yml`;

/** As in other stories about deploying, with workflows of people in every version. */
const tells = (tell: (s: Story) => Promise<void>): Promise<Story> =>
  story(
    async (s) => {
      const files = ['staging', 'stage', 'stagin'].map((environment) => [
        `.github/workflows/${fileOf(environment)}`,
        BY_HAND.replace('ENVIRONMENT', environment),
      ]);
      s.world.as('eve').pushes(REPO, Object.fromEntries(files));
      withDelivery(s.world, { verify: passes });
      await tell(s);
      readsAll(s);
    },
    { config: DELIVERY_CONFIG, waits: true },
  );

/** A job of people that reaches a guarded environment at a version, and what it was told. */
async function asks(s: Story, version: string, environment = 'staging') {
  s.world.actions.guards(REPO, environment);
  const { refs, commits } = s.world.repository(REPO);
  const sha = refs.get(`refs/tags/${version}`) ?? '';
  const before = s.requests().length;
  const run = s.world.actions.run(REPO, {
    workflow: fileOf(environment),
    event: 'workflow_dispatch',
    by: 'eve',
    sha: commits.get(sha)?.sha ?? sha,
  });
  await s.settles();
  const [reach] = s.world.actions.reachesOf(run);
  return { state: reach?.state, said: reach?.reviews.at(-1)?.comment ?? '', asked: s.asked(before) };
}

describe('attack 69: a job that reaches an environment', () => {
  test('is let through when its very commit is promoted there, for one question and one word', async () => {
    await tells(async (s) => {
      await approved(s);
      const { state, said, asked } = await asks(s, 'v1.4.0');
      expect([state, said]).toEqual([
        'approved',
        expect.stringMatching(/^The promotion of [0-9a-f]{7} to staging is approved: https:.*\/issues\/1$/),
      ]);
      expect(asked.filter((one) => !one.includes('access_tokens'))).toEqual([
        'query Trails',
        expect.stringMatching(/^POST .*\/deployment_protection_rule$/),
      ]);
    });
  });

  test.each<[string, (s: Story) => Promise<unknown>, string, RegExp]>([
    ['nobody has asked to promote', async () => {}, 'waiting', /^Nobody has asked to promote .*issues\/new\?template=promotion\.yml/],
    ['is not approved yet', async (s) => s.opens('alice'), 'waiting', /is not approved yet \(AWAITING_APPROVAL\): .*\/issues\/1$/],
    [
      'was rejected',
      async (s) => {
        const issue = await s.opens('alice');
        await s.says('bob', issue, '/reject too slow');
      },
      'rejected',
      /has ended as REJECTED: .*\/issues\/1$/,
    ],
    ['is another one than was promoted', async (s) => approved(s, { version: 'v1.5.0' }), 'waiting', /^Nobody has asked to promote/],
  ])('does not go on when its commit %s', async (_what, before, found, words) => {
    await tells(async (s) => {
      await before(s);
      const { state, said } = await asks(s, 'v1.4.0');
      expect([state, said]).toEqual([found, expect.stringMatching(words)]);
      expect(said.length).toBeLessThanOrEqual(1_024);
    });
  });

  test('does not go on in an environment that the rules do not know, nor while they cannot be read', async () => {
    await tells(async (s) => {
      await approved(s);
      expect(await asks(s, 'v1.4.0', 'stagin')).toMatchObject({
        state: 'waiting',
        said: expect.stringContaining('"stagin" is no environment'),
      });
      s.world.as('eve').pushes(REPO, { '.github/promotion.yml': 'version: 9\n' });
      expect(await asks(s, 'v1.4.0')).toMatchObject({ state: 'waiting', said: expect.stringContaining('cannot be read') });
      s.world.as('eve').pushes(REPO, { '.github/promotion.yml': DELIVERY_CONFIG });
    });
  });

  // Falls without: src/github/see/long-threads.ts
  test('is refused when its version was taken back, however much was said before that', async () => {
    await tells(async (s) => {
      await approved(s, { version: 'v1.3.2' });
      const issue = await approved(s);
      s.world.hooks.silence += 1;
      for (let said = 0; said < 205; said += 1) s.world.as('eve').comments(issue, `Thought ${said}`);
      s.world.hooks.silence -= 1;
      await s.says('bob', issue, '/rollback it broke');
      const { state, said, asked } = await asks(s, 'v1.4.0');
      expect([state, said]).toEqual(['rejected', expect.stringMatching(/has ended as ROLLED_BACK: .*\/issues\/2$/)]);
      expect(asked.filter((one) => !one.includes('access_tokens'))).toEqual([
        'query Trails',
        'query Threads',
        'query Threads',
        expect.stringMatching(/^POST .*\/deployment_protection_rule$/),
      ]);
    });
  });

  test('is known under an alias, too', async () => {
    await tells(async (s) => {
      await approved(s);
      expect(await asks(s, 'v1.4.0', 'stage')).toMatchObject({ state: 'approved' });
    });
  });
});

describe('a job that waits', () => {
  const guarded = DELIVERY_CONFIG.replace('    aliases: [stage]\n', '    aliases: [stage]\n    protected: true\n');

  // Falls without: src/github/jobs.ts, answerJobs
  test.each([
    ['goes on when its promotion is approved', '/approve', 'approved'],
    ['is refused when it is rejected', '/reject no', 'rejected'],
  ])('%s, where the rules say that jobs wait', async (_what, said, found) => {
    await tells(async (s) => {
      s.world.as('alice').pushes(REPO, { '.github/promotion.yml': guarded });
      const issue = await s.opens('alice');
      await s.says('bob', issue, '/approve');
      await asks(s, 'v1.4.0', 'stage');
      await s.says('carol', issue, said);
      const [run] = s.world.actions.of(REPO, fileOf('stage'));
      expect(run && s.world.actions.reachesOf(run).map(({ state }) => state)).toEqual([found]);
    });
  });
});

// Falls without: src/core/delivery-plan.ts, latest
test('a job that waits hears of it as well when the bot was cut off after it had written the approval down', async () => {
  const guarded = DELIVERY_CONFIG.replace('    aliases: [stage]\n', '    aliases: [stage]\n    protected: true\n');
  await tells(async (s) => {
    s.world.as('alice').pushes(REPO, { '.github/promotion.yml': guarded });
    const issue = await s.opens('alice');
    await s.says('bob', issue, '/approve');
    await asks(s, 'v1.4.0');
    const waiting = (request: { readonly method: string; readonly path: string }) => request.path.includes('status=waiting');
    s.world.faults.push(...Array.from({ length: 9 }, () => ({ match: waiting, answer: { status: 500, body: { message: 'no' } } })));
    await expect(s.says('carol', issue, '/approve')).rejects.toThrow();
    s.world.faults.length = 0;
    for (const { guid, status = 0 } of s.world.hooks.log) if (status >= 300) s.world.redeliver(guid);
    await s.settles();
    const [run] = s.world.actions.of(REPO, fileOf('staging'));
    expect(run && s.world.actions.reachesOf(run).map(({ state }) => state)).toEqual(['approved']);
  });
});

describe('attack 72: a deployment without a promotion', () => {
  const deploys = (s: Story, version: string, environment = 'staging', more: object = {}) =>
    s.does((world) => {
      const deployment = world.as('mallory').deploys(REPO, { ref: version, environment, ...more });
      world.as('mallory').setsDeploymentStatus(deployment, { state: 'success' });
    });
  const drifts = (s: Story) => s.issues().filter(({ labels }) => labels.some(({ name }) => name === 'drift'));

  test('is told in an issue, once for each commit', async () => {
    await tells(async (s) => {
      await approved(s);
      await deploys(s, 'v1.5.0');
      await deploys(s, 'v1.5.0');
      expect(drifts(s).map(({ title }) => title)).toEqual(['Deployed to staging without a promotion']);
      expect(drifts(s)[0]?.body.split('-->\n')[1]).toMatchInlineSnapshot(`
"[**mallory**](https://github.com/mallory) deployed commit [\`e0c3369\`](https://github.com/acme/shop/commit/e0c33695b0234c642629bb0a6e16e3365454252a) to \`staging\` on 20 Nov 2026 10:00 UTC, and no promotion that is approved asks for that.

### What this means

What runs in \`staging\` is not what the promotions say. Nobody has reviewed it there, and nothing watches it.

### What to do

- To keep it: open a promotion of this commit to \`staging\`.
- To undo it: deploy the version again that was promoted last.
- To keep it from happening again: make Promotion Bot a deployment protection rule of \`staging\`, as its page on enforcing says."
`);
      readsAll(s);
    });
  });

  test.each([
    ['bears what the bot writes into its own', { payload: { key: 'a'.repeat(32), promotion: '1' } }],
    ['calls its environment transient', { transient: true }],
  ])('is told as well when it %s', async (_what, more) => {
    await tells(async (s) => {
      await approved(s);
      await deploys(s, 'v1.5.0', 'staging', more);
      expect(drifts(s)).toHaveLength(1);
    });
  });

  test('is told again when the issue about it was closed, and the same commit is deployed once more', async () => {
    await tells(async (s) => {
      await approved(s);
      await deploys(s, 'v1.5.0');
      const [told] = drifts(s);
      await s.does((world) => told && world.as('bob').closes(told));
      await deploys(s, 'v1.5.0');
      await deploys(s, 'v1.5.0');
      expect(drifts(s).map(({ state }) => state)).toEqual(['CLOSED', 'OPEN']);
    });
  });

  test('is none where nothing is promoted at all', async () => {
    const s = new Story({ config: null, waits: true });
    s.world.as('alice').tags(REPO, 'v1.5.0');
    await deploys(s, 'v1.5.0');
    expect(s.issues()).toEqual([]);
  });

  test('is not passed over while the rules cannot be read: the delivery fails, and is told when GitHub sends it again', async () => {
    await tells(async (s) => {
      await approved(s);
      s.world.as('eve').pushes(REPO, { '.github/promotion.yml': 'version: 9\n' });
      await expect(deploys(s, 'v1.5.0')).rejects.toThrow(/promotion\.yml of acme\/shop cannot be read/);
      expect(drifts(s)).toEqual([]);
      s.world.as('eve').pushes(REPO, { '.github/promotion.yml': DELIVERY_CONFIG });
      for (const { guid, status = 0 } of s.world.hooks.log) if (status >= 300) s.world.redeliver(guid);
      await s.settles();
      expect(drifts(s)).toHaveLength(1);
    });
  });

  test.each<[string, string, string]>([
    ['what is promoted there', 'v1.4.0', 'staging'],
    ['an environment that is none of ours', 'v1.5.0', 'preview'],
  ])('is none when it is %s', async (_what, version, environment) => {
    await tells(async (s) => {
      await approved(s);
      await deploys(s, version, environment);
      expect(drifts(s)).toEqual([]);
    });
  });
});
