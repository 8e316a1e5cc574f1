/** GitHub's limits, kept: each rule through the real Octokit, with GitHub's answers stood in for by nock and a clock that never sleeps. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { pino } from 'pino';
import { postponement } from '../../src/app/ports.ts';
import { createProbot } from '../../src/github/octokit.ts';
import type { Limits } from '../../src/github/transport.ts';
import { type Clock, hastyClock, START, slowClock } from './transport-clock.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const GITHUB = 'https://api.github.com';
const READ = 'query($number: Int!) { viewer { login } }';
const COMMENT = 'mutation($id: ID!) { addComment(input: { subjectId: $id, body: "x" }) { clientMutationId } }';
const LABEL = 'mutation { createLabel(input: { name: "createIssue(" }) { clientMutationId } }';
const EDIT = 'mutation { updateIssueComment(input: { id: "1", body: "addComment(" }) { clientMutationId } }';

const lines: string[] = [];
let tokens = 0;

function app(clock: Pick<Clock, 'now' | 'sleep'>, limits: Partial<Limits> = {}) {
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  const pacing = { now: clock.now, sleep: clock.sleep, random: () => 0.5, limits };
  return createProbot({ appId: 1, privateKey, secret: 'sixteen letters!', log, pacing });
}

const client = (clock: Pick<Clock, 'now' | 'sleep'>, limits?: Partial<Limits>) => app(clock, limits).auth(1);

const graphql = () => nock(GITHUB).post('/graphql');
const well = { data: { viewer: { login: 'ada' } } };
const rejected = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeEach(() => {
  lines.length = 0;
  tokens = 0;
  nock(GITHUB)
    .persist()
    .post(/^\/app\/installations\/\d+\/access_tokens$/)
    .reply(201, () => {
      tokens += 1;
      return { token: `ghs_${'t'.repeat(36)}`, expires_at: '2026-11-20T11:00:00Z', permissions: {}, repository_selection: 'all' };
    });
});

afterEach(() => {
  const left = nock.pendingMocks().filter((mock) => !mock.includes('access_tokens'));
  nock.cleanAll();
  expect(left).toEqual([]);
});

test('twenty calls at once and one later cost one installation token', async () => {
  graphql().times(21).reply(200, well);
  const octokit = await app(hastyClock()).auth(77);
  await Promise.all(Array.from({ length: 20 }, () => octokit.graphql(READ)));
  await octokit.graphql(READ);
  expect(tokens).toBe(1);
});

test('requests carry our name and the token, and no header of our own making', async () => {
  let headers: Record<string, unknown> = {};
  graphql().reply(200, function () {
    headers = this.req.headers;
    return well;
  });
  await (await client(hastyClock())).graphql(READ);
  expect(headers['user-agent']).toMatch(/^promotion-bot\/\d+\.\d+\.\d+ octokit-core/);
  expect(headers['authorization']).toBe(`token ghs_${'t'.repeat(36)}`);
  expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
});

test('a refusal with retry-after is waited out and the request sent again, even when it writes', async () => {
  const clock = hastyClock();
  graphql().reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '30' });
  graphql().reply(200, { data: { addComment: { clientMutationId: 'a' } } });
  await (await client(clock)).graphql(COMMENT, { id: '1' });
  expect(clock.slept).toEqual([30_000]);
});

test('a used-up limit is waited out by the clock of GitHub, not by ours', async () => {
  const clock = hastyClock();
  const reset = String(Date.parse('2026-11-20T09:00:40Z') / 1000);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date: 'Fri, 20 Nov 2026 09:00:00 GMT' };
  nock(GITHUB).get('/rate').reply(429, { message: 'API rate limit exceeded' }, headers);
  nock(GITHUB).get('/rate').reply(200, {});
  await (await client(clock)).request('GET /rate');
  expect(clock.slept).toEqual([41_000]);
});

test('a secondary limit that names no time is given a minute, then twice as long', async () => {
  const clock = hastyClock();
  graphql().times(2).reply(403, { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' });
  graphql().reply(200, well);
  await (await client(clock, { patience: 200_000 })).graphql(READ);
  expect(clock.slept).toEqual([60_000, 120_000]);
});

test('GraphQL refuses with status 200 and RATE_LIMITED: waited out and sent again', async () => {
  const clock = hastyClock();
  const reset = String(START / 1000 + 9);
  graphql().reply(
    200,
    { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
  );
  graphql().reply(200, { data: { addComment: { clientMutationId: 'a' } } });
  await (await client(clock)).graphql(COMMENT, { id: '1' });
  expect(clock.slept).toEqual([10_000]);
});

test.each([
  ['a result beside the error', { data: { first: { id: '1' }, second: null }, errors: [{ type: 'RATE_LIMITED', message: 'later field' }] }],
  [
    'a message that only quotes the words',
    { data: null, errors: [{ type: 'NOT_FOUND', message: 'No tag "You have exceeded a secondary rate limit"' }] },
  ],
  ['a title that spells the type', { data: { issue: { title: '"type":"RATE_LIMITED"' } } }],
])('%s is an answer, not a refusal', async (_, answer) => {
  const clock = hastyClock();
  graphql().reply(200, answer);
  await rejected((await client(clock)).graphql(COMMENT, { id: '1' }));
  expect(clock.slept).toEqual([]);
});

test('"not allowed" is an answer, not a refusal for a while', async () => {
  const clock = hastyClock();
  nock(GITHUB).get('/teams').reply(403, { message: 'Resource not accessible by integration' }, { 'x-ratelimit-remaining': '17' });
  expect(await rejected((await client(clock)).request('GET /teams'))).toMatchObject({ status: 403 });
  expect(clock.slept).toEqual([]);
});

test('inside the wait no other request of the installation leaves; another installation is not held up', async () => {
  const clock = slowClock();
  const probot = app(clock);
  nock(GITHUB).get('/first').reply(429, {}, { 'retry-after': '30' });
  const first = (await probot.auth(1)).request('GET /first');
  await clock.sleepers(1);
  const second = (await probot.auth(1)).request('GET /second');
  await clock.sleepers(2);
  nock(GITHUB).get('/elsewhere').reply(200, {});
  await (await probot.auth(2)).request('GET /elsewhere');
  clock.advance(29_999);
  expect(clock.stillAsleep()).toBe(2);
  // Only now does GitHub have an answer: whatever had left before would have failed.
  nock(GITHUB).get('/first').reply(200, {}).get('/second').reply(200, {});
  clock.advance(1);
  await Promise.all([first, second]);
});

test('three refusals are enough: the error says until when, and nothing more is sent', async () => {
  const clock = hastyClock();
  nock(GITHUB).get('/busy').times(3).reply(429, {}, { 'retry-after': '10' });
  const octokit = await client(clock, { patience: 25_000 });
  const error = await rejected(octokit.request('GET /busy'));
  expect(postponement(error)?.until.toISOString()).toBe('2026-11-20T10:00:30.000Z');
  expect(String(error)).toContain('send it again after 2026-11-20T10:00:30Z');
});

test('a wait longer than the patience is not begun, and later calls fail at once without being sent', async () => {
  const clock = hastyClock();
  nock(GITHUB).get('/busy').reply(429, {}, { 'retry-after': '3600' });
  const octokit = await client(clock);
  expect(postponement(await rejected(octokit.request('GET /busy')))?.until.toISOString()).toBe('2026-11-20T11:00:00.000Z');
  expect(postponement(await rejected(octokit.request('GET /other')))?.until.toISOString()).toBe('2026-11-20T11:00:00.000Z');
  expect(clock.slept).toEqual([]);
});

test.each([500, 502, 503, 504])('reading is repeated after a %i, twice at most, waiting longer each time', async (status) => {
  const clock = hastyClock();
  graphql().times(3).reply(status, 'unwell');
  expect(await rejected((await client(clock)).graphql(READ))).toMatchObject({ status });
  expect(clock.slept).toEqual([1000, 2000]);
});

test('reading is repeated after a network failure', async () => {
  const clock = hastyClock();
  nock(GITHUB).get('/far').replyWithError('socket hang up');
  nock(GITHUB).get('/far').reply(200, { here: true });
  expect((await (await client(clock)).request('GET /far')).data).toEqual({ here: true });
});

test.each([
  ['a mutation after a 502', (octokit: Awaited<ReturnType<typeof client>>) => octokit.graphql(COMMENT, { id: '1' }), '/graphql', 502],
  ['a commit status after a 500', (octokit: Awaited<ReturnType<typeof client>>) => octokit.request('POST /statuses'), '/statuses', 500],
])('%s is not repeated: it may have been carried out', async (_, write, path, status) => {
  const clock = hastyClock();
  nock(GITHUB).post(path).reply(status, 'unwell');
  expect(await rejected(write(await client(clock)))).toMatchObject({ status });
  expect(clock.slept).toEqual([]);
});

test('a mutation is not repeated after a network failure, and the failure is told', async () => {
  graphql().replyWithError('socket hang up');
  const error = await rejected((await client(hastyClock())).graphql(COMMENT, { id: '1' }));
  expect(String(error)).toContain('socket hang up');
  expect(postponement(error)).toBeUndefined();
});

test('a mutation behind a fragment, or one that cannot be read, is a write and not repeated', async () => {
  const clock = hastyClock();
  const octokit = await client(clock);
  graphql().times(2).reply(502, '');
  await rejected(
    octokit.graphql(`# query\nfragment F on Issue { id }\nmutation Say { closeIssue(input: { issueId: "1" }) { issue { ...F } } }`),
  );
  await rejected(octokit.request('POST /graphql', { data: 'not json' }));
  expect(clock.slept).toEqual([]);
});

test('a lone write leaves at once, the third within a minute of two allowed waits for the first to age', async () => {
  const clock = hastyClock();
  graphql().times(4).reply(200, { data: {} });
  const octokit = await client(clock, { perMinute: 2 });
  await octokit.graphql(COMMENT, { id: '1' });
  await octokit.graphql(LABEL);
  expect(clock.slept).toEqual([]);
  await octokit.graphql(EDIT);
  expect(clock.slept).toEqual([]);
  await octokit.graphql(COMMENT, { id: '1' });
  expect(clock.slept).toEqual([60_000]);
});

test('each aliased field of a mutation counts, and one larger than the window leaves when the window is empty', async () => {
  const clock = hastyClock();
  const three = 'mutation { a: createLabel(input: {}) { id } b: createLabel(input: {}) { id } c: addComment(input: {}) { id } }';
  nock(GITHUB).post('/statuses').reply(201, {});
  graphql().reply(200, { data: {} });
  const octokit = await client(clock, { perMinute: 2 });
  await octokit.request('POST /statuses');
  await octokit.graphql(three);
  expect(clock.slept).toEqual([60_000]);
});

test('the limit of an hour holds beside that of a minute: who cannot wait is told when', async () => {
  const clock = hastyClock();
  nock(GITHUB).post('/statuses').times(2).reply(201, {});
  const octokit = await client(clock, { perHour: 2 });
  await octokit.request('POST /statuses');
  await octokit.request('POST /statuses');
  expect(postponement(await rejected(octokit.request('POST /statuses')))?.until.toISOString()).toBe('2026-11-20T11:00:00.000Z');
});

test('the log tells method, path, status, id and time of each answer, and no token, header or body', async () => {
  graphql().reply(200, well, { 'x-github-request-id': 'ABCD:1' });
  await (await client(hastyClock())).graphql(READ, { number: 12345 });
  const answers = lines.map((line) => JSON.parse(line)).filter((line) => line.msg === 'GitHub answered');
  expect(answers.at(-1)).toMatchObject({ level: 20, method: 'POST', path: '/graphql', status: 200, request: 'ABCD:1', try: 1, ms: 0 });
  expect(lines.join('')).not.toMatch(/ghs_|authorization|12345|viewer|ada/i);
});
