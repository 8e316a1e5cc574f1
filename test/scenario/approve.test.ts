import { expect, test } from '@jest/globals';
import { promotionOf } from '../harness/laws.ts';
import { REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { testOfApp } from '../harness/test-of-app.ts';
import { byAction } from '../harness/told-by.ts';

/** Opens the usual promotion and reads its announcement. */
async function opened(s: Story, by = 'alice') {
  const issue = await s.opens(by);
  s.panel(issue);
  s.reads(issue);
  return issue;
}

test('MISSION A5: an environment without approval is reached at once, PENDING on the way', async () => {
  await story(async (s) => {
    const issue = await s.opens('alice', { to: 'development' });
    expect(s.reads(issue)).toContain('## ✅ Promoted');
    expect(s.reads(issue)).toMatch(/asked to promote[\s\S]*`development` needs no approval[\s\S]*Promoted/);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'PROMOTED', phase: 'settled' });
    expect(s.labels(issue)).toEqual(['component:agent_orchestration', 'promotion', 'status:promoted', 'target:development']);
    expect(issue.state).toBe('CLOSED');
  });
});

test('MISSION A5: an environment with approval waits for it', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    expect(s.labels(issue)).toContain('status:awaiting-approval');
    expect(issue.state).toBe('OPEN');
  });
});

test('where nobody has to approve, a stranger cannot promote', async () => {
  await story(async (s) => {
    const issue = await s.opens('mallory', { to: 'development' });
    expect(s.panel(issue)).toContain('mallory has the permission `read`');
    expect(promotionOf(s, issue)).toBeUndefined();
  });
});

testOfApp('MISSION B12: tech lead and QA approve for staging; the panel says who is missing, then who approved', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    expect(s.panel(issue)).toMatch(/⏳ Waiting for 2 approvals[\s\S]*`tech-lead` \| team \[tech-leads\][\s\S]*`qa` \| team \[qa\]/);
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toBe('✅ [**bob**](https://github.com/bob) approved as tech-lead.');
    expect(s.panel(issue)).toMatch(/⏳ Waiting for 1 approval:/);
    expect(s.panel(issue)).toMatch(/\| ✅ \| `tech-lead` \| \[\*\*bob\*\*\]/);
    await s.says('carol', issue, '/approve');
    expect(s.reads(issue)).toMatch(/carol[\s\S]*every approval it needs[\s\S]*Promoted/);
    expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
    expect(issue.state).toBe('CLOSED');
  });
});

test('MISSION B12: production needs security too', async () => {
  await story(async (s) => {
    await promote(s);
    const issue = await s.opens('alice', { to: 'production' });
    s.panel(issue);
    s.reads(issue);
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    await s.says('carol', issue, '/approve');
    s.reads(issue);
    expect(s.panel(issue)).toMatch(/Waiting for 1 approval[\s\S]*`security`/);
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    await s.says('dave', issue, '/approve');
    s.reads(issue);
    expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
  });
});

/** Brings v1.4.0 to staging. */
async function promote(s: Story) {
  const issue = await opened(s);
  for (const login of ['bob', 'carol']) {
    await s.says(login, issue, '/approve');
    s.reads(issue);
  }
  return issue;
}

test('MISSION A13: production takes only the commit that was promoted to staging', async () => {
  await story(async (s) => {
    const early = await s.opens('alice', { to: 'production' });
    expect(s.panel(early)).toMatch(/has not been promoted to `staging`/);
    expect(promotionOf(s, early)).toBeUndefined();

    await promote(s);
    await s.says('alice', early, 'staging is done, please look again');
    expect(s.panel(early)).toContain('⏳ Waiting for 3 approvals');
    expect(s.reads(early)).toContain('alice');

    const other = s.world.as('alice').pushes(REPO, { 'src/index.ts': 'export {}' });
    const later = await s.opens('alice', { to: 'production', version: other });
    expect(s.panel(later)).toMatch(
      new RegExp(`Commit \`${other.slice(0, 7)}\` of \`agent_orchestration\` has not been promoted to \`staging\``),
    );
  });
});

test('MISSION A13: a status by anybody else does not stand for a promotion', async () => {
  await story(async (s) => {
    await s.does((world) =>
      world.as('eve').reports(REPO, 'v1.4.0', {
        state: 'success',
        context: 'promotion/staging/agent_orchestration',
        description: 'v1.4.0 PROMOTED by #1',
      }),
    );
    const issue = await s.opens('alice', { to: 'production' });
    expect(s.panel(issue)).toMatch(/has not been promoted to `staging`/);
  });
});

testOfApp('MISSION A8: the comment is optional, runs over several lines, and is kept word for word', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('bob', issue, '/approve looks good\r\n\r\nsee run 812 @acme/qa <b>now</b>');
    expect(s.reads(issue)).toMatchInlineSnapshot(`
      "✅ [**bob**](https://github.com/bob) approved as tech-lead.

      > looks good
      >
      > see run 812 @​acme/qa &lt;b&gt;now&lt;/b&gt;"
    `);
    expect(s.panel(issue)).toMatch(/\| looks good \/ see run 812 /);
    expect(promotionOf(s, issue)?.approvals[0]?.note).toBe('looks good\n\nsee run 812 @acme/qa <b>now</b>');
  });
});

