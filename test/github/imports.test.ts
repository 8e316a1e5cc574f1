/** What an import asks of GitHub, through the real Octokit of a person's token and of an App. */
import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { importIssues, listDeployments, newestActive, readGround, readVersions } from '../../src/github/imports.ts';
import { personClient } from '../../src/github/person.ts';
import { NOW, noAnswerIsLeft, signedIn } from './github-by-nock.ts';

const API = 'https://api.github.com';
const SHOP = { owner: 'acme', repo: 'shop' };
const sha = (digit: string): string => digit.repeat(40);

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

const answers = (data: unknown, errors?: unknown) =>
  nock(API)
    .post('/graphql')
    .reply(200, { data, ...(errors ? { errors } : {}) }, NOW);

test('who would write, and by which rules: one request, with the token of a workflow', async () => {
  answers({ viewer: { login: 'github-actions[bot]', databaseId: 41898282 }, repository: { config: { text: 'version: 1' } } });
  const client = personClient({ baseUrl: undefined, token: 'ghs_token' });
  expect(await readGround(client, SHOP)).toEqual({
    at: '2026-11-20T10:00:00Z',
    self: { id: 41898282, login: 'github-actions[bot]' },
    rules: 'version: 1',
  });
});

test('on GitHub Enterprise Server GraphQL lies beside the API', async () => {
  nock('https://ghe.example.com')
    .post('/api/graphql')
    .reply(200, { data: { viewer: { login: 'bot[bot]', databaseId: 1 }, repository: { config: null } } }, NOW);
  const client = personClient({ baseUrl: 'https://ghe.example.com/api/v3', token: 'ghs_token' });
  expect((await readGround(client, SHOP)).rules).toBeUndefined();
});

test('a repository that GitHub does not show is an outage, and not one without rules', async () => {
  answers({ viewer: { login: 'b', databaseId: 1 }, repository: null }, [
    { message: 'Could not resolve to a Repository', type: 'NOT_FOUND', path: ['repository'] },
  ]);
  await expect(readGround(await signedIn(), SHOP)).rejects.toThrow('GitHub refused while reading acme/shop: Could not resolve');
});

describe('versions', () => {
  test('tags are peeled down to their commit, however often; what is no commit is missing', async () => {
    answers({
      repository: {
        a0: { target: { oid: sha('a') } },
        a1: { target: { target: { target: { oid: sha('b') } } } },
        a2: null,
        a3: { target: {} },
      },
    });
    const found = await readVersions(await signedIn(), SHOP, { tags: ['v1', 'v2', 'v3', 'tree'], shas: [], files: [] });
    expect(Object.entries(found.tags).map(([tag, commit]) => [tag, commit.sha])).toEqual([
      ['v1', sha('a')],
      ['v2', sha('b')],
    ]);
  });

  test('whether the default branch holds a commit; one that cannot be compared is not held', async () => {
    answers(
      {
        repository: {
          a0: { oid: sha('e') },
          a1: { oid: sha('f') },
          a2: null,
          a3: { compare: { status: 'BEHIND' } },
          a4: { compare: { status: 'DIVERGED' } },
          a5: { compare: null },
        },
      },
      [{ message: 'no such commit', path: ['repository', 'a5', 'compare'] }],
    );
    const found = await readVersions(await signedIn(), SHOP, { tags: [], shas: [sha('e'), sha('f'), sha('9')], files: [] });
    expect([Object.keys(found.commits), found.held]).toEqual([[sha('e'), sha('f')], [sha('e')]]);
  });

  test('the file of a tag is asked of the tag, and of no branch of its name', async () => {
    const asked: unknown[] = [];
    nock(API)
      .post('/graphql', (body) => asked.push(body.variables) > 0)
      .reply(200, { data: { repository: { a0: { text: '{"version":"1.2.0"}' } } } }, NOW);
    const found = await readVersions(await signedIn(), SHOP, { tags: [], shas: [], files: [{ at: 'v1', path: 'agent.json' }] });
    expect([asked, found.files]).toEqual([[{ ...SHOP, v0: 'refs/tags/v1:agent.json' }], { 'v1:agent.json': '{"version":"1.2.0"}' }]);
  });

  test('anything else that GitHub withholds ends the import: unknown is no version', async () => {
    answers({ repository: { a0: null } }, [{ message: 'Something went wrong', path: ['repository', 'a0'] }]);
    await expect(readVersions(await signedIn(), SHOP, { tags: ['v1'], shas: [], files: [] })).rejects.toThrow(
      'looking up versions of acme/shop: Something went wrong',
    );
  });

  test('nothing to look up costs nothing', async () => {
    expect(await readVersions(await signedIn(), SHOP, { tags: [], shas: [], files: [] })).toEqual({
      tags: {},
      commits: {},
      held: [],
      files: {},
    });
  });
});

