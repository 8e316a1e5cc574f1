/** Comments that are edited, hidden or deleted, by their authors and by others. */
import { describe, expect, test } from '@jest/globals';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import type { Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import {
  approvers,
  approves,
  delivers,
  kindsOf,
  lastDelivery,
  nothingCounts,
  opened,
  readAll,
  refusalsOf,
  statusOf,
  written,
} from './told.ts';

// Falls without: src/core/hear.ts, the check of lastEditedAt
test('attack 01: an old comment that its author edits into a command adds no decision, and is answered once', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    const remark = await s.says('bob', issue, 'looks ok');
    await s.edits('bob', remark, '/approve');
    expect(s.reads(issue)).toMatch(/bob.*stands in an edited comment[\s\S]*Edited comments do not count: post a new one/);
    await s.edits('bob', remark, '/approve now');
    nothingCounts(s, issue);
    expect(refusalsOf(s, issue)).toEqual(['comment_edited']);
    await approves(s, issue, 'bob');
    expect(approvers(s, issue)).toEqual(['bob']);
  });
});

describe('attack 02: somebody else edits the comment of a reviewer', () => {
  // Falls without: src/core/hear.ts, the check of lastEditedAt; the name falls without the editor among the facts of comment_edited
  test('attack 02: into a command', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      const remark = await s.says('bob', issue, 'looks ok');
      await s.edits('eve', remark, '/approve');
      expect(s.reads(issue)).toContain('(edited by eve)');
      nothingCounts(s, issue);
      const eve = s.world.as('eve').account.id;
      expect(ledgerOf(s, issue).entries.at(-1)).toMatchObject({ code: 'comment_edited', facts: { editor: 'eve', editorId: String(eve) } });
    });
  });

  // Falls without: src/core/decide.ts, the check of lastEditedAt in whyVoid; the editor falls without the `editor` there
  test.each([
    ['and its webhook comes', async (s: Story, edit: () => void) => s.does(edit)],
    ['and its webhook is lost', async (s: Story, edit: () => void) => s.world.silently(edit)],
  ])('attack 02: after it counted, %s', async (_how, happens) => {
    await story(async (s) => {
      const issue = await opened(s);
      const [said] = await approves(s, issue, 'bob');
      if (!said) throw new Error('bob said nothing');
      await happens(s, () => s.world.as('eve').edits(said, '/approve with pleasure'));
      readAll(s, issue);
      await approves(s, issue, 'carol');
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      expect(approvers(s, issue)).toEqual(['carol']);
      const voided = ledgerOf(s, issue).entries.find(({ kind }) => kind === 'approval_voided');
      expect(voided).toMatchObject({ why: 'edited', editor: { id: s.world.as('eve').account.id }, by: { login: 'bob' } });
    });
  });

  // Falls without: src/core/fold.ts, the way back to AWAITING_APPROVAL in withApprovals
  test('attack 02: after all have approved and before anything is done', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.says('alice', issue, '/hold until the demo is over');
      const [said] = await approves(s, issue, 'bob', 'carol');
      if (!said) throw new Error('bob said nothing');
      expect(statusOf(s, issue)).toBe('PENDING');
      s.world.silently(() => s.world.as('eve').edits(said, '/approve with pleasure'));
      await s.says('alice', issue, '/resume');
      expect(readAll(s, issue)).toMatch(/no longer counts: its comment was edited by .*eve/);
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      expect(issue.state).toBe('OPEN');
    });
  });
});

// Falls when: src/github/see asks for updatedAt and takes a later one for an edit
test('attack 03: a fresh comment that GitHub touched a second later counts', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    const said = s.world.as('bob').comments(issue, '/approve');
    s.world.clock.advance(1);
    said.updatedAt = s.world.clock.now();
    await s.settles();
    expect(s.reads(issue)).toContain('approved as tech-lead');
    expect(said).toMatchObject({ lastEditedAt: null });
    expect(said.updatedAt > said.createdAt).toBe(true);
  });
});

