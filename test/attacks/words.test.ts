/** Words that are no comment on an issue, and comments of bots. */
import { describe, expect, test } from '@jest/globals';
import { story } from '../harness/tell.ts';
import { delivers, lastDelivery, nothingCounts, opened, readAll, refusalsOf, written } from './told.ts';

describe('attack 35: words that are no comment on an issue', () => {
  // Falls without: src/core/hear.ts hearing comments alone (the body or the title of the issue put among them)
  test('attack 35: in the title and the body of the issue', async () => {
    await story(async (s) => {
      const issue = await opened(s, { notes: '/approve' }, 'alice');
      await s.does((world) => world.as('bob').renames(issue, '/approve'));
      await s.edits('bob', issue, `/approve\n\n${issue.body}`);
      readAll(s, issue);
      nothingCounts(s, issue);
      expect(refusalsOf(s, issue)).toEqual([]);
    });
  });

  // Falls without: src/github/events.ts, the list ACTIONS
  test.each([
    ['pull_request_review', 'submitted', 'review'],
    ['pull_request_review_comment', 'created', 'comment'],
    ['commit_comment', 'created', 'comment'],
    ['discussion', 'created', 'discussion'],
    ['discussion_comment', 'created', 'comment'],
    ['issue_comment', 'reacted', 'comment'],
    ['reaction', 'created', 'reaction'],
  ])('attack 35: %s', async (event, action, about) => {
    await story(async (s) => {
      const issue = await opened(s);
      const before = s.requests().length;
      const { payload } = lastDelivery(s, 'issues', 'opened');
      const user = { id: s.world.as('bob').account.id, login: 'bob', type: 'User' };
      const said = { id: 1, body: '/approve', state: 'approved', user, created_at: s.world.clock.now() };
      await delivers(s, event, { ...payload, action, sender: user, [about]: said });
      expect(s.asked(before)).toEqual([]);
      nothingCounts(s, issue);
    });
  });
});

describe('attack 36: other bots, and our own words', () => {
  // Falls without: src/core/hear.ts, the check of author.kind
  test('attack 36: a bot echoes a command', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      const before = s.requests().length;
      await s.does((world) => world.as('sonarcloud[bot]').comments(issue, '/approve'));
      await s.says('eve', issue, 'thanks');
      nothingCounts(s, issue);
      expect(written(s, before)).toEqual([]);
    });
  });

  // Falls without: src/core/hear.ts, the check of author.kind: what we say ourselves would be heard
  test('attack 36: our help names every command, and the notes we repeat begin with one', async () => {
    await story(async (s) => {
      const issue = await opened(s, { notes: '/approve' });
      await s.says('bob', issue, '/help');
      expect(s.reads(issue)).toContain('`/approve [comment]`');
      const before = s.requests().length;
      await s.does((world) => world.as('promotion-bot[bot]').comments(issue, '/approve'));
      await s.says('eve', issue, 'thanks');
      readAll(s, issue);
      nothingCounts(s, issue);
      expect(written(s, before)).toEqual([]);
    });
  });
});
