import { beforeEach, expect, test } from '@jest/globals';
import { blobSha } from '../../src/sandbox/git.ts';
import { createWorld, type Issue, type Sandbox } from '../../src/sandbox/index.ts';

let world: Sandbox;
let issue: Issue;

beforeEach(() => {
  world = createWorld({ at: '2026-11-20T10:00:00Z' });
  world.organisation('acme', { teams: { qa: ['carol', 'dave'] } });
  world.repository('acme/shop', {
    files: { '.github/promotion.yml': 'version: 1\n' },
    collaborators: { alice: 'maintain' },
    labels: ['a', 'b', 'c'],
  });
  issue = world.as('alice').opens('acme/shop', { title: 'Promote', body: 'text', labels: ['a'] });
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; type?: string; path?: unknown[]; locations?: unknown[]; extensions?: Record<string, unknown> }[];
}

async function ask(query: string, variables: object = {}, token = world.installationToken('acme')): Promise<Answer> {
  const answer = await world.fetch('https://api.github.com/graphql', {
    method: 'POST',
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}

const inRepository = (selection: string): string => `{ repository(owner: "acme", name: "shop") { ${selection} } }`;
const inIssue = (selection: string): string => inRepository(`issue(number: 1) { ${selection} }`);

test('the look a bot takes shows everything at once', async () => {
  const sha = world.as('alice').tags('acme/shop', 'v1', { annotated: true });
  world.as('ci').reports('acme/shop', sha, { state: 'success', context: 'build', description: 'fine' });
  world.as('bob').closes(issue, 'NOT_PLANNED');
  world.clock.advance(60);
  world.as('bob').reopens(issue);
  const answer = await ask(
    `query Look($first: Int!) {
      viewer { login databaseId }
      organization(login: "acme") { team(slug: "qa") { databaseId slug members(first: 100, query: "dave") { nodes { databaseId login } pageInfo { hasNextPage } } } }
      repository(owner: "acme", name: "shop") {
        id databaseId name url isPrivate owner { __typename login }
        defaultBranchRef { name target { ... on Commit { oid status { state contexts { context state description targetUrl creator { __typename login } } } } } }
        config: object(expression: "HEAD:.github/promotion.yml") { ... on Blob { oid byteSize text isTruncated isBinary } }
        none: object(expression: "HEAD:none.yml") { ... on Blob { oid } }
        tag: ref(qualifiedName: "refs/tags/v1") { name target { __typename ... on Tag { target { __typename oid } } } }
        noTag: ref(qualifiedName: "refs/tags/v9") { name }
        label(name: "A") { id name }
        issue(number: 1) {
          id number title body url state stateReason createdAt lastEditedAt locked
          author { __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } }
          timelineItems(last: 5, itemTypes: [CLOSED_EVENT, REOPENED_EVENT]) {
            nodes { __typename ... on ClosedEvent { createdAt stateReason actor { login } } ... on ReopenedEvent { createdAt actor { login } } }
          }
        }
        collaborators(query: "alice", first: $first) { edges { permission node { databaseId login } } }
      }
    }`,
    { first: 5 },
  );
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({
    viewer: { login: 'promotion-bot[bot]', databaseId: world.app.bot.id },
    organization: { team: { slug: 'qa', members: { nodes: [{ login: 'dave' }], pageInfo: { hasNextPage: false } } } },
    repository: {
      name: 'shop',
      url: 'https://github.com/acme/shop',
      owner: { __typename: 'Organization', login: 'acme' },
      defaultBranchRef: {
        name: 'main',
        target: { oid: sha, status: { state: 'SUCCESS', contexts: [{ context: 'build', state: 'SUCCESS', creator: { login: 'ci' } }] } },
      },
      config: { oid: 'b82551848c644f63b8517a7bdf8be9a992e6f4da', byteSize: 11, text: 'version: 1\n', isTruncated: false, isBinary: false },
      none: null,
      tag: { name: 'v1', target: { __typename: 'Tag', target: { __typename: 'Commit', oid: sha } } },
      noTag: null,
      label: { name: 'a' },
      issue: {
        state: 'OPEN',
        stateReason: 'REOPENED',
        author: { __typename: 'User', login: 'alice' },
        timelineItems: {
          nodes: [
            { __typename: 'ClosedEvent', createdAt: '2026-11-20T10:00:00Z', stateReason: 'NOT_PLANNED', actor: { login: 'bob' } },
            { __typename: 'ReopenedEvent', createdAt: '2026-11-20T10:01:00Z', actor: { login: 'bob' } },
          ],
        },
      },
      collaborators: { edges: [{ permission: 'MAINTAIN', node: { login: 'alice' } }] },
    },
  });
  expect(world.contract.problems).toEqual([]);
});

test('blobs have the SHA git gives them', () => {
  // printf 'hello\n' | git hash-object --stdin
  expect(blobSha('hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
});

test('an edit is kept with the text it replaced', async () => {
  const comment = world.as('bob').comments(issue, '/approve', { viaEmail: true });
  world.clock.advance(30);
  world.as('alice').edits(comment, '/reject');
  world.as('alice').hides(comment, 'spam');
  world.as('alice').renames(issue, 'Other');
  const answer = await ask(
    inIssue(`lastEditedAt comments(first: 1) { nodes { databaseId fullDatabaseId body createdAt lastEditedAt createdViaEmail includesCreatedEdit isMinimized minimizedReason
      author { login } editor { login } userContentEdits(first: 5) { totalCount nodes { editedAt diff editor { login } } } } }`),
  );
  expect(answer.data?.['repository']).toEqual({
    issue: {
      lastEditedAt: null,
      comments: {
        nodes: [
          {
            databaseId: null,
            fullDatabaseId: String(comment.id),
            body: '/reject',
            createdAt: '2026-11-20T10:00:00Z',
            lastEditedAt: '2026-11-20T10:00:30Z',
            createdViaEmail: true,
            includesCreatedEdit: true,
            isMinimized: true,
            minimizedReason: 'spam',
            author: { login: 'bob' },
            editor: { login: 'alice' },
            userContentEdits: {
              totalCount: 2,
              nodes: [
                { editedAt: '2026-11-20T10:00:30Z', diff: '/reject', editor: { login: 'alice' } },
                { editedAt: '2026-11-20T10:00:00Z', diff: '/approve', editor: { login: 'bob' } },
              ],
            },
          },
        ],
      },
    },
  });
  expect(comment.id).toBeGreaterThan(2 ** 31);
});

type Comments = { totalCount: number; nodes: { body: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
test('more than a hundred comments come in pages, and a deletion between two pages skips none', async () => {
  for (let number = 1; number <= 120; number += 1) world.as('bob').comments(issue, `${number}`);
  const page = async (after: string | null): Promise<Comments> => {
    const query = `query($after: String) ${inIssue('comments(first: 100, after: $after) { totalCount nodes { body } pageInfo { hasNextPage endCursor } }')}`;
    const { data } = await ask(query, { after });
    return (data as { repository: { issue: { comments: Comments } } }).repository.issue.comments;
  };
  const first = await page(null);
  expect([first.totalCount, first.nodes.length, first.pageInfo.hasNextPage]).toEqual([120, 100, true]);
  for (const comment of issue.comments.slice(95, 100)) world.as('bob').deletes(comment);
  const second = await page(first.pageInfo.endCursor);
  expect(second.nodes.map(({ body }) => body)).toEqual(Array.from({ length: 20 }, (_, index) => String(101 + index)));
  expect(second.pageInfo.hasNextPage).toBe(false);
});

test.each([
  [
    'comments { totalCount }',
    'MISSING_PAGINATION_BOUNDARIES',
    'You must provide a `first` or `last` value to properly paginate the `comments` connection.',
  ],
  [
    'comments(first: 101) { totalCount }',
    'EXCESSIVE_PAGINATION',
    'Requesting 101 records on the `comments` connection exceeds the `first` limit of 100 records.',
  ],
  ['comments(first: 1, after: "x") { totalCount }', 'INVALID_CURSOR_ARGUMENTS', '`x` does not appear to be a valid cursor.'],
])('%s is refused', async (selection, type, message) => {
  const answer = await ask(inIssue(selection));
  expect(answer.errors).toMatchObject([{ type, message, path: ['repository', 'issue', 'comments'] }]);
});

test('one mutation that fails stops none of the others', async () => {
  const answer = await ask(
    `mutation($issue: ID!, $long: String!, $repo: ID!) {
      before: addComment(input: { subjectId: $issue, body: "before", clientMutationId: "m1" }) { clientMutationId commentEdge { node { body author { __typename login } } } }
      unknown: addComment(input: { subjectId: "nobody", body: "x" }) { subject { id } }
      tooLong: addComment(input: { subjectId: $issue, body: $long }) { subject { id } }
      taken: createLabel(input: { repositoryId: $repo, name: "A", color: "ff0000" }) { label { id } }
      after: closeIssue(input: { issueId: $issue, stateReason: NOT_PLANNED }) { issue { state stateReason } }
    }`,
    { issue: issue.nodeId, repo: issue.repo.nodeId, long: 'x'.repeat(65_537) },
  );
  expect(answer.data).toEqual({
    before: { clientMutationId: 'm1', commentEdge: { node: { body: 'before', author: { __typename: 'Bot', login: 'promotion-bot' } } } },
    unknown: null,
    tooLong: null,
    taken: null,
    after: { issue: { state: 'CLOSED', stateReason: 'NOT_PLANNED' } },
  });
  expect(answer.errors).toMatchObject([
    { type: 'NOT_FOUND', path: ['unknown'], message: "Could not resolve to a node with the global id of 'nobody'" },
    { type: 'UNPROCESSABLE', path: ['tooLong'], message: 'Body is too long (maximum is 65536 characters)' },
    { type: 'UNPROCESSABLE', path: ['taken'], message: 'Name has already been taken' },
  ]);
  expect(issue.comments.map(({ body }) => body)).toEqual(['before']);
});

test('every mutation does what it says', async () => {
  const comment = world.as('bob').comments(issue, 'old');
  const gone = world.as('bob').comments(issue, 'gone');
  const label = (name: string): string => issue.repo.labels.find((one) => one.name === name)?.nodeId ?? '';
  const answer = await ask(
    `mutation($issue: ID!, $comment: ID!, $gone: ID!, $repo: ID!, $a: ID!, $b: ID!) {
      createLabel(input: { repositoryId: $repo, name: "new", color: "00FF00", description: "d" }) { label { name color description } }
      addLabelsToLabelable(input: { labelableId: $issue, labelIds: [$b] }) { labelable { labels(first: 5) { nodes { name } } } }
      removeLabelsFromLabelable(input: { labelableId: $issue, labelIds: [$a] }) { labelable { labels(first: 5) { nodes { name } } } }
      updateIssueComment(input: { id: $comment, body: "new" }) { issueComment { body lastEditedAt editor { login } } }
      minimizeComment(input: { subjectId: $comment, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason } }
      deleteIssueComment(input: { id: $gone }) { clientMutationId }
      updateIssue(input: { id: $issue, title: "T", body: "B" }) { issue { title body lastEditedAt } }
      closeIssue(input: { issueId: $issue }) { issue { stateReason } }
      reopenIssue(input: { issueId: $issue }) { issue { state } }
    }`,
    { issue: issue.nodeId, comment: comment.nodeId, gone: gone.nodeId, repo: issue.repo.nodeId, a: label('a'), b: label('b') },
  );
  expect(answer).toEqual({
    data: {
      createLabel: { label: { name: 'new', color: '00ff00', description: 'd' } },
      addLabelsToLabelable: { labelable: { labels: { nodes: [{ name: 'a' }, { name: 'b' }] } } },
      removeLabelsFromLabelable: { labelable: { labels: { nodes: [{ name: 'b' }] } } },
      updateIssueComment: { issueComment: { body: 'new', lastEditedAt: '2026-11-20T10:00:00Z', editor: { login: 'promotion-bot' } } },
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
      deleteIssueComment: { clientMutationId: null },
      updateIssue: { issue: { title: 'T', body: 'B', lastEditedAt: '2026-11-20T10:00:00Z' } },
      closeIssue: { issue: { stateReason: 'COMPLETED' } },
      reopenIssue: { issue: { state: 'OPEN' } },
    },
  });
});

test.each([
  ['issues', inIssue('number'), ['repository', 'issue']],
  ['contents', inRepository('object(expression: "HEAD:x") { oid }'), ['repository', 'object']],
  ['members', '{ organization(login: "acme") { team(slug: "qa") { id } } }', ['organization', 'team']],
  ['statuses', inRepository('object(expression: "main") { ... on Commit { status { state } } }'), ['repository', 'object', 'status']],
])('without the permission %s the field is null and says why', async (missing, query, path) => {
  const all = { metadata: 'read', issues: 'read', contents: 'read', members: 'read', statuses: 'read' } as const;
  world.organisation('acme', { installed: Object.fromEntries(Object.entries(all).filter(([name]) => name !== missing)) });
  const answer = await ask(query);
  expect(answer.errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration', path }]);
  world.organisation('acme', { installed: all });
  expect((await ask(query)).errors).toBeUndefined();
});

test('reading is not writing, and nobody reads another installation', async () => {
  world.organisation('acme', { installed: { metadata: 'read', issues: 'read' } });
  const refused = await ask(`mutation { addComment(input: { subjectId: "${issue.nodeId}", body: "x" }) { subject { id } } }`);
  expect(refused).toMatchObject({ data: { addComment: null }, errors: [{ type: 'FORBIDDEN' }] });
  world.organisation('other');
  const other = world.installationToken('other');
  expect((await ask(inIssue('number'), {}, other)).errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  expect((await ask('{ organization(login: "acme") { team(slug: "qa") { id } } }', {}, other)).errors).toMatchObject([
    { type: 'FORBIDDEN' },
  ]);
  expect((await ask(`{ node(id: "${world.teams[0]?.nodeId}") { id } }`, {}, other)).errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  expect((await ask(`{ node(id: "${issue.nodeId}") { id } }`, {}, other)).errors).toMatchObject([{ type: 'FORBIDDEN' }]);
});

test('issues that carry any of the labels, newest first', async () => {
  world.clock.advance(1);
  world.as('alice').opens('acme/shop', { title: 'Two', labels: ['b'] });
  world.as('alice').opens('acme/shop', { title: 'Three', labels: ['c'] });
  const answer = await ask(
    inRepository(
      'issues(first: 5, labels: ["a", "B"], states: OPEN, orderBy: { field: CREATED_AT, direction: DESC }) { totalCount nodes { number } }',
    ),
  );
  expect(answer.data).toEqual({ repository: { issues: { totalCount: 2, nodes: [{ number: 2 }, { number: 1 }] } } });
});

test('several nodes at once: one that is gone is null and leaves the others', async () => {
  const answer = await ask(`{ nodes(ids: ["${issue.nodeId}", "gone"]) { __typename ... on Issue { number } } }`);
  expect(answer.data).toEqual({ nodes: [{ __typename: 'Issue', number: 1 }, null] });
  expect(answer.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['nodes', 1] }]);
});

test('what GitHub would not run is refused as a whole', async () => {
  const answer = await ask(inRepository('nope'));
  expect(answer).toMatchObject({
    errors: [{ message: expect.stringContaining('"nope"'), locations: [{ line: 1 }], extensions: { code: 'undefinedField' } }],
  });
  expect([answer.data, (await ask('{')).errors?.[0]?.extensions]).toEqual([undefined, { code: 'parseError' }]);
});

test('what GitHub has and the sandbox has not is said, not answered with null', async () => {
  const answer = await ask(inRepository('forkCount'));
  expect(answer.errors?.[0]?.message).toBe(
    'The sandbox does not emulate Repository.forkCount. Add it in src/sandbox/graphql; objects.ts names the file of each type.',
  );
  expect(world.contract.problems).toHaveLength(1);
});
