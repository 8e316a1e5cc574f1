/** `extends: org` for what stands beside the look at a promotion: reports of gates, and jobs that deploy past it. */
import { expect, test } from '@jest/globals';
import { approved, readsAll } from '../harness/deliveries.ts';
import { checkedBy, DELIVERY_CONFIG, WATCHED_CONFIG, withDelivery } from '../harness/delivery.ts';
import { GATES_CONFIG, GREEN, reportOf, withGates } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const PLACE = 'acme/.github';
const PATH = '.github/promotion.yml';
/** The head of a settings file for the organisation, and the rest for a repository. */
function parted(config: string): { readonly below: string; readonly own: string } {
  const [below = '', subjects = ''] = config.split('subjects:');
  return { below, own: `version: 1\nextends: org\nsubjects:${subjects}` };
}

test.each([
  ['of both files is believed', true],
  ['of the one file alone is of other rules', false],
])('a report whose digest is %s', async (_which, isWhole) => {
  const { below, own } = parted(GATES_CONFIG);
  await story(
    async (s) => {
      s.world.repository(PLACE, { files: { [PATH]: below } });
      withGates(s.world, (run, inputs) => ({
        conclusion: 'success',
        artifacts: [reportOf(run, inputs, GREEN, isWhole ? `${own}\0${below}` : own)],
      }));
      const issue = await s.opens('alice');
      const panel = s.panel(issue);
      expect(panel.includes('2 of 2 required gates met')).toBe(isWhole);
      expect(panel.includes('other rules')).toBe(!isWhole);
      expect(promotionOf(s, issue)?.status).toBe(isWhole ? 'AWAITING_APPROVAL' : 'PENDING');
      readsAll(s);
    },
    { config: own },
  );
});

const passes = checkedBy('pass', 'it answered 200', DELIVERY_CONFIG);
const BY_HAND = `on: workflow_dispatch
jobs:
  ship:
    runs-on: ubuntu-latest
    environment: staging
    steps: [{ run: 'true' }]
`;

/** A version that was approved to staging by both files, and a workflow by hand that wants to deploy there. */
async function guarded(s: Story, below: string) {
  s.world.as('eve').pushes(REPO, { '.github/workflows/by-hand.yml': BY_HAND });
  s.world.repository(PLACE, { files: { [PATH]: below } });
  withDelivery(s.world, { verify: passes });
  await approved(s);
  s.world.actions.guards(REPO, 'staging');
  const sha = s.world.repository(REPO).refs.get('refs/tags/v1.4.0') ?? '';
  return async () => {
    const before = s.requests().length;
    const run = s.world.actions.run(REPO, { workflow: 'by-hand.yml', event: 'workflow_dispatch', by: 'eve', sha });
    await s.settles();
    const [reach] = s.world.actions.reachesOf(run);
    const asked = s.asked(before).filter((one) => one.startsWith('query'));
    return { state: reach?.state, said: reach?.reviews.at(-1)?.comment, asked };
  };
}

test('a job that reaches an environment of the organisation is judged by both files, and waits while one cannot be read', async () => {
  const { below, own } = parted(DELIVERY_CONFIG);
  await story(
    async (s) => {
      const reaches = await guarded(s, below);
      expect(await reaches()).toMatchObject({ state: 'approved', asked: ['query Trails', 'query Trails'] });
      s.world.silently(() => s.world.as('eve').pushes(PLACE, { [PATH]: 'version: 9\n' }));
      expect(await reaches()).toMatchObject({
        state: 'waiting',
        said: 'The rules in .github/promotion.yml cannot be read, so nobody can say whether this may be deployed. acme/.github: .github/promotion.yml line 1: version is 9, and must be 1. Mend that, then run the job again.',
      });
      s.world.silently(() => s.world.as('eve').pushes(PLACE, { [PATH]: below }));
      readsAll(s);
    },
    { config: own, waits: true },
  );
});

test('a job waits when the rules have slipped out of those of the organisation, where the server takes no others', async () => {
  const { below, own } = parted(DELIVERY_CONFIG);
  await story(
    async (s) => {
      const reaches = await guarded(s, below);
      expect(await reaches()).toMatchObject({ state: 'approved' });
      s.world.silently(() => s.world.as('eve').pushes(REPO, { [PATH]: DELIVERY_CONFIG }));
      expect(await reaches()).toMatchObject({
        state: 'waiting',
        said: expect.stringContaining('no others are taken here: "extends: org" is missing.'),
      });
      s.world.silently(() => s.world.as('eve').pushes(REPO, { [PATH]: own }));
      readsAll(s);
    },
    { config: own, waits: true, mustExtend: true },
  );
});

test('a watch stands still while the file of the organisation is broken, names it, and goes on when it is mended', async () => {
  const { below, own } = parted(WATCHED_CONFIG);
  await story(
    async (s) => {
      s.world.repository(PLACE, { files: { [PATH]: below } });
      withDelivery(s.world, { verify: checkedBy('pass', 'it answered 200', `${own}\0${below}`) });
      const issue = await approved(s);
      s.world.silently(() => s.world.as('eve').pushes(PLACE, { [PATH]: 'version: 9\n' }));
      await s.passes(25 * 3_600);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'watched' });
      await s.says('bob', issue, '/rollback it burns');
      expect(s.panel(issue)).toContain(
        '✋ **Nothing goes on:** **`acme/.github: .github/promotion.yml line 1`**: version is 9, and must be 1. I look again every ten minutes.',
      );
      s.world.silently(() => s.world.as('eve').pushes(PLACE, { [PATH]: below }));
      await s.passes(3_600);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
      readsAll(s);
    },
    { config: own, waits: true },
  );
});
