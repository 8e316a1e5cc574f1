/** One look at an issue, through the real Octokit: what GitHub may answer, and what is made of it. */
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Lookup } from '../../src/core/seen.ts';
import { GraphqlRefused } from '../../src/github/graphql.ts';
import { see } from '../../src/github/see/see.ts';
import { NO_LOOKUP } from '../core/facts-builder.ts';
import { github, ISSUE, NOW, noAnswerIsLeft, refused, signedIn } from './github-by-nock.ts';
import { comment, commit, error, issue, members, owner, page, person, repository, seen } from './see-answers.ts';

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

/** What is seen when GitHub answers so. */
async function look(answer: unknown, lookup: Partial<Lookup> = {}) {
  const client = await signedIn();
  github(answer);
  return see(client, ISSUE, { ...NO_LOOKUP, ...lookup });
}

test('a whole issue, as plain facts', async () => {
  const createdAt = '2026-11-20T09:50:00Z';
  const status = { context: 'ci', state: 'SUCCESS', description: null, targetUrl: null, createdAt, creator: person('ci', 9) };
  const lookup = { teams: ['qa'], tags: ['v1'], sha: 'c'.repeat(40), labels: ['promotion', 'new'], subjectLabel: 's', requester: 'alice' };
  const answer = seen({
    ...owner({ team0: members(21, 22) }),
    issue: issue({
      state: 'CLOSED',
      editor: person('eve', 12),
      closed: { nodes: [{ createdAt: '2026-11-20T09:40:00Z', actor: person('eve', 12) }] },
      reopened: { nodes: [{ createdAt: '2026-11-20T09:41:00Z', actor: null }] },
      comments: {
        nodes: [comment(2, { lastEditedAt: '2026-11-20T09:31:00Z', editor: person('eve', 12) }), comment(1)],
        pageInfo: { hasNextPage: false, endCursor: 'x' },
      },
    }),
    label0: { id: 'LA_1', name: 'promotion' },
    label1: null,
    tag0: { target: commit('d', [status]) },
    commit: commit('c'),
    siblings: {
      nodes: [
        { id: 'I_7', number: 7, comments: { nodes: [], ...page(false, null) } },
        { id: 'I_8', number: 8, comments: { nodes: [comment(3)], ...page(false, null) } },
      ],
    },
    collaborators: {
      edges: [
        { permission: 'READ', node: { databaseId: 99, login: 'alice2' } },
        { permission: 'WRITE', node: { databaseId: 11, login: 'alice' } },
      ],
    },
  });
  const found = await look(answer, lookup);
  expect(found).toMatchObject({
    at: '2026-11-20T10:00:00Z',
    bot: { id: 41, login: 'promotion-bot[bot]', kind: 'bot' },
    repo: { id: 800, nodeId: 'R_1', owner: 'acme', name: 'shop', ownedBy: 'organization', defaultBranch: 'main' },
    issue: {
      open: false,
      author: { id: 11, login: 'alice', kind: 'person' },
      editor: { id: 12 },
      closed: { at: '2026-11-20T09:40:00Z', by: { id: 12 } },
      reopened: { at: '2026-11-20T09:41:00Z', by: undefined },
      labels: ['promotion'],
    },
    comments: [{ id: 3_300_000_001 }, { id: 3_300_000_002, lastEditedAt: '2026-11-20T09:31:00Z', editor: { login: 'eve' } }],
    config: { blob: 'b'.repeat(40), bytes: 11, text: 'version: 1\n' },
    head: { sha: 'a'.repeat(40), statuses: [] },
    tags: {
      v1: {
        sha: 'd'.repeat(40),
        statuses: [{ context: 'ci', state: 'success', description: '', url: '', creator: { login: 'ci' }, at: createdAt }],
      },
    },
    commit: { sha: 'c'.repeat(40) },
    teams: {
      qa: {
        id: 5,
        members: [
          { id: 21, login: 'm21' },
          { id: 22, login: 'm22' },
        ],
      },
    },
    labelIds: { promotion: 'LA_1' },
    siblings: [{ number: 8, nodeId: 'I_8', comments: [{ body: 'comment 3' }] }],
    permission: 'write',
  });
});

