/** `keys rotate`: nothing is ever lost, and auditors get what they need. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import { newLedgerKey, publicHalf } from '../../src/app/notary.ts';
import { main } from '../../src/cli.ts';
import { pemsIn, readEnv, readLedgerKeys, withDotenv } from '../../src/env.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

const textOf = (world: CliWorld, name: string): string => readFileSync(join(world.folder, name), 'utf8');
const keysOf = (world: CliWorld) => readLedgerKeys(withDotenv({}, world.folder), world.folder);
const rotate = (world: CliWorld) => main(['keys', 'rotate'], world.io);
const ROTTEN = '-----BEGIN PRIVATE KEY-----';

test('set up, rotated, rotated again: every key is kept, newest first, closed to others, its public half laid out', async () => {
  const world = cliWorld();
  expect(await main(['setup', '--key-only'], world.io)).toBe(0);
  writeFileSync(join(world.folder, '.env'), `# ours\nexport OTHER="x"\n${textOf(world, '.env')}`, { mode: 0o644 });
  const [first = ''] = keysOf(world);
  expect(await rotate(world)).toBe(0);
  const [second = '', ...before] = keysOf(world);
  expect([before, second === first]).toEqual([[first], false]);
  expect(await rotate(world)).toBe(0);
  expect(keysOf(world).slice(1)).toEqual([second, first]);
  expect(textOf(world, '.env')).toMatch(/^# ours\nexport OTHER="x"\nLEDGER_KEY="[^\n]+"\nLEDGER_KEY_PREVIOUS="[^\n]+"\n$/);
  expect((statSync(join(world.folder, '.env')).mode & 0o777).toString(8)).toBe('600');
  expect(pemsIn(textOf(world, '.github/promotion-bot.pub.pem')).toSorted()).toEqual(keysOf(world).map(publicHalf).toSorted());
  expect(world.out()).toContain('Restart the bot.');
  expect(world.out() + world.err()).not.toContain(ROTTEN);
});

test('a key that lies in a file, or goes over several lines, is rotated out of it and stays there', async () => {
  const world = cliWorld();
  const first = newLedgerKey();
  writeFileSync(join(world.folder, 'ledger.pem'), first);
  writeFileSync(join(world.folder, '.env'), 'LEDGER_KEY_PATH=ledger.pem');
  expect(await rotate(world)).toBe(0);
  expect([keysOf(world).slice(1), textOf(world, 'ledger.pem')]).toEqual([[first], first]);
  const lines = cliWorld();
  writeFileSync(join(lines.folder, '.env'), `LEDGER_KEY="${first}"\nPORT=1\n`);
  expect(await rotate(lines)).toBe(0);
  expect([keysOf(lines).slice(1), parseEnv(textOf(lines, '.env'))['PORT']]).toEqual([[first], '1']);
});

test.each([
  ['no key yet', {}, '', '"npx promotion-bot setup --key-only" makes the first one'],
  ['a key outside .env', { LEDGER_KEY: newLedgerKey() }, '', 'LEDGER_KEY is set outside .env'],
  ['a key that is none', {}, 'LEDGER_KEY="nonsense"\n', 'cannot be read as Ed25519 private keys'],
  [
    'an old key that is none',
    {},
    `LEDGER_KEY="${newLedgerKey()}"\nLEDGER_KEY_PREVIOUS="nonsense"\n`,
    'cannot be read as Ed25519 private keys',
  ],
])('%s: nothing is changed, 1, and what to do', async (_, env, dotenv, words) => {
  const world = cliWorld(env);
  writeFileSync(join(world.folder, '.env'), dotenv);
  expect(await rotate(world)).toBe(1);
  expect(world.err()).toContain(words);
  expect(textOf(world, '.env')).toBe(dotenv);
});

test('the server takes the previous keys, and says so when they are none', () => {
  const [now, one, two] = [newLedgerKey(), newLedgerKey(), newLedgerKey()];
  const good = { APP_ID: '1', PRIVATE_KEY: '', WEBHOOK_SECRET: 'x'.repeat(32), LEDGER_KEY: now };
  const problems = (previous: string) => {
    const reading = readEnv({ ...good, LEDGER_KEY_PREVIOUS: previous }, '/');
    return reading.ok ? [] : reading.problems.filter(({ name }) => name !== 'PRIVATE_KEY').map(({ sentence }) => sentence);
  };
  expect([problems(''), problems(one + two), problems(`${one}${two}`.replaceAll('\n', '\\n'))]).toEqual([[], [], []]);
  expect(problems('nonsense')).toEqual(['LEDGER_KEY_PREVIOUS is not Ed25519 private keys in PEM form.']);
  expect(problems(one + publicHalf(two))).toEqual(['LEDGER_KEY_PREVIOUS is not Ed25519 private keys in PEM form.']);
  expect(readLedgerKeys({ ...good, LEDGER_KEY_PREVIOUS: one + two }, '/')).toEqual([now, one, two]);
});

test('setup lays out the public half of a key that was there before, and adds to what lies there', async () => {
  const world = cliWorld();
  const first = newLedgerKey();
  writeFileSync(join(world.folder, '.env'), `LEDGER_KEY="${first.trim().replaceAll('\n', '\\n')}"\n`);
  expect(await main(['setup', '--key-only'], world.io)).toBe(0);
  expect(textOf(world, '.github/promotion-bot.pub.pem')).toBe(publicHalf(first));
  expect(world.out()).toContain('commit it, and "promotion-bot audit verify" finds it there');
});
