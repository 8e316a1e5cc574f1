/** GitHub will not start a deployment: for a moment, for ever, or before people have done something. */
import { expect, test } from '@jest/globals';
import { approved, tells } from '../harness/deliveries.ts';
import { DEPLOY, deployments } from '../harness/delivery.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';

const NO = { status: 404, body: { message: 'Not Found' } };

/** The next so many starts of the deployment are refused. */
function refuses(s: Story, times: number): void {
  for (let n = 0; n < times; n += 1) s.world.faults.push({ match: ({ path }) => path.endsWith(`/${DEPLOY}/dispatches`), answer: NO });
}

const failures = (s: Story) =>
  s.issues().flatMap((issue) => ledgerOf(s, issue).entries.flatMap((entry) => (entry.kind === 'deploy_failed' ? [entry.reason] : [])));

test('a no for a moment costs a second: nothing was begun, so it is asked for again', async () => {
  await tells({}, async (s) => {
    refuses(s, 1);
    const issue = await approved(s);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', touched: false });
    await s.passes(10);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED' });
    expect(failures(s)).toEqual(['404: Not Found']);
    expect(deployments(s.world)).toEqual(['v1.4.0 forward staging']);
  });
});

test('after three times no it has failed, in the words of GitHub, and nothing is taken back', async () => {
  await tells({}, async (s) => {
    refuses(s, 3);
    const issue = await approved(s);
    await s.passes(60);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'FAILED', touched: false });
    expect(failures(s)).toEqual(['404: Not Found', '404: Not Found', '404: Not Found']);
    expect(deployments(s.world)).toEqual([]);
    expect(s.panel(issue)).toContain('404: Not Found');
  });
});

test('a tag of ours that stands for something else is for people to take away: it is not asked for again', async () => {
  await tells({}, async (s) => {
    const sha = s.world.repository(REPO).refs.get('refs/tags/v1.4.0') ?? '';
    s.world.as('alice').tags(REPO, 'promotions/1', { at: 'v1.3.2' });
    const issue = await approved(s, { version: sha });
    await s.passes(60);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'FAILED', touched: false });
    expect(failures(s)).toEqual([expect.stringContaining('Delete it, then ask again.')]);
    expect(deployments(s.world)).toEqual([]);
  });
});
