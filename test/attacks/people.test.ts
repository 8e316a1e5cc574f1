/** Who may decide, and who only looks like it. */
import { describe, expect, test } from '@jest/globals';
import { weigh } from '../../src/core/policy.ts';
import { promotionOf } from '../harness/laws.ts';
import type { Setting } from '../harness/story.ts';
import { story } from '../harness/tell.ts';
import { approvers, approves, lastDelivery, nothingCounts, opened, readAll, refusalsOf, statusOf, written } from './told.ts';

describe('attack 14: a role that was held at the approval and is not any more', () => {
  // Falls without: for the person, src/core/decide.ts, role_lost in whyVoid; for the team, which is unknown then, src/core/verdict.ts, the roles held now in standingOf
  test.each([
    ['the person leaves the team', { qa: ['frank'] }, /approval of .*carol.* no longer counts: the role behind it is no longer held/],
    ['the team is deleted', { qa: null }, /^.*bob.* approved as tech-lead/],
  ])('attack 14: %s', async (_how, teams, says) => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'carol');
      s.world.organisation('acme', { teams });
      await s.says('bob', issue, '/approve');
      expect(readAll(s, issue)).toMatch(says);
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
    });
  });

  // Falls without: src/core/rules/teams.ts in the table of rules
  test('attack 14: the team is deleted, and somebody makes another of its name', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      s.world.organisation('acme', { teams: { qa: null } });
      s.world.organisation('acme', { teams: { qa: ['eve', 'carol'] } });
      await s.says('eve', issue, '/approve');
      expect(readAll(s, issue)).toContain('eve');
      expect(s.panel(issue)).toMatch(/On hold[\s\S]*The team `qa` was replaced by another of the same name/);
      expect(refusalsOf(s, issue)).toEqual(['on_hold']);
      await s.edits('eve', issue, issue.body.replace('retries on timeout', 'retries'));
      readAll(s, issue);
      expect(approvers(s, issue)).toEqual(['bob']);
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
    });
  });

  // Falls without: src/core/rules/teams.ts, promotion.round.teams in teamIds
  test('attack 14: a new round knows the teams of the first one', async () => {
    await story(async (s) => {
      s.world.as('alice').tags('acme/shop', 'v1.5.0');
      const issue = await opened(s);
      s.world.organisation('acme', { teams: { qa: null } });
      await s.edits('alice', issue, issue.body.replace('v1.4.0', 'v1.5.0'));
      readAll(s, issue);
      expect(promotionOf(s, issue)?.round?.number).toBe(2);
      s.world.organisation('acme', { teams: { qa: ['eve'] } });
      await approves(s, issue, 'bob', 'eve');
      expect(s.panel(issue)).toContain('was replaced by another');
      nothingCounts(s, issue);
    });
  });
});

/** Makes GitHub answer differently where it tells of the team qa. */
const withoutQa =
  (errors: readonly object[]): NonNullable<Setting['way']> =>
  (github) =>
  async (input, init) => {
    const answer = await github(input, init);
    const read = (await answer.json()) as { data?: { repository?: { owner?: Record<string, unknown> } }; errors?: unknown[] };
    const owner = read.data?.repository?.owner;
    if (!owner || !('team0' in owner)) return new Response(JSON.stringify(read), answer);
    owner['team0'] = null;
    return new Response(JSON.stringify(errors.length > 0 ? { ...read, errors } : read), answer);
  };
const teamError = (type: string) => ({ type, path: ['repository', 'owner', 'team0'], message: 'no', locations: [] });

