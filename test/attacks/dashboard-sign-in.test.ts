/** Attacks 73 to 75 on the dashboard: signing in, sessions, ways out. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { clientId } from '../../src/sandbox/json.ts';
import type { Database } from '../../src/store/database.ts';
import { purge } from '../../src/store/sweeps.ts';
import { localPath } from '../../src/web/dashboard/sign-in.ts';
import { databases } from '../harness/databases.ts';
import { type Browser, type Dashboard, dashboardOn, ORIGIN, tellAll } from '../web/house.ts';

const { open } = databases();
const SESSION = '__Host-session';

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

/** The address GitHub would send somebody back to. */
async function answerOf({ world }: Dashboard, sent: Response, login: string): Promise<URL> {
  const github = await world.fetch(`${sent.headers.get('location')}&login=${login}`, { redirect: 'manual' });
  return new URL(github.headers.get('location') ?? '');
}

const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/environments')).status === 200;

describe('attack 73: signing in', () => {
  test('GitHub is asked with a state, with PKCE S256 and with exactly our address; none of it repeats', async () => {
    const { browser, world } = fresh();
    const [one, two] = await Promise.all([browser().get('/auth/login'), browser().get('/auth/login')]);
    const asked = new URL(one.headers.get('location') ?? '');
    expect(asked.origin + asked.pathname).toBe('https://github.com/login/oauth/authorize');
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: clientId(world),
      redirect_uri: `${ORIGIN}/auth/callback`,
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    const other = new URL(two.headers.get('location') ?? '').searchParams;
    for (const name of ['state', 'code_challenge']) expect(other.get(name)).not.toBe(asked.searchParams.get(name));
  });

  test('whoever is sent a link of the attacker is not signed in as the attacker: the state is of another browser', async () => {
    const house = fresh();
    const [attacker, victim] = [house.browser(), house.browser()];
    const planted = await answerOf(house, await attacker.get('/auth/login'), 'admin');
    const answer = await victim.get(planted.pathname + planted.search);
    expect([answer.status, victim.cookies.has(SESSION)]).toEqual([400, false]);
    expect(await answer.text()).toContain('did not begin in this browser');
    await victim.get('/auth/login');
    expect((await victim.get(planted.pathname + planted.search)).status).toBe(400);
    // The state alone gives it away: the code is not even tried.
    expect(house.world.requests.filter(({ path }) => path.startsWith('/login/oauth/access_token'))).toEqual([]);
    expect(victim.cookies.has(SESSION)).toBe(false);
  });

  test('an answer works once: neither the code nor the cookie is taken again', async () => {
    const house = fresh();
    const browser = house.browser();
    const back = await answerOf(house, await browser.get('/auth/login'), 'reader');
    const before = new Map(browser.cookies);
    expect((await browser.get(back.pathname + back.search)).status).toBe(303);
    expect((await browser.get(back.pathname + back.search)).status).toBe(400);
    browser.cookies.clear();
    for (const [name, value] of before) browser.cookies.set(name, value);
    expect((await browser.get(back.pathname + back.search)).status).toBe(400);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  test('a code that was stolen on its way is of no use without the verifier', async () => {
    const house = fresh();
    const victim = house.browser();
    const back = await answerOf(house, await victim.get('/auth/login'), 'admin');
    const thief = house.browser();
    const own = new URL((await thief.get('/auth/login')).headers.get('location') ?? '');
    const stolen = new URLSearchParams({ code: back.searchParams.get('code') ?? '', state: own.searchParams.get('state') ?? '' });
    expect((await thief.get(`/auth/callback?${stolen}`)).status).toBe(400);
    expect(thief.cookies.has(SESSION)).toBe(false);
  });

  test.each([
    '',
    '?code=x',
    '?state=x',
    '?code=x&state=x',
    '?error=access_denied&state=x',
    '?code=a&code=b&state=x',
    `?code=${'x'.repeat(5_000)}&state=x`,
  ])('a made-up answer is refused: %s', async (query) => {
    const browser = fresh().browser();
    await browser.get('/auth/login');
    expect((await browser.get(`/auth/callback${query}`)).status).toBe(400);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  test('whoever says no on GitHub reads that nothing happened', async () => {
    const house = fresh();
    const browser = house.browser();
    const state = new URL((await browser.get('/auth/login')).headers.get('location') ?? '').searchParams.get('state');
    const answer = await browser.get(`/auth/callback?error=access_denied&state=${state}`);
    expect(await answer.text()).toContain('GitHub was told not to let this dashboard know who you are.');
  });

  test('after ten minutes it is too late, and a cookie that was changed is none', async () => {
    const house = fresh();
    const slow = house.browser();
    const back = await answerOf(house, await slow.get('/auth/login'), 'reader');
    house.world.clock.advance(601);
    expect((await slow.get(back.pathname + back.search)).status).toBe(400);
    const forger = house.browser();
    const again = await answerOf(house, await forger.get('/auth/login'), 'reader');
    const [[name = '', value = ''] = []] = [...forger.cookies];
    forger.cookies.set(name, `${value.slice(0, -2)}AA`);
    expect((await forger.get(again.pathname + again.search)).status).toBe(400);
  });

  test('an answer of another server counts for nothing', async () => {
    const house = fresh();
    const browser = house.browser();
    const back = await answerOf(house, await browser.get('/auth/login'), 'reader');
    expect((await browser.get(`${back.pathname}${back.search}&iss=https%3A%2F%2Fevil.example`)).status).toBe(400);
  });
});

describe('attack 74: sessions', () => {
  test('cookies are of this host only, out of reach for scripts, and last eight hours', async () => {
    const { browser, signIn } = fresh();
    const one = browser();
    const [begun = ''] = (await one.get('/auth/login')).headers.getSetCookie();
    expect(begun).toMatch(/^__Host-sign-in=[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const given = (await signIn(browser(), 'reader')).headers.getSetCookie().find((cookie) => cookie.startsWith(SESSION));
    expect(given).toMatch(/^__Host-session=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  test('a session that was there before is gone after signing in, and one that an attacker has chosen never was', async () => {
    const { browser, signIn } = fresh();
    const one = browser();
    one.cookies.set(SESSION, 'a'.repeat(43));
    expect(await isIn(one)).toBe(false);
    await signIn(one, 'reader');
    const first = one.cookies.get(SESSION) ?? '';
    await signIn(one, 'reader');
    expect(one.cookies.get(SESSION)).not.toBe(first);
    const old = browser();
    old.cookies.set(SESSION, first);
    expect([await isIn(one), await isIn(old)]).toEqual([true, false]);
  });

  test('it ends after eight hours, whatever is done with it, and is swept away', async () => {
    const { as, world } = fresh();
    const one = await as('reader');
    for (let hours = 0; hours < 8; hours += 1) {
      expect(await isIn(one)).toBe(true);
      world.clock.advance(3_600);
    }
    expect(await isIn(one)).toBe(false);
    const over = async () =>
      (await database.pool.query('select from promotion_bot.session where expires_at < $1', [world.clock.now()])).rows.length;
    world.clock.advance(1);
    expect(await over()).toBeGreaterThan(0);
    await purge(database.pool, Date.parse(world.clock.now()));
    expect(await over()).toBe(0);
  });

  test('whoever steals the database has no session, and no token', async () => {
    const { as, world, browser } = fresh();
    const one = await as('admin');
    const { rows } = await database.pool.query('select * from promotion_bot.session');
    const [token = ''] = [...world.tokens].find(([, caller]) => caller.kind === 'user') ?? [];
    const stolen = JSON.stringify(rows);
    expect(token).toMatch(/^ghu_/);
    expect(stolen).not.toContain(token);
    expect(stolen).not.toContain(one.cookies.get(SESSION));
    const thief = browser();
    thief.cookies.set(SESSION, String(rows[0]?.id));
    expect(await isIn(thief)).toBe(false);
  });

  test('signing out ends it here and on GitHub', async () => {
    const { as, world, browser } = fresh();
    const one = await as('reader');
    const cookie = one.cookies.get(SESSION) ?? '';
    expect((await one.post('/auth/logout')).status).toBe(303);
    expect(one.cookies.has(SESSION)).toBe(false);
    const thief = browser();
    thief.cookies.set(SESSION, cookie);
    expect(await isIn(thief)).toBe(false);
    expect([...world.tokens.values()].filter(({ kind }) => kind === 'user')).toEqual([]);
  });

  test('whoever withdraws the access on GitHub is signed out here within a minute', async () => {
    const { as, world } = fresh();
    const one = await as('reader');
    expect(await isIn(one)).toBe(true);
    for (const [token, { kind }] of world.tokens) if (kind === 'user') world.tokens.delete(token);
    world.clock.advance(61);
    expect((await one.get('/environments')).status).toBe(401);
    expect(one.cookies.has(SESSION)).toBe(false);
  });
});

describe('attack 75: ways out', () => {
  const isPage = (path: string): boolean => path === '/audit' || path === '/promotions/acme/shop/1';
  test.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/audit',
    'javascript:alert(1)',
    '/audit\r\nlocation: https://evil.example',
    '/%0d%0aset-cookie:x=y',
    '/audit/..//evil.example',
    '/\t/evil.example',
    ' //evil.example',
    '//promotions.example.com@evil.example/audit',
    '/auth/logout',
    '/api/v1/audit',
    '/ünïcode',
    '',
  ])('%j leads nowhere', async (next) => {
    expect(localPath(next, isPage)).toBe('/environments');
    const { browser, signIn } = fresh();
    expect((await signIn(browser(), 'reader', next)).headers.get('location')).toBe('/environments');
  });

  test('a page of ours is where somebody comes back to, with what was asked', async () => {
    expect(localPath('/audit?person=alice&since=2026-01-01', isPage)).toBe('/audit?person=alice&since=2026-01-01');
    const { browser, signIn } = fresh();
    expect((await signIn(browser(), 'reader', '/promotions/acme/shop/1')).headers.get('location')).toBe('/promotions/acme/shop/1');
  });
});
