/** Which deliveries make the bot look, and which cost nothing. */
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { EVENTS, translate } from '../../src/github/events.ts';
import { translateInWorkflow } from '../../src/github/in-workflow.ts';
import { form } from '../harness/story.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
// The package is one JSON file of GitHub's own payloads, which TypeScript would take minutes to infer.
const published = createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json') as readonly Example[];
const examples = published.flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })));
const INSTALLED = { installation: { id: 5, node_id: 'x' } };

test('every payload GitHub publishes is a trigger or ignored for a reason', () => {
  expect(examples).toHaveLength(329);
  for (const { name, payload } of examples)
    for (const received of [payload, { ...payload, ...INSTALLED }]) {
      const found = translate(name, received, undefined);
      if (found.kind === 'trigger') expect(found.trigger.ref.number).toBeGreaterThan(0);
      else if ('why' in found) expect(found.why).toMatch(/\w+ .*\w/);
      else expect(found.ask).toMatchObject({ environment: expect.any(String), sha: expect.stringMatching(/^[0-9a-f]{40}$/) });
    }
});

test('GitHub’s examples are about no promotion, whatever the event; with our label, those of issues are', () => {
  const kinds = (change: (payload: Record<string, unknown>) => unknown): readonly string[] =>
    [
      ...new Set(
        examples.flatMap(({ name, payload }) =>
          translate(name, change(payload), undefined).kind === 'trigger' ? `${name}.${payload['action']}` : [],
        ),
      ),
    ].toSorted();
  expect(kinds((payload) => ({ ...payload, ...INSTALLED }))).toEqual([]);
  const labelled = (payload: Record<string, unknown>) => ({
    ...payload,
    ...INSTALLED,
    ...(payload['issue'] ? { issue: { ...payload['issue'], labels: [{ name: 'promotion' }] } } : {}),
  });
  expect(kinds(labelled)).toEqual([
    'issue_comment.created',
    'issue_comment.deleted',
    'issue_comment.edited',
    'issues.edited',
    'issues.locked',
    'issues.opened',
    'issues.reopened',
    'issues.unlabeled',
    'issues.unlocked',
  ]);
});

const TITLE = 'Promote agent_orchestration to staging';

/** A payload of GitHub's, with the fields that matter replaced. */
function payloadOf(event: string, action: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const found = examples.find(({ name, payload }) => name === event && payload['action'] === action)?.payload;
  if (!found) throw new Error(`GitHub publishes no example of ${event}.${action}`);
  const issue = { ...(found['issue'] as object), number: 7, title: TITLE, body: form(), labels: [] };
  return { ...found, ...INSTALLED, issue, ...more };
}
const person = { id: 11, login: 'alice', type: 'User' };
const AT = '2026-11-20T10:00:00Z';
const comment = (more: object = {}) => ({ id: 99, user: person, body: '/approve', created_at: AT, ...more });
const issue = (more: object = {}) => ({ number: 7, title: TITLE, body: form(), user: person, labels: [], ...more });

test('a trigger carries where, what the issue says, and which new comment must be seen', () => {
  const labels = [{ name: 'target:staging' }, 'urgent', { name: null }];
  const payload = payloadOf('issue_comment', 'created', { issue: issue({ labels }), comment: comment() });
  expect(translate('issue_comment', payload, undefined)).toEqual({
    kind: 'trigger',
    place: { installation: 5, repository: 186853002 },
    trigger: {
      ref: { owner: 'Codertocat', repo: 'Hello-World', number: 7 },
      hint: { body: form(), title: TITLE, labels: ['target:staging', 'urgent'], author: 'alice', comment: { id: 99, at: AT } },
    },
  });
});

test('a trigger tells of a deletion, so that what is gone is not waited for', () => {
  const found = translate('issue_comment', payloadOf('issue_comment', 'deleted', { comment: comment() }), undefined);
  expect(found).toMatchObject({ kind: 'trigger', trigger: { hint: { deleted: true } } });
});

test.each([
  ['a remark', 'created', { body: 'looks fine' }],
  ['a deleted command', 'deleted', {}],
  ['an edited command', 'edited', {}],
])('%s need not be seen', (_what, action, more) => {
  const found = translate('issue_comment', payloadOf('issue_comment', action, { comment: comment(more) }), undefined);
  expect(found).toMatchObject({ kind: 'trigger', trigger: { hint: expect.not.objectContaining({ comment: expect.anything() }) } });
});

test('an import that is done is news, although we closed it ourselves', () => {
  const done = issue({ labels: [{ name: 'imported' }, { name: 'promotion' }] });
  expect(
    translate('issues', payloadOf('issues', 'reopened', { action: 'closed', sender: { ...person, id: 41 }, issue: done }), 41),
  ).toMatchObject({
    kind: 'trigger',
  });
});

const labeled = (action: 'labeled' | 'unlabeled', name: string, more: object = {}) =>
  payloadOf('issues', action, { label: { name }, issue: issue(more) });

