/** Issues that are closed, locked, moved or turned into something else; labels, cards and markers that people forge. */
import { describe, expect, test } from '@jest/globals';
import type { Issue } from '../../src/sandbox/index.ts';
import { ledgerOf, promotionOf } from '../harness/laws.ts';
import { CONFIG, form, REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { approvers, approves, delivers, kindsOf, lastDelivery, nothingCounts, opened, readAll, statusOf } from './told.ts';

describe('attack 23: the issue is not what it was', () => {
  // Falls without: src/core/decide.ts, `closed`
  test('attack 23: closed: the promotion is withdrawn, and a later approval is told so, once', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.does((world) => world.as('eve').closes(issue));
      readAll(s, issue);
      expect(promotionOf(s, issue)).toMatchObject({ status: 'CANCELLED', why: 'closed' });
      await s.says('bob', issue, '/approve');
      expect(s.reads(issue)).toContain('came too late');
      await s.says('bob', issue, '/approve');
      expect(s.unread(issue)).toEqual([]);
    });
  });

  // Falls without: src/core/rules/unlocked.ts in the table of rules
  test('attack 23: locked: nobody decides until it is unlocked', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      await s.does((world) => world.as('eve').locks(issue, 'too heated'));
      expect(s.panel(issue)).toMatch(/On hold[\s\S]*This conversation is locked/);
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toContain('on hold until what the panel names is mended');
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      await s.does((world) => world.as('eve').unlocks(issue));
      expect(s.panel(issue)).toContain('Waiting for 1 approval');
      expect(approvers(s, issue)).toEqual(['bob']);
      await approves(s, issue, 'carol');
      expect(statusOf(s, issue)).toBe('PROMOTED');
    });
  });

  // Falls without: src/core/decide.ts, spam in isSilent
  test('attack 23: locked as spam: nobody is answered either', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.does((world) => world.as('eve').locks(issue, 'spam'));
      await s.says('carol', issue, '/approve');
      await s.says('alice', issue, '/why');
      expect(s.unread(issue)).toEqual([]);
      nothingCounts(s, issue);
    });
  });

  // Falls without: src/core/chain.ts, other_place in misfit
  test('attack 23: transferred: its entries and approvals are of another place', async () => {
    const s = await story(async (at) => {
      at.world.repository('acme/other', { files: { 'README.md': '', '.github/promotion.yml': CONFIG }, labels: ['promotion'] });
      at.world.as('alice').tags('acme/other', 'v1.4.0');
      const issue = await opened(at);
      await approves(at, issue, 'bob');
      const moved = at.world.as('alice').transfers(issue, 'acme/other');
      await at.settles();
      await at.says('carol', moved, '/approve');
      expect(at.panel(moved)).toMatch(/belongs to another issue|another (place|issue|repository)/);
      expect(ledgerOf(at, moved).problems).not.toEqual([]);
      expect(moved).toMatchObject({ state: 'OPEN' });
      readAll(at, moved);
    });
    expect(s.issues()).toEqual([]);
  });

  // Falls without: src/github/see/not-shown.ts, NotShown in whyNotShown (the delivery fails); the second look falls without src/github/events.ts, the list ACTIONS
  test('attack 23: converted into a discussion: nothing is there any more, and late comments are about nothing', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      s.world.as('bob').comments(issue, '/approve');
      s.world.as('alice').deletes(issue);
      s.world.clock.advance(300);
      const before = s.requests().length;
      await s.settles();
      expect(s.asked(before)).toEqual(['query See']);
    });
  });

  // Falls without: src/core/decide.ts, `reopened` (nothing is said); and src/core/commands/reviewer.ts, already_ended and not_waiting (approvals are written down)
  test('attack 23: reopened: an end stays an end', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await s.says('carol', issue, '/reject no');
      readAll(s, issue);
      s.world.clock.advance(60);
      await s.does((world) => world.as('alice').reopens(issue));
      expect(s.reads(issue)).toContain('That starts nothing');
      await approves(s, issue, 'bob', 'dave');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'REJECTED', approvals: [] });
      expect(issue.state).toBe('CLOSED');
    });
  });

  // Falls without: src/github/events.ts, the check of issue.pull_request
  test('attack 23: a comment on a pull request', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      s.world.silently(() => s.world.as('bob').comments(issue, '/approve'));
      const { payload } = lastDelivery(s, 'issues', 'opened');
      const before = s.requests().length;
      const pull = { ...(payload['issue'] as object), pull_request: { url: 'https://api.github.com/repos/acme/shop/pulls/1' } };
      await delivers(s, 'issue_comment', { ...payload, action: 'created', issue: pull, comment: commentIn(issue) });
      expect(s.asked(before)).toEqual([]);
      s.world.as('alice').deletes(issue);
      await s.settles().catch(() => {});
    });
  });
});

const commentIn = ({ comments }: Issue) => {
  const said = comments.at(-1);
  return {
    id: said?.id,
    body: said?.body,
    created_at: said?.createdAt,
    user: { id: said?.author?.id, login: said?.author?.login, type: 'User' },
  };
};

