/** What does not fit one page is read to its end, or not believed at all. */
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Lookup } from '../../src/core/seen.ts';
import { see } from '../../src/github/see/see.ts';
import { NO_LOOKUP } from '../core/facts-builder.ts';
import { github, ISSUE, NOW, noAnswerIsLeft, refused, signedIn } from './github-by-nock.ts';
import { comments, error, issue, members, owner, page, seen } from './see-answers.ts';

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

const firstPage = (next: string | null, more: object = {}) =>
  seen({ issue: issue({ comments: { nodes: comments(1, 100), ...page(true, next) } }), ...more });
const furtherPage = (nodes: readonly object[], next: string | null) => ({
  data: { repository: { issue: { comments: { nodes, ...page(next !== null, next) } } } },
});
const furtherTeam = (team: unknown, more: object = {}) => ({ data: { repository: { owner: { team0: team }, ...more } } });

async function look(answers: readonly unknown[], lookup: Partial<Lookup> = {}) {
  const client = await signedIn();
  const asked = github(...answers);
  return { asked, looking: see(client, ISSUE, { ...NO_LOOKUP, ...lookup }) };
}

test('250 comments are three pages, each asked for where the one before ended', async () => {
  const { asked, looking } = await look([
    firstPage('c100'),
    furtherPage(comments(101, 200), 'c200'),
    furtherPage(comments(201, 250), null),
  ]);
  const found = await looking;
  expect(found.comments.map(({ body }) => body)).toEqual(comments(1, 250).map(({ body }) => body));
  expect(asked.slice(1).map(({ variables }) => variables)).toEqual([
    { owner: 'acme', repo: 'shop', number: 7, comments: 'c100' },
    { owner: 'acme', repo: 'shop', number: 7, comments: 'c200' },
  ]);
});

test.each([
  ['comes again', [firstPage('c100'), furtherPage(comments(101, 200), 'c100')], 'the same page again and again'],
  [
    'runs in a circle',
    [firstPage('c100'), furtherPage(comments(101, 200), 'c200'), furtherPage([], 'c100')],
    'the same page again and again',
  ],
  ['is withheld', [firstPage(null)], 'there is a further page, and not where it begins'],
  ['leads to nothing', [firstPage('c100'), { data: { repository: {} } }], 'left out a page of comments of acme/shop#7'],
])('a cursor that %s is an error', async (_how, answers, why) => {
  const { looking } = await look(answers);
  expect((await refused(looking)).message).toContain(why);
});

test('when the second page fails, the first is not taken for all', async () => {
  const gone = { data: { repository: { issue: null } }, errors: [error(['repository', 'issue'], 'NOT_FOUND', 'gone')] };
  const { looking } = await look([firstPage('c100'), gone]);
  expect((await refused(looking)).message).toBe('GitHub refused while reading acme/shop#7: gone (NOT_FOUND)');
  const client = await signedIn();
  github(firstPage('c100'));
  nock('https://api.github.com').post('/graphql').times(3).reply(502, '', NOW);
  expect(await refused(see(client, ISSUE, NO_LOOKUP))).toMatchObject({ status: 502 });
});

test('a team of three pages is read to its end, beside the comments', async () => {
  const { asked, looking } = await look(
    [
      firstPage('c100', owner({ team0: members(1, 1), team1: members(1, 100, page(true, 't100')) })),
      {
        data: {
          repository: { ...furtherPage(comments(101, 101), null).data.repository, owner: { team0: members(101, 200, page(true, 't200')) } },
        },
      },
      furtherTeam(members(201, 250)),
    ],
    { teams: ['leads', 'qa'] },
  );
  const { teams, comments: all } = await looking;
  expect(teams['qa']?.members.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
  expect(teams['leads']?.members).toHaveLength(1);
  expect(all).toHaveLength(101);
  expect(asked[1]?.variables).toMatchObject({ slug0: 'qa', after0: 't100', comments: 'c100' });
  expect(asked[2]?.variables).toEqual({ owner: 'acme', repo: 'shop', slug0: 'qa', after0: 't200' });
});

test('a team whose second page is forbidden is missing: a part must not pass for all', async () => {
  const forbidden = { ...furtherTeam(null), errors: [error(['repository', 'owner', 'team0'])] };
  const { looking } = await look([seen(owner({ team0: members(1, 100, page(true, 't100')) })), forbidden], { teams: ['qa'] });
  expect((await looking).teams).toEqual({});
});

test('a team whose cursor does not move is an error, not an endless walk', async () => {
  const same = members(1, 100, page(true, 't100'));
  const { looking } = await look([seen(owner({ team0: same })), furtherTeam(same)], { teams: ['qa'] });
  expect((await refused(looking)).message).toContain('the same page again and again');
});
