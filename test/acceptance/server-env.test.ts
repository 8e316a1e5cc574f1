/** What the server must be told, and what it says when it is not. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { webAt } from '../../src/core/hosts.ts';
import { readEnv, type Variables, withDotenv } from '../../src/env.ts';
import { readAccess } from '../../src/env-access.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const good = { APP_ID: '123', PRIVATE_KEY: rsa, WEBHOOK_SECRET: 'thirty-two letters, all together', LEDGER_KEY: ed25519 };
const folder = mkdtempSync(join(tmpdir(), 'env-'));

const sentences = (variables: Variables): readonly string[] => {
  const reading = readEnv(variables, folder);
  return reading.ok ? [] : reading.problems.map((problem) => problem.sentence);
};

test('four settings are enough; the rest has defaults that open nothing to the outside', () => {
  expect(readEnv(good, folder)).toEqual({
    ok: true,
    env: {
      appId: 123,
      privateKey: rsa,
      webhookSecret: 'thirty-two letters, all together',
      ledgerKey: ed25519,
      mustExtend: false,
      port: 3000,
      host: '127.0.0.1',
      baseUrl: undefined,
      logLevel: 'info',
    },
  });
});

test.each([
  ['required', true],
  ['optional', false],
  ['', false],
])('ORGANIZATION_RULES=%s: whether only rules that extend those of the organisation are taken', (said, mustExtend) => {
  expect(readEnv({ ...good, ORGANIZATION_RULES: said }, folder)).toMatchObject({ ok: true, env: { mustExtend } });
});

test('everything that is missing is told at once, each with a remedy', () => {
  const reading = readEnv({}, folder);
  expect(reading.ok ? [] : reading.problems.map((problem) => `${problem.sentence} ${problem.remedy}`)).toMatchInlineSnapshot(`
[
  "APP_ID is missing. Copy the number called "App ID" from the settings page of your GitHub App.",
  "PRIVATE_KEY is missing. Generate a private key on the settings page of your GitHub App and set PRIVATE_KEY_PATH to the downloaded .pem file.",
  "WEBHOOK_SECRET is missing. Choose a long random text, for instance from "openssl rand -hex 32", and set it here and in the settings of your GitHub App.",
  "LEDGER_KEY is missing. Run "npx promotion-bot setup --key-only": it makes the key that signs the audit trail and writes it to .env.",
]
`);
});

test.each([
  ['', 'WEBHOOK_SECRET is empty.'],
  ['development', 'WEBHOOK_SECRET is the public default "development", which lets anybody forge events.'],
  ['thirty-one letters all together', 'WEBHOOK_SECRET is shorter than 32 characters.'],
])('the webhook secret %j is refused', (secret, sentence) => {
  expect(sentences({ ...good, WEBHOOK_SECRET: secret })).toEqual([sentence]);
});

test.each([
  ['with newlines written out', (pem: string) => pem.replaceAll('\n', '\\n')],
  ['in base64', (pem: string) => Buffer.from(pem).toString('base64')],
  ['without its last newline', (pem: string) => pem.trim()],
])('keys are taken %s', (_, write) => {
  const reading = readEnv({ ...good, PRIVATE_KEY: write(rsa), LEDGER_KEY: write(ed25519) }, folder);
  expect(reading).toMatchObject({ ok: true, env: { privateKey: rsa, ledgerKey: ed25519 } });
});

test('keys are taken from files, named relative to the folder', () => {
  writeFileSync(join(folder, 'app.pem'), rsa);
  writeFileSync(join(folder, 'ledger.pem'), ed25519);
  const { PRIVATE_KEY: _p, LEDGER_KEY: _l, ...rest } = good;
  const reading = readEnv({ ...rest, PRIVATE_KEY_PATH: 'app.pem', LEDGER_KEY_PATH: join(folder, 'ledger.pem') }, folder);
  expect(reading).toMatchObject({ ok: true, env: { privateKey: rsa, ledgerKey: ed25519 } });
});

test('a key file that is not there is named once, by its whole path', () => {
  const { PRIVATE_KEY: _, ...rest } = good;
  const reading = readEnv({ ...rest, PRIVATE_KEY_PATH: 'gone.pem' }, folder);
  expect(reading.ok ? [] : reading.problems).toEqual([
    {
      name: 'PRIVATE_KEY_PATH',
      sentence: 'PRIVATE_KEY_PATH names a file that cannot be read.',
      remedy: `Check that the file is there and that this user may read it: ${join(folder, 'gone.pem')}`,
    },
  ]);
});

test('keys that were swapped are told apart', () => {
  expect(sentences({ ...good, PRIVATE_KEY: ed25519, LEDGER_KEY: rsa })).toEqual([
    'PRIVATE_KEY is not an RSA private key in PEM form.',
    'LEDGER_KEY is not an Ed25519 private key in PEM form.',
  ]);
});

test('no problem quotes what was set: it may be a secret', () => {
  const secrets = {
    APP_ID: 'leak-1',
    PRIVATE_KEY: 'leak-2',
    WEBHOOK_SECRET: 'leak-3',
    LEDGER_KEY: 'leak-4',
    PORT: 'leak-5',
    LOG_LEVEL: 'leak-6',
  };
  const reading = readEnv(secrets, folder);
  expect(JSON.stringify(reading)).not.toContain('leak');
  expect(reading.ok ? 0 : reading.problems.length).toBe(6);
});

test.each(['65536', '-1', '3e3', 'http'])('the port %j is refused', (port) => {
  expect(sentences({ ...good, PORT: port })).toEqual(['PORT is not a port number.']);
});

test('an Enterprise Server is named by its host; a whole address is refused', () => {
  const named = (host: string, protocol?: string) => readEnv({ ...good, GHE_HOST: host, GHE_PROTOCOL: protocol }, folder);
  expect(named('github.example.com')).toMatchObject({ env: { baseUrl: 'https://github.example.com/api/v3' } });
  expect(named('127.0.0.1:8080', 'http')).toMatchObject({ env: { baseUrl: 'http://127.0.0.1:8080/api/v3' } });
  expect(named('https://github.example.com')).toMatchObject({ problems: [{ sentence: 'GHE_HOST is not a host name.' }] });
});

test.each([
  ['github.com', undefined, 'https://github.com'],
  ['GitHub.com', undefined, 'https://github.com'],
  ['github.example.com', 'https://github.example.com/api/v3', 'https://github.example.com'],
  ['octocorp.ghe.com', 'https://api.octocorp.ghe.com', 'https://octocorp.ghe.com'],
  ['ghe.com.example.com', 'https://ghe.com.example.com/api/v3', 'https://ghe.com.example.com'],
])('GHE_HOST %s has its API at %s, and people look at it at %s', (host, api, web) => {
  expect(readEnv({ ...good, GHE_HOST: host }, folder)).toMatchObject({ ok: true, env: { baseUrl: api } });
  expect(webAt(api)).toBe(web);
});

const TOKENS = { GH_TOKEN: 'of-github', GITHUB_TOKEN: 'of-the-workflow', GH_ENTERPRISE_TOKEN: 'of-the-server' };
const SERVER = 'https://github.example.com/api/v3';
test.each([
  ['nothing', {}, TOKENS, undefined, 'of-github'],
  ['GHE_HOST', { GHE_HOST: 'github.example.com' }, TOKENS, SERVER, 'of-the-server'],
  ['GHE_HOST, which is ours alone', { GHE_HOST: 'github.example.com' }, { GH_TOKEN: 'x' }, SERVER, 'x'],
  ['GH_HOST', { GH_HOST: 'github.example.com' }, TOKENS, SERVER, 'of-the-server'],
  ['GH_HOST of GHE.com', { GH_HOST: 'octocorp.ghe.com' }, TOKENS, 'https://api.octocorp.ghe.com', 'of-github'],
  ['GH_HOST github.com', { GH_HOST: 'github.com' }, TOKENS, undefined, 'of-github'],
  ['a workflow there', { GITHUB_API_URL: SERVER }, { GITHUB_TOKEN: 'x' }, SERVER, 'x'],
  ['a workflow on github.com', { GITHUB_API_URL: 'https://api.github.com' }, { GITHUB_TOKEN: 'x' }, undefined, 'x'],
  ['both, of which ours counts', { GHE_HOST: 'github.example.com', GH_HOST: 'other.example.com' }, TOKENS, SERVER, 'of-the-server'],
])('a person reaches the GitHub that is named by %s', (_what, places, tokens, baseUrl, token) => {
  expect(readAccess({ ...places, ...tokens })).toEqual({ ok: true, access: { baseUrl, token } });
});

test('a token of github.com goes to no server that GH_HOST names, and what names no server says so', () => {
  const problemOf = (variables: Record<string, string>) => readAccess({ GH_TOKEN: 'x', ...variables });
  const remedy = expect.stringMatching(/^Set GH_ENTERPRISE_TOKEN /);
  expect(problemOf({ GH_HOST: 'github.example.com' })).toMatchObject({ ok: false, problem: { name: 'GH_ENTERPRISE_TOKEN', remedy } });
  expect(problemOf({ GH_HOST: 'https://evil' })).toMatchObject({
    problem: { sentence: 'GH_HOST is not a host name.', remedy: expect.stringMatching(/^Set the bare/) },
  });
  expect(problemOf({ GITHUB_API_URL: 'file:///etc' })).toMatchObject({ problem: { sentence: 'GITHUB_API_URL is no web address.' } });
});

test('.env is read, and what is set outside wins', () => {
  writeFileSync(join(folder, '.env'), 'APP_ID=7\nPORT=0\nPRIVATE_KEY="a\\nb"\n');
  expect(withDotenv({ APP_ID: '8' }, folder)).toEqual({ APP_ID: '8', PORT: '0', PRIVATE_KEY: 'a\nb' });
  expect(withDotenv({ APP_ID: '8' }, join(folder, 'elsewhere'))).toEqual({ APP_ID: '8' });
});

test('metrics have a port of their own, and none unless it is named', () => {
  expect(readEnv({ ...good, METRICS_PORT: '9464' }, folder)).toMatchObject({ env: { metrics: { port: 9464, host: '127.0.0.1' } } });
  expect(readEnv({ ...good, METRICS_PORT: '', METRICS_HOST: '0.0.0.0' }, folder)).toMatchObject({ ok: true, env: { metrics: undefined } });
  expect(sentences({ ...good, METRICS_PORT: '3000' })).toEqual(['METRICS_PORT is the same as PORT.']);
  expect(readEnv({ ...good, PORT: '0', METRICS_PORT: '0' }, folder)).toMatchObject({ ok: true });
});

test('the secret before this one, and the database, are read where they are set', () => {
  const env = { previousWebhookSecret: 'thirty-two letters, all of before', databaseUrl: 'postgres://bot:pass@db:5432/bot' };
  const set = { WEBHOOK_SECRET_PREVIOUS: env.previousWebhookSecret, DATABASE_URL: env.databaseUrl };
  expect(readEnv({ ...good, ...set }, folder)).toMatchObject({ env });
  expect(sentences({ ...good, DATABASE_URL: 'mysql://db' })).toEqual(['DATABASE_URL is not the address of a PostgreSQL.']);
});