describe('attack 15: who is in a team cannot be read', () => {
  // Falls without: src/core/roles.ts, `unknown` (a team that is missing taken for one that everybody is in, or nobody)
  test.each([
    ['403: the permission is missing', [teamError('FORBIDDEN')]],
    ['404: a secret team, or none', [teamError('NOT_FOUND')]],
    ['404 without a word', []],
    ['5xx: that part failed', [teamError('SERVICE_UNAVAILABLE')]],
  ])('attack 15: %s', async (_status, errors) => {
    await story(
      async (s) => {
        const issue = await opened(s);
        expect(s.panel(issue)).toContain('could not be read');
        await approves(s, issue, 'bob', 'carol');
        expect(approvers(s, issue)).toEqual(['bob']);
        expect(refusalsOf(s, issue)).toEqual(['role_unknown']);
        expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      },
      { way: withoutQa(errors) },
    );
  });

  // Falls when: src/app/gather.ts goes on with what it saw before (`see` caught)
  test.each([
    ['500', { status: 500, body: { message: 'Server Error' } }, 'Server Error'],
    ['502 with a page', { status: 502, body: '<html>Unicorn!</html>' }, 'Unicorn!'],
    [
      '403 of a secondary limit',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit' }, headers: { 'retry-after': '60' } },
      'rate limit',
    ],
    ['429', { status: 429, body: { message: 'API rate limit exceeded' }, headers: { 'retry-after': '60' } }, 'rate limit'],
    [
      '200 with RATE_LIMITED',
      { status: 200, body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] } },
      'rate limit',
    ],
    ['401', { status: 401, body: { message: 'Bad credentials' } }, 'remains 401'],
  ])('attack 15: %s for the whole question, again and again: nothing counts until GitHub answers', async (_status, answer, why) => {
    await story(async (s) => {
      const issue = await opened(s);
      await approves(s, issue, 'bob');
      for (let i = 0; i < 40; i += 1) s.world.faults.push({ match: ({ path }) => path === '/graphql', answer });
      await expect(s.says('carol', issue, '/approve')).rejects.toThrow(why);
      expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
      s.world.faults.splice(0);
      // Whatever waits out a limit is not waited for here.
      s.restarts();
      s.world.redeliver(lastDelivery(s, 'issue_comment', 'created').guid);
      await s.settles();
      readAll(s, issue);
      expect(statusOf(s, issue)).toBe('PROMOTED');
    });
  });
});

// Falls without: src/github/see/see.ts, the error thrown for what is not bearable
test('attack 15: an answer of which a part failed is no answer, however much of it is there', async () => {
  let fails = false;
  const way: NonNullable<Setting['way']> = (github) => async (input, init) => {
    const answer = await github(input, init);
    if (!fails || !String(init?.body).includes('query See')) return answer;
    const error = { type: 'SERVICE_UNAVAILABLE', path: ['repository', 'issue', 'comments'], message: 'Something went wrong' };
    return new Response(JSON.stringify({ ...((await answer.json()) as object), errors: [error] }), answer);
  };
  await story(
    async (s) => {
      const issue = await opened(s);
      fails = true;
      await expect(s.says('bob', issue, '/approve')).rejects.toThrow('Something went wrong');
      nothingCounts(s, issue);
      fails = false;
      await s.says('eve', issue, 'and now?');
      readAll(s, issue);
      expect(approvers(s, issue)).toEqual(['bob']);
    },
    { way },
  );
});

// Falls without: src/core/commands/reviewer.ts, the no of countingRoles
test('attack 17: a second account without a role', async () => {
  await story(async (s) => {
    const issue = await opened(s);
    await s.says('alice2', issue, '/approve');
    nothingCounts(s, issue);
    expect(s.panel(issue)).toContain('1 command passed over');
  });
});

describe('attack 18: one person fills one role', () => {
  // Falls without: src/core/commands/reviewer.ts, already_decided; and src/core/policy.ts, `taken` (the first who holds a role in every slot of it)
  test('attack 18: who holds two roles and approves twice', async () => {
    await story(
      async (s) => {
        const issue = await opened(s);
        await s.says('bob', issue, '/approve');
        await s.says('bob', issue, '/approve for qa too');
        readAll(s, issue);
        expect(refusalsOf(s, issue)).toEqual(['already_decided']);
        expect(statusOf(s, issue)).toBe('AWAITING_APPROVAL');
        await approves(s, issue, 'carol');
        expect(statusOf(s, issue)).toBe('PROMOTED');
      },
      { teams: { 'tech-leads': ['bob', 'carol'], qa: ['bob'], security: [] } },
    );
  });

  // Falls without: src/core/policy.ts, the augmenting path (`place(sitting, tried)`)
  test('attack 18: 3 roles, 4 people, all 4096 memberships: the same as trying every assignment', () => {
    const roles = ['a', 'b', 'c'];
    const rule = { all: roles.map((role) => ({ role, count: 1 })) };
    const cover = (left: readonly string[], people: readonly (readonly string[])[]): boolean => {
      const [role, ...rest] = left;
      return role === undefined || people.some((held, i) => held.includes(role) && cover(rest, people.toSpliced(i, 1)));
    };
    for (let bits = 0; bits < 4096; bits += 1) {
      const people = [0, 3, 6, 9].map((shift) => roles.filter((_, i) => (bits >> (shift + i)) & 1));
      const votes = people.map((held, i) => ({
        approval: { by: { id: i, login: `p${i}`, kind: 'person' as const }, at: '', comment: i, roles: held, note: '' },
        roles: held,
      }));
      expect([bits, weigh(rule, votes).met]).toEqual([bits, cover(roles, people)]);
    }
  });
});

