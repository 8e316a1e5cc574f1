/** Records become one commit: what is asked, what is written, and what is told when GitHub says no. */
import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { RecordEdit } from '../../src/core/records/index.ts';
import type { Client } from '../../src/github/graphql.ts';
import { type RecordsWanted, writeRecords } from '../../src/github/records.ts';
import { call, city } from '../contract/sandbox-city.ts';
import { github, ISSUE, noAnswerIsLeft, refused, signedIn } from './github-by-nock.ts';

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

const append = (path: string, line: string): RecordEdit => ({ path, optional: false, kind: 'append', values: { line } });
const WANTED: RecordsWanted = {
  as: 'commit',
  edits: [append('a.md', 'two'), append('none.md', 'x')],
  headline: 'Record shop v1 in staging',
  body: 'Promotion #7',
};
const blob = (text: string, more: object = {}) => ({
  text,
  isBinary: false,
  isTruncated: false,
  byteSize: Buffer.byteLength(text),
  ...more,
});
const read = (more: object = {}, oid = 'a'.repeat(40)) => ({
  data: { repository: { id: 'R_1', head: { name: 'main', target: { oid } }, f0: blob('one\n'), f1: null, ...more } },
});
const error = (type: string | undefined, message: string) => ({ data: { done: null }, errors: [{ message, ...(type ? { type } : {}) }] });
const COMMITTED = { data: { done: { commit: { oid: 'c'.repeat(40) } } } };
const STALE = error('STALE_DATA', 'Expected branch to point to "x" but it did not.  Pull and try again.');
const MISSING = { path: 'none.md', code: 'file_missing', facts: {} };

test('one question and one commit on what was read', async () => {
  const client = await signedIn();
  const asked = github(read(), COMMITTED);
  expect(await writeRecords(client, ISSUE, WANTED)).toEqual({ commit: 'c'.repeat(40), problems: [MISSING] });
  expect(asked[0]).toMatchObject({ variables: { owner: 'acme', repo: 'shop', f0: 'HEAD:a.md', f1: 'HEAD:none.md' } });
  expect(asked[1]).toEqual({
    query: 'mutation Records($input: CreateCommitOnBranchInput!) {\n  done: createCommitOnBranch(input: $input) { commit { oid } }\n}',
    variables: {
      input: {
        branch: { repositoryNameWithOwner: 'acme/shop', branchName: 'main' },
        expectedHeadOid: 'a'.repeat(40),
        message: { headline: WANTED.headline, body: WANTED.body },
        fileChanges: { additions: [{ path: 'a.md', contents: Buffer.from('one\ntwo\n').toString('base64') }] },
      },
    },
  });
});

test('nothing is written when all is as it shall be, and nothing is asked when nothing is wanted', async () => {
  const client = await signedIn();
  github(read({ f0: blob('two\n') }));
  expect(await writeRecords(client, ISSUE, WANTED)).toEqual({ problems: [MISSING] });
  expect(await writeRecords(client, ISSUE, { ...WANTED, edits: [] })).toEqual({ problems: [] });
});

test('a branch that moved on is read again, and its new text is kept', async () => {
  const client = await signedIn();
  const asked = github(read(), STALE, read({ f0: blob('one\nlate\n') }, 'b'.repeat(40)), COMMITTED);
  expect(await writeRecords(client, ISSUE, WANTED)).toMatchObject({ commit: 'c'.repeat(40) });
  const additions = [{ path: 'a.md', contents: Buffer.from('one\nlate\ntwo\n').toString('base64') }];
  expect(asked[3]?.variables['input']).toMatchObject({ expectedHeadOid: 'b'.repeat(40), fileChanges: { additions } });
});

test('after three times the conflict is told', async () => {
  const client = await signedIn();
  github(read(), STALE, read(), STALE, read(), STALE);
  expect(await writeRecords(client, ISSUE, WANTED)).toEqual({ problems: [{ path: '', code: 'records_conflict', facts: { tries: '3' } }] });
});

test('a refusal is told in the words of GitHub, cut', async () => {
  const client = await signedIn();
  github(read(), error('BRANCH_PROTECTION_RULE_VIOLATION', `Changes must be made through a pull request. ${'x'.repeat(400)}`));
  const { commit, problems } = await writeRecords(client, ISSUE, WANTED);
  expect([commit, problems[1]?.code, problems[1]?.facts['words']?.length]).toEqual([undefined, 'records_refused', 300]);
});

