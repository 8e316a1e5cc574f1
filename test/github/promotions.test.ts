/** Where the app is installed, and the promotions there. */
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { listPlaces, listPromotionIssues } from '../../src/github/promotions.ts';
import { asApp, github, NOW, noAnswerIsLeft, refused, signedIn } from './github-by-nock.ts';

const API = 'https://api.github.com';
const repository = (owner: string, name: string, more: object = {}) => ({
  id: 77,
  name,
  owner: { login: owner },
  archived: false,
  ...more,
});

const repositories = (query: Readonly<Record<string, string>>) =>
  nock(API)
    .get('/installation/repositories')
    .query({ per_page: '100', ...query });

const page = (numbers: readonly number[], endCursor: string | null) => ({
  data: {
    repository: { issues: { nodes: numbers.map((number) => ({ number })), pageInfo: { hasNextPage: endCursor !== null, endCursor } } },
  },
});

const SHOP = { owner: 'acme', repo: 'shop' };

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

test('every repository of every installation is a place, page by page; suspended installations are left out', async () => {
  nock(API)
    .get('/app/installations?per_page=100')
    .reply(200, [{ id: 5, suspended_at: '2026-01-01T00:00:00Z' }], {
      ...NOW,
      link: `<${API}/app/installations?per_page=100&page=2>; rel="next"`,
    });
  nock(API)
    .get('/app/installations?per_page=100&page=2')
    .reply(200, [{ id: 1, suspended_at: null }], NOW);
  repositories({}).reply(
    200,
    { total_count: 2, repositories: [repository('acme', 'shop')] },
    { ...NOW, link: `<${API}/installation/repositories?per_page=100&page=2>; rel="next"` },
  );
  repositories({ page: '2' }).reply(200, { total_count: 2, repositories: [repository('acme', 'old', { archived: true })] }, NOW);
  const signed: number[] = [];
  const clientOf = (installation: number) => {
    signed.push(installation);
    return signedIn();
  };
  expect(await listPlaces(await asApp(), clientOf)).toEqual([
    { installation: 1, repository: 77, owner: 'acme', repo: 'shop', archived: false },
    { installation: 1, repository: 77, owner: 'acme', repo: 'old', archived: true },
  ]);
  expect(signed).toEqual([1]);
});

test('promotions are asked for by the labels the bot puts on, a hundred a request', async () => {
  const asked = github(page([3, 1], 'there'), page([7], null));
  expect(await listPromotionIssues(await signedIn(), SHOP, { open: true })).toEqual([3, 1, 7]);
  expect(asked.map(({ variables }) => [variables['after'], variables['states']])).toEqual([
    [null, ['OPEN']],
    ['there', ['OPEN']],
  ]);
  expect(asked[0]?.variables['labels']).toEqual([
    'promotion',
    'status:pending',
    'status:awaiting-approval',
    'status:promoted',
    'status:rejected',
    'status:cancelled',
    'status:failed',
    'status:rolled-back',
  ]);
});

test('one that changes meanwhile comes twice, and is named once, at its last place', async () => {
  github(page([3, 1], 'there'), page([7, 3], null));
  expect(await listPromotionIssues(await signedIn(), SHOP, { open: false })).toEqual([1, 7, 3]);
});

test.each([
  [
    'a repository that is not shown',
    { data: { repository: null }, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] },
    'NOT_FOUND',
  ],
  ['a page without an end', page([1], ''), 'names no next page'],
  ['an answer GitHub does not promise', { data: { repository: {} } }, 'the promotions of acme/shop: repository.issues'],
])('%s is told', async (_what, answer, words) => {
  const answers = words === 'names no next page' ? [answer, answer] : [answer];
  github(...answers);
  expect(String(await refused(listPromotionIssues(await signedIn(), SHOP, { open: true })))).toContain(words);
});
