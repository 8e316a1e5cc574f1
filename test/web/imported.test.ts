/** What was imported, where people only glance: nobody takes it for approved. */
import { expect, test } from '@jest/globals';
import type { Entry } from '../../src/core/entry.ts';
import { inTransaction } from '../../src/store/database.ts';
import { fillRecords } from '../../src/store/index/write.ts';
import { databases } from '../harness/databases.ts';
import { minute, person, record, SHA } from '../store/records.ts';
import { dashboardOn } from './house.ts';

const { open } = databases();

const IMPORTED: Entry = {
  ...{ kind: 'imported', at: minute(5), by: person(9, 'promotion-bot[bot]'), operator: 'ada', fingerprint: 'c'.repeat(64), since: null },
  terms: { subject: 'site', version: 'v2.0.0', sha: SHA, from: null, to: 'staging', config: 'b'.repeat(64), gates: 'b'.repeat(64) },
  source: { kind: 'maturity', file: 'MATURITY.md', line: 3, deployment: null },
};

test('the badge, the matrix and the page of a first record say so', async () => {
  const database = await open('PGlite');
  const dashboard = dashboardOn(database);
  const { id, name } = dashboard.world.repository('acme/site');
  const told = record({ repo: id, name, number: 1 }, [IMPORTED]);
  await inTransaction(database.pool, (client) => fillRecords(client, [told]));
  const reader = await dashboard.as('reader');
  const pages = ['/badge/acme/site/site/staging.svg', '/environments', '/promotions/acme/site/1'];
  const [badge = '', matrix, page] = await Promise.all(pages.map(async (path) => (await reader.get(path)).text()));
  expect(badge).toContain('aria-label="site in staging: v2.0.0 (imported)"');
  expect(badge).not.toContain('#1a7f37');
  expect(matrix).toContain('imported, nobody approved it here');
  expect(page).toContain('imported, nobody approved it here');
  expect(page).not.toMatch(/asked for|v2\.0\.0 promoted/);
  dashboard.close();
});
