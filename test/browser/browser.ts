/** A real browser in front of a real sandbox: finds Chromium, raises everything once for a file, and judges what is shown. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { BEGIN, playHistory } from '../../src/sandbox/history.ts';
import { raise, type Stage } from '../../src/sandbox/stage.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { putEmptyDatabase } from '../harness/databases.ts';

/** Pictures of pages, for people and for CI; git does not keep them. */
export const PICTURES = resolve('screenshots');

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** CHROMIUM, what the system has, or what the npm package brings; undefined when there is none. `CHROMIUM=npm` takes the last. */
async function findChromium(): Promise<string | undefined> {
  const wanted = process.env['CHROMIUM'] || undefined;
  const installed = wanted === 'npm' ? undefined : [...(wanted ? [wanted] : []), ...INSTALLED].find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    return await packed.executablePath();
  } catch {
    return undefined;
  }
}

async function launch(): Promise<Browser | string> {
  const found = await findChromium();
  if (!found)
    return 'there is no Chromium: set CHROMIUM to one, install it (apt-get install chromium), or run npm ci with the development dependencies';
  try {
    return await chromium.launch({ executablePath: found, args: ['--no-sandbox'] });
  } catch (error) {
    return `${found} does not start: ${String(error).split('\n')[0]}`;
  }
}

/** Started here, since whether there are tests at all hangs on it. */
const started = await launch();

const home = mkdtempSync(join(tmpdir(), 'promotion-bot-browser-'));

export interface Visit {
  readonly stage: Stage;
  /** A browser of somebody else: no cookies yet. Whatever breaks a policy or fails in it is written down. */
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** What went wrong in pages so far; a test that expects something takes it out. */
  readonly complaints: string[];
}

/** Stories in a browser; where there is none they are skipped, and their title says why. */
export function inBrowser(title: string, stories: (visit: () => Visit) => void): void {
  if (typeof started === 'string') {
    describe.skip(`${title} (skipped: ${started})`, () => stories(() => never(started)));
    return;
  }
  describe(title, () => {
    let visit: Visit | undefined;
    let index: Database | undefined;
    beforeAll(async () => {
      const folder = join(home, 'index');
      await putEmptyDatabase(folder);
      index = await openDatabase({ folder });
      const stage = await raise({ port: 0, at: BEGIN, index });
      await playHistory(stage);
      const complaints: string[] = [];
      visit = { stage, complaints, context: (options) => contextIn(started, options, complaints) };
    });
    afterAll(async () => {
      await started.close();
      await visit?.stage.close();
      await index?.close();
      rmSync(home, { recursive: true, force: true });
    });
    stories(() => visit ?? never('nothing was raised'));
  });
}

function never(why: string): never {
  throw new Error(why);
}

async function contextIn(browser: Browser, options: BrowserContextOptions = {}, complaints: string[]): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', ...options });
  context.setDefaultTimeout(60_000);
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('weberror', (failed) => complaints.push(`${failed.page()?.url()}: ${failed.error().message}`));
  return context;
}

/** By the way people take: the button, GitHub's question, and back. */
export async function signIn(page: Page, { stage }: Visit, login: string, path = '/environments'): Promise<void> {
  await page.goto(`${stage.dashboard}${path}`);
  await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
  await page.getByRole('link', { name: `Sign in as ${login}` }).click();
  await page.waitForURL(`${stage.dashboard}${path}`);
}

/** Acts as somebody on the pages of the issues. */
export async function actAs(page: Page, login: string): Promise<void> {
  await page.getByRole('button', { name: login, exact: true }).click();
  await page.locator(`button[aria-pressed="true"]:text-is("${login}")`).waitFor();
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe-core calls serious or critical. The judge is put into the page by the debugger: the policy of the page lets no script in. */
export async function seriousIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run(document).then(({ violations }) => violations)')) as readonly Violation[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
}

/** How many pixels a page is wider than the window. */
export const overflowOf = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

/** @returns where the picture lies. */
export async function picture(page: Page, name: string, fullPage = true): Promise<string> {
  mkdirSync(PICTURES, { recursive: true });
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path, fullPage });
  return path;
}
