/** `promotion-bot inbox`: what waits, what was given up, and how it is taken up again. */
import { beforeEach, expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { storeInbox } from '../../src/store/inbox.ts';
import { openDatabase } from '../../src/store/open.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { arrival } from '../harness/stage.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

let world: CliWorld;
const run = async (...argv: string[]) => {
  const own = cliWorld({ DATA_DIR: `${world.folder}/data` });
  const code = await main(['inbox', ...argv], own.io);
  return { code, out: own.out(), err: own.err() };
};

/** One promotion waits, one was given up, and one delivery could not be read. */
async function troubles(): Promise<void> {
  const database = await openDatabase({ folder: `${world.folder}/data` });
  const inbox = storeInbox(database.pool);
  for (const [id, number] of [
    ['d-1', 7],
    ['d-2', 7],
    ['d-3', 8],
  ] as const)
    await inbox.accept(arrival(id, number));
  await inbox.bury({ delivery: 'd-4', webhook: 'issues.opened', why: 'no issues payload that can be about a promotion: installation' });
  await database.pool.query(
    `update promotion_jobs._private_jobs set run_at = '2026-11-20T10:00:00Z', attempts = case when key = '77#7' then 25 else 2 end, last_error = E'GitHub is away\\n at x'`,
  );
  await database.pool.query(`update promotion_bot.delivery set received_at = '2026-11-20T10:00:00Z'`);
  await database.close();
}

beforeEach(async () => {
  world = cliWorld();
  await putEmptyDatabase(`${world.folder}/data`);
});

test('nothing waits', async () => {
  expect(await run()).toEqual({ code: 0, out: 'Nothing waits: everything that arrived was looked at.\n', err: '' });
});

test('what was given up comes first, with the last error and what to do; 1 because of it', async () => {
  await troubles();
  const { code, out } = await run();
  expect(code).toBe(1);
  expect(out).toMatchInlineSnapshot(`
"PROMOTION    STATE     DUE                    DELIVERIES  TRIES  LAST ERROR
acme/shop#7  given up  20 Nov 2026 10:00 UTC  2           25     GitHub is away
acme/shop#8  waits     20 Nov 2026 10:00 UTC  1           2      GitHub is away

1 promotion given up after too many tries. Mend the cause, then: promotion-bot inbox --replay

DELIVERY  EVENT          ARRIVED                WHY
d-4       issues.opened  20 Nov 2026 10:00 UTC  no issues payload that can be about a promotion: installati…

1 delivery that nobody could read. GitHub shows them in the settings of the App, under Advanced. Take them off the list: promotion-bot inbox --drop
"
`);
});

test('what was given up is done again when asked, one or all; what nobody could read is taken off the list', async () => {
  await troubles();
  expect(await run('acme/shop#9', '--replay')).toEqual({
    code: 0,
    out: 'Nothing waits for acme/shop#9, so there was nothing to replay.\n',
    err: '',
  });
  expect(await run('ACME/shop#7', '--replay')).toEqual({ code: 0, out: '1 promotion will be looked at now.\n', err: '' });
  expect(JSON.parse((await run('--json')).out)).toMatchObject({
    jobs: [
      { promotion: 'acme/shop#8', state: 'waiting', deliveries: 1, tries: 2, error: 'GitHub is away\n at x' },
      { promotion: 'acme/shop#7', state: 'waiting', deliveries: 2, tries: 0 },
    ],
    unreadable: [{ delivery: 'd-4', webhook: 'issues.opened' }],
  });
  expect((await run('--replay', '--drop')).out).toBe('2 promotions will be looked at now.\n1 delivery taken off the list.\n');
  expect((await run()).code).toBe(0);
});

test('words that make no sense are told', async () => {
  expect(await run('shop#7', '--replay')).toMatchObject({
    code: 64,
    err: expect.stringContaining('A promotion is named like acme/shop#7.'),
  });
  expect(await run('acme/shop#7')).toMatchObject({ code: 64, err: expect.stringContaining('A promotion is named only with --replay.') });
});
