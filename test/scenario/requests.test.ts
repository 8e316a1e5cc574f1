/** A bot's fuel is GitHub's rate limit: what each thing costs is asserted, so that no request creeps in. */
import { expect, test } from '@jest/globals';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

async function counting(s: Story, act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = s.requests().length;
  await act();
  return s.asked(before);
}

test('opening an issue costs at most 5 requests, with nothing known and no label made', async () => {
  await story(async (s) => {
    let issue: Awaited<ReturnType<Story['opens']>> | undefined;
    const asked = await counting(s, async () => {
      issue = await s.opens('alice');
    });
    expect(asked).toEqual([
      expect.stringMatching(/^POST \/app\/installations\/\d+\/access_tokens$/),
      'query See',
      'query See',
      expect.stringMatching(/^mutation addComment addComment( createLabel)+$/),
      'mutation addLabelsToLabelable',
    ]);
    if (issue) s.panel(issue);
    if (issue) s.reads(issue);
  });
});

test('a command comment costs 2 requests: one look, one batch of writes', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    expect(await counting(s, () => s.says('bob', issue, '/approve'))).toEqual(['query See', 'mutation updateIssueComment addComment']);
    s.reads(issue);
    expect(await counting(s, () => s.says('bob', issue, '/why'))).toEqual(['query See', 'mutation updateIssueComment addComment']);
    s.reads(issue);
  });
});

test('a second look at anything costs 1 read and no write', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    expect(await counting(s, () => s.says('eve', issue, 'nice'))).toEqual(['query See']);
  });
});

test('a promotion with three approvals costs at most 14 requests, of which at most 8 create content', async () => {
  await story(async (s) => {
    const staging = await s.opens('alice');
    for (const login of ['bob', 'carol']) await s.says(login, staging, '/approve');
    s.panel(staging);
    for (let i = 0; i < 3; i += 1) s.reads(staging);
    s.restarts();

    const before = s.requests().length;
    const issue = await s.opens('alice', { to: 'production' });
    for (const login of ['bob', 'carol', 'dave']) await s.says(login, issue, '/approve');
    expect(issue.state).toBe('CLOSED');
    expect(s.asked(before).length).toBeLessThanOrEqual(14);
    expect(s.requests(before).reduce((sum, { createsContent }) => sum + createsContent, 0)).toBeLessThanOrEqual(8);
    s.panel(issue);
    for (let i = 0; i < 4; i += 1) s.reads(issue);
  });
});

test('each further 100 comments cost one read more', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    s.world.silently(() => {
      for (let i = 0; i < 199; i += 1) s.world.as('eve').comments(issue, `comment ${i}`);
    });
    expect(await counting(s, () => s.says('bob', issue, '/approve'))).toEqual([
      'query See',
      'query More',
      'query More',
      'mutation updateIssueComment addComment',
    ]);
    s.reads(issue);
    s.world.silently(() => {
      for (const comment of issue.comments.filter(({ body }) => body.startsWith('comment '))) s.world.as('eve').deletes(comment);
    });
  });
});

test('a team of more than 100 is read to its end before anybody is told they hold no role', async () => {
  const many = Array.from({ length: 150 }, (_, i) => `member-${i}`);
  await story(
    async (s) => {
      const issue = await s.opens('alice');
      s.panel(issue);
      s.reads(issue);
      await s.says('member-149', issue, '/approve');
      expect(s.reads(issue)).toContain('approved as qa');
      s.world.organisation('acme', { teams: { qa: ['member-149'] } });
    },
    { teams: { 'tech-leads': ['bob'], qa: many, security: ['dave'] } },
  );
});

test('what changes no promotion costs nothing: other labels, other issues, other people’s pull requests', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice');
    s.panel(issue);
    s.reads(issue);
    const asked = await counting(s, async () => {
      await s.does((world) => world.as('eve').labels(issue, 'urgent'));
      const other = s.world.as('eve').opens(REPO, { title: 'Question', body: 'How?', labels: [] });
      await s.settles();
      await s.says('eve', other, '/approve');
    });
    expect(asked).toEqual([]);
  });
});
