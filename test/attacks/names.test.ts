/** Logins, accounts and titles that change hands or mean nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { accountOf } from '../../src/sandbox/world.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { approvers, approves, delivers, lastDelivery, nothingCounts, opened, readAll, statusOf } from './told.ts';

// Falls when: src/github/events.ts reads the association, and src/core/roles.ts takes it for a role
test.each(['OWNER', 'MEMBER', 'COLLABORATOR'])('attack 20: author_association %s is no role', async (association) => {
  await story(async (s) => {
    const issue = await opened(s);
    for (const login of ['mallory', 'eve']) {
      s.world.silently(() => s.world.as(login).comments(issue, '/approve'));
      const { payload } = lastDelivery(s, 'issues', 'opened');
      const comment = issue.comments.at(-1);
      const user = { id: comment?.author?.id, login, type: 'User' };
      const told = { id: comment?.id, user, body: '/approve', created_at: comment?.createdAt, author_association: association };
      await delivers(s, 'issue_comment', { ...payload, action: 'created', sender: user, comment: told });
    }
    nothingCounts(s, issue);
    expect(s.panel(issue)).toContain('2 commands passed over');
  });
});

// Falls when: src/github/see/query.ts asks for authorAssociation
test('attack 20: nothing outside the sandbox reads an association', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('sandbox'),
  );
  expect(files.filter((file) => /author_?association/i.test(readFileSync(`src/${file}`, 'utf8')))).toEqual([]);
});

describe('attack 21: a login that was given up is taken by somebody else', () => {
  // Falls without: src/core/roles.ts: in a team, members compared by id (by login in its place); by name in the config, `owners`
  test.each([
    ['in a team', CONFIG],
    ['by name in the config', CONFIG.replace('{ teams: [tech-leads] }', '{ users: [bob, bobby] }')],
  ])('attack 21: the role is held %s', async (_how, config) => {
    await story(
      async (s) => {
        const issue = await opened(s);
        const [first] = await approves(s, issue, 'bob');
        s.world.as('bob').isCalled('bobby');
        s.world.repository('acme/shop').collaborators.set('bob', 'write');
        const second = await s.says('bob', issue, '/approve');
        expect(second.author?.id).not.toBe(first?.author?.id);
        readAll(s, issue);
        expect(promotionOf(s, issue)?.approvals).toMatchObject([{ by: { id: first?.author?.id }, comment: first?.id }]);
        expect(s.panel(issue)).toContain('1 command passed over');
        await approves(s, issue, 'carol');
        expect(statusOf(s, issue)).toBe('PROMOTED');
      },
      { config },
    );
  });
});

describe('attack 22: nobody in particular', () => {
  // Falls without: src/core/hear.ts, the check that there is an author (`?.`); and src/github/events.ts, the `user` of a comment that may be null
  test('attack 22: a deleted account', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      const said = s.world.as('bob').comments(issue, '/approve');
      said.author = null;
      s.world.hooks.queue.splice(0);
      const { payload } = lastDelivery(s, 'issue_comment', 'created');
      const before = s.requests().length;
      await delivers(s, 'issue_comment', { ...payload, comment: { ...(payload['comment'] as object), user: null } });
      expect(s.asked(before)).toEqual(['query See']);
      nothingCounts(s, issue);
      expect(s.unread(issue)).toEqual([]);
    });
  });

  // Falls without: src/github/see/to-seen.ts, toActor of nobody; src/github/events.ts, the `user` of an issue that may be null; src/app/gather.ts and src/core/hear.ts, `author?.`
  test('attack 22: the requester deletes the account', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      issue.author = null;
      await s.says('mallory', issue, '/approve');
      await approves(s, issue, 'bob', 'carol');
      expect(approvers(s, issue)).toEqual(['bob', 'carol']);
      // The published contract knows no issue of a deleted account; GraphQL does.
      expect(s.world.contract.problems.splice(0).every((problem) => problem.endsWith('/issue/user must be object'))).toBe(true);
      expect(statusOf(s, issue)).toBe('PROMOTED');
    });
  });

  // Falls without: src/github/see/to-seen.ts, `other` for what is neither User nor Bot
  test('attack 22: a mannequin of the name of a reviewer', async () => {
    await story(
      async (s) => {
        accountOf(s.world, 'old-carol', 'Mannequin');
        const issue = await opened(s);
        // Imported comments come without webhooks.
        s.world.silently(() => s.world.as('old-carol').comments(issue, '/approve'));
        await s.says('eve', issue, 'what now?');
        readAll(s, issue);
        nothingCounts(s, issue);
      },
      { config: CONFIG.replace('qa: { teams: [qa] }', 'qa: { teams: [qa], users: [old-carol] }') },
    );
  });
});
