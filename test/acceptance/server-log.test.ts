/** No secret reaches a log line, wherever it hides. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createLog, redactor } from '../../src/log.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

function logged(say: (log: ReturnType<typeof createLog>) => void, secrets: readonly string[] = []) {
  const lines: string[] = [];
  say(createLog({ level: 'debug', write: (line) => lines.push(line), secrets }));
  return { text: lines.join(''), parsed: lines.map((line) => JSON.parse(line)) };
}

test.each([
  ['an installation token', `ghs_${'a1B2'.repeat(9)}`],
  ['an installation token of the newer, longer form', `ghs_123_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2ln-bmF0_dXJl`],
  ['a personal token', `ghp_${'a1B2'.repeat(9)}`],
  ['a fine-grained token', `github_pat_11ABCDE_${'x'.repeat(40)}`],
  ['a user token', `ghu_${'z'.repeat(36)}`],
  ['a JSON web token', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl'],
  ['a private key', pem],
  ['the beginning of a private key', pem.slice(0, 400)],
])('%s is taken out of messages, fields and errors, and the line stays JSON', (_, secret) => {
  const { text, parsed } = logged((log) => {
    log.info(`token ${secret}`);
    log.child({ name: 'github' }).warn({ nested: { header: `bearer ${secret}` } }, 'fields');
    log.error(new AggregateError([new Error(`refused ${secret}`)], 'several'));
  });
  expect(parsed).toHaveLength(3);
  for (const part of secret.split('\n').filter((line) => line.length > 8)) expect(text).not.toContain(part);
  expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(3);
});

test('the webhook secret is taken out, also as JSON writes it', () => {
  const secret = 'quote " and \\ slash!';
  expect(logged((log) => log.info({ secret }, `the ${secret}`), [secret]).text).not.toMatch(/slash/);
});

test('the password of a database is taken out of its address, and the rest stays', () => {
  expect(redactor()('cannot reach postgres://bot:hunter2@db:5432/bot or postgresql://bot:x%40y@db')).toBe(
    'cannot reach postgres://bot:[redacted]@db:5432/bot or postgresql://bot:[redacted]@db',
  );
});

test('what only resembles a secret stays', () => {
  const harmless = 'ghs_short, eyJ, the commit 0123456789012345678901234567890123456789, -----BEGIN PUBLIC KEY-----';
  expect(redactor(['short'])(harmless)).toBe(harmless);
});

test('errors are told without the request and the payload they carry', () => {
  const error = Object.assign(new Error('no'), {
    status: 404,
    request: { headers: { cookie: 'c' } },
    event: { payload: { body: 'private' } },
  });
  const { text, parsed } = logged((log) => {
    log.error(error);
    log.debug({ event: { id: 'd1', name: 'issues', payload: { body: 'private' } } }, 'Webhook received');
  });
  expect(text).not.toMatch(/private|cookie/);
  expect(parsed[0]).toMatchObject({ level: 'error', msg: 'no', err: { type: 'Error', status: 404 } });
  expect(parsed[1]).toMatchObject({ level: 'debug', event: { id: 'd1', name: 'issues' } });
});