test('when it is not known what GitHub did, it is no answer', async () => {
  const client = await signedIn();
  github(read(), error(undefined, 'Something went wrong while executing your query.'));
  expect((await refused(writeRecords(client, ISSUE, WANTED))).message).toMatch(/writing the records of acme\/shop#7: Something went wrong/);
  nock('https://api.github.com').post('/graphql').times(9).reply(502, 'Bad gateway');
  expect((await refused(writeRecords(client, ISSUE, WANTED))).message).not.toBe('nothing was refused');
  nock.cleanAll();
});

test.each([
  ['binary', blob('', { text: null, isBinary: true }), 'file_not_text'],
  ['cut', blob('one\n', { isTruncated: true }), 'file_not_text'],
  ['not UTF-8', blob('\uFFFD', { byteSize: 1 }), 'file_not_text'],
  ['too big', blob('one\n', { byteSize: 600_000 }), 'file_too_big'],
])('a file that is %s is left alone, and told once', async (_, f0, code) => {
  const client = await signedIn();
  github(read({ f0 }));
  const { problems } = await writeRecords(client, ISSUE, { ...WANTED, edits: [append('a.md', 'x'), append('a.md', 'y')] });
  expect(problems).toMatchObject([{ path: 'a.md', code }]);
});

test('a repository without commits has nothing to change', async () => {
  const client = await signedIn();
  github(read({ head: null, f0: null }));
  expect((await writeRecords(client, ISSUE, WANTED)).problems).toMatchObject([{ code: 'records_empty' }]);
});

describe('in the sandbox', () => {
  /** A client of the bot in a world where time may be interrupted by other people's pushes. */
  function opened(before: (query: string) => void = () => undefined) {
    const world = city();
    const client: Client = {
      request: async (_route, parameters) => {
        const { query, variables } = parameters as { query: string; variables: object };
        before(query);
        const { status, headers, json } = await call(world, 'POST /graphql', { body: { query, variables } });
        return { status, headers: Object.fromEntries(headers), data: json };
      },
    };
    const write = () => writeRecords(client, ISSUE, { ...WANTED, edits: [append('README.md', 'promoted')] });
    return { world, write, refs: world.repository('acme/shop').refs };
  }

  test('a commit lands on the default branch once', async () => {
    const { world, write, refs } = opened();
    const { commit, problems } = await write();
    expect([commit, problems]).toEqual([refs.get('refs/heads/main'), []]);
    expect(await write()).toEqual({ problems: [] });
    expect(world.contract.problems).toEqual([]);
  });

  test('a push in between is kept', async () => {
    let pushes = 1;
    const { world, write } = opened((query) => {
      if (query.startsWith('mutation') && pushes-- > 0) world.as('alice').pushes('acme/shop', { 'README.md': 'late\n' });
    });
    expect((await write()).problems).toEqual([]);
    const { json } = await call(world, 'GET /repos/acme/shop/contents/README.md');
    expect(Buffer.from(json.content, 'base64').toString()).toBe('late\npromoted\n');
  });
});

describe('as a pull request', () => {
  const AS_PULL: RecordsWanted = { ...WANTED, as: 'pull_request', edits: [append('a.md', 'two')] };
  const own = { own: { name: 'promotion-records/7', target: { oid: 'b'.repeat(40) } } };
  const pulls = (...nodes: readonly object[]) => ({ pulls: { nodes } });
  const OPENED = { data: { done: { pullRequest: { number: 8, url: 'https://github.com/acme/shop/pull/8' } } } };
  const PULL = OPENED.data.done.pullRequest;
  const inputsOf = (asked: ReturnType<typeof github>) => asked.slice(1).map(({ variables }) => variables['input']);

  test('a branch is made at the head, committed to and proposed', async () => {
    const client = await signedIn();
    const asked = github(read({ own: null, ...pulls() }), { data: { done: { clientMutationId: null } } }, COMMITTED, OPENED);
    expect(await writeRecords(client, ISSUE, AS_PULL)).toEqual({ commit: 'c'.repeat(40), pull: PULL, problems: [] });
    expect(inputsOf(asked)).toMatchObject([
      { repositoryId: 'R_1', name: 'refs/heads/promotion-records/7', oid: 'a'.repeat(40) },
      { branch: { branchName: 'promotion-records/7' }, expectedHeadOid: 'a'.repeat(40) },
      { repositoryId: 'R_1', baseRefName: 'main', headRefName: 'promotion-records/7', title: WANTED.headline, body: WANTED.body },
    ]);
  });

  test('again, the branch and its pull request are found, and a fork’s is not taken for it', async () => {
    const client = await signedIn();
    const fork = { number: 5, url: 'https://github.com/acme/shop/pull/5', isCrossRepository: true };
    github(read({ ...own, o0: blob('one\ntwo\n'), ...pulls(fork, { ...PULL, isCrossRepository: false }) }));
    expect(await writeRecords(client, ISSUE, AS_PULL)).toEqual({ pull: PULL, problems: [] });
  });

  test('a branch that was left without a pull request gets one', async () => {
    const client = await signedIn();
    const asked = github(read({ ...own, o0: blob('one\ntwo\n'), ...pulls() }), OPENED);
    expect(await writeRecords(client, ISSUE, AS_PULL)).toEqual({ pull: PULL, problems: [] });
    expect(inputsOf(asked)).toMatchObject([{ headRefName: 'promotion-records/7' }]);
  });

  test('a branch that moved on is read again', async () => {
    const client = await signedIn();
    const moved = { own: { name: 'promotion-records/7', target: { oid: 'd'.repeat(40) } }, o0: blob('more\n') };
    const asked = github(read({ ...own, o0: blob('one\n'), ...pulls() }), STALE, read({ ...moved, ...pulls() }), COMMITTED, OPENED);
    expect(await writeRecords(client, ISSUE, AS_PULL)).toMatchObject({ commit: 'c'.repeat(40), pull: PULL });
    expect(asked[3]?.variables['input']).toMatchObject({ expectedHeadOid: 'd'.repeat(40) });
  });

  test('what stands on the default branch already needs none', async () => {
    const client = await signedIn();
    github(read({ f0: blob('two\n'), own: null, ...pulls() }));
    expect(await writeRecords(client, ISSUE, AS_PULL)).toEqual({ problems: [] });
  });

  test('a branch and a pull request that GitHub refuses are told, with the commit that was made', async () => {
    const client = await signedIn();
    github(read({ own: null, ...pulls() }), error('FORBIDDEN', 'Resource not accessible by integration'));
    expect((await writeRecords(client, ISSUE, AS_PULL)).problems).toMatchObject([{ code: 'records_refused' }]);
    github(read({ ...own, o0: blob('one\n'), ...pulls() }), COMMITTED, error('UNPROCESSABLE', 'No.'));
    const { commit, problems } = await writeRecords(client, ISSUE, AS_PULL);
    expect([commit, problems]).toEqual(['c'.repeat(40), [{ path: '', code: 'records_refused', facts: { words: 'No.' } }]]);
  });
});