describe('Deployments', () => {
  const made = (id: number) => ({
    id,
    sha: sha('a'),
    ref: 'v1',
    environment: 'staging',
    task: 'deploy',
    payload: {},
    created_at: '2026-11-01T10:00:00Z',
  });
  const stands = (id: number, ...states: readonly string[]) =>
    nock(API)
      .get(`/repos/acme/shop/deployments/${id}/statuses?per_page=100`)
      .reply(
        200,
        states.map((state) => ({ state, created_at: '2026-11-01T10:05:00.123Z' })),
        NOW,
      );

  test('the newest that succeeded; what failed, has not ended or has no status is not it', async () => {
    stands(9);
    stands(8, 'in_progress');
    stands(7, 'failure', 'in_progress');
    stands(6, 'success', 'in_progress');
    const found = await newestActive(await signedIn(), SHOP, [9, 8, 7, 6, 5].map(made));
    expect(found).toMatchObject({ deployed: { id: 6 }, since: '2026-11-01T10:05:00Z' });
  });

  test('one that GitHub does not show any more is named: whether what ran before it does still is not known', async () => {
    stands(9);
    nock(API).get('/repos/acme/shop/deployments/8/statuses?per_page=100').reply(404, { message: 'Not Found' }, NOW);
    expect(await newestActive(await signedIn(), SHOP, [9, 8, 7].map(made))).toMatchObject({ gone: { id: 8 } });
  });

  test('none where the newest that succeeded is inactive by now: what ran before it was replaced by it', async () => {
    stands(9);
    stands(8, 'inactive', 'success');
    expect(await newestActive(await signedIn(), SHOP, [9, 8, 7].map(made))).toBeUndefined();
  });

  test('of an environment whose name needs escaping', async () => {
    nock(API)
      .get('/repos/acme/shop/deployments')
      .query({ environment: 'staging / eu', per_page: '100' })
      .reply(200, [made(1)], NOW);
    expect(await listDeployments(await signedIn(), SHOP, 'staging / eu')).toHaveLength(1);
  });

  test('page after page: what is seldom deployed stands behind what often is', async () => {
    const next = { ...NOW, link: `<${API}/repositories/1/deployments?environment=staging&per_page=100&page=2>; rel="next"` };
    const first = Array.from({ length: 100 }, (_, i) => made(102 - i));
    nock(API).get('/repos/acme/shop/deployments').query({ environment: 'staging', per_page: '100' }).reply(200, first, next);
    nock(API)
      .get('/repos/acme/shop/deployments')
      .query({ environment: 'staging', per_page: '100', page: '2' })
      .reply(200, [made(1)], NOW);
    expect((await listDeployments(await signedIn(), SHOP, 'staging')).at(-1)).toMatchObject({ id: 1 });
  });
});

test('issues by all of their labels, page by page; pull requests are none', async () => {
  const one = (number: number, more: object = {}) => ({ number, state: 'open', body: null, user: { id: 9 }, ...more });
  const query = { labels: 'component:shop,target:staging', state: 'all', per_page: '100' };
  const link = `<${API}/repos/acme/shop/issues?page=2>; rel="next"`;
  nock(API)
    .get('/repos/acme/shop/issues')
    .query(query)
    .reply(200, [one(3), one(2, { pull_request: {} })], { ...NOW, link });
  nock(API)
    .get('/repos/acme/shop/issues')
    .query({ ...query, page: '2' })
    .reply(200, [one(1, { state: 'closed', user: null })], NOW);
  const found = [];
  for await (const issue of importIssues(await signedIn(), SHOP).list(['component:shop', 'target:staging'])) found.push(issue);
  expect(found).toEqual([
    { number: 3, isOpen: true, body: '', author: 9 },
    { number: 1, isOpen: false, body: '', author: undefined },
  ]);
});
