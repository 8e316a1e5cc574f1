/** Who may speak to the server: attack 56, secrets nobody should use, and attack 57, signatures that are none. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { WEBHOOKS_PATH } from '../../src/server.ts';
import { cliWorld } from '../acceptance/cli-world.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { ENV, type House, headers, house, SECRET, sign, wire } from '../harness/server.ts';

let home: House | undefined;
afterEach(async () => {
  await home?.server.close();
  home = undefined;
});

describe('attack 56: a secret that anybody may know', () => {
  const ledgerKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const settings = { APP_ID: '1', PRIVATE_KEY: ENV.privateKey, LEDGER_KEY: ledgerKey, PORT: '0' };

  // Falls without: src/env.ts, the lines of `secret`, each with its own row
  test.each([
    ['WEBHOOK_SECRET', undefined, 'is missing'],
    ['WEBHOOK_SECRET', '', 'is empty'],
    ['WEBHOOK_SECRET', 'development', 'is the public default "development"'],
    ['WEBHOOK_SECRET', 'x'.repeat(31), 'is shorter than 32 characters'],
    ['WEBHOOK_SECRET_PREVIOUS', 'development', 'is the public default "development"'],
    ['WEBHOOK_SECRET_PREVIOUS', 'x'.repeat(31), 'is shorter than 32 characters'],
  ])('attack 56: with %s %j the server does not start, and says what to do', async (name, value, sentence) => {
    const world = cliWorld({ ...settings, WEBHOOK_SECRET: 'x'.repeat(32), [name]: value });
    // Were it to start after all, it would stop at once.
    world.stop();
    expect(await main(['start'], world.io)).toBe(1);
    expect(world.out()).toBe('');
    expect(world.err()).toContain(`  - ${name} ${sentence}`);
    expect(world.err()).toMatch(/ {4}(Choose|Set) /);
  });

  // Falls without: src/env.ts, `length >= SHORTEST_SECRET` (with > it does not start)
  test('attack 56: 32 characters are enough', async () => {
    const world = cliWorld({ ...settings, WEBHOOK_SECRET: 'x'.repeat(32), WEBHOOK_SECRET_PREVIOUS: '' });
    await putEmptyDatabase(join(world.folder, 'data'));
    world.stop();
    expect([await main(['start'], world.io), world.err()]).toEqual([0, '']);
  });

  // Falls without: src/server.ts, `routes` (with a way for everything else than the table)
  test.each(['/probot', '/probot/import', '/probot/setup', '/probot/stats', '/ping', '/', '/.env', '/api/github/webhooks/', '/metrics'])(
    'attack 56: nothing is behind %s',
    async (path) => {
      home = await house({}, { metrics: { delivered: () => {}, page: async () => 'secret figures' } });
      for (const method of ['GET', 'POST']) {
        const body = JSON.stringify({ appId: 2, pem: 'x', webhook_secret: 'x' });
        const answer = await fetch(`${home.server.url}${path}`, { method, ...(method === 'POST' && { body, headers: headers(body) }) });
        expect([answer.status, await answer.text()]).toEqual([404, expect.stringMatching(/^There is nothing here\./)]);
      }
      expect(home.heard).toEqual([]);
    },
  );
});

/** GitHub's own example: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation. */
const GITHUBS = {
  secret: "It's a Secret to Everybody",
  body: 'Hello, World!',
  signature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
};

// Two spaces: what is parsed and written again looks otherwise.
const BODY = '{"action":"opened",  "issue":{"number":1,"title":"Grüße"}}';
const digest = sign(BODY).slice('sha256='.length);
const sha1 = createHmac('sha1', SECRET).update(BODY).digest('hex');

