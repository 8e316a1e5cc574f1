/** Effects become writes: the exact document and variables of each, in their order, and nothing after a refusal. */
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Effect } from '../../src/core/effect.ts';
import { LEDGER_MARK } from '../../src/core/ledger.ts';
import type { Seen } from '../../src/core/seen.ts';
import { GraphqlRefused } from '../../src/github/graphql.ts';
import { perform } from '../../src/github/perform.ts';
import { see } from '../../src/github/see/see.ts';
import { NO_LOOKUP } from '../core/facts-builder.ts';
import { github, ISSUE, LEASE, NOW, noAnswerIsLeft, refused, signedIn } from './github-by-nock.ts';
import { comment, error, issue, page, person, seen } from './see-answers.ts';

afterEach(() => {
  expect(noAnswerIsLeft()).toEqual([]);
});

const LEDGER = comment(1, { body: `Asked.\n${LEDGER_MARK}`, author: { ...person('promotion-bot[bot]', 41), __typename: 'Bot' } });

/** What was seen before: an issue whose ledger has begun, or has not. */
async function before(nodes: readonly object[] = [LEDGER]) {
  const client = await signedIn();
  github(seen({ issue: issue({ comments: { nodes, ...page(false, null) } }), label0: { id: 'LA_2', name: 'status:pending' } }));
  return { client, sight: await see(client, ISSUE, { ...NO_LOOKUP, labels: ['status:pending'] }) };
}

const answer = (...fields: readonly object[]) => ({ data: Object.fromEntries(fields.map((field, i) => [`do${i}`, field])) });
const done = { clientMutationId: null };

const PANEL: Effect = { kind: 'post_panel', body: 'panel' };
const ENTRY: Effect = { kind: 'append_ledger', body: 'entry' };
const CLOSE: Effect = { kind: 'close_issue', reason: 'COMPLETED' };
const LABELS: Effect = { kind: 'set_labels', add: ['status:promoted'], remove: ['promotion'] };
const MAKE: Effect = { kind: 'create_label', name: 'status:promoted', color: '0e8a16', description: 'Arrived' };
const STATUS: Effect = {
  kind: 'set_status',
  sha: 'a'.repeat(40),
  context: 'promotion/staging/shop',
  state: 'success',
  description: 'v1 PROMOTED by #7',
  url: 'https://github.com/acme/shop/issues/7',
};

test.each<[Effect, string, object]>([
  [
    PANEL,
    'mutation Perform($input0: AddCommentInput!) {\n  do0: addComment(input: $input0) { clientMutationId }\n}',
    { subjectId: 'I_7', body: 'panel' },
  ],
  [
    ENTRY,
    'mutation Perform($input0: AddCommentInput!) {\n  do0: addComment(input: $input0) { clientMutationId }\n}',
    { subjectId: 'I_7', body: 'entry' },
  ],
  [
    { kind: 'edit_panel', comment: 'IC_1', body: 'new' },
    'mutation Perform($input0: UpdateIssueCommentInput!) {\n  do0: updateIssueComment(input: $input0) { clientMutationId }\n}',
    { id: 'IC_1', body: 'new' },
  ],
  [
    MAKE,
    'mutation Perform($input0: CreateLabelInput!) {\n  do0: createLabel(input: $input0) { label { id name } }\n}',
    { repositoryId: 'R_1', name: 'status:promoted', color: '0e8a16', description: 'Arrived' },
  ],
  [
    { kind: 'set_labels', add: ['status:pending'], remove: [] },
    'mutation Perform($input0: AddLabelsToLabelableInput!) {\n  do0: addLabelsToLabelable(input: $input0) { clientMutationId }\n}',
    { labelableId: 'I_7', labelIds: ['LA_2'] },
  ],
  [
    { kind: 'set_labels', add: [], remove: ['promotion'] },
    'mutation Perform($input0: RemoveLabelsFromLabelableInput!) {\n  do0: removeLabelsFromLabelable(input: $input0) { clientMutationId }\n}',
    { labelableId: 'I_7', labelIds: ['LA_1'] },
  ],
  [
    CLOSE,
    'mutation Perform($input0: CloseIssueInput!) {\n  do0: closeIssue(input: $input0) { clientMutationId }\n}',
    { issueId: 'I_7', stateReason: 'COMPLETED' },
  ],
])('%j', async (effect, document, input) => {
  const { client, sight } = await before();
  const asked = github(answer(effect.kind === 'create_label' ? { label: { id: 'LA_9', name: effect.name } } : done));
  await perform(client, LEASE, sight, [effect]);
  expect(asked).toEqual([{ query: document, variables: { input0: input } }]);
});

