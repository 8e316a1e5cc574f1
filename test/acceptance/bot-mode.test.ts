/** Mode bot: the foundation's stories, told with the shipped Action in the App's place, by roles that name people. */
import { expect, test } from '@jest/globals';
import { botStory, type Telling } from '../harness/bot-mode.ts';
import { promotionOf } from '../harness/laws.ts';
import { CONFIG } from '../harness/story.ts';

const PEOPLE = CONFIG.replace('teams: [tech-leads]', 'users: [bob, alice]')
  .replace('teams: [qa]', 'users: [carol]')
  .replace('teams: [security]', 'users: [dave]');

async function opened({ s }: Telling) {
  const issue = await s.opens('alice');
  s.panel(issue);
  s.reads(issue);
  return issue;
}

test('everybody approves, and it is promoted', async () => {
  const bot = await botStory(
    async (told) => {
      const { s } = told;
      const issue = await opened(told);
      await s.says('bob', issue, '/approve');
      expect(s.reads(issue)).toContain('approved as tech-lead');
      await s.says('carol', issue, '/approve');
      expect(s.reads(issue)).toMatch(/every approval it needs[\s\S]*Promoted/);
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      expect(issue.state).toBe('CLOSED');
    },
    { config: PEOPLE },
  );
  expect(bot.deeds.map(({ requests }) => requests)).toEqual([4, 0, 3, 4, 2, 2]);
});