test('what a request speaks of: releases, issues, files, people, and what has ended', async () => {
  const authors = {
    nodes: [
      { email: 'alice@acme.example', user: person('alice', 11) },
      { email: 'who@else.example', user: null },
    ],
  };
  const committer = { email: 'alice@home.example', user: person('alice', 11) };
  const answer = seen({
    tag0: { target: commit('d', undefined, { authors, committer, path0: { type: 'tree' }, path1: null }) },
    release0: { isDraft: false, isPrerelease: true, name: null, description: null, url: 'https://r' },
    release1: null,
    linked0: { state: 'OPEN', title: 'Bug', url: 'https://i' },
    linked1: { pullRequestState: 'MERGED', title: 'Fix', url: 'https://p' },
    linked2: null,
    records: {
      nodes: [
        { id: 'I_5', number: 5, comments: { nodes: [comment(3)], ...page(false, null) } },
        { id: 'I_7', number: 7, comments: { nodes: [], ...page(false, null) } },
      ],
    },
  });
  const found = await look(answer, {
    tags: ['v1'],
    releases: ['v1', 'gone'],
    issues: [12, 15, 99],
    paths: ['src/api', 'constructor'],
    records: ['component:db'],
  });
  expect(found.tags['v1']).toEqual({
    sha: 'd'.repeat(40),
    statuses: [],
    paths: { 'src/api': true, constructor: false },
    people: [{ id: 11, login: 'alice', kind: 'person' }],
    strangers: ['who@else.example'],
  });
  expect(found.releases).toEqual({ v1: { draft: false, prerelease: true, name: '', body: '', url: 'https://r' } });
  expect(found.issues).toEqual({ 12: { open: true, title: 'Bug', url: 'https://i' }, 15: { open: false, title: 'Fix', url: 'https://p' } });
  expect(found.records).toMatchObject([{ number: 5, nodeId: 'I_5', comments: [{ body: 'comment 3' }] }]);
  expect(found.board).toBeUndefined();
});

test.each([
  ['BEHIND', true],
  ['IDENTICAL', true],
  ['AHEAD', false],
  ['DIVERGED', false],
])('a commit that is %s of the default branch is held by it: %s', async (status, held) => {
  const branch = { name: 'main', target: commit('a'), compare: { status } };
  expect((await look(seen({ defaultBranchRef: branch }), { branchHolds: 'c'.repeat(40) })).branchHolds).toBe(held);
  expect((await look(seen({ defaultBranchRef: branch }))).branchHolds).toBeUndefined();
});

test('a commit that cannot be compared is held by nothing that is known', async () => {
  const branch = { name: 'main', target: commit('a'), compare: null };
  const answer = { ...seen({ defaultBranchRef: branch }), errors: [error(['repository', 'defaultBranchRef', 'compare'], 'NOT_FOUND')] };
  expect((await look(answer, { branchHolds: 'c'.repeat(40) })).branchHolds).toBeUndefined();
});

test('a linked issue that may not be seen is missing, and stops nothing', async () => {
  const answer = { ...seen({ linked0: null }), errors: [error(['repository', 'linked0'], 'NOT_FOUND')] };
  expect((await look(answer, { issues: [99] })).issues).toEqual({});
});

test('a team that is forbidden or does not exist is missing, never empty', async () => {
  const answer = {
    ...seen(owner({ team0: null, team1: null, team2: members(21, 21) })),
    errors: [error(['repository', 'owner', 'team0'])],
  };
  const { teams } = await look(answer, { teams: ['secret', 'gone', 'qa'] });
  expect(Object.keys(teams)).toEqual(['qa']);
});

test('a team of which one member is withheld is missing, not smaller', async () => {
  const { members: list, ...rest } = members(21, 22);
  const answer = {
    ...seen(owner({ team0: { ...rest, members: { ...list, nodes: [list.nodes[0], null] } } })),
    errors: [error(['repository', 'owner', 'team0', 'members', 'nodes', 1])],
  };
  expect((await look(answer, { teams: ['qa'] })).teams).toEqual({});
});

test('collaborators that are forbidden leave the permission unknown, and so does another person of a similar name', async () => {
  const forbidden = { ...seen({ collaborators: null }), errors: [error(['repository', 'collaborators'])] };
  expect((await look(forbidden, { requester: 'alice' })).permission).toBeUndefined();
  const similar = seen({ collaborators: { edges: [{ permission: 'ADMIN', node: { databaseId: 99, login: 'alice-b' } }] } });
  expect((await look(similar, { requester: 'alice' })).permission).toBeUndefined();
});