describe('attack 04: a command runs once, whatever is told of its comment again', () => {
  // Falls without: src/core/hear.ts, the check of ledger.heard
  test('attack 04: an edit that changes nothing, twice', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      const before = s.requests().length;
      const { payload } = lastDelivery(s, 'issue_comment', 'created');
      for (let i = 0; i < 2; i += 1) await delivers(s, 'issue_comment', { ...payload, action: 'edited', changes: {} });
      expect(s.asked(before)).toEqual(['query See', 'query See']);
      expect(s.unread(issue)).toEqual([]);
    });
  });

  // Falls without: src/github/events.ts, the list ACTIONS
  test.each(['pinned', 'unpinned', 'hidden', 'assigned'])('attack 04: the action %s is none of ours', async (action) => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.says('bob', issue, '/approve');
      readAll(s, issue);
      const before = s.requests().length;
      await delivers(s, 'issue_comment', { ...lastDelivery(s, 'issue_comment', 'created').payload, action });
      expect(s.asked(before)).toEqual([]);
    });
  });

  // Falls without: src/core/decide.ts, the check of `hidden` in whyVoid (the approval stays), and src/core/hear.ts, ledger.heard (it revives)
  test('attack 04: hidden it stops counting, shown again it does not start', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      const [said] = await approves(s, issue, 'bob');
      if (!said) throw new Error('bob said nothing');
      s.world.as('eve').hides(said);
      await s.says('alice', issue, 'is anybody there?');
      expect(s.reads(issue)).toContain('its comment was hidden');
      s.world.as('eve').shows(said);
      await s.says('alice', issue, 'and now?');
      expect(s.unread(issue)).toEqual([]);
      nothingCounts(s, issue);
    });
  });
});

describe('attack 05: an approval whose comment is deleted', () => {
  // Falls without: src/core/decide.ts, the check that the comment is still there in whyVoid
  test.each([
    ['and its webhook comes', async (s: Story, change: () => void) => s.does(change)],
    ['and its webhook is lost', async (s: Story, change: () => void) => s.world.silently(change)],
  ])('attack 05: %s', async (_how, happens) => {
    await story(async (s) => {
      const issue = await opened(s);
      const [said] = await approves(s, issue, 'bob');
      if (!said) throw new Error('bob said nothing');
      await happens(s, () => s.world.as('eve').deletes(said));
      await s.says('carol', issue, '/approve');
      expect(readAll(s, issue)).toMatch(/approval of .*bob.* no longer counts: its comment was deleted/);
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      expect(approvers(s, issue)).toEqual(['carol']);
    });
  });

  // Falls without: src/core/decide.ts, isUndecided in voids (an approval is voided after the end); the words fall without src/core/entry.ts, the note of approved
  test('attack 05: after the end nothing changes, and the ledger keeps what was said', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      const said = await s.says('bob', issue, '/approve load test is fine, run 812');
      await approves(s, issue, 'carol');
      const ended = promotionOf(s, issue);
      await s.does((world) => world.as('eve').deletes(said));
      expect(promotionOf(s, issue)).toEqual(ended);
      expect(ended).toMatchObject({ status: 'PROMOTED', approvals: [{ comment: said.id, note: 'load test is fine, run 812' }, {}] });
    });
  });
});

// Falls without: src/core/commands/reviewer.ts, already_ended and not_waiting behind it; then src/core/fold.ts, `approved`, still keeps it from counting
test('attack 06: a rejection stands when its comment is deleted', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    const said = await s.says('carol', issue, '/reject error rate doubled');
    readAll(s, issue);
    await s.does((world) => world.as('eve').deletes(said));
    const before = s.requests().length;
    await approves(s, issue, 'bob', 'dave');
    expect(promotionOf(s, issue)).toMatchObject({ status: 'REJECTED', reason: 'error rate doubled' });
    expect(kindsOf(s, issue)).not.toContain('approved');
    expect(refusalsOf(s, issue)).toEqual(['already_ended', 'already_ended']);
    expect(written(s, before).filter((asked) => asked.startsWith('POST'))).toEqual([]);
  });
});