describe('attack 24: what is only shown is forged', () => {
  // Falls without: src/core/plan.ts, labelEffects
  test('attack 24: labels are put back, and nothing else happens', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      const [before, kinds] = [s.labels(issue), kindsOf(s, issue)];
      await s.does((world) => world.as('eve').labels(issue, 'status:promoted', 'target:production'));
      await s.does((world) => world.as('eve').unlabels(issue, 'status:awaiting-approval', 'component:agent_orchestration'));
      expect(s.labels(issue)).toEqual(before);
      expect(kindsOf(s, issue)).toEqual(kinds);
      nothingCounts(s, issue);
    });
  });

  // Falls without: src/core/card.ts, isFalse in columnWish
  test('attack 24: so is the card, when the promotion is next looked at', async () => {
    await story(
      async (s) => {
        const board = s.world.project('acme', { number: 11, fields: { Status: ['Development', 'Staging', 'Production'] } });
        const issue = await opened(s);
        const shown = () => [...(board.items[0]?.values ?? [])].find(([field]) => field.name === 'Status')?.[1];
        const column = shown();
        s.world.as('eve').places(issue, board, { Status: 'Production' });
        expect(shown()).not.toBe(column);
        await s.says('eve', issue, 'it is there already');
        expect(shown()).toBe(column);
        nothingCounts(s, issue);
      },
      { config: `${CONFIG}project: { owner: acme, number: 11, field: Status }\n` },
    );
  });

  // Falls without: src/core/rules/arrived.ts, the creator of the status
  test('attack 24: a status on the commit does not stand for an arrival', async () => {
    await story(async (s) => {
      const forged = { state: 'success', context: 'promotion/staging/agent_orchestration', description: 'v1.4.0 PROMOTED by #1' } as const;
      await s.does((world) => world.as('eve').reports(REPO, 'v1.4.0', forged));
      const issue = await s.opens('alice', { to: 'production' });
      expect(s.panel(issue)).toContain('has not been promoted to `staging`');
    });
  });
});

const ledgerComment = (issue: Issue): string => issue.comments.findLast(({ body }) => body.includes('promotion-bot:ledger'))?.body ?? '';

describe('attack 25: what looks like the ledger', () => {
  // Falls without: src/core/ledger.ts, the check of the author
  test("attack 25: a stranger's copy, byte for byte", async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      const before = promotionOf(s, issue);
      await s.says('mallory', issue, ledgerComment(issue));
      await s.says('mallory', issue, '<!-- promotion-bot:panel v1 aside=9999999999999 -->\n## Promoted');
      expect(promotionOf(s, issue)).toEqual(before);
      expect(ledgerOf(s, issue).problems).toEqual([]);
      await approves(s, issue, 'carol');
      expect(statusOf(s, issue)).toBe('PROMOTED');
    });
  });

  // Falls without: src/core/panel-mark.ts, the author: then this is the panel that is kept, and nobody is heard before that number
  test("attack 25: a stranger's panel that stands there before ours", async () => {
    await story(async (s) => {
      const forged = '<!-- promotion-bot:panel v1 aside=9999999999999 -->\n## Promoted';
      const issue = s.world.as('alice').opens(REPO, { title: 'Promote', body: form(), labels: ['promotion'] });
      s.world.as('mallory').comments(issue, forged);
      await s.settles();
      readAll(s, issue);
      expect(issue.comments[0]).toMatchObject({ body: forged, lastEditedAt: null });
      await approves(s, issue, 'bob');
      expect(approvers(s, issue)).toEqual(['bob']);
    });
  });

  const tampers = async (s: Story, issue: Issue, meddle: () => unknown, says: RegExp): Promise<void> => {
    const comments = issue.comments.length;
    await s.does(meddle);
    await s.says('carol', issue, '/approve');
    expect(issue.comments.length).toBe(comments + 1);
    expect(s.panel(issue)).toMatch(says);
    expect(approvers(s, issue).filter((login) => login !== 'bob')).toEqual([]);
    expect(issue.state).toBe('OPEN');
  };

  /** Laws ask for a whole ledger, so what was meddled with is put right at the end. */
  // Falls without: src/core/ledger.ts, the check of lastEditedAt (the signature still tells, but not of whom); and of `place` in src/core/chain.ts
  test('attack 25: an edited ledger comment, and a copy from another issue under our own name', async () => {
    await story(async (s) => {
      const first = await opened(s, { to: 'production' });
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      const entry = issue.comments.findLast(({ body }) => body.includes('promotion-bot:ledger'));
      if (!entry) throw new Error('there is no ledger');
      const whole = { body: entry.body, lastEditedAt: entry.lastEditedAt, editor: entry.editor };
      await tampers(s, issue, () => s.world.as('eve').edits(entry, entry.body.replaceAll('bob', 'eve')), /edited[\s\S]*eve/);
      Object.assign(entry, whole);
      const copy = s.world.as('promotion-bot[bot]').comments(issue, ledgerComment(issue).replace(issue.nodeId, first.nodeId));
      await tampers(s, issue, () => {}, /belongs to another issue/);
      s.world.as('eve').deletes(copy);
      await s.settles();
      readAll(s, issue);
      readAll(s, first);
    });
  });
});
