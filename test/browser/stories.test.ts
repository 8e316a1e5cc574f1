/** What people do in a browser, from the first look to the last: the dashboard and the issues beside each other. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { actAs, inBrowser, signIn } from './browser.ts';

const WAITING = '/promotions/acme/shop/10';

/** Presses a key until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: unknown[] = [];
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate('document.activeElement?.textContent?.trim()');
    if (at === name) return;
    passed.push(String(at).slice(0, 30));
  }
  throw new Error(`The key Tab never comes to "${name}", but to ${passed.join(', ')}.`);
}

inBrowser('stories', (visit) => {
  test('somebody who is not signed in is asked to, signs in by GitHub, lands where they wanted, and signs out', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    const { dashboard: bot } = visit().stage;
    await page.goto(`${bot}${WAITING}`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('What runs where');
    expect(await page.content()).not.toContain('agent_orchestration');
    await signIn(page, visit(), 'bob', WAITING);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('agent_orchestration v1.6.0 to staging');
    expect(await page.locator('.account').textContent()).toContain('Signed in as bob');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${bot}/`);
    await page.goto(`${bot}${WAITING}`);
    expect(await page.getByRole('link', { name: 'Sign in with GitHub' }).count()).toBe(1);
    await context.close();
  });

  test('filters narrow a list, stand in its address, and say so when nothing is left', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    await signIn(page, visit(), 'bob', '/promotions');
    const rows = page.locator('table.list tbody tr');
    const all = await rows.count();
    await page.getByLabel('Subject').fill('bob-the-agent');
    await page.getByLabel('Status').selectOption('REJECTED');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/status=REJECTED/);
    expect([all, await rows.count()]).toEqual([8, 1]);
    expect(await rows.textContent()).toContain('acme/shop#4');
    await page.getByLabel('Subject').fill('nobody-knows-it');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('There is no such promotion').waitFor();
    await page.getByRole('link', { name: 'Clear' }).click();
    await page.waitForURL(`${visit().stage.dashboard}/promotions`);
    await context.close();
  });

  test('an approval on the issue changes the dashboard, and another window of the issue, without a reload', async () => {
    const context = await visit().context();
    const [dashboard, onlooker, issue] = [await context.newPage(), await context.newPage(), await context.newPage()];
    const { github } = visit().stage;
    await signIn(dashboard, visit(), 'carol', WAITING);
    expect(await dashboard.locator('.lead').textContent()).toContain('awaits approval');
    await onlooker.goto(`${github}/acme/shop/issues/10`);
    for (const page of [dashboard, onlooker]) await page.evaluate('window.sameAsBefore = true');
    await issue.goto(`${github}/acme/shop/issues/10`);
    await actAs(issue, 'carol');
    await issue.getByPlaceholder('What you say').fill('looks good, & <b>thank you</b>');
    await issue.getByRole('button', { name: '/approve' }).click();
    await issue.getByText('carol approved as qa.').waitFor();
    // A window in the background hears nothing, and looks again as soon as somebody looks at it.
    await dashboard.bringToFront();
    await dashboard.locator('.lead:not(:has-text("awaits approval"))').waitFor();
    await dashboard.getByText('looks good, & <b>thank you</b>').first().waitFor();
    await onlooker.bringToFront();
    await onlooker.getByText('carol approved as qa.').waitFor();
    expect([await dashboard.evaluate('window.sameAsBefore'), await onlooker.evaluate('window.sameAsBefore')]).toEqual([true, true]);
    await context.close();
  });

  test('machines finish when time is let go by, and the watch begins', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    await page.goto(`${visit().stage.github}/acme/shop/issues/10`);
    await page.getByRole('button', { name: '5 minutes', exact: true }).click();
    await page.getByText('Promoted, and watched').first().waitFor();
    await context.close();
  });

  test('a newcomer asks, is told what is wrong, mends it, may not approve alone, and withdraws', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    await page.goto(visit().stage.github);
    await page.getByRole('link', { name: 'New promotion' }).first().click();
    await page.getByRole('link', { name: 'Fill in an example' }).click();
    expect(await page.getByLabel('Subject').inputValue()).toBe('bob-the-agent');
    await page.locator('#field-to').fill('stagign');
    await page.getByRole('button', { name: 'Submit new issue' }).click();
    await page.getByText('Did you mean').first().waitFor();
    await page.locator('#state').getByRole('link', { name: 'Edit' }).click();
    const text = page.getByLabel('Text');
    await text.fill((await text.inputValue()).replace('stagign', 'staging'));
    await page.getByRole('button', { name: 'Update issue' }).click();
    await page.getByText('Waiting for 2 approvals').first().waitFor();
    await page.getByRole('button', { name: '/approve' }).click();
    await page.getByText('somebody else has to approve').first().waitFor();
    await page.getByRole('button', { name: 'Close issue' }).click();
    await page.getByText('status:cancelled').first().waitFor();
    await context.close();
  });

  test('who may only read edits nobody else’s words: there is no button, and the form is refused', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    await page.goto(`${visit().stage.github}/acme/shop/issues/5`);
    await actAs(page, 'mallory');
    expect(await page.locator('#thread').getByRole('link', { name: /^Edit/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Close issue' }).count()).toBe(0);
    const { github, world } = visit().stage;
    const headers = { origin: github, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await page.request.post(`${github}/acme/shop/issues/5/edit`, { headers, data: 'title=mine&body=mine' });
    expect([answer.status(), world.repository('acme/shop').issues[4]?.title]).toEqual([422, 'Promote agent_orchestration to staging']);
    await context.close();
  });

  test('with the keyboard alone: to the content, through the menu, to a promotion, to its issue, and an answer there', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    const { dashboard: bot, github } = visit().stage;
    await page.goto(bot);
    await tabTo(page, 'Skip to the content');
    expect((await page.locator('.skip').boundingBox())?.width).toBeGreaterThan(50);
    await tabTo(page, 'Sign in with GitHub');
    await page.keyboard.press('Enter');
    await page.waitForURL(/login\/oauth/);
    await tabTo(page, (await page.getByRole('link', { name: 'Sign in as dave' }).textContent())?.trim() ?? '');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${bot}/environments`);
    await tabTo(page, 'Promotions');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${bot}/promotions`);
    await tabTo(page, 'acme/shop#4');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${bot}/promotions/acme/shop/4`);
    await tabTo(page, 'Open the issue and its report');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${github}/acme/shop/issues/4`);
    await tabTo(page, 'dave');
    await page.keyboard.press('Enter');
    await page.locator('button[aria-pressed="true"]:text-is("dave")').waitFor();
    await tabTo(page, '/why');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#issuecomment-/);
    await page.locator('.said.bot').last().getByText('dave', { exact: false }).first().waitFor();
    await context.close();
  });

  test('nothing of it broke the policy of a page or failed in a script', () => {
    expect(visit().complaints.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
  });
});
