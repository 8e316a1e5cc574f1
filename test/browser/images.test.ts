/** The pictures of the pages, taken from the real thing: `npm run screenshots` writes them to docs/images. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { actAs, inBrowser, PICTURES, signIn } from './browser.ts';

const FOLDER = process.env['SCREENSHOTS'] ? resolve(process.env['SCREENSHOTS']) : PICTURES;
/** Bytes: people read on the train, too. */
const MOST = 150_000;

inBrowser('the pictures of the pages', (visit) => {
  test('what runs where, one promotion, and an issue of the sandbox', async () => {
    const context = await visit().context({ viewport: { width: 1180, height: 760 } });
    const page = await context.newPage();
    const { dashboard: bot, github } = visit().stage;
    const take = async (name: string, of: Page): Promise<number> => {
      const path = resolve(FOLDER, `${name}.png`);
      await of.screenshot({ path });
      return statSync(path).size;
    };
    const sizes: number[] = [];
    await signIn(page, visit(), 'carol', '/environments');
    await page.getByText('watched').first().waitFor();
    sizes.push(await take('environments', page));
    await page.goto(`${bot}/promotions/acme/shop/5`);
    await page.getByText('audit trail holds').waitFor();
    sizes.push(await take('promotion', page));
    await page.goto(`${github}/acme/shop/issues/10`);
    await actAs(page, 'carol');
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    sizes.push(await take('issue', page));
    await context.close();
    expect(sizes.filter((size) => size < 10_000 || size > MOST)).toEqual([]);
  });
});
