/** Attacks 76 to 79 and 84 on the dashboard, as far as they need no browser: what may be seen, what is shown, what may be sent. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reading } from '../../src/app/dashboard.ts';
import type { Database } from '../../src/store/database.ts';
import { readingOf } from '../../src/store/index/reading.ts';
import { indexOn } from '../../src/store/index/tables.ts';
import type { View } from '../../src/web/dashboard/view.ts';
import { VIEWS } from '../../src/web/dashboard/views/index.ts';
import { databases } from '../harness/databases.ts';
import { type Browser, type Dashboard, dashboardOn, ORIGIN, tellAll } from '../web/house.ts';

const { open } = databases();

let database: Database;
let dashboard: Dashboard;

beforeAll(async () => {
  database = await open('PGlite');
  await tellAll(dashboardOn(database));
});

const fresh = (change: Parameters<typeof dashboardOn>[1] = {}): Dashboard => {
  dashboard = dashboardOn(database, change);
  return dashboard;
};

afterEach(() => expect(dashboard.world.contract.problems).toEqual([]));

const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/environments')).status === 200;

describe('attack 76: what is of others', () => {
  const everything = ['/environments', '/promotions', '/waiting', '/metrics', '/audit', '/audit.csv', '/audit.ndjson'];
  const words = ['vault', 'v9.9.9', 'plan-b', 'v6.6.6'];

  test('asking by name, by number, by search, by page or by file shows nothing of it', async () => {
    const { as, world } = fresh();
    const reader = await as('reader');
    const { id } = world.repository('acme/vault');
    const paths = everything.flatMap((path) => [path, `${path}?repository=acme/vault`, `${path}?subject=vault-key`]);
    paths.push(
      '/promotions?search=vault',
      `/promotions?before=2099-01-01T00:00:00Z,${id},1`,
      `/audit?before=2099-01-01T00:00:00Z,${id},1,1`,
    );
    for (const path of [...paths, ...paths.filter((one) => !/^\/audit\./.test(one)).map((one) => `/api/v1${one}`)]) {
      const answer = await reader.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      const text = (await answer.text()).replaceAll(/(value|href)="[^"]*"/g, '');
      for (const word of words) expect([path, text.includes(word)]).toEqual([path, false]);
    }
    for (const path of ['/promotions/acme/vault/1', '/api/v1/promotions/acme/vault/1', '/promotions/rival/plans/1'])
      expect((await reader.get(path)).status).toBe(404);
  });

  test('counts are of what may be seen', async () => {
    const { as } = fresh();
    const count = async (role: 'reader' | 'other') =>
      ((await (await (await as(role)).get('/api/v1/promotions')).json()) as { count: number }).count;
    expect([await count('reader'), await count('other')]).toEqual([3, 1]);
    const ended = async (role: 'reader' | 'other') => {
      const { weeks } = (await (await (await as(role)).get('/api/v1/metrics')).json()) as { weeks: { ended: number }[] };
      return weeks.reduce((sum, week) => sum + week.ended, 0);
    };
    expect([await ended('reader'), await ended('other')]).toEqual([2, 1]);
  });

  test('who loses access sees nothing of it a minute later', async () => {
    const { as, world } = fresh();
    const reader = await as('reader');
    expect((await reader.get('/promotions/acme/shop/1')).status).toBe(200);
    world.repository('acme/shop').collaborators.delete('reader');
    world.clock.advance(61);
    expect((await reader.get('/promotions/acme/shop/1')).status).toBe(404);
  });

  test('while GitHub does not say what may be read, nothing is shown, and the page says so', async () => {
    const { as, world } = fresh();
    const reader = await as('reader');
    await reader.get('/environments');
    world.clock.advance(61);
    world.breaks({ calls: 'bad gateway', webhooks: 'late' });
    for (const path of ['/promotions', '/promotions/acme/shop/1', '/audit.csv', '/events', '/api/v1/audit']) {
      const answer = await reader.get(path);
      expect([path, answer.status]).toEqual([path, 503]);
      expect(await answer.text()).not.toContain('v1.0.0');
    }
    world.recovers();
    expect((await reader.get('/promotions/acme/shop/1')).status).toBe(200);
  });

  test('an installation that GitHub denies is left out, the others are shown; a rate limit is no answer', async () => {
    const { as, world, tell } = fresh();
    world.organisation('beta', { teams: { all: ['reader'] } });
    world.repository('beta/side', { private: true });
    await tell('beta/side', { number: 1, subject: 'side' });
    const denied = world.installations.find(({ account }) => account.login === 'acme')?.id;
    const match = ({ path }: { readonly path: string }): boolean => path.startsWith(`/user/installations/${denied}/`);
    const reader = await as('reader');
    world.faults.push({ match, answer: { status: 403, body: { message: 'Resource protected by organization SAML enforcement.' } } });
    const text = await (await reader.get('/promotions')).text();
    expect([text.includes('beta/side'), text.includes('acme/shop')]).toEqual([true, false]);
    world.clock.advance(61);
    world.faults.push({ match, answer: { status: 403, body: { message: 'API rate limit exceeded for user ID 1.' } } });
    expect((await reader.get('/promotions')).status).toBe(503);
  });

  test('a badge is of public repositories only, and of what is called so now', async () => {
    const house = fresh();
    const anybody = house.browser();
    const badge = await anybody.get('/badge/acme/site/site/staging.svg');
    expect([badge.status, badge.headers.get('content-type'), badge.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
      'public, max-age=60',
    ]);
    expect(await badge.text()).toContain('aria-label="site in staging: v2.0.0"');
    const reader = await house.as('reader');
    const nothing = await anybody.get('/badge/acme/nothing/site/staging.svg');
    for (const [browser, path] of [
      [anybody, '/badge/acme/shop/shop/staging.svg'],
      [reader, '/badge/acme/shop/shop/staging.svg'],
      [anybody, '/badge/acme/site/site/production.svg'],
    ] as const) {
      const answer = await browser.get(path);
      expect([answer.status, await answer.text()]).toEqual([404, 'There is nothing here, or GitHub does not let you read it.\n']);
      expect([...answer.headers]).toEqual([...nothing.headers]);
    }
    const renamed = fresh({ isPublic: async () => ({ id: 4_711, isPublic: true }) });
    expect((await renamed.browser().get('/badge/acme/shop/shop/staging.svg')).status).toBe(404);
    const silent = fresh({ isPublic: () => Promise.reject(new Error('GitHub is down')) });
    expect((await silent.browser().get('/badge/acme/site/site/staging.svg')).status).toBe(404);
  });

  test.each(VIEWS.map((view): readonly [string, View] => [view.name, view]))(
    '%s asks the index about what may be read, and nothing else',
    async (_, view) => {
      const bound: (readonly number[])[] = [];
      const index = readingOf(indexOn(database.pool));
      const { as, world } = fresh({
        readAs: (repos): Reading => {
          bound.push(repos);
          return index(repos);
        },
      });
      const reader = await as('reader');
      await reader.get(view.path.replace(':owner', 'acme').replace(':name', 'shop').replace(':number', '1'));
      const ids = ['acme/shop', 'acme/site'].map((name) => world.repository(name).id);
      expect(bound.map((repos) => repos.toSorted())).toEqual([ids.toSorted()]);
    },
  );
});

describe('attack 77: what is written in pages', () => {
  test('the policy allows nothing but files of this server: no script, style or frame in a page, no other host', async () => {
    const { as } = fresh();
    const answer = await (await as('reader')).get('/metrics');
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    const html = await answer.text();
    expect(html).not.toMatch(/\sstyle=|<style|\son\w+=|<script(?! src="\/assets\/live\.[0-9a-f]{16}\.js" defer>)/);
  });
});

describe('attack 78: tricks with paths', () => {
  test.each([
    '/promotions/acme/vault/1/configs',
    '/promotions/acme/vault/1;x',
    '/promotions/acme/vault/1.json',
    '/promotions/acme/vault/01',
    '/promotions/acme/vault/1%2f..%2f..',
    '/promotions/acme%2fvault/1',
    '/promotions/acme/%2e%2e/vault/1',
    '/PROMOTIONS/acme/vault/1',
    '/promotions//acme/vault/1',
    '/api/v1//promotions',
    '/api/v1/promotions/acme/vault/1/',
    '/assets/../../package.json',
    '/assets/%2e%2e/style.css',
    '/badge/acme/vault/vault-key/staging',
    '/.env',
    '/metrics/',
  ])('%s is nothing', async (path) => {
    const { as } = fresh();
    expect((await (await as('reader')).get(path)).status).toBe(404);
  });

  test('a header cannot change the method, the path or the host', async () => {
    const { as } = fresh();
    const reader = await as('reader');
    const tricks = {
      'x-original-url': '/promotions/acme/vault/1',
      'x-rewrite-url': '/promotions/acme/vault/1',
      'x-http-method-override': 'DELETE',
      'x-forwarded-host': 'evil.example',
    };
    expect(await (await reader.get('/environments', tricks)).text()).toBe(await (await reader.get('/environments')).text());
    const sent = await reader.get('/auth/login', { ...tricks, host: 'evil.example' });
    expect(new URL(sent.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(`${ORIGIN}/auth/callback`);
  });
});

describe('attack 79: requests that somebody is made to send', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://promotions.example.com' },
    { origin: `${ORIGIN}.evil.example` },
  ])('nobody is signed out by a page of %j', async (headers) => {
    const { as } = fresh();
    const reader = await as('reader');
    expect((await reader.post('/auth/logout', headers)).status).toBe(403);
    expect((await reader.get('/auth/logout')).status).toBe(404);
    expect(await isIn(reader)).toBe(true);
  });

  test('there is no way to decide here, and nothing can be framed', async () => {
    const { as } = fresh();
    const html = await (await (await as('admin')).get('/waiting')).text();
    expect(html.match(/<form[^>]*method="post"[^>]*>/g)).toEqual([expect.stringContaining('action="/auth/logout"')]);
    expect((await (await as('admin')).get('/waiting')).headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('attack 84: what a server tells of itself', () => {
  test('a page that fails tells the log why, and the person nothing of the program', async () => {
    const failing = new Proxy({} as Reading, { get: () => () => Promise.reject(new Error('secret detail at /srv/app/index.ts:1')) });
    const house = fresh({ readAs: () => failing });
    const reader = await house.as('reader');
    for (const path of ['/environments', '/api/v1/audit', '/audit.csv']) {
      const answer = await reader.get(path);
      expect([path, answer.status]).toEqual([path, 500]);
      expect(await answer.text()).not.toMatch(/secret detail|\.ts:\d|at \w+ \(/);
      expect(answer.headers.get('server') ?? answer.headers.get('x-powered-by')).toBeNull();
    }
    expect(house.lines.join('\n')).toContain('A page could not be made');
  });
});