test('MISSION A8: a rejection keeps its reason and ends the promotion', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('carol', issue, '/reject error rate doubled');
    expect(s.reads(issue)).toMatch(/carol.*rejected this promotion:\n\n> error rate doubled/);
    expect(s.panel(issue)).toMatch(/## ❌ Rejected[\s\S]*error rate doubled[\s\S]*open a new promotion with the same answers/);
    expect(promotionOf(s, issue)).toMatchObject({ status: 'REJECTED', reason: 'error rate doubled' });
    expect(issue).toMatchObject({ state: 'CLOSED', stateReason: 'NOT_PLANNED' });
  });
});

test('MISSION A9: the requester cannot approve, even with the role', async () => {
  await story(
    async (s) => {
      const issue = await opened(s);
      await s.says('alice', issue, '/approve');
      expect(s.reads(issue)).toMatch(/you asked for this promotion, so somebody else has to approve/);
      expect(promotionOf(s, issue)?.approvals).toEqual([]);
    },
    { teams: { 'tech-leads': ['bob', 'alice'], qa: ['carol'], security: ['dave'] } },
  );
});

test.each([
  ['a writer without a role', 'eve'],
  ['a reader', 'mallory'],
])('MISSION A9, A10: %s cannot approve; it is counted on the panel and written down with the next entry', async (_who, login) => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says(login, issue, '/approve');
    expect(s.unread(issue)).toEqual([]);
    expect(s.panel(issue)).toContain('1 command passed over');
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
    await s.says('bob', issue, '/approve');
    expect(s.reads(issue)).toMatch(new RegExp(`bob.*approved as tech-lead[\\s\\S]*${login}.*passed over without a reply`));
    expect(s.panel(issue)).toContain('1 command passed over');
  });
});

testOfApp('MISSION A10: a role gained later does not bring an old command to life', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('eve', issue, '/approve');
    s.world.organisation('acme', { teams: { qa: ['carol', 'eve'] } });
    await s.says('alice', issue, 'eve is in the team now');
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
    await s.says('eve', issue, '/approve');
    expect(s.reads(issue)).toContain('approved as qa');
  });
});

test('MISSION A10: anybody may ask, and a stranger who asks the same again gets no second answer', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    for (let i = 0; i < 3; i += 1) await s.says('mallory', issue, '/help');
    expect(s.reads(issue)).toContain('/approve [comment]');
    expect(s.unread(issue)).toEqual([]);
    for (let i = 0; i < 2; i += 1) {
      await s.says('bob', issue, '/why');
      expect(s.reads(issue)).toContain('asked `/why`');
    }
  });
});

test('MISSION A10: somebody who is refused twice in a round gets one reply', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('alice', issue, '/approve');
    expect(s.reads(issue)).toContain('you asked for this promotion');
    await s.says('alice', issue, '/approve');
    await s.says('alice', issue, '/reject');
    expect(s.unread(issue)).toEqual([]);
    expect(s.panel(issue)).toContain('2 commands passed over');
  });
});

test('MISSION A9: what a bot says is never heard', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    const before = s.requests().length;
    await s.does((world) => world.as('sonar[bot]').comments(issue, '/approve'));
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
    // A run may stand in for one that waited, so it looks all the same.
    expect(s.asked(before)).toEqual(byAction ? ['query See', 'query See'] : []);
  });
});

testOfApp('MISSION A9: a role that cannot be read is not held, and the refusal says so', async () => {
  await story(
    async (s) => {
      const issue = await opened(s);
      expect(s.panel(issue)).toContain('could not be read');
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toContain('I could not read who holds `qa`');
    },
    { teams: { 'tech-leads': ['bob'], security: ['dave'] } },
  );
});

test('MISSION A7: an approval twice, after the end, or out of place is answered and changes nothing', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('bob', issue, '/approve');
    s.reads(issue);
    await s.says('bob', issue, '/approve again');
    expect(s.reads(issue)).toContain('you have already approved this round');
    await s.says('carol', issue, '/approve');
    s.reads(issue);
    const ended = promotionOf(s, issue);
    await s.says('dave', issue, '/reject');
    expect(s.reads(issue)).toContain('came too late: this promotion has ended as `PROMOTED`');
    await s.says('alice', issue, '/cancel');
    expect(s.reads(issue)).toContain('came too late');
    expect(promotionOf(s, issue)).toEqual(ended);
  });
});

testOfApp('one person fills one role, even in two teams', async () => {
  await story(
    async (s) => {
      const issue = await opened(s);
      await s.says('bob', issue, '/approve');
      s.reads(issue);
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
      await s.says('carol', issue, '/approve');
      s.reads(issue);
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
    },
    { teams: { 'tech-leads': ['bob'], qa: ['bob', 'carol'], security: [] } },
  );
});
