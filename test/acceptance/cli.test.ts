/** The command line: what it answers, and with which exit code. */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/index.ts';
import { main } from '../../src/cli.ts';
import type { Variables } from '../../src/env.ts';
import { VERSION } from '../../src/github/version.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

async function run(...argv: string[]) {
  const world = cliWorld();
  const code = await main(argv, world.io);
  return { code, out: world.out(), err: world.err() };
}

test('--version and --help answer on standard output, with 0', async () => {
  expect(await run('--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  const help = await run('--help');
  expect([help.code, help.err]).toEqual([0, '']);
  for (const { name } of COMMANDS) expect(help.out).toContain(`  ${name.split(' ')[0]}`);
  expect(help.out).toContain('Exit codes: 0 yes, 1 no, 2 cannot say, 64 the command was not understood.');
  expect(await run('help')).toEqual(help);
});

test('help for one command names its arguments and options', async () => {
  const asked = await run('help', 'setup');
  expect(asked).toEqual(await run('setup', '--help'));
  expect([asked.code, asked.err]).toEqual([0, '']);
  expect(asked.out).toContain('--webhook-url <url>');
  expect((await run('config', 'check', '--help')).out).toContain('.github/promotion.yml when not given');
});

test.each([
  [['strat'], 'Did you mean start?'],
  [['start', '--prot', '1'], "unknown option '--prot'"],
  [['sandbox', '--prot', '1'], 'Did you mean --port?'],
  [['config', 'chekc'], 'Did you mean check?'],
  [['config', 'check', 'a.yml', 'b.yml'], 'too many arguments'],
  [['setup', '--org'], "option '--org <name>' argument missing"],
  [['setup', '--org', 'a/b'], '--org takes the name of an organisation'],
  [['sandbox', '--port', '70000'], '--port takes a number from 0 to 65535.'],
])('%j is not understood: 64, and it says what would be', async (argv, words) => {
  const { code, out, err } = await run(...argv);
  expect([code, out]).toEqual([64, '']);
  expect(err).toContain(words);
  expect(err).toContain('(--help says what there is.)');
  expect(err).not.toMatch(/\n\s+at /);
});

test.each([[[]], [['config']]])('%j alone shows the help, with 64', async (argv) => {
  const { code, err } = await run(...argv);
  expect(code).toBe(64);
  expect(err).toContain('Usage: promotion-bot');
});

test('start without settings refuses: every problem with its remedy, the way to set up, no stack', async () => {
  const { code, out, err } = await run('start');
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^Promotion Bot cannot start yet:\n\n {2}- APP_ID is missing\.\n {4}Copy the number/);
  expect(err.match(/ {2}- /g)).toHaveLength(4);
  expect(err).toContain('"npx promotion-bot setup" registers the GitHub App');
  expect(err).not.toMatch(/\n\s+at /);
});

test.each(['', 'development'])('start with the webhook secret %j refuses', async (secret) => {
  const world = cliWorld({ WEBHOOK_SECRET: secret });
  expect(await main(['start'], world.io)).toBe(1);
  expect(world.err()).toMatch(/ {2}- WEBHOOK_SECRET is (empty|the public default)/);
});

const key = (made: KeyPairKeyObjectResult) => made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const settings = {
  APP_ID: '1',
  PRIVATE_KEY: key(generateKeyPairSync('rsa', { modulusLength: 2048 })),
  LEDGER_KEY: key(generateKeyPairSync('ed25519')),
  WEBHOOK_SECRET: 'a webhook secret of GitHub, 32 long',
};

/** A folder to start in, where a database is already made. */
async function startWorld(env: Variables): Promise<CliWorld> {
  const world = cliWorld({ ...settings, ...env });
  await putEmptyDatabase(join(world.folder, 'data'));
  return world;
}

test('start listens until it is asked to stop, and ends with 0', async () => {
  const world = await startWorld({ PORT: '0' });
  const running = main(['start'], world.io);
  const [, url = ''] = await world.printed(/"url":"(http:[^"]+)"/);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  world.stop();
  expect(await running).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  expect([world.err(), world.out().includes('a webhook secret')]).toEqual(['', false]);
});

test('start on a port that is taken says so, and ends with 1', async () => {
  const first = await startWorld({ PORT: '0' });
  const running = main(['start'], first.io);
  const [, port = ''] = await first.printed(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
  const second = await startWorld({ PORT: port });
  expect(await main(['start'], second.io)).toBe(1);
  expect(second.err()).toBe(
    `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set PORT to another one (0 takes any that is free).\n`,
  );
  first.stop();
  await running;
});

test('start with a port for the metrics that is taken names that one, and leaves nothing behind', async () => {
  const first = await startWorld({ PORT: '0' });
  const running = main(['start'], first.io);
  const [, port = ''] = await first.printed(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
  const second = await startWorld({ PORT: '0', METRICS_PORT: port });
  expect(await main(['start'], second.io)).toBe(1);
  expect(second.err()).toBe(
    `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set METRICS_PORT to another one (0 takes any that is free).\n`,
  );
  first.stop();
  await running;
});

const CONFIG = `version: 1
environments:
  development: {}
  staging: { approval: none }
subjects:
  web: { kind: component }
`;

function worldWith(text: string) {
  const world = cliWorld();
  mkdirSync(join(world.folder, '.github'));
  writeFileSync(join(world.folder, '.github/promotion.yml'), text);
  return world;
}

test('config check: fine is 0', async () => {
  const world = worldWith(CONFIG);
  expect(await main(['config', 'check'], world.io)).toBe(0);
  expect(world.out()).toBe('.github/promotion.yml is fine.\n');
});

test('config check: a problem is 1, with file, line, column, path and sentence', async () => {
  const world = worldWith(CONFIG.replace('approval:', 'aproval:'));
  expect(await main(['config', 'check', '.github/promotion.yml'], world.io)).toBe(1);
  expect(world.out()).toMatch(/^\.github\/promotion\.yml:4:\d+ {2}environments\.staging has an unknown key "aproval"/m);
});

test('config check --json says the same for programs', async () => {
  const world = worldWith(CONFIG.replace('approval:', 'aproval:'));
  expect(await main(['config', 'check', '--json'], world.io)).toBe(1);
  const told = JSON.parse(world.out());
  expect(told).toMatchObject({ file: '.github/promotion.yml', ok: false });
  expect(told.problems).toContainEqual(
    expect.objectContaining({ line: 4, code: 'unknown_key', sentence: expect.stringContaining('aproval') }),
  );
});

test('config check: a file that cannot be read is 2', async () => {
  const world = cliWorld();
  expect(await main(['config', 'check', 'gone.yml'], world.io)).toBe(2);
  expect(world.err()).toContain('gone.yml cannot be read: there is no such file. Name the file to check');
  expect(await main(['config', 'check', '.', '--json'], world.io)).toBe(2);
  expect(JSON.parse(world.out())).toMatchObject({ file: '.', ok: null });
});

test('a bug is told in a sentence, without a stack and without secrets, with 2', async () => {
  const world = cliWorld();
  const stdout = {
    write: () => {
      throw new Error(`broken by ghs_${'a'.repeat(36)}`);
    },
  };
  expect(await main(['config', 'check', '--json', 'gone.yml'], { ...world.io, stdout })).toBe(2);
  expect(world.err()).toBe(
    `This should not have happened: broken by [redacted]\nPlease report it, with the command you ran and the version (${VERSION}).\n`,
  );
});
