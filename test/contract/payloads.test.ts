/**
 * Everything GitHub may send, and much that it never would, signed and posted to the running server: it answers, leaves one line in its log
 * for each, and goes on. Payloads: GitHub's own examples, https://github.com/octokit/webhooks/tree/main/payload-examples.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createBot } from '../../src/bot.ts';
import { createLog } from '../../src/log.ts';
import { createWorld, type Sandbox } from '../../src/sandbox/index.ts';
import { type RunningServer, startServer, WEBHOOKS_PATH } from '../../src/server.ts';
import { type Chance, chanceFrom } from '../harness/chance.ts';
import { inUse } from '../harness/memory.ts';
import { CONFIG, form, REPO, SECRETS, TEAMS } from '../harness/story.ts';
import { type Json, type JsonObject, mutate, object } from './payloads-mutated.ts';

const examples: readonly { readonly name: string; readonly examples: readonly JsonObject[] }[] = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-examples'), 'utf8'),
);
const EXAMPLES = examples.flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })));

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly delivery?: string;
  readonly joined?: readonly string[];
  readonly why?: string;
}

const world: Sandbox = createWorld({ at: '2026-11-20T10:00:00Z', secret: SECRETS.webhook });
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
/** What the log told of each delivery that is under way. */
const told = new Map<string, Line[]>();
let lastError = '';
let server: RunningServer;
let sent = 0;

function note(text: string): void {
  const line: Line = JSON.parse(text);
  if (line.level === 'error') lastError = text;
  if (!['handled', 'ignored', 'unreadable'].includes(line.msg)) return;
  for (const delivery of [line.delivery ?? '', ...(line.joined ?? [])]) told.get(delivery)?.push(line);
}

