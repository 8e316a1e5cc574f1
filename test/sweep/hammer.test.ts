/**
 * Servers are killed under load, with no warning: nothing that was acknowledged is lost, no issue is looked at twice at the same time, and none is
 * behind at the end. A minute under `npm run sweep`, seconds without it.
 */
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/open.ts';
import { databases } from '../harness/databases.ts';
import { hammer } from '../harness/hammer.ts';
import { isLong } from './stories.ts';

const { where } = databases();
const TIME = isLong ? 25_000 : 4_000;

test(
  'attack 62: PostgreSQL: three servers, one of them killed again and again',
  async () => {
    const outcome = await hammer({ where: await where('PostgreSQL'), servers: 3, time: TIME, every: 700, issues: 40 });
    process.stderr.write(`PostgreSQL: ${JSON.stringify(outcome)}\n`);
    expect(outcome).toMatchObject({ lost: 0, overlaps: 0, behind: 0 });
    expect(outcome.kills).toBeGreaterThan(1);
    expect(outcome.acknowledged).toBeGreaterThan(isLong ? outcome.kills * 10 : outcome.kills);
  },
  TIME + 120_000,
);

test(
  'PGlite: one server, killed again and again',
  async () => {
    const outcome = await hammer({ where: await where('PGlite'), servers: 1, time: TIME, every: 1_000, issues: 40 });
    process.stderr.write(`PGlite: ${JSON.stringify(outcome)}\n`);
    expect(outcome).toMatchObject({ lost: 0, overlaps: 0, behind: 0 });
    expect(outcome.acknowledged).toBeGreaterThan(isLong ? outcome.kills * 10 : outcome.kills);
  },
  TIME + 120_000,
);

test(
  'a control: without lanes they do overlap',
  async () => {
    const place = await where('PostgreSQL');
    const database = await openDatabase(place);
    await database.pool.query(`
      create function no_lane() returns trigger language plpgsql as $$ begin new.job_queue_id := null; return new; end $$;
      create trigger no_lane before insert or update on promotion_jobs._private_jobs for each row execute function no_lane()`);
    await database.close();
    const outcome = await hammer({ where: place, servers: 3, time: isLong ? 10_000 : 3_000, every: 1_500, issues: 3 });
    process.stderr.write(`without lanes: ${JSON.stringify(outcome)}\n`);
    expect(outcome.overlaps).toBeGreaterThan(0);
  },
  TIME + 120_000,
);
