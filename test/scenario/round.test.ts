import { expect, test } from '@jest/globals';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { testOfApp } from '../harness/test-of-app.ts';

async function approvedByBob(s: Story) {
  const issue = await s.opens('alice');
  s.panel(issue);
  s.reads(issue);
  await s.says('bob', issue, '/approve');
  s.reads(issue);
  return issue;
}

test('another version after an approval opens a new round: the approval dies, and everybody is told', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { 'src/new.ts': '' });
    s.world.as('alice').tags(REPO, 'v1.5.0');
    const issue = await approvedByBob(s);
    await s.edits('alice', issue, form({ version: 'v1.5.0' }));
    expect(s.reads(issue)).toMatch(
      /changed the request: version[\s\S]*\*\*Round 2:\*\*[\s\S]*Changed since round 1: the version and the commit[\s\S]*The approval of .*bob.* no longer counts/,
    );
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', approvals: [], round: { number: 2 } });
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
  });
});

test('whoever changes what is asked for does not decide about it', async () => {
  await story(async (s) => {
    s.world.as('alice').pushes(REPO, { 'src/new.ts': '' });
    s.world.as('alice').tags(REPO, 'v1.5.0');
    const issue = await approvedByBob(s);
    await s.edits('carol', issue, form({ version: 'v1.5.0' }));
    s.reads(issue);
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toContain('you changed this promotion');
  });
});

test('a typo mended in the notes keeps the approvals', async () => {
  await story(async (s) => {
    const issue = await approvedByBob(s);
    await s.edits('alice', issue, form({ notes: 'Fixes JIRA-1235, retries on timeouts' }));
    expect(s.reads(issue)).toMatch(/changed the request: notes\.$/);
    expect(promotionOf(s, issue)).toMatchObject({ approvals: [{ by: { login: 'bob' } }], round: { number: 1 } });
  });
});

test('a reviewer who mends a typo in the notes may still decide', async () => {
  await story(async (s) => {
    const issue = await approvedByBob(s);
    await s.edits('bob', issue, form({ notes: 'Fixes JIRA-1235' }));
    s.reads(issue);
    expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
    await s.edits('carol', issue, form({ notes: 'Fixes JIRA-1236' }));
    s.reads(issue);
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toContain('Promoted');
  });
});

test('attack 05: an approval that is deleted after it was accepted, and before anything began, opens the round again', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    await s.says('alice', issue, '/hold one moment');
    s.reads(issue);
    const comment = await s.says('bob', issue, '/approve');
    s.reads(issue);
    await s.says('carol', issue, '/approve');
    s.reads(issue);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PENDING', phase: 'queued' });
    await s.does((world) => world.as('eve').deletes(comment));
    expect(s.reads(issue)).toContain('its comment was deleted');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'AWAITING_APPROVAL', approvals: [{ by: { login: 'carol' } }] });
    await s.says('alice', issue, '/resume');
    expect(s.reads(issue)).toContain('ended the pause');
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
  });
});

test('stricter rules for this environment open a new round; another subject does not', async () => {
  await story(async (s) => {
    const issue = await approvedByBob(s);
    await s.does((world) => world.as('eve').pushes(REPO, { '.github/promotion.yml': `${CONFIG}  third: { kind: component }\n` }));
    await s.says('eve', issue, 'hello');
    expect(promotionOf(s, issue)?.round?.number).toBe(1);
    await s.does((world) =>
      world
        .as('eve')
        .pushes(REPO, { '.github/promotion.yml': CONFIG.replace('{ all: [tech-lead, qa] }', '{ all: [tech-lead, qa, security] }') }),
    );
    await s.says('eve', issue, 'hello again');
    expect(s.reads(issue)).toContain('Changed since round 1: the rules in .github/promotion.yml');
    expect(s.panel(issue)).toContain('Waiting for 3 approvals');
  });
});

test('a moved tag opens a new round for the commit it stands for now', async () => {
  await story(async (s) => {
    const issue = await approvedByBob(s);
    const moved = s.world.as('eve').pushes(REPO, { 'src/evil.ts': '' });
    s.world.as('eve').tags(REPO, 'v1.4.0', { at: moved });
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toMatch(
      /\*\*Round 2:\*\*[\s\S]*Changed since round 1: the commit\.[\s\S]*was written before round 2 was announced/,
    );
    expect(promotionOf(s, issue)).toMatchObject({
      status: 'AWAITING_APPROVAL',
      approvals: [],
      round: { number: 2, terms: { sha: moved } },
    });
  });
});

test('an approval written before the announcement of its round does not count, in whatever order the webhooks come', async () => {
  for (const approveFirst of [true, false]) {
    await story(async (s) => {
      s.world.as('alice').pushes(REPO, { 'src/new.ts': '' });
      s.world.as('alice').tags(REPO, 'v1.5.0');
      const issue = await s.opens('alice');
      s.panel(issue);
      s.reads(issue);
      const acts = [
        () => s.world.as('alice').edits(issue, form({ version: 'v1.5.0' })),
        () => s.world.as('bob').comments(issue, '/approve'),
      ];
      for (const act of approveFirst ? acts.toReversed() : acts) act();
      await s.settles();
      expect(s.reads(issue)).toContain('before round 2 was announced');
      expect(promotionOf(s, issue)?.approvals).toEqual([]);
    });
  }
});

test.each([
  ['edited', (s: Story, comment: Parameters<Story['edits']>[1]) => s.edits('eve', comment, '/approve really'), 'its comment was edited'],
  [
    'deleted',
    (s: Story, comment: Parameters<Story['edits']>[1]) => s.does((world) => world.as('eve').deletes(comment)),
    'its comment was deleted',
  ],
])('an approval whose comment is %s no longer counts', async (_what, act, says) => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    const comment = await s.says('bob', issue, '/approve');
    s.reads(issue);
    await act(s, comment);
    expect(s.reads(issue)).toContain(says);
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    expect(promotionOf(s, issue)?.approvals).toHaveLength(1);
  });
});

testOfApp('an approver who leaves the team no longer counts', async () => {
  await story(async (s) => {
    const issue = await approvedByBob(s);
    s.world.organisation('acme', { teams: { 'tech-leads': ['frank'] } });
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toMatch(/approval of .*bob.* no longer counts: the role behind it is no longer held/);
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
  });
});