describe('attack 57: signatures', () => {
  // Falls without: src/github/deliveries.ts, `if (!isSigned) return 'forged'`
  test.each([
    ['of another secret', sign(BODY, 'another secret that is long enough too')],
    ['of the default secret', sign(BODY, 'development')],
    ['of another body', sign(`${BODY} `)],
    ['of the same JSON, written anew', sign(JSON.stringify(JSON.parse(BODY)))],
    ['of nothing', sign('')],
    ['in upper case', `sha256=${digest.toUpperCase()}`],
    ['without its name', digest],
    ['of which only the name is there', 'sha256='],
    ['that is cut short', sign(BODY).slice(0, -1)],
    ['that is too long', `${sign(BODY)}0`],
    ['of zeros', `sha256=${'0'.repeat(64)}`],
    ['of the older kind', `sha1=${sha1}`],
    ['of the older kind under the newer name', `sha256=${sha1}`],
    ['twice, joined', `${sign(BODY)}, ${sign(BODY)}`],
    ['of a word', 'undefined'],
  ])('attack 57: a signature %s is refused, and nothing is heard', async (_what, signature) => {
    home = await house();
    const answer = await home.deliver(BODY, { 'x-hub-signature-256': signature });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/^The signature does not fit\./)]);
    expect(home.heard).toEqual([]);
    expect(home.lines.join('')).not.toContain('Grüße');
    expect((await home.deliver(BODY)).status).toBe(202);
  });

  // Falls without: src/web/delivery.ts, the line about the signature (the first), `wrong` (the others)
  test.each([
    ['x-hub-signature-256', 'There is no x-hub-signature-256.'],
    ['x-github-event', 'There has to be one x-github-event '],
    ['x-github-delivery', 'There has to be one x-github-delivery '],
  ])('attack 57: without %s it is no delivery; the older signature does not stand in', async (name, words) => {
    home = await house();
    const answer = await home.deliver(BODY, { [name]: '', 'x-hub-signature': `sha1=${sha1}` });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(words)]);
    expect(home.heard).toEqual([]);
  });

  // Falls without: src/web/delivery.ts, SHAPES (for events and ids); Octokit's comparison (for signatures)
  test.each(['x-hub-signature-256', 'x-github-event', 'x-github-delivery'])('attack 57: two headers %s are refused', async (name) => {
    home = await house();
    const all = { ...headers(BODY), 'content-length': String(Buffer.byteLength(BODY)), connection: 'close' };
    const second = `${name}: ${headers(BODY)[name]}\r\n`;
    const { said } = home.socket(`${wire(all)}${second}\r\n${BODY}`);
    expect(await said).toMatch(/^HTTP\/1\.1 400 /);
    expect(home.heard).toEqual([]);
  });

  // Falls without: src/github/deliveries.ts, `.catch(() => false)`; https://nvd.nist.gov/vuln/detail/CVE-2023-50728
  test('attack 57: a request without a body is refused, and the server goes on', async () => {
    home = await house();
    const bare = { method: 'POST', headers: headers('') };
    for (const answer of [await home.deliver(''), await fetch(`${home.server.url}${WEBHOOKS_PATH}`, bare)])
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/^The signature does not fit\./)]);
    expect((await home.deliver(BODY)).status).toBe(202);
  });

  // Falls when: the signature is compared with anything else than HMAC-SHA256 in hexadecimal
  test('attack 57: the example of GitHub’s documentation fits, and one letter less does not', async () => {
    home = await house({ webhookSecret: GITHUBS.secret });
    const words = async (body: string) => (await home?.deliver(body, { 'x-hub-signature-256': GITHUBS.signature }))?.text();
    expect(await words(GITHUBS.body)).toMatch(/^The signature fits, but the body is no JSON object/);
    expect(await words('Hello, World')).toMatch(/^The signature does not fit/);
  });

  // Falls without: src/github/deliveries.ts, `[...previous]` (the second row); a check of any secret at all (the third)
  test.each([
    ['the secret of now', SECRET, 202],
    ['the secret before it', 'the secret that was used until today', 202],
    ['the secret before that', 'the secret that was used until May!!', 400],
  ])('attack 57: while the secret is changed, a signature by %s is answered with', async (_what, secret, status) => {
    home = await house({ previousWebhookSecret: 'the secret that was used until today' });
    expect((await home.deliver(BODY, { 'x-hub-signature-256': sign(BODY, secret) })).status).toBe(status);
    expect(home.heard).toHaveLength(status === 202 ? 1 : 0);
  });

  // Falls without: src/server.ts, `previous` (with the old secret always among them)
  test('attack 57: once it is changed, the old secret counts for nothing', async () => {
    home = await house();
    const signature = sign(BODY, 'the secret that was used until today');
    expect((await home.deliver(BODY, { 'x-hub-signature-256': signature })).status).toBe(400);
  });

  // Falls without: src/web/delivery.ts, `isUtf8`: then the bytes would be replaced and the signature would not fit any more
  test('attack 57: bytes that are no UTF-8 are named as that; those that are count as they were sent', async () => {
    home = await house();
    const broken = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const answer = await home.deliver(broken);
    expect([answer.status, await answer.text()]).toEqual([400, 'This is not UTF-8, and GitHub sends nothing else.\n']);
    const astral = '{"title":"🚀\\ud800\u2028é"}';
    expect((await home.deliver(astral)).status).toBe(202);
    expect(home.heard).toMatchObject([{ payload: { title: '🚀\ud800\u2028é' } }]);
  });
});
