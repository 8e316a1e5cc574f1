/** `promotion-bot rebuild` as people run it, a process of its own, and killed as machines do it: kill -9 while GitHub is answering. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { type Listening, listen } from '../../src/sandbox/index.ts';
import { openDatabase, type Where } from '../../src/store/open.ts';
import { halfBuilt } from '../../src/store/rebuild-shelf.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { SECRETS, Story } from '../harness/story.ts';
import { populate } from '../store/living.ts';
import { ARRIVED, dump } from '../store/records.ts';

const PROMOTIONS = 90;
/** Where it finds the packages it needs. */
const PROGRAM = resolve(`node_modules/.cache/promotion-bot/cli-${process.pid}.mjs`);

const { where } = databases();
const s = new Story();
let github: Listening;

beforeAll(async () => {
  mkdirSync(resolve('node_modules/.cache/promotion-bot'), { recursive: true });
  await build({ entryPoints: ['src/cli.ts'], bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile: PROGRAM });
  const stories = Array.from({ length: PROMOTIONS }, (_, n) => ({ at: n, version: `v${n}`, deeds: n % 2 === 0 ? ARRIVED : [] }));
  populate(s.world, stories);
  github = await listen(s.world);
});
afterAll(async () => {
  await github.close();
  rmSync(PROGRAM, { force: true });
});

/** Begins it; `ends` resolves with the exit code, null for one that was killed, and what it printed. */
function begins({ folder, url }: Where): { readonly child: ChildProcess; readonly ends: Promise<readonly [number | null, string]> } {
  const env = {
    PATH: process.env['PATH'],
    APP_ID: String(s.world.app.id),
    PRIVATE_KEY: SECRETS.privateKey,
    LEDGER_KEY: SECRETS.ledgerKey,
    WEBHOOK_SECRET: 'a secret that is long enough for every version of this',
    GHE_HOST: new URL(github.url).host,
    GHE_PROTOCOL: 'http',
    DATA_DIR: folder,
    ...(url === undefined ? {} : { DATABASE_URL: url }),
  };
  const child = spawn(process.execPath, [PROGRAM, 'rebuild'], { env, cwd: resolve('test'), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
  return { child, ends: new Promise((done) => child.on('close', (code) => done([code, said]))) };
}

const looks = (): number => s.asked().filter((asked) => asked === 'query See').length;

/** Resolves when so many looks were asked for; none is answered from then on. */
const asksForLooks = (count: number): Promise<void> =>
  new Promise((reached) => {
    s.world.turn = async () => {
      if (looks() < count) return;
      reached();
      await new Promise(() => {});
    };
  });

async function content(at: Where): Promise<readonly string[]> {
  const database = await openDatabase(at);
  try {
    expect(await halfBuilt(database.pool)).toBeUndefined();
    return await dump(database);
  } finally {
    await database.close();
  }
}

test.each(ENGINES)('%s: killed twice, it goes on where it was, and all is as if it had never been', async (engine) => {
  const undisturbed = await where(engine);
  expect(await begins(undisturbed).ends).toEqual([0, expect.stringContaining(`${PROMOTIONS} promotions of 1 repository read`)]);
  const whole = await content(undisturbed);

  const disturbed = await where(engine);
  const before = looks();
  for (const upTo of [30, 70]) {
    const reached = asksForLooks(before + upTo);
    const { child, ends } = begins(disturbed);
    await reached;
    child.kill('SIGKILL');
    expect((await ends)[0]).toBeNull();
    s.world.turn = undefined;
  }
  const [code, said] = await begins(disturbed).ends;
  expect([code, said]).toEqual([0, expect.stringMatching(/^Going on where the last rebuild was: 0 of 1 repositories are done\./)]);
  const left = Number(/acme\/shop: (\d+) promotions to read/.exec(said)?.[1]);
  // A lot of twenty at a time: what was whole when it died is not read again.
  expect([PROMOTIONS - 20, PROMOTIONS - 40, PROMOTIONS - 60]).toContain(left);
  expect(await content(disturbed)).toEqual(whole);
});
