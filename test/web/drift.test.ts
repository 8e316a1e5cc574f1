/** What the dashboard asks of GitHub in the name of whoever looks: deployments past the promotions, and the rules that a report is held to. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { answers } from '../../src/web/dashboard/schemas.ts';
import { databases } from '../harness/databases.ts';
import { type Browser, cityOf, type Dashboard, dashboardOn, tellAll } from './house.ts';

const { open } = databases();
const SHOP = 'acme/shop';
const SHA = 'd'.repeat(40);
const marked = (environment: string): string =>
  `<!-- promotion-bot:drift:77 --><!-- promotion-bot:drift:${environment}:${SHA} -->\nSomebody deployed.`;

let database: Database;
let dashboard: Dashboard;
let reader: Browser;

beforeAll(async () => {
  database = await open('PGlite');
  dashboard = dashboardOn(database, {}, cityOf());
  await tellAll(dashboard);
  reader = await dashboard.as('reader');
});

const page = async (path: string): Promise<string> => (await reader.get(path)).text();
const json = async (path: string): Promise<unknown> => (await reader.get(path)).json();
/** What was said is believed for a minute. */
const later = (): void => dashboard.world.clock.advance(61);

describe('drift on the page of environments', () => {
  test('is an open issue of the bot, and of nobody else', async () => {
    const { world } = dashboard;
    expect(await page('/environments')).not.toContain('drift');
    const { app } = world;
    const bot = world.as(app.bot.login);
    const told = bot.opens(SHOP, { title: 'Deployed to staging without a promotion', body: marked('staging'), labels: ['drift'] });
    world.as('member').opens(SHOP, { title: 'Not true', body: marked('staging').replaceAll('d', 'e'), labels: ['drift'] });
    bot.opens(SHOP, { title: 'Elsewhere', body: marked('preview'), labels: ['drift'] });
    later();
    const html = await page('/environments');
    expect(html.match(/class="state drift" href="[^"]*">[^<]*/g)).toEqual([
      `class="state drift" href="https://github.com/acme/shop/issues/${told.number}">drift: ddddddd was deployed, #${told.number}`,
    ]);
    const read = answers.environments.parse(await json(`/api/v1/environments?repository=${SHOP}`)) as { versions: { drift: unknown }[] };
    expect(read.versions.map(({ drift }) => drift)).toEqual([
      [{ environment: 'staging', sha: SHA, number: told.number, url: expect.any(String) }],
    ]);
    world.as('member').closes(told);
    later();
    expect(await page('/environments')).not.toContain('state drift');
  });

  test('is not known while GitHub does not say, and the page is there all the same', async () => {
    later();
    dashboard.world.faults.push({ match: ({ path }) => path.includes('labels=drift'), answer: { status: 502, body: 'bad gateway' } });
    const read = answers.environments.parse(await json(`/api/v1/environments?repository=${SHOP}`)) as { versions: { drift: unknown }[] };
    expect(read.versions.map(({ drift }) => drift)).toEqual([null]);
  });
});

describe('the report of a promotion', () => {
  const RULES = 'version: 1\nenvironments:\n  staging:\n  production: { approval: none }\nsubjects:\n  shop: { kind: component }\n';

  test('is shown with the seed’s keys when it has ended, by the rules as whoever looks may read them', async () => {
    dashboard.world.as('member').pushes(SHOP, { '.github/promotion.yml': RULES });
    later();
    const { report } = answers.promotion.parse(await json('/api/v1/promotions/acme/shop/1')) as { report: Record<string, unknown> };
    expect(report).toMatchObject({ component: 'shop', to_stage: 'staging', quality_gates: expect.any(Object), result: expect.any(String) });
    expect(await page('/promotions/acme/shop/1')).toContain('The promotion report, as JSON');
    expect(answers.promotion.parse(await json('/api/v1/promotions/acme/shop/2'))).toMatchObject({ report: null });
  });

  test('is left to the issue where the rules cannot be read', async () => {
    dashboard.world.as('member').pushes(SHOP, { '.github/promotion.yml': 'version: 9\n' });
    later();
    expect(answers.promotion.parse(await json('/api/v1/promotions/acme/shop/1'))).toMatchObject({ report: null });
    expect(await page('/promotions/acme/shop/1')).not.toContain('The promotion report, as JSON');
  });
});