describe('attack 19: bots and apps', () => {
  // Falls without: src/core/hear.ts, the check of author.kind; the look it costs falls without src/github/events.ts, `said by a bot`, or for our own words `our own doing`
  test.each(['github-actions[bot]', 'promotion-bot[bot]'])('attack 19: %s is not heard', async (login) => {
    await story(async (s) => {
      const issue = await opened(s);
      const before = s.requests().length;
      await s.does((world) => world.as(login).comments(issue, '/approve'));
      expect(s.asked(before)).toEqual([]);
      await s.says('eve', issue, 'what now?');
      readAll(s, issue);
      nothingCounts(s, issue);
      expect(written(s, before)).toEqual([]);
    });
  });

  // Falls without: src/core/hear.ts, the check of author.kind (it is heard); it counts without that of actor.kind in src/core/roles.ts as well
  test('attack 19: a bot that is in the team', async () => {
    await story(async (s) => {
      const bot = s.world.as('ci[bot]');
      s.world.organisation('acme', { teams: { qa: ['carol', 'ci[bot]'] } });
      const issue = await opened(s);
      const before = s.requests().length;
      await s.does(() => bot.comments(issue, '/approve'));
      await s.says('eve', issue, 'what now?');
      nothingCounts(s, issue);
      expect(written(s, before)).toEqual([]);
    });
  });

  // Falls without: src/core/hear.ts, the check of viaApp; with a lost webhook also without src/app/by-hand.ts, the question to GitHub
  test.each([
    ['its webhook tells', false],
    ['its webhook is lost, so GitHub is asked', true],
  ])('attack 19: an app that writes in the name of a reviewer: %s', async (_how, lost) => {
    await story(async (s) => {
      const issue = await opened(s);
      const says = () => s.world.as('bob').comments(issue, '/approve', { viaApp: 42 });
      if (lost) s.world.silently(says);
      else says();
      const before = s.requests().length;
      await s.says('eve', issue, 'what now?');
      expect(s.reads(issue)).toMatch(/written in your name by an app \(id 42\)[\s\S]*Write it on GitHub yourself/);
      nothingCounts(s, issue);
      expect(refusalsOf(s, issue)).toEqual(['comment_via_app']);
      expect(s.asked(before).filter((asked) => asked.startsWith('GET'))).toHaveLength(lost ? 1 : 0);
    });
  });

  // Falls without: src/app/by-hand.ts, the error passed on (an empty answer in its place)
  test('attack 19: while GitHub does not say who wrote it, nothing counts', async () => {
    await story(async (s) => {
      const issue = await opened(s);
      s.world.silently(() => s.world.as('bob').comments(issue, '/approve', { viaApp: 42 }));
      for (let i = 0; i < 40; i += 1)
        s.world.faults.push({ match: ({ path }) => path.includes('/issues/comments/'), answer: { status: 500 } });
      await expect(s.says('eve', issue, 'what now?')).rejects.toThrow();
      nothingCounts(s, issue);
      s.world.faults.splice(0);
      await s.says('eve', issue, 'and now?');
      readAll(s, issue);
      expect(refusalsOf(s, issue)).toEqual(['comment_via_app']);
    });
  });
});
