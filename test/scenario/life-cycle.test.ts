import { expect, test } from '@jest/globals';
import { promotionOf } from '../harness/laws.ts';
import type { Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

async function opened(s: Story) {
  const issue = await s.opens('alice');
  s.panel(issue);
  s.reads(issue);
  return issue;
}

test('the requester withdraws with /cancel', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('mallory', issue, '/cancel');
    expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
    await s.says('alice', issue, '/cancel found a bug');
    expect(s.reads(issue)).toMatch(/alice.*withdrew this promotion:\n\n> found a bug/);
    expect(s.panel(issue)).toMatch(/## ⚪ Cancelled: `agent_orchestration`/);
    expect(issue).toMatchObject({ state: 'CLOSED', stateReason: 'NOT_PLANNED' });
    expect(s.labels(issue)).toContain('status:cancelled');
  });
});

test('MISSION A12: asking for what has arrived there already is noticed, in a dry run too, until it is decided', async () => {
  const already = 'ℹ️ **This very commit has arrived in `staging` before**, by #1.';
  await story(async (s) => {
    const first = await opened(s);
    expect(s.panel(first)).not.toContain('has arrived');
    for (const login of ['bob', 'carol']) await s.says(login, first, '/approve');
    expect(s.panel(first)).not.toContain('has arrived');
    const dry = await s.opens('alice', { dryRun: true });
    expect(s.panel(dry)).toContain(already);
    const again = await s.opens('alice');
    expect(s.panel(again)).toContain(already);
    for (const login of ['bob', 'carol']) await s.says(login, again, '/approve');
    expect(s.panel(again)).not.toContain('has arrived');
    const on = await s.opens('alice', { to: 'production' });
    expect(s.panel(on)).not.toContain('has arrived');
    for (const issue of [first, again, on]) while (s.unread(issue).length > 0) s.reads(issue);
  });
});

test('closing the issue by hand withdraws the promotion', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.does((world) => world.as('eve').closes(issue));
    expect(s.reads(issue)).toContain('closed the issue, which withdraws this promotion');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'CANCELLED', why: 'closed' });
  });
});

test('a reopened issue starts nothing, and the bot says so each time', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('carol', issue, '/reject');
    s.reads(issue);
    for (const _ of [1, 2]) {
      s.world.clock.advance(60);
      await s.does((world) => world.as('alice').reopens(issue));
      expect(s.reads(issue)).toContain('reopened this issue. That starts nothing');
      expect(issue.state).toBe('CLOSED');
      expect(promotionOf(s, issue)?.status).toBe('REJECTED');
    }
  });
});

test('a rejection whose comment is deleted stays a rejection', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    const no = await s.says('carol', issue, '/reject');
    s.reads(issue);
    await s.does((world) => world.as('eve').deletes(no));
    expect(promotionOf(s, issue)?.status).toBe('REJECTED');
  });
});

test('/help shows every command, /why explains every rule', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('mallory', issue, '/help');
    expect(s.reads(issue)).toMatch(
      /`\/approve \[comment\]`[\s\S]*`\/reject \[reason\]`[\s\S]*`\/cancel \[reason\]`[\s\S]*`\/why`[\s\S]*`\/help`/,
    );
    await s.says('mallory', issue, '/why');
    expect(s.reads(issue)).toMatch(
      /It is `AWAITING_APPROVAL`: 2 approvals missing\.[\s\S]*`tech-lead` \| (team|\[bob\])[\s\S]*What was checked/,
    );
  });
});

test.each([
  ['/aprove', /Did you mean `\/approve`\?/],
  ['/approve\n/reject no', /this one says `\/approve` and `\/reject`\. Nothing was applied/],
])('%j is answered and not applied', async (body, says) => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('bob', issue, body);
    expect(s.reads(issue)).toMatch(says);
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
  });
});

test.each([
  'please /approve',
  '> /approve',
  '`/approve`',
  '```\n/approve\n```',
  '<!--\n/approve\n-->',
  '/approve\n=====',
  '/lgtm',
  ' /approve',
])('%j is no command', async (body) => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('bob', issue, body);
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
  });
});

test('an edited comment and one sent by e-mail do not count, and the bot says what to do', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    const comment = await s.says('bob', issue, 'looks ok');
    await s.edits('bob', comment, '/approve');
    expect(s.reads(issue)).toContain('Edited comments do not count: post a new one');
    await s.says('carol', issue, '/approve', { viaEmail: true });
    expect(s.reads(issue)).toContain('came by e-mail');
    expect(promotionOf(s, issue)?.approvals).toEqual([]);
  });
});

test('a ledger comment edited by hand holds the promotion and names the comment', async () => {
  const s = await story(async (inner) => {
    await opened(inner);
  });
  const [issue] = s.issues();
  const ledger = issue?.comments.find(({ body }) => body.includes('promotion-bot:ledger'));
  if (!issue || !ledger) throw new Error('the story left no ledger');
  await s.edits('eve', ledger, ledger.body.replace('"login":"alice"', '"login":"bob"'));
  await s.says('bob', issue, '/approve');
  expect(s.panel(issue)).toMatch(/The audit trail is damaged[\s\S]*was edited \(by eve\)/);
  expect(s.unread(issue)).toEqual([]);
});
