/** Every page as people see it: nothing serious for those who cannot see well, nothing wider than a phone, light and dark. */
import { expect, test } from '@jest/globals';
import { inBrowser, overflowOf, PICTURES, picture, seriousIn, signIn } from './browser.ts';

const DASHBOARD = [
  ['environments', '/environments'],
  ['promotions', '/promotions'],
  ['promotions-none', '/promotions?status=failed'],
  ['promotion-waiting', '/promotions/acme/shop/10'],
  ['promotion-rolled-back', '/promotions/acme/shop/5'],
  ['waiting', '/waiting'],
  ['metrics', '/metrics'],
  ['audit', '/audit'],
  ['missing', '/promotions/acme/shop/999'],
  ['misread', '/promotions?since=never'],
] as const;

const SANDBOX = [
  ['issues', '/acme/shop/issues'],
  ['issues-closed', '/acme/shop/issues?state=closed'],
  ['issue-waiting', '/acme/shop/issues/10'],
  ['issue-rolled-back', '/acme/shop/issues/5'],
  ['issue-editing', '/acme/shop/issues/10?edit=issue'],
  ['form', '/acme/shop/issues/new?subject=bob-the-agent'],
  ['rules', '/acme/shop/blob/main/.github/promotion.yml'],
  ['commit', '/acme/shop/commit/v1.4.1'],
  ['compare', '/acme/shop/compare/v1.4.1...v1.6.0'],
  ['workflow', '/acme/shop/actions/workflows/check.yml'],
  ['person', '/bob'],
  ['team', '/orgs/acme/teams/qa'],
  ['nothing', '/acme/shop/issues/999'],
] as const;

/** On a phone nothing but the place of things is another. */
const LOOKS = [
  ['light', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 800 } }],
  ['phone', { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true }],
] as const;

/** A page of a 4xx is one too, and browsers write down that it was. */
const isExpected = (complaint: string): boolean => /status of 40\d/.test(complaint);

inBrowser('every page', (visit) => {
  test.each(LOOKS)('of the dashboard: %s', async (look, options) => {
    const context = await visit().context(options);
    const page = await context.newPage();
    const found: Record<string, unknown> = {};
    const judge = async (name: string): Promise<void> => {
      await picture(page, `dashboard-${name}-${look}`);
      found[name] = { serious: await seriousIn(page), overflow: await overflowOf(page) };
    };
    await page.goto(visit().stage.dashboard);
    await judge('welcome');
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await judge('sign-in');
    await signIn(page, visit(), 'bob');
    for (const [name, path] of DASHBOARD) {
      await page.goto(`${visit().stage.dashboard}${path}`);
      await judge(name);
    }
    await context.close();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, { serious: [], overflow: 0 }])));
    expect(visit().complaints.filter((one) => !isExpected(one))).toEqual([]);
  });

  test.each(LOOKS)('of the sandbox: %s', async (look, options) => {
    const context = await visit().context(options);
    const page = await context.newPage();
    const found: Record<string, unknown> = {};
    for (const [name, path] of SANDBOX) {
      await page.goto(`${visit().stage.github}${path}`);
      await picture(page, `sandbox-${name}-${look}`);
      found[name] = { serious: await seriousIn(page), overflow: await overflowOf(page) };
    }
    await context.close();
    expect(found).toEqual(Object.fromEntries(SANDBOX.map(([name]) => [name, { serious: [], overflow: 0 }])));
    expect(visit().complaints.filter((one) => !isExpected(one))).toEqual([]);
  });

  test('dark is dark: the ground of a page follows what the browser asks for', async () => {
    const grounds: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await (await visit().context({ colorScheme })).newPage();
      for (const place of [visit().stage.dashboard, `${visit().stage.github}/acme/shop/issues`]) {
        await page.goto(place);
        grounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      }
      await page.context().close();
    }
    expect(grounds).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)', 'rgb(13, 17, 23)', 'rgb(13, 17, 23)']);
  });

  test('the pictures are kept for whoever wants to look', () => {
    process.stdout.write(`Pictures of every page lie in ${PICTURES}\n`);
  });
});
