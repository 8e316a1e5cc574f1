/** GitHub when it is down, and when its replicas lag. */
import { expect, test } from '@jest/globals';
import { listen, type Sandbox } from '../../src/sandbox/index.ts';
import { API, call, city } from './sandbox-city.ts';

function issueOf(world: Sandbox) {
  const [issue] = world.repository('acme/shop').issues;
  if (!issue) throw new Error('no issue');
  return issue;
}

const says = (world: Sandbox, words: string) => world.as('carol').comments(issueOf(world), words);
const post = (world: Sandbox) => call(world, 'POST /repos/acme/shop/issues/1/comments', { body: { body: 'x' } });

test('an outage answers with a page that is no JSON, and carries nothing out', async () => {
  const world = city();
  const before = issueOf(world).comments.length;
  world.breaks({ calls: 'bad gateway', webhooks: 'late' });
  const headers = { authorization: `token ${world.installationToken('acme')}` };
  const answer = await world.fetch(`${API}/repos/acme/shop/issues/1/comments`, { method: 'POST', headers, body: '{"body":"x"}' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
  expect(await answer.text()).toMatch(/^<html>/);
  expect([issueOf(world).comments.length, world.requests.at(-1)?.status]).toEqual([before, 502]);
  world.recovers();
  expect((await post(world)).status).toBe(201);
});

test('an outage that drops connections drops them over HTTP too', async () => {
  const world = city();
  const { url, close } = await listen(world);
  world.breaks({ calls: 'dropped', webhooks: 'late' });
  await expect(world.fetch(`${API}/repos/acme/shop`)).rejects.toThrow('fetch failed');
  await expect(fetch(`${url}/repos/acme/shop`)).rejects.toThrow();
  world.recovers();
  expect((await fetch(`${url}/repos/acme/shop`)).status).toBe(200);
  await close();
});

test('webhooks that are late come when the outage is over, though the clock has gone on; lost ones never, and nobody remembers them', async () => {
  const world = city();
  await world.deliver(async () => {});
  const heard: string[] = [];
  const deliver = () => world.deliver(async ({ payload }) => void heard.push((payload['comment'] as { body: string }).body));
  world.breaks({ calls: 'dropped', webhooks: 'late' });
  says(world, 'late');
  expect([await deliver(), heard]).toEqual([0, []]);
  world.clock.advance(96 * 3_600);
  world.breaks({ calls: 'dropped', webhooks: 'lost' });
  const { log, attempts } = world.hooks;
  const before = [log.length, attempts.length];
  says(world, 'lost');
  world.recovers();
  expect([log.length, attempts.length]).toEqual(before);
  await deliver();
  expect(heard).toEqual(['late']);
  expect(attempts.at(-1)?.at).toBe('2026-11-24T10:00:00Z');
});

test('a server that posts webhooks by itself posts what waited when the outage is over', async () => {
  const world = city();
  world.hooks.queue.length = 0;
  const heard: string[] = [];
  const { close, settled } = await listen(world, { hookUrl: 'http://127.0.0.1:1/nobody' });
  world.breaks({ calls: 'dropped', webhooks: 'late' });
  says(world, 'late');
  await settled();
  expect(world.hooks.attempts).toEqual([]);
  world.recovers();
  await settled();
  heard.push(...world.hooks.attempts.map(({ delivery }) => delivery.event));
  expect(heard).toEqual(['issue_comment']);
  await close();
});

test('runners stand still in an outage', async () => {
  const world = city();
  let works = 0;
  world.actions.runner('gates.yml', () => {
    works += 1;
    return { conclusion: 'success' };
  });
  await call(world, 'POST /repos/acme/shop/actions/workflows/gates.yml/dispatches', { body: { ref: 'main', inputs: { nonce: 'n' } } });
  world.breaks({ calls: 'dropped', webhooks: 'late' });
  world.clock.advance(600);
  await world.deliver(async () => {});
  expect(works).toBe(0);
  world.recovers();
  await world.deliver(async () => {});
  expect(works).toBeGreaterThan(0);
});

const LAG = 10;

/** Everything the city says about an issue, by both APIs, lists and single objects. */
async function shown(world: Sandbox) {
  const query = `{ repository(owner: "acme", name: "shop") {
    ref(qualifiedName: "refs/heads/main") { target { oid } }
    issue(number: 1) { title body state labels(first: 10) { nodes { name } } comments(first: 10) { nodes { body lastEditedAt } } }
    issues(first: 10) { nodes { number } }
  } node(id: "${issueOf(world).nodeId}") { ... on Issue { title } } }`;
  const [graphql, issue, comments, issues, ref] = await Promise.all([
    call(world, 'POST /graphql', { body: { query } }),
    call(world, 'GET /repos/acme/shop/issues/1'),
    call(world, 'GET /repos/acme/shop/issues/1/comments'),
    call(world, 'GET /repos/acme/shop/issues?state=all'),
    call(world, 'GET /repos/acme/shop/git/ref/heads/main'),
  ]);
  const { repository, node } = graphql.json.data;
  const names = (labels: readonly { readonly name: string }[]) => labels.map(({ name }) => name);
  const bodies = (said: readonly { readonly body: string }[]) => said.map(({ body }) => body);
  const numbers = (all: readonly { readonly number: number; readonly pull_request?: object }[]) =>
    all
      .filter(({ pull_request: pull }) => pull === undefined)
      .map(({ number }) => number)
      .sort();
  const { title, body, state } = repository.issue;
  return {
    graphql: {
      issue: [title, body, state.toLowerCase(), ...names(repository.issue.labels.nodes)],
      comments: bodies(repository.issue.comments.nodes),
      issues: numbers(repository.issues.nodes),
      main: repository.ref.target.oid,
    },
    rest: {
      issue: [issue.json.title, issue.json.body, issue.json.state, ...names(issue.json.labels)],
      comments: bodies(comments.json),
      issues: numbers(issues.json),
      main: ref.json.object.sha,
    },
    node: node.title,
  };
}

function changesEverything(world: Sandbox): void {
  const issue = issueOf(world);
  const alice = world.as('alice');
  const [first] = issue.comments;
  alice.renames(issue, 'Other');
  alice.edits(issue, 'other text');
  alice.labels(issue, 'urgent');
  alice.closes(issue);
  if (first) alice.edits(first, 'changed');
  says(world, 'new');
  alice.opens('acme/shop', { title: 'Second' });
  alice.pushes('acme/shop', { 'README.md': 'later\n' });
}

test('reads show what was, by REST and GraphQL alike, until the lag is over', async () => {
  const world = city();
  const before = await shown(world);
  expect(before.rest).toEqual(before.graphql);
  world.lags(LAG);
  changesEverything(world);
  expect(await shown(world)).toEqual(before);
  world.clock.advance(LAG - 1);
  expect(await shown(world)).toEqual(before);
  world.clock.advance(1);
  const after = await shown(world);
  expect(after.rest).toEqual(after.graphql);
  expect(after.rest.issue).toEqual(['Other', 'other text', 'closed', 'promotion', 'urgent']);
  expect(after.rest.comments).toEqual(['changed', 'new']);
  expect(after.rest.issues).toEqual([1, 3]);
  expect([after.node, after.rest.main === before.rest.main]).toEqual(['Other', false]);
  expect(world.contract.problems).toEqual([]);
});

test('every second has its own past', async () => {
  const world = city();
  world.lags(LAG);
  const words = ['one', 'two', 'three'];
  for (const word of words) {
    says(world, word);
    world.clock.advance(4);
  }
  const heard = async () => (await call(world, 'GET /repos/acme/shop/issues/1/comments')).json.length - 1;
  expect(await heard()).toBe(1);
  world.clock.advance(2);
  expect(await heard()).toBe(2);
  world.clock.advance(4);
  expect(await heard()).toBe(3);
});

test('what is new is not found, what is deleted is still there, and what a write answers is as it is now', async () => {
  const world = city();
  world.lags(LAG);
  const [comment] = issueOf(world).comments;
  if (comment) world.as('carol').deletes(comment);
  world.as('alice').opens('acme/shop', { title: 'Second' });
  expect((await call(world, `GET /repos/acme/shop/issues/comments/${comment?.id}`)).status).toBe(200);
  expect((await call(world, 'GET /repos/acme/shop/issues/3')).status).toBe(404);
  const made = await post(world);
  expect(made.json.body).toBe('x');
  const edited = await call(world, 'PATCH /repos/acme/shop/issues/3', { body: { title: 'Renamed' } });
  expect([edited.status, edited.json.title]).toEqual([200, 'Renamed']);
});

test('only the reads that are to lag do, and switching it off ends it', async () => {
  const world = city();
  world.lags(LAG, ({ graphql }) => graphql !== undefined);
  changesEverything(world);
  const { rest, graphql } = await shown(world);
  expect([rest.comments.length, graphql.comments.length]).toEqual([2, 1]);
  world.lags(0);
  const after = await shown(world);
  expect(after.graphql).toEqual(after.rest);
  expect(world.clock.leaving).toBeUndefined();
});

test('boards and workflow runs of a repository are found through the past as well', async () => {
  const world = city();
  const board = world.project('acme', { number: 11, fields: { Status: ['Staging'] } });
  world.as('alice').places(issueOf(world), board, { Status: 'Staging' });
  world.lags(LAG);
  const query =
    '{ repository(owner: "acme", name: "shop") { issue(number: 1) { projectItems(first: 5) { nodes { project { number } } } } } }';
  const seen = await call(world, 'POST /graphql', { body: { query } });
  expect(seen.json.data.repository.issue.projectItems.nodes).toEqual([{ project: { number: 11 } }]);
  expect((await call(world, 'GET /repos/acme/shop/actions/runs')).json.total_count).toBe(2);
  expect((await call(world, 'GET /repos/acme/shop/commits/main/check-runs')).json.total_count).toBeGreaterThan(0);
});
