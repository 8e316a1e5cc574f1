import { expect, test } from '@jest/globals';
import { checkWebhook } from '../../src/sandbox/contract/webhooks.ts';
import { createWorld, type Delivery, type Sandbox, sign } from '../../src/sandbox/index.ts';

function city(events = ['issues', 'issue_comment', 'label', 'status']): Sandbox {
  const world = createWorld({ secret: 'topsecret', app: { events } });
  world.organisation('acme', { teams: { qa: ['carol'] } });
  world.repository('acme/shop', { files: { 'README.md': 'hello\n' }, collaborators: { alice: 'write' }, labels: ['promotion'] });
  return world;
}

const open = (world: Sandbox, repo = 'acme/shop') => world.as('alice').opens(repo, { title: 'Promote', body: 'text' });
const names = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ event, action }) => (action ? `${event}.${action}` : event));

/** Does everything that sends a webhook. */
function liveThroughEverything(world: Sandbox, repo: string): void {
  const alice = world.as('alice');
  const issue = open(world, repo);
  alice.labels(issue, 'fresh');
  alice.unlabels(issue, 'fresh');
  alice.edits(issue, 'other text');
  alice.renames(issue, 'Other title');
  const comment = alice.comments(issue, 'first');
  alice.edits(comment, 'second');
  alice.deletes(comment);
  alice.closes(issue);
  alice.reopens(issue);
  alice.reports(repo, 'main', { state: 'success', context: 'build', targetUrl: 'https://example.com/' });
  alice.deletes(issue);
  world.ping();
}

const EVERYTHING = [
  'issues.opened',
  'label.created',
  'issues.labeled',
  'issues.unlabeled',
  'issues.edited',
  'issues.edited',
  'issue_comment.created',
  'issue_comment.edited',
  'issue_comment.deleted',
  'issues.closed',
  'issues.reopened',
  'status',
  'issues.deleted',
  'ping',
];

test.each(['acme/shop', 'alice/own'])('every change in %s tells the App, as GitHub publishes it', (repo) => {
  const world = city();
  if (repo === 'alice/own') world.repository(repo, { files: { a: 'b' }, private: true });
  liveThroughEverything(world, repo);
  expect(names(world.hooks.log)).toEqual(EVERYTHING);
  for (const { event, action, payload } of world.hooks.log) {
    expect({ event, action, problems: checkWebhook(event, action, payload) }).toEqual({ event, action, problems: [] });
  }
});

test('the contract notices a payload GitHub would not send', () => {
  const world = city();
  open(world);
  const { issue, ...rest } = { ...world.hooks.log[0]?.payload };
  expect(issue).toBeDefined();
  expect(checkWebhook('issues', 'opened', rest)).toEqual(["/ must have required property 'issue'"]);
  expect(checkWebhook('issues', 'sniffed', rest)).toEqual(['GitHub publishes no webhook issues-sniffed']);
});

test("what the App writes is marked as the App's, and its sender is the bot", async () => {
  const world = city();
  open(world);
  const headers = { authorization: `token ${world.installationToken('acme')}` };
  await world.fetch('https://api.github.com/repos/acme/shop/issues/1/comments', {
    method: 'POST',
    headers,
    body: JSON.stringify({ body: 'hi' }),
  });
  const payload = world.hooks.log.at(-1)?.payload;
  expect(payload).toMatchObject({
    action: 'created',
    sender: { login: 'promotion-bot[bot]', type: 'Bot' },
    comment: { performed_via_github_app: { slug: 'promotion-bot' }, user: { type: 'Bot' } },
    organization: { login: 'acme' },
    installation: { id: world.installations[0]?.id },
  });
  expect(checkWebhook('issue_comment', 'created', payload)).toEqual([]);
});

test('an edit carries what was there before', () => {
  const world = city();
  const issue = open(world);
  const comment = world.as('bob').comments(issue, '/approve');
  world.as('bob').edits(comment, '/reject');
  world.as('alice').renames(issue, 'New');
  expect(world.hooks.log.slice(-2).map(({ payload }) => payload['changes'])).toEqual([
    { body: { from: '/approve' } },
    { title: { from: 'Promote' } },
  ]);
});

test('the signature is the one GitHub documents', () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
  expect(sign("It's a Secret to Everybody", 'Hello, World!')).toBe(
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  );
  const world = city();
  open(world);
  const delivery = world.hooks.log[0];
  expect(delivery?.headers).toMatchObject({
    'x-github-event': 'issues',
    'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
    'x-github-hook-installation-target-id': String(world.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': sign('topsecret', delivery?.body ?? ''),
    'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
  });
});

test('only events the App subscribes to arrive, and only where it is installed', () => {
  const world = city(['issue_comment']);
  const issue = open(world);
  world.as('bob').comments(issue, 'hello');
  expect(names(world.hooks.log)).toEqual(['issue_comment.created']);
  world.organisation('elsewhere', { installed: 'none' });
  world.repository('elsewhere/app', {});
  world.as('bob').comments(open(world, 'elsewhere/app'), 'hello');
  expect(world.hooks.log).toHaveLength(1);
});

test('deliveries wait until told, in order, and what they cause follows', async () => {
  const world = city();
  const issue = open(world);
  const heard: string[] = [];
  const sent = await world.deliver(async (delivery) => {
    heard.push(...names([delivery]));
    if (delivery.action === 'opened') world.as('bob').comments(issue, 'noticed');
  });
  expect({ sent, heard, waiting: world.hooks.queue.length }).toEqual({
    sent: 2,
    heard: ['issues.opened', 'issue_comment.created'],
    waiting: 0,
  });
  expect(world.hooks.log.map(({ status, attempts }) => [status, attempts])).toEqual([
    [202, 1],
    [202, 1],
  ]);
});

test('a receiver that fails is noted, nothing is sent again by itself, and a redelivery keeps its GUID', async () => {
  const world = city();
  open(world);
  await world.deliver(() => Promise.reject(new Error('down')));
  const delivery = world.hooks.log[0];
  expect(delivery?.status).toBe(500);
  expect(await world.deliver(async () => {})).toBe(0);
  world.redeliver(delivery?.guid ?? '');
  const guids: string[] = [];
  await world.deliver(async ({ guid }) => void guids.push(guid));
  expect({ guids, status: delivery?.status, attempts: delivery?.attempts }).toEqual({ guids: [delivery?.guid], status: 202, attempts: 2 });
  expect(() => world.redeliver('nobody')).toThrow('There is no delivery nobody');
});

test('a silent change happens and nobody hears of it', () => {
  const world = city();
  const issue = open(world);
  const before = world.hooks.log.length;
  const comment = world.silently(() => world.as('bob').comments(issue, 'psst'));
  expect(() =>
    world.silently(() => {
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect([issue.comments.includes(comment), world.hooks.log.length]).toEqual([true, before]);
  world.as('bob').comments(issue, 'aloud');
  expect(world.hooks.log.length).toBe(before + 1);
});

test('doing what is done already sends nothing', () => {
  const world = city();
  const alice = world.as('alice');
  const issue = world.as('alice').opens('acme/shop', { title: 'Promote', body: 'text', labels: ['promotion'] });
  expect(names(world.hooks.log)).toEqual(['issues.opened', 'issues.labeled']);
  const comment = alice.comments(issue, 'x');
  const before = world.hooks.log.length;
  alice.edits(comment, 'x');
  alice.edits(issue, 'text');
  alice.labels(issue, 'promotion');
  alice.unlabels(issue, 'absent');
  alice.reopens(issue);
  alice.hides(comment);
  expect(world.hooks.log.length).toBe(before);
});
