/** What waits for me: whose word would count now, by the rules and teams as GitHub shows them to whoever looks. */
import { beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { databases } from '../harness/databases.ts';
import { person } from '../store/records.ts';
import { type Dashboard, dashboardOn, RULES } from './house.ts';

const { open } = databases();
let database: Database;
let dashboard: Dashboard;
const lastOf = (world: Dashboard['world'], login: string) => person(world.as(login).account.id, login);

beforeAll(async () => {
  database = await open('PGlite');
  dashboard = dashboardOn(database);
  const { world, tell } = dashboard;
  await tell(
    'acme/shop',
    { number: 1, at: 0, to: 'staging', by: person(500, 'asker') },
    { number: 2, at: 5, to: 'staging', by: lastOf(world, 'member') },
    { number: 3, at: 6, to: 'staging', by: person(500, 'asker'), deeds: ['approve'], approver: lastOf(world, 'member') },
    { number: 4, at: 7, to: 'staging', by: person(500, 'asker'), deeds: ['approve'], approver: person(501, 'other-qa') },
    { number: 5, at: 8, to: 'nowhere', by: person(500, 'asker') },
    { number: 6, at: 9, to: 'staging', by: person(500, 'asker'), deeds: ['approve', 'reject'] },
  );
  await tell('acme/vault', { number: 1, at: 1, to: 'staging', by: person(500, 'asker') });
});

type Told = readonly {
  promotion: { number: number };
  yours: string;
  why: string | null;
  missing: readonly string[] | null;
  roles: readonly string[];
}[];

async function waitingFor(login: string, house = dashboard): Promise<readonly string[]> {
  const browser = house.browser();
  await house.signIn(browser, login);
  const { waiting } = (await (await browser.get('/api/v1/waiting')).json()) as { waiting: Told };
  return waiting.map(
    ({ promotion, yours, why, missing, roles }) =>
      `#${promotion.number} ${yours}${why === null ? '' : `: ${why}`}, needs ${missing?.join(' and ') ?? '?'}${roles.length > 0 ? `, as ${roles}` : ''}`,
  );
}

test('of a team: what its role is missing at, the oldest first; not what was asked for or decided by oneself', async () => {
  expect(await waitingFor('member')).toEqual([
    '#1 mine, needs qa and security, as qa',
    '#1 mine, needs qa and security, as qa',
    '#2 not mine: own, needs qa and security',
    '#3 not mine: decided, needs security',
    '#4 not mine: no role, needs security',
    '#5 unknown, needs ?',
  ]);
});

test('by name: whatever still needs the role', async () => {
  expect(await waitingFor('sam')).toEqual([
    '#1 mine, needs qa and security, as security',
    '#2 mine, needs qa and security, as security',
    '#3 mine, needs security, as security',
    '#4 mine, needs security, as security',
    '#5 unknown, needs ?',
  ]);
});

test('whoever may read and holds no role sees what others are waited for', async () => {
  expect((await waitingFor('reader')).slice(0, 2)).toEqual([
    '#1 not mine: no role, needs qa and security',
    '#2 not mine: no role, needs qa and security',
  ]);
});

test('while GitHub shows no teams, a role by team is not known, and no yes', async () => {
  const house = dashboardOn(database, {}, dashboard.world);
  dashboard.world.faults.push({ match: ({ path }) => path.startsWith('/user/teams'), answer: { status: 500 } });
  expect((await waitingFor('member', house))[0]).toBe('#1 unknown, needs qa and security');
});

test('rules that do not hold are no rules', async () => {
  const { world } = dashboard;
  world.as('admin').pushes('acme/shop', { '.github/promotion.yml': 'version: 1\nroles: nonsense\n' });
  const house = dashboardOn(database, {}, world);
  expect((await waitingFor('sam', house))[0]).toBe('#1 unknown, needs ?');
});

test('rules that extend those of the organisation are read with them, and are none without', async () => {
  const { world } = dashboard;
  const [below = '', subjects = ''] = RULES.split('subjects:');
  world.as('admin').pushes('acme/shop', { '.github/promotion.yml': `version: 1\nextends: org\nsubjects:${subjects}` });
  expect((await waitingFor('sam', dashboardOn(database, {}, world)))[0]).toBe('#1 unknown, needs ?');
  world.repository('acme/.github', { files: { '.github/promotion.yml': below } });
  expect((await waitingFor('sam', dashboardOn(database, {}, world)))[0]).toBe('#1 mine, needs qa and security, as security');
});

test('the page leads to the issue, where it is decided', async () => {
  const house = dashboardOn(database);
  const browser = house.browser();
  await house.signIn(browser, 'member');
  const html = await (await browser.get('/waiting')).text();
  expect(html).toContain('href="https://github.com/acme/vault/issues/1#issue-comment-box"');
  expect(html.indexOf('acme/vault#1')).toBeGreaterThan(0);
});
