/** Setting the bot up: the browser is played by requests to the page on loopback, GitHub by nock. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { main } from '../../src/cli.ts';
import { readEnv, withDotenv } from '../../src/env.ts';
import { addToDotenv } from '../../src/setup/dotenv.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const client = { client_id: 'Iv23abc', client_secret: 'e'.repeat(40) };
const answer = {
  id: 4711,
  pem,
  webhook_secret: 'f'.repeat(40),
  html_url: 'https://github.com/apps/our-bot',
  ...client,
  owner: 'not wanted',
};
const HOOK = ['--webhook-url', 'https://bot.example.com'];

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

const unplain = (html: string) =>
  html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Opens the page and reads its form. */
async function openPage(world: CliWorld) {
  const [, origin = ''] = await world.printed(/Open (http:\/\/127\.0\.0\.1:\d+)\//);
  const html = await (await fetch(origin)).text();
  const action = new URL(unplain(/action="([^"]+)"/.exec(html)?.[1] ?? ''));
  const manifest = JSON.parse(unplain(/name="manifest" value="([^"]+)"/.exec(html)?.[1] ?? ''));
  return { origin, html, action, manifest, state: action.searchParams.get('state') ?? '' };
}

const mode = (world: CliWorld) => (statSync(join(world.folder, '.env')).mode & 0o777).toString(8);
const dotenv = (world: CliWorld) => withDotenv({}, world.folder);

test('from nothing to a server that would start', async () => {
  const world = cliWorld();
  const running = main(['setup', ...HOOK, '--org', 'acme'], world.io);
  const { origin, action, manifest, state } = await openPage(world);
  expect(action.origin + action.pathname).toBe('https://github.com/organizations/acme/settings/apps/new');
  expect(manifest).toMatchObject({
    name: 'Promotion Bot',
    public: false,
    hook_attributes: { url: 'https://bot.example.com/api/github/webhooks', active: true },
    redirect_url: `${origin}/registered`,
    callback_urls: ['https://bot.example.com/auth/callback'],
    default_permissions: { issues: 'write' },
    default_events: ['issues', 'issue_comment', 'workflow_run', 'deployment_status', 'deployment_protection_rule'],
  });
  nock('https://api.github.com').post('/app-manifests/one-time-code/conversions').reply(201, answer);
  const back = await fetch(`${origin}/registered?code=one-time-code&state=${state}`);
  expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('<h1>Promotion Bot is registered</h1>')]);
  expect(await running).toBe(0);
  expect(readEnv(dotenv(world), world.folder)).toMatchObject({
    ok: true,
    env: {
      appId: 4711,
      privateKey: pem,
      webhookSecret: 'f'.repeat(40),
      dashboard: { clientId: 'Iv23abc', clientSecret: 'e'.repeat(40), origin: 'https://bot.example.com' },
    },
  });
  expect(mode(world)).toBe('600');
  expect(world.out()).toContain('https://github.com/apps/our-bot/installations/new');
  expect(world.out() + readFileSync(join(world.folder, '.env'), 'utf8')).not.toContain('not wanted');
  expect(world.out()).not.toMatch(/PRIVATE KEY-----|ffff|eeee/);
});

test('the public key that is printed belongs to the ledger key that was written', async () => {
  const world = cliWorld();
  expect(await main(['setup', '--key-only'], world.io)).toBe(0);
  const key = dotenv(world)['LEDGER_KEY'] ?? '';
  expect(world.out()).toContain(createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'pem' }));
  expect(mode(world)).toBe('600');
});

test('nothing that is set is overwritten, and it says so; a file everybody could read is closed', async () => {
  const world = cliWorld();
  const before = '# ours\nAPP_ID=1\nPRIVATE_KEY_PATH=app.pem\nWEBHOOK_SECRET=kept\nLEDGER_KEY=\nOTHER="x"';
  writeFileSync(join(world.folder, '.env'), before, { mode: 0o644 });
  expect(await main(['setup', ...HOOK], world.io)).toBe(0);
  const after = readFileSync(join(world.folder, '.env'), 'utf8');
  expect(after).toMatch(
    /^# ours\nAPP_ID=1\nPRIVATE_KEY_PATH=app\.pem\nWEBHOOK_SECRET=kept\nLEDGER_KEY=\nOTHER="x"\nLEDGER_KEY="-----BEGIN [^\n]+"\n$/,
  );
  expect(mode(world)).toBe('600');
  expect(world.out()).toContain('Kept APP_ID, PRIVATE_KEY, WEBHOOK_SECRET: the GitHub App is registered already.');
  expect(await main(['setup', '--key-only'], world.io)).toBe(0);
  expect(world.out()).toContain('LEDGER_KEY is set already and was kept');
  expect(readFileSync(join(world.folder, '.env'), 'utf8')).toBe(after);
});

