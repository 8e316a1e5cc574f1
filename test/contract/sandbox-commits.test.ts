/** What the App writes to a repository of the sandbox by mutation: commits on a branch, references, pull requests, issues. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refuseField } from '../../src/sandbox/graphql/field-fault.ts';
import { GITHUB_LIMITS, type Sandbox } from '../../src/sandbox/index.ts';
import { call, city } from './sandbox-city.ts';

let world: Sandbox;
beforeEach(() => {
  world = city();
});
afterEach(() => {
  expect(world.contract.problems).toEqual([]);
});

const REPO = 'acme/shop';
const head = (ref = 'refs/heads/main') => world.repository(REPO).refs.get(ref) ?? '';
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function ask(query: string, variables: object = {}) {
  const { json } = await call(world, 'POST /graphql', { body: { query, variables } });
  return json;
}

const COMMIT = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
  commit { oid message author { name } committer { name } signature { isValid state wasSignedByGitHub } parents(first: 2) { nodes { oid } } }
  ref { name target { oid } } } }`;
const commit = (input: object = {}) =>
  ask(COMMIT, {
    input: {
      branch: { repositoryNameWithOwner: REPO, branchName: 'main' },
      message: { headline: 'Promote shop to staging', body: 'Promotion #7' },
      expectedHeadOid: head(),
      fileChanges: { additions: [{ path: 'deploy/staging.yml', contents: base64('image: shop@2\n') }], deletions: [{ path: 'README.md' }] },
      ...input,
    },
  });

test('a commit on a branch is the bot’s, signed by GitHub, and every file can be read at each commit', async () => {
  const before = head();
  const { data, errors } = await commit();
  expect(errors).toBeUndefined();
  expect(data.createCommitOnBranch).toEqual({
    commit: {
      oid: head(),
      message: 'Promote shop to staging\n\nPromotion #7',
      author: { name: 'promotion-bot[bot]' },
      committer: { name: 'web-flow' },
      signature: { isValid: true, state: 'VALID', wasSignedByGitHub: true },
      parents: { nodes: [{ oid: before }] },
    },
    ref: { name: 'main', target: { oid: head() } },
  });
  const blob = (alias: string, expression: string) =>
    `${alias}: object(expression: "${expression}") { ... on Blob { text isBinary isTruncated byteSize } }`;
  const query = `{ repository(owner: "acme", name: "shop") { ${blob('old', `${before}:README.md`)} ${blob('gone', `${head()}:README.md`)}
    ${blob('none', `${before}:deploy/staging.yml`)} ${blob('made', `${head()}:deploy/staging.yml`)} } }`;
  expect((await ask(query)).data.repository).toEqual({
    old: { text: 'hello\n', isBinary: false, isTruncated: false, byteSize: 6 },
    gone: null,
    none: null,
    made: { text: 'image: shop@2\n', isBinary: false, isTruncated: false, byteSize: 14 },
  });
});

test('a branch is named by its id too, and a commit of a person is not signed', async () => {
  const signed = 'defaultBranchRef { id target { ... on Commit { signature { isValid } } } }';
  const { data } = await ask(`{ repository(owner: "acme", name: "shop") { ${signed} } }`);
  expect(data.repository.defaultBranchRef.target.signature).toBeNull();
  expect((await commit({ branch: { id: data.repository.defaultBranchRef.id } })).data.createCommitOnBranch.commit.oid).toBe(head());
});

test.each([
  [
    'whose branch moved on',
    { expectedHeadOid: 'OLD' },
    'STALE_DATA',
    /^Expected branch to point to "[0-9a-f]{40}" but it did not\. {2}Pull and/,
  ],
  ['that deletes what is not there', { fileChanges: { deletions: [{ path: 'none' }] } }, 'NOT_FOUND', /^A path was requested for deletion/],
  ['of a branch that is not there', { branch: { repositoryNameWithOwner: REPO, branchName: 'none' } }, 'NOT_FOUND', /^No such branch/],
  [
    'that changes a workflow',
    { fileChanges: { additions: [{ path: '.github/workflows/evil.yml', contents: '' }] } },
    'FORBIDDEN',
    /^Resource not accessible/,
  ],
])('a commit %s is refused and changes nothing', async (_, input, type, message) => {
  const old = head();
  world.as('alice').pushes(REPO, { 'late.md': 'late\n' });
  const before = head();
  const { data, errors } = await commit({ ...input, ...('expectedHeadOid' in input ? { expectedHeadOid: old } : {}) });
  expect([data.createCommitOnBranch, errors]).toEqual([null, [expect.objectContaining({ type, message: expect.stringMatching(message) })]]);
  expect(head()).toBe(before);
});

const repositoryId = () => world.repository(REPO).nodeId;
const makeRef = (name: string, oid: string) =>
  ask('mutation ($input: CreateRefInput!) { createRef(input: $input) { ref { name prefix target { oid } } } }', {
    input: { repositoryId: repositoryId(), name, oid },
  });
const propose = (input: object = {}) =>
  ask(
    `mutation ($input: CreatePullRequestInput!) { createPullRequest(input: $input) {
      pullRequest { number title state headRefName headRefOid baseRefName isDraft author { login } } } }`,
    { input: { repositoryId: repositoryId(), baseRefName: 'main', headRefName: 'promotion-bot/adopt', title: 'Adopt', ...input } },
  );

test('a branch is made, committed to and proposed, each once', async () => {
  const branch = 'refs/heads/promotion-bot/adopt';
  const made = await makeRef(branch, head());
  expect(made.data.createRef.ref).toEqual({ name: 'promotion-bot/adopt', prefix: 'refs/heads/', target: { oid: head() } });
  expect((await propose()).errors[0]).toMatchObject({ type: 'UNPROCESSABLE', message: 'No commits between main and promotion-bot/adopt' });
  const target = { repositoryNameWithOwner: REPO, branchName: 'promotion-bot/adopt' };
  await commit({ branch: target });
  expect((await propose()).data.createPullRequest.pullRequest).toEqual({
    number: 3,
    title: 'Adopt',
    state: 'OPEN',
    headRefName: 'promotion-bot/adopt',
    headRefOid: head(branch),
    baseRefName: 'main',
    isDraft: false,
    author: { login: 'promotion-bot' },
  });
  const [again, twice] = [await propose(), await makeRef(branch, head())].map(({ errors }) => errors[0].message);
  expect(again).toBe('A pull request already exists for acme:promotion-bot/adopt.');
  expect(twice).toBe('A ref named "refs/heads/promotion-bot/adopt" already exists in the repository.');
  expect((await propose({ headRefName: 'none' })).errors[0].message).toBe('Head ref must be a branch');
  expect((await call(world, `POST /repos/${REPO}/pulls`, { body: { title: 'Adopt', head: 'none', base: 'main' } })).status).toBe(422);
});

test('an issue is opened by the bot with labels that are there, and told of', async () => {
  const { data } = await ask('mutation ($input: CreateIssueInput!) { createIssue(input: $input) { issue { number author { login } } } }', {
    input: { repositoryId: repositoryId(), title: 'Rollback', body: 'b', labelIds: [world.repository(REPO).labels[0]?.nodeId] },
  });
  expect(data.createIssue.issue).toEqual({ number: 3, author: { login: 'promotion-bot' } });
  expect(
    world
      .repository(REPO)
      .issues.at(-1)
      ?.labels.map(({ name }) => name),
  ).toEqual(['promotion']);
});

test('each needs its permission, counts as content, can be refused alone, and can lose its answer', async () => {
  refuseField(world, (field) => field === 'createRef');
  expect((await makeRef('refs/tags/a', head())).errors[0].message).toMatch(/^createRef was refused/);
  world.faults.push({ match: ({ graphql }) => graphql?.fields.includes('createCommitOnBranch') ?? false, answer: 'drop answer' });
  const before = head();
  await expect(commit()).rejects.toThrow('fetch failed');
  expect(head()).not.toBe(before);
  world.organisation('acme', { installed: { ...world.app.permissions, contents: 'read', pull_requests: 'read' } });
  for (const { errors } of [await commit(), await makeRef('refs/tags/a', head()), await propose()])
    expect(errors[0].type).toBe('FORBIDDEN');
  expect(world.requests.slice(-3).map(({ createsContent }) => createsContent)).toEqual([1, 1, 1]);
  world.limits.on = { ...GITHUB_LIMITS, contentPerMinute: 1 };
  await makeRef('refs/tags/b', head());
  expect((await call(world, 'POST /graphql', { body: { query: COMMIT, variables: {} } })).status).toBe(403);
});
