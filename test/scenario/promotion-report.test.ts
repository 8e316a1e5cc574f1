/** The report in the panel, at each kind of end, as a program reads it out of the issue. */
import { expect, test } from '@jest/globals';
import type { Report } from '../../src/core/report-document.ts';
import { readReport } from '../../src/core/report-read.ts';
import type { Issue } from '../../src/sandbox/index.ts';
import { checkedBy, type Machine, WATCHED_CONFIG, withDelivery } from '../harness/delivery.ts';
import type { Asked, Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

/** @throws where the panel holds none that can be read. */
function reportIn(s: Story, issue: Issue): Report {
  const [, , json = ''] = /<summary>Promotion report<\/summary>\n\n(`{3,})json\n([\s\S]*?)\n\1\n\n<\/details>/.exec(s.panel(issue)) ?? [];
  const read = readReport(json);
  if (!read.ok) throw new Error(`${read.error}\n${s.panel(issue)}`);
  return read.value;
}

function readsAll(s: Story): void {
  for (const issue of s.issues()) while (s.unread(issue).length > 0) s.reads(issue);
}

async function approved(s: Story, asked: Asked = {}): Promise<Issue> {
  const issue = await s.opens('alice', asked);
  expect(s.panel(issue)).not.toContain('Promotion report');
  for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
  return issue;
}

const setting = { config: WATCHED_CONFIG, waits: true };

test('promoted: deployed by which run, verified, watched', async () => {
  await story(async (s) => {
    withDelivery(s.world);
    const issue = await approved(s);
    expect(reportIn(s, issue)).toMatchObject({
      ...{ component: 'agent_orchestration', from_stage: 'development', to_stage: 'staging', result: 'promoted', blockers: [] },
      deployment: { success: true, environment: 'staging', version: 'v1.4.0', url: expect.stringContaining('/actions/runs/') },
      validation: { smoke_tests: 'not run', health_checks: 'passed', monitoring: 'under way until 2026-11-21T10:00:00Z' },
      approvals: [{ login: 'bob' }, { login: 'carol' }],
      rollback: { procedure: 'Redeploy v1.3.2 with `make rollback`' },
    });
    await s.passes(25 * 3600);
    expect(reportIn(s, issue).validation).toMatchObject({ health_checks: 'passed', monitoring: 'normal' });
    readsAll(s);
  }, setting);
});

test('rolled back: what the watch found, and the version that is there again', async () => {
  let works = true;
  const verify: Machine = (run, inputs) =>
    works || inputs['mode'] === 'verify' ? checkedBy('pass')(run, inputs) : checkedBy('fail', 'it answered 503')(run, inputs);
  await story(async (s) => {
    withDelivery(s.world, { verify });
    await approved(s, { version: 'v1.3.2' });
    await s.passes(25 * 3600);
    const issue = await approved(s);
    works = false;
    await s.passes(2 * 3600);
    expect(reportIn(s, issue)).toMatchObject({
      ...{ result: 'rolled-back', deployment: { success: true, version: 'v1.4.0' }, promotion_criteria: { all_met: true } },
      validation: { health_checks: 'passed', monitoring: 'failed: health: it answered 503', rollback: 'passed' },
      blockers: [{ gate: null, outcome: 'fail', summary: expect.stringContaining('health: it answered 503') }],
      ...{ rollback: { previous_version: 'v1.3.2' }, previous_promotion: { version: 'v1.3.2', url: expect.stringMatching(/issues\/1$/) } },
    });
    readsAll(s);
  }, setting);
});

test('failed, rejected, withdrawn: each has its report', async () => {
  await story(async (s) => {
    withDelivery(s.world, { deploy: () => ({ conclusion: 'startup_failure' }) });
    const failed = await approved(s);
    await s.passes(3600);
    expect(reportIn(s, failed)).toMatchObject({ result: 'failed', deployment: { success: false }, validation: { monitoring: 'not run' } });
    const rejected = await s.opens('alice', { version: 'v1.5.0' });
    await s.says('bob', rejected, '/reject </details> ```` <!-- promotion-bot:panel v1 -->');
    expect(reportIn(s, rejected)).toMatchObject({ result: 'rejected', deployment: { success: null } });
    expect(reportIn(s, rejected).blockers[0]?.summary).toBe('Rejected by bob: </details> ```` <!-- promotion-bot:panel v1 -->');
    const withdrawn = await s.opens('alice', { version: 'v1.5.0' });
    await s.says('alice', withdrawn, '/cancel v1.5.1 is better');
    expect(reportIn(s, withdrawn)).toMatchObject({
      result: 'cancelled',
      blockers: [{ summary: 'Cancelled (withdrawn) by alice: v1.5.1 is better' }],
    });
    readsAll(s);
  }, setting);
});