test('an issue that cannot be found is an error that names it', async () => {
  const answer = {
    data: { viewer: { login: 'b', databaseId: 41 }, repository: { ...repository(), issue: null } },
    errors: [error(['repository', 'issue'], 'NOT_FOUND', 'Could not resolve to an Issue with the number of 7.')],
  };
  const found = await refused(look(answer));
  expect(found).toBeInstanceOf(GraphqlRefused);
  expect(found.message).toBe('GitHub refused while reading acme/shop#7: Could not resolve to an Issue with the number of 7. (NOT_FOUND)');
  expect((await refused(look(seen({ issue: null })))).message).toMatch(/unexpected about acme\/shop#7: repository\.issue: /);
});

test.each([
  [['viewer']],
  [['repository', 'config']],
  [['repository', 'tag0']],
  [['repository', 'issue', 'comments', 'nodes', 3, 'author']],
  [undefined],
])('an error at %j stops the look and is told', async (path) => {
  const one = { message: 'Something went wrong', ...(path ? { path } : {}) };
  const found = await refused(look({ ...seen(), errors: [one] }));
  expect(found).toBeInstanceOf(GraphqlRefused);
  expect(found.message).toContain('acme/shop#7: Something went wrong');
});

test.each([
  ['a deleted account', null, undefined],
  ['a mannequin', { __typename: 'Mannequin', login: 'mona', databaseId: 3 }, { id: 3, login: 'mona', kind: 'other' }],
  ['a bot', { __typename: 'Bot', login: 'sonar', databaseId: 4 }, { id: 4, login: 'sonar', kind: 'bot' }],
  ['somebody without a number', { __typename: 'EnterpriseUserAccount', login: 'who' }, undefined],
])('%s as author', async (_who, author, actor) => {
  const found = await look(
    seen({ issue: issue({ author, comments: { nodes: [comment(1, { author })], pageInfo: { hasNextPage: false, endCursor: null } } }) }),
  );
  expect(found.issue.author).toEqual(actor);
  expect(found.comments[0]?.author).toEqual(actor);
});

test.each([
  ['a commit', commit('c'), 'c'.repeat(40)],
  ['an annotated tag', { target: commit('c') }, 'c'.repeat(40)],
  ['an annotated tag of an annotated tag', { target: { target: commit('c') } }, 'c'.repeat(40)],
  ['a tag three deep', { target: { target: {} } }, undefined],
  ['a file', {}, undefined],
  ['an annotated tag of a file', { target: {} }, undefined],
])('a tag that stands for %s', async (_what, target, sha) => {
  expect((await look(seen({ tag0: { target } }), { tags: ['v1'] })).tags['v1']?.sha).toBe(sha);
});

test('what people name like a part of JavaScript is found only where GitHub has it', async () => {
  const found = await look(seen({ tag0: null, label0: null, ...owner({ team0: null }) }), {
    tags: ['constructor'],
    labels: ['toString'],
    teams: ['valueOf'],
  });
  expect([found.tags['constructor'], found.labelIds['toString'], found.teams['valueOf']]).toEqual([undefined, undefined, undefined]);
});

test.each([
  ['is missing', null, undefined],
  ['is binary', { isBinary: true, text: null }, { text: undefined }],
  ['is binary, whatever text there is', { isBinary: true, text: 'x' }, { text: undefined }],
  ['is cut off', { isTruncated: true, text: 'version' }, { text: undefined }],
])('a config that %s', async (_how, how, config) => {
  const blob = { oid: 'b'.repeat(40), byteSize: 11, isTruncated: false, isBinary: false, text: '' };
  const found = await look(seen({ config: how && { ...blob, ...how } }));
  expect(found.config).toEqual(config && { blob: 'b'.repeat(40), bytes: 11, ...config });
});

test.each([
  ['repository.issue.state', { issue: issue({ state: 'DRAFT' }) }],
  ['repository.issue.createdAt', { issue: issue({ createdAt: 'yesterday' }) }],
  [
    'repository.issue.comments.nodes.0.fullDatabaseId',
    { issue: issue({ comments: { nodes: [comment(1, { fullDatabaseId: 'x1' })], pageInfo: { hasNextPage: false, endCursor: null } } }) },
  ],
  [
    'repository.issue.comments.nodes.0',
    { issue: issue({ comments: { nodes: [null], pageInfo: { hasNextPage: false, endCursor: null } } }) },
  ],
  ['repository.databaseId', { databaseId: null }],
  ['repository.tag0: target', { tag0: { target: { oid: 5, status: null } } }],
  ['repository.label0: id', { label0: { id: 5, name: 'x' } }],
])('a shape GitHub never promised is an error that names %s', async (place, more) => {
  const found = await refused(look(seen(more), { tags: ['v1'], labels: ['promotion'] }));
  expect(found.message).toMatch(/^GitHub answered something unexpected about /);
  expect(found.message).toContain(place);
});

test.each([['<html>Sign in</html>'], [''], ['[]'], ['{"data":null}'], ['{"errors":"no"}']])('%j is no answer', async (text) => {
  const client = await signedIn();
  nock('https://api.github.com')
    .post('/graphql')
    .reply(200, text, { ...NOW, 'content-type': text.startsWith('<') ? 'text/html' : 'application/json' });
  expect((await refused(see(client, ISSUE, NO_LOOKUP))).message).toContain('unexpected');
});

test('without GitHub’s clock nothing is decided', async () => {
  const client = await signedIn();
  nock('https://api.github.com').post('/graphql').reply(200, seen());
  expect((await refused(see(client, ISSUE, NO_LOOKUP))).message).toBe('GitHub answered without a readable Date header');
});

test('on GitHub Enterprise Server GraphQL lies beside the API', async () => {
  const client = await signedIn('https://ghe.example/api/v3');
  nock('https://ghe.example').post('/api/graphql').reply(200, seen(), NOW);
  expect((await see(client, ISSUE, NO_LOOKUP)).issue.number).toBe(7);
});