test('half of an App in the settings is put right by a person: a new App would not fit it', async () => {
  const world = cliWorld({ APP_ID: '1', LEDGER_KEY: 'there' });
  expect(await main(['setup', ...HOOK], world.io)).toBe(1);
  expect(world.err()).toContain('APP_ID would not fit a new App');
  expect(world.err()).toContain('add PRIVATE_KEY and WEBHOOK_SECRET');
});

test.each([
  ['a state of somebody else', (state: string) => `code=c&state=${state.replace(/./, 'x')}`],
  ['no state', () => 'code=c'],
  ['no code', (state: string) => `state=${state}`],
])('who comes back with %s is sent away, and GitHub is not asked', async (_, query) => {
  const world = cliWorld();
  const running = main(['setup', ...HOOK], world.io);
  const { origin, state } = await openPage(world);
  expect((await fetch(`${origin}/registered?${query(state)}`)).status).toBe(400);
  world.stop();
  expect(await running).toBe(2);
  expect(world.err()).toContain('Stopped before the App was registered.');
  expect(dotenv(world)['APP_ID']).toBeUndefined();
});

test('a code that GitHub refuses is told on the page, and the next one is taken', async () => {
  const world = cliWorld();
  const running = main(['setup', ...HOOK], world.io);
  const { origin, state } = await openPage(world);
  nock('https://api.github.com').post('/app-manifests/old/conversions').reply(404, { message: 'Not Found' });
  nock('https://api.github.com')
    .post('/app-manifests/bare/conversions')
    .reply(201, { ...answer, webhook_secret: null });
  nock('https://api.github.com').post('/app-manifests/new/conversions').reply(201, answer);
  const come = async (code: string) => unplain(await (await fetch(`${origin}/registered?code=${code}&state=${state}`)).text());
  expect(await come('old')).toContain('A code works once and for an hour.');
  expect(await come('bare')).toContain('Its answer lacks webhook_secret. Delete the new App on GitHub');
  expect(await come('new')).toContain('Promotion Bot is registered');
  expect(await running).toBe(0);
});

test('the page is served to this machine by its own name only, and posts to GitHub only', async () => {
  const world = cliWorld();
  const running = main(['setup', ...HOOK], world.io);
  const { origin } = await openPage(world);
  const { hostname, port } = new URL(origin);
  const rebound = await new Promise((resolve, reject) => {
    const options = { hostname, port, headers: { host: `evil.example:${port}` } };
    request(options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(rebound).toBe(403);
  const page = await fetch(origin);
  expect(page.headers.get('content-security-policy')).toContain('form-action https://github.com;');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect((await fetch(origin, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${origin}/favicon.ico`)).status).toBe(404);
  world.stop();
  await running;
});

test('nothing in an address can break out of the page', async () => {
  const world = cliWorld();
  const running = main(['setup', '--webhook-url', `https://bot.example.com/x?"'><script>&`], world.io);
  const { html, manifest } = await openPage(world);
  expect(html).not.toMatch(/<script/);
  expect(new URL(manifest.hook_attributes.url).hostname).toBe('bot.example.com');
  world.stop();
  await running;
});

test('an Enterprise Server is asked instead of github.com', async () => {
  const world = cliWorld({ GHE_HOST: 'github.example.com' });
  const running = main(['setup', ...HOOK], world.io);
  const { origin, action, state } = await openPage(world);
  expect(action.origin + action.pathname).toBe('https://github.example.com/settings/apps/new');
  nock('https://github.example.com').post('/api/v3/app-manifests/c/conversions').reply(201, answer);
  await fetch(`${origin}/registered?code=c&state=${state}`);
  expect(await running).toBe(0);
});

test('the address is asked for when it is not given; without our path it gets it, a path of its own is kept', async () => {
  const world = cliWorld({}, ['https://smee.io/abc\n']);
  const running = main(['setup'], world.io);
  const { manifest } = await openPage(world);
  expect(manifest.hook_attributes.url).toBe('https://smee.io/abc');
  // Whoever passes webhooks on is not told who signs in.
  expect(manifest.callback_urls).toEqual(['http://localhost:3000/auth/callback']);
  expect(world.out()).toContain('Where can GitHub reach this bot?');
  world.stop();
  expect(await running).toBe(2);
});

test.each([
  ['nothing', []],
  ['no address', ['bot\n']],
  ['a file', ['file:///etc/passwd\n']],
])('%s as the address is answered with how to say it', async (_, typed) => {
  const world = cliWorld({}, typed);
  expect(await main(['setup'], world.io)).toBe(64);
  expect(world.err()).toContain('That is no web address.');
});

test('adding to a .env keeps every line', () => {
  expect(addToDotenv('A=1', { A: '2', B: 'x\ny\n' })).toEqual({ text: 'A=1\nB="x\\ny"\n', added: ['B'], kept: ['A'] });
  expect(addToDotenv('', { A: '2' })).toEqual({ text: 'A="2"\n', added: ['A'], kept: [] });
});