test('everything at once is one mutation, in the order of the effects', async () => {
  const { client, sight } = await before();
  const asked = github(answer(done, done, done, done, done));
  await perform(client, LEASE, sight, [
    { kind: 'edit_panel', comment: 'IC_1', body: 'b' },
    ENTRY,
    { ...LABELS, add: ['status:pending'] },
    CLOSE,
  ]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.query.match(/do\d+: \w+/g)).toEqual([
    'do0: updateIssueComment',
    'do1: addComment',
    'do2: addLabelsToLabelable',
    'do3: removeLabelsFromLabelable',
    'do4: closeIssue',
  ]);
});

test('labels that have to be made are put on by a second mutation, with the ids of the first', async () => {
  const { client, sight } = await before();
  const asked = github(answer(done, { label: { id: 'LA_9', name: 'status:promoted' } }, done), answer(done, done));
  await perform(client, LEASE, sight, [ENTRY, MAKE, LABELS, CLOSE]);
  expect(asked.map(({ query }) => query.match(/(?<=do\d+: )\w+/g))).toEqual([
    ['addComment', 'createLabel', 'closeIssue'],
    ['addLabelsToLabelable', 'removeLabelsFromLabelable'],
  ]);
  expect(asked[1]?.variables).toEqual({
    input0: { labelableId: 'I_7', labelIds: ['LA_9'] },
    input1: { labelableId: 'I_7', labelIds: ['LA_1'] },
  });
});

test('an issue closes only when its first entries stand: closed without any, it would be nobody’s', async () => {
  const { client, sight } = await before([]);
  const asked = github(answer(done, done), answer(done));
  await perform(client, LEASE, sight, [PANEL, ENTRY, CLOSE]);
  expect(asked.map(({ query }) => query.match(/(?<=do\d+: )\w+/g))).toEqual([['addComment', 'addComment'], ['closeIssue']]);
});

test('a partly refused mutation is an error that names the part, and nothing further is sent', async () => {
  const { client, sight } = await before();
  github({
    data: { do0: done, do1: null, do2: null },
    errors: [error(['do1'], 'UNPROCESSABLE', 'Name has already been taken'), error(['do2'], 'FORBIDDEN', 'Issue is locked')],
  });
  const found = await refused(perform(client, LEASE, sight, [ENTRY, MAKE, CLOSE, LABELS, STATUS]));
  expect(found).toBeInstanceOf(GraphqlRefused);
  expect(found.message).toBe(
    'GitHub refused while writing to acme/shop#7: createLabel: Name has already been taken (UNPROCESSABLE); closeIssue: Issue is locked (FORBIDDEN)',
  );
});

test('a document GitHub refuses as a whole is told as that', async () => {
  const { client, sight } = await before();
  github({ errors: [{ message: "Field 'addComment' doesn't exist" }] });
  expect((await refused(perform(client, LEASE, sight, [ENTRY]))).message).toMatch(/writing to acme\/shop#7: all of it: Field/);
});

test.each([[{ data: null }], [{ data: {} }], [{ data: { do0: null } }]])('%j does not pass for done', async (odd) => {
  const { client, sight } = await before();
  github(odd);
  expect((await refused(perform(client, LEASE, sight, [ENTRY]))).message).toMatch(
    /unexpected about (what was written to acme\/shop#7|a GraphQL request): /,
  );
});

test('no effects, no request', async () => {
  const { client, sight } = await before();
  await perform(client, LEASE, sight, []);
});

test('a commit status is one REST request, after everything else, its description as short as GitHub takes it', async () => {
  const { client, sight } = await before();
  const bodies: unknown[] = [];
  github(answer(done));
  nock('https://api.github.com')
    .post(
      `/repos/acme/shop/statuses/${'a'.repeat(40)}`,
      (body) => bodies.push(body) > 0 && nock.pendingMocks().every((left) => !left.includes('graphql')),
    )
    .reply(201, {}, NOW);
  await perform(client, LEASE, sight, [{ ...STATUS, description: 'x'.repeat(200) }, ENTRY]);
  const { context, state, url } = STATUS as Extract<Effect, { kind: 'set_status' }>;
  expect(bodies).toEqual([{ context, state, target_url: url, description: 'x'.repeat(140) }]);
});

test('a name is never part of a document', async () => {
  const { client, sight } = await before();
  const asked = github(answer({ label: { id: 'LA_9', name: 'x' } }));
  const name = 'x" }) { id } }';
  await perform(client, LEASE, sight as Seen, [{ kind: 'create_label', name, color: 'ffffff', description: name }]);
  expect(asked[0]?.query).not.toContain('x"');
});