beforeAll(async () => {
  world.organisation('acme', { teams: TEAMS });
  world.repository(REPO, { files: { '.github/promotion.yml': CONFIG }, collaborators: { alice: 'write' } });
  world.as('alice').tags(REPO, 'v1.4.0');
  for (const to of ['staging', 'staging', 'development'])
    world.as('alice').opens(REPO, { title: 'Promote', body: form({ to }), labels: ['promotion'] });
  world.hooks.queue.length = 0;
  const log = createLog({ level: 'debug', write: note });
  const env = {
    appId: world.app.id,
    privateKey: SECRETS.privateKey,
    webhookSecret: SECRETS.webhook,
    ledgerKey: SECRETS.ledgerKey,
    port: 0,
    host: '127.0.0.1',
    baseUrl: undefined,
    logLevel: 'debug',
  } as const;
  const pause = async (): Promise<void> => {};
  const bot = createBot({ ledgerKey: SECRETS.ledgerKey, log, pause });
  server = await startServer(env, {
    bot,
    log,
    fetch: world.fetch,
    pacing: { sleep: pause, limits: { perMinute: 1e9, perHour: 1e9, points: 1e9 } },
  });
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

/** Signs and posts as GitHub does; the status that comes back. */
function post(event: string, body: string, delivery: string): Promise<number> {
  const signature = `sha256=${createHmac('sha256', SECRETS.webhook).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': event,
    'x-github-delivery': delivery,
    'x-hub-signature-256': signature,
  };
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    const posting = request({ host: '127.0.0.1', port, path: WEBHOOKS_PATH, method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    posting.on('error', reject).end(body);
  });
}

interface Posted {
  readonly name: string;
  readonly payload: JsonObject;
}

/** Posts one and says what became of it: its lines in the log, and its status. */
async function send({ name, payload }: Posted): Promise<{ readonly status: number; readonly said: readonly Line[] }> {
  sent += 1;
  const delivery = `delivery-${sent}`;
  const said: Line[] = [];
  told.set(delivery, said);
  const status = await post(name, JSON.stringify(payload), delivery);
  told.delete(delivery);
  return { status, said };
}

/** How often deliveries were handled, or ignored for which reason. */
const fates = new Map<string, number>();

/** What is wrong with the answer to a delivery; undefined when it was handled, or ignored with a reason. */
async function complaint(posted: Posted): Promise<string | undefined> {
  const { status, said } = await send(posted);
  const [line] = said;
  const fate = line?.why ?? line?.msg ?? String(status);
  fates.set(fate, (fates.get(fate) ?? 0) + 1);
  const isTold = said.length === 1 && (line?.msg === 'handled' || (line?.why ?? '') !== '');
  if (status === 202 && isTold) return undefined;
  const body = JSON.stringify(posted.payload);
  return `${status} ${JSON.stringify(said)} ${lastError.slice(0, 1_000)} ${posted.name} ${body.slice(0, 1_500)}`;
}

/** Sixteen at a time, as many as GitHub keeps open; the first complaints. */
async function complaints(count: number, make: (n: number) => Posted): Promise<readonly string[]> {
  const found: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count && found.length < 5) {
      const posted = make(next);
      next += 1;
      const wrong = await complaint(posted);
      if (wrong !== undefined) found.push(wrong);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return found;
}

const at = <T>(all: readonly T[], n: number): T => {
  const one = all[n % all.length];
  if (one === undefined) throw new Error('there is none');
  return one;
};

test('there are as many examples as this test speaks of', () => {
  expect(EXAMPLES).toHaveLength(329);
});

test('every payload that GitHub gives as an example is answered, and ignored with a reason', async () => {
  expect(await complaints(EXAMPLES.length, (n) => at(EXAMPLES, n))).toEqual([]);
});

const ABOUT_ISSUES = EXAMPLES.filter(({ name }) => name === 'issues' || name === 'issue_comment');
/** A foreign payload made one that is about a promotion: with our label, and where `changes` say. */
function aboutPromotion({ name, payload }: Posted, changes: JsonObject, issue: JsonObject = {}): Posted {
  const before = payload;
  const { pull_request: _none, ...its } = object(before['issue']);
  return {
    name,
    payload: { installation: { id: 12345 }, ...before, ...changes, issue: { ...its, labels: [{ name: 'promotion' }], ...issue } },
  };
}

const installation = (): Json => ({ id: world.installations[0]?.id ?? 0 });
const ours = (): JsonObject => ({
  installation: installation(),
  repository: { id: world.repository(REPO).id, name: 'shop', owner: { login: 'acme' } },
});

/** The action that makes a look, of each event. */
const opened = { name: 'issues', payload: { ...object(ABOUT_ISSUES.find(({ name }) => name === 'issues')?.payload), action: 'opened' } };

test.each<[string, () => Posted, string]>([
  ['an installation that is none', () => aboutPromotion(opened, {}), 'this app is not installed there'],
  ['a repository that the app does not see', () => aboutPromotion(opened, { installation: installation() }), 'GitHub shows no such issue'],
  ['an issue that does not exist', () => aboutPromotion(opened, ours(), { number: 999 }), 'GitHub shows no such issue'],
  ['a number no issue can have', () => aboutPromotion(opened, ours(), { number: 1e20 }), 'GitHub shows no such issue'],
])('what is about %s is ignored, with a reason', async (_what, posted, why) => {
  expect(await send(posted())).toMatchObject({ status: 202, said: [{ msg: 'ignored', why }] });
});

// Falls without: src/github/octokit.ts, isOfNobody; 1.5 and -1 without src/github/events.ts, the whole number above 0
test.each<[string, Json]>([
  ['a word', 'none'],
  ['no text', ''],
  ['a number as text', '12345'],
  ['an object', {}],
  ['a list', [1]],
  ['a yes', true],
  ['nothing', null],
  ['zero', 0],
  ['half a one', 1.5],
  ['less than nothing', -1],
  ['more than can be counted', 1e300],
])('an installation whose id is %s is nobody’s: its delivery is not understood, with a reason', async (_what, id) => {
  const posted = aboutPromotion(opened, { ...ours(), installation: { id } }, { number: 1, updated_at: world.clock.now() });
  const before = world.requests.length;
  const why = 'no issues payload that can be about a promotion: installation.id';
  expect(await send(posted)).toMatchObject({ status: 202, said: [{ msg: 'unreadable', why }] });
  expect(world.requests).toHaveLength(before);
});

test.each<[string, () => Posted]>([
  ['an issue', () => aboutPromotion(opened, ours(), { number: 999, updated_at: world.clock.now() })],
  ['an installation', () => aboutPromotion(opened, {}, { updated_at: world.clock.now() })],
])('while the news is fresh, %s that GitHub does not show yet is a failure: the delivery can be sent again', async (_what, posted) => {
  const { status, said } = await send(posted());
  expect(said).toEqual([]);
  expect(status).toBeGreaterThanOrEqual(400);
});

test.each(['drop request', { status: 503 }, { status: 404, body: { message: 'Not Found' } }] as const)(
  'a GitHub that is down is a failure: %j',
  async (answer) => {
    const posted = aboutPromotion(opened, ours(), { number: 1 });
    expect((await send(posted)).status).toBe(202);
    for (let tries = 0; tries < 3; tries += 1) world.faults.push({ match: ({ graphql }) => graphql !== undefined, answer });
    const { status, said } = await send(posted);
    world.faults.length = 0;
    expect(said).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
  },
);

/** A quarter is about issues; half of that is about the issues that exist. */
function mutated(chance: Chance): Posted {
  if (chance(4) > 0) {
    const { name, payload } = at(EXAMPLES, chance(EXAMPLES.length));
    return { name, payload: mutate(payload, chance) };
  }
  const example = at(ABOUT_ISSUES, chance(ABOUT_ISSUES.length));
  const action = at(['opened', 'edited', 'closed', 'created', 'deleted', 'labeled', 'unlabeled'], chance(7));
  const changes = chance(2) === 0 ? { ...ours(), action } : { action };
  const comment = object(example.payload['comment']);
  const said = example.name === 'issue_comment' ? { comment: { ...comment, body: '/approve' } } : {};
  const { name, payload } = aboutPromotion(example, { ...changes, ...said }, { number: 1 + chance(4), body: form() });
  return { name, payload: mutate(payload, chance) };
}

/** Ten thousand under `npm run sweep`; a fifth of them every time. */
const MANY = process.env['SWEEP'] === 'long' ? 10_000 : 2_000;

test(`${MANY} payloads that GitHub never sent are answered as well, and leave nothing behind`, async () => {
  const chance = chanceFrom(20_261_120);
  const forget = (): void => {
    world.requests.length = 0;
    world.hooks.log.length = 0;
    world.hooks.queue.length = 0;
  };
  const post = (): Posted => {
    if (world.requests.length > 200) forget();
    return mutated(chance);
  };
  expect(await complaints(MANY / 5, post)).toEqual([]);
  forget();
  const before = inUse();
  expect(await complaints((MANY * 4) / 5, post)).toEqual([]);
  forget();
  expect(inUse() - before).toBeLessThan(25_000_000);
  expect(fates.get('handled')).toBeGreaterThan(MANY * 0.03);
}, 240_000);