test.each<[string, string, object, string]>([
  [
    'what an import writes, before it is done',
    'issues',
    payloadOf('issues', 'labeled', {
      sender: { ...person, id: 41 },
      issue: issue({ labels: [{ name: 'imported' }, { name: 'promotion' }] }),
    }),
    'our own doing',
  ],
  [
    'what we close ourselves',
    'issues',
    payloadOf('issues', 'reopened', { action: 'closed', sender: { ...person, id: 41 }, issue: issue({ labels: [{ name: 'promotion' }] }) }),
    'our own doing',
  ],
  ['our own doing', 'issues', payloadOf('issues', 'reopened', { sender: { ...person, id: 41, type: 'Bot' } }), 'our own doing'],
  [
    'what a bot says',
    'issue_comment',
    payloadOf('issue_comment', 'created', { comment: comment({ user: { ...person, type: 'Bot' } }) }),
    'said by a bot',
  ],
  [
    'a pull request',
    'issue_comment',
    payloadOf('issue_comment', 'created', { issue: issue({ pull_request: {} }) }),
    'a pull request is no promotion',
  ],
  ['a pinned issue', 'issues', payloadOf('issues', 'pinned'), 'issues.pinned changes no promotion'],
  ['a transferred issue', 'issues', payloadOf('issues', 'transferred', { issue: issue() }), 'issues.transferred changes no promotion'],
  ['a label of other people', 'issues', labeled('labeled', 'urgent'), 'a label of other people'],
  [
    'our label on a form that is one already',
    'issues',
    labeled('labeled', 'promotion', { labels: [{ name: 'promotion' }] }),
    'a label of other people',
  ],
  ['an issue about something else', 'issues', payloadOf('issues', 'opened', { issue: issue({ body: 'How?' }) }), 'no promotion issue'],
  [
    'a form of another kind, which happens to have the same fields',
    'issues',
    payloadOf('issues', 'opened', { issue: issue({ title: 'Crash' }) }),
    'no promotion issue',
  ],
  ['an event of another kind', 'push', payloadOf('issues', 'opened'), 'push.opened changes no promotion'],
])('ignored: %s', (_what, event, payload, why) => {
  expect(translate(event, payload, 41)).toEqual({ kind: 'ignored', why });
});

// Falls without: `anyNews` in src/github/in-workflow.ts
test.each([
  ['what a bot says', 'issue_comment', payloadOf('issue_comment', 'created', { comment: comment({ user: { ...person, type: 'Bot' } }) })],
  ['a label of other people', 'issues', labeled('labeled', 'urgent')],
])('a run of a workflow may stand in for one that waited, so it looks at a promotion after %s', (_what, event, payload) => {
  expect(translateInWorkflow(event, payload)).toMatchObject({ kind: 'trigger', trigger: { ref: { number: 7 } } });
  const elsewhere = { ...payload, issue: issue({ title: 'Crash', body: 'How?' }) };
  expect(translateInWorkflow(event, elsewhere)).toEqual({ kind: 'ignored', why: 'no promotion issue' });
});

/** Whoever looks for a lost delivery finds it, and why nobody understood it. */
test.each<[string, string, object, string]>([
  [
    'an uninstalled app',
    'issues',
    payloadOf('issues', 'opened', { installation: undefined }),
    'no issues payload that can be about a promotion: installation',
  ],
  ...['yesterday', '', '2026-11-20', '2026-02-30T10:00:00Z', '2026-11-20T25:00:00Z'].map((created_at): [string, string, object, string] => [
    `a comment of ${created_at || 'no time'}: nobody could tell when to stop waiting for it`,
    'issue_comment',
    payloadOf('issue_comment', 'created', { comment: comment({ created_at }) }),
    'no issue_comment payload that can be about a promotion: comment.created_at',
  ]),
  ...['5', 1.5, -1, 0].map((id): [string, string, object, string] => [
    `the installation ${JSON.stringify(id)}`,
    'issues',
    payloadOf('issues', 'opened', { installation: { id } }),
    'no issues payload that can be about a promotion: installation.id',
  ]),
])('unreadable: %s', (_what, event, payload, why) => {
  expect(translate(event, payload, 41)).toEqual({ kind: 'unreadable', why });
});

test('unreadable: a run that ended, without its number', () => {
  const payload = payloadOf('workflow_run', 'completed', { workflow_run: { id: 'x' } });
  expect(translate('workflow_run', payload, 41)).toEqual({
    kind: 'unreadable',
    why: 'no workflow_run payload that can be about a promotion: workflow_run.id',
  });
});

test.each<[string, string, Record<string, unknown>]>([
  [
    'an issue without any text, with our label',
    'issues',
    payloadOf('issues', 'opened', { issue: issue({ body: null, labels: ['promotion'] }) }),
  ],
  [
    'our label on an issue that is no form',
    'issues',
    labeled('labeled', 'promotion', { body: 'v1 please', labels: [{ name: 'promotion' }] }),
  ],
  [
    'labels that name subject and target',
    'issues',
    payloadOf('issues', 'opened', { issue: issue({ title: 'Next one', body: 'v1 please', labels: ['component:api', 'target:staging'] }) }),
  ],
  ['a status label put on by hand', 'issues', labeled('labeled', 'status:promoted')],
  ['our label taken off', 'issues', labeled('unlabeled', 'promotion', { body: 'v1 please' })],
  ['another label taken off', 'issues', labeled('unlabeled', 'status:pending')],
  ['the issue of a deleted account', 'issues', payloadOf('issues', 'opened', { issue: issue({ user: null }) })],
  ['a comment of a deleted account', 'issue_comment', payloadOf('issue_comment', 'deleted', { comment: comment({ user: null }) })],
  [
    'a comment of ours, edited by somebody',
    'issue_comment',
    payloadOf('issue_comment', 'edited', { comment: comment({ user: { ...person, id: 41, type: 'Bot' } }) }),
  ],
])('looked at: %s', (_what, event, payload) => {
  expect(translate(event, payload, 41)).toMatchObject({ kind: 'trigger', place: { installation: 5 }, trigger: { ref: { number: 7 } } });
});

test.each([[undefined], [null], ['text'], [[]], [{}], [{ action: 'pinned' }]])('%j is ignored, not thrown at', (received) => {
  for (const event of [...EVENTS, 'constructor', '__proto__']) expect(translate(event, received, undefined).kind).toBe('ignored');
  expect(translate('constructor', payloadOf('issues', 'opened'), undefined).kind).toBe('ignored');
});
