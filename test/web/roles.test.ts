/** Every route of the table asked by everybody: who is told what, and that nobody else learns that it is there. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { ROUTES, type Route } from '../../src/web/dashboard/routes.ts';
import { databases } from '../harness/databases.ts';
import { type Browser, type Dashboard, dashboardOn, ROLES, type Role, tellAll } from './house.ts';

const { open } = databases();

/** What stands for each part of a path: `acme/shop#1` is there, and some may read it. */
const SAMPLES: Readonly<Record<string, string>> = {
  owner: 'acme',
  name: 'shop',
  number: '1',
  subject: 'shop',
  'environment{.+\\.svg}': 'staging.svg',
};

const addressOf = ({ path }: Route, samples = SAMPLES): string =>
  path.replaceAll(/:(\w+(?:\{[^}]*\})?)/g, (_, part: string) => {
    const sample = samples[part];
    if (sample === undefined) throw new Error(`Say in SAMPLES what stands for ":${part}".`);
    return sample;
  });

/** What the answer to each kind of route is. */
function expected({ may, gives, method }: Route, role: Role): readonly number[] {
  if (method === 'POST') return [303];
  if (may === 'public') return [404];
  if (may === 'anyone') return gives === 'redirect' ? [303, 400] : [200, 404];
  if (role === 'anonymous') return gives === 'redirect' ? [200] : [401];
  if (may === 'reader' && role === 'other') return [404];
  return gives === 'redirect' ? [303] : [200];
}

/** Names that only people of the company may see: repositories, subjects, versions, titles. */
const SECRETS: Readonly<Record<Role, readonly string[]>> = {
  anonymous: ['acme/shop', 'vault', 'v9.9.9', 'plan-b', 'v6.6.6', 'asker'],
  other: ['acme/shop', 'acme/site', 'vault', 'v9.9.9', 'asker'],
  reader: ['vault', 'v9.9.9', 'plan-b', 'v6.6.6'],
  member: ['plan-b', 'v6.6.6'],
  admin: ['plan-b', 'v6.6.6'],
};

let database: Database;
let dashboard: Dashboard;
const browsers = new Map<Role, Browser>();

beforeAll(async () => {
  database = await open('PGlite');
  dashboard = dashboardOn(database);
  await tellAll(dashboard);
  for (const role of ROLES) browsers.set(role, await dashboard.as(role));
});

/** Events never end by themselves. */
async function textOf(answer: Response, { gives }: Route): Promise<string> {
  if (gives !== 'events' || answer.status !== 200) return answer.text();
  const reader = answer.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

describe.each(ROLES)('%s', (role) => {
  test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', async (_, route) => {
    const browser = browsers.get(role);
    if (!browser) throw new Error('nobody is there');
    if (route.path === '/auth/logout') return;
    const answer = await (route.method === 'POST' ? browser.post(addressOf(route)) : browser.get(addressOf(route)));
    const text = await textOf(answer, route);
    expect([answer.status, expected(route, role)]).toEqual([answer.status, expect.arrayContaining([answer.status])]);
    // A page says again what it was asked for; whatever else it says must be known to whoever asks.
    const asked = decodeURIComponent(addressOf(route));
    for (const secret of SECRETS[role]) expect(text.replaceAll(encodeURIComponent(asked), '').replaceAll(asked, '')).not.toContain(secret);
    if (route.gives !== 'image' && route.gives !== 'text') expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(dashboard.world.contract.problems).toEqual([]);
  });
});

test.each(ROUTES.filter(({ may }) => may === 'reader').map((route) => [route.path, route] as const))(
  '%s: what may not be read and what is not there look the same, byte for byte',
  async (_, route) => {
    const browser = await dashboard.as('other');
    const [forbidden, missing] = await Promise.all([
      browser.get(addressOf(route)),
      browser.get(addressOf(route, { ...SAMPLES, owner: 'nobody', name: 'nothing' })),
    ]);
    expect(await forbidden.text()).toBe(await missing.text());
    expect([...forbidden.headers]).toEqual([...missing.headers]);
  },
);

test('a path and a method that no route has are nothing, for everybody', async () => {
  for (const browser of browsers.values()) {
    for (const path of [
      '/promotions/',
      '/admin',
      '/api/v1',
      '/api/v1/promotions/acme/shop',
      '/environments/../waiting/x',
      '/configs',
      '/auth/login/x',
    ])
      expect((await browser.get(path)).status).toBe(404);
    for (const { path, method } of ROUTES) if (method === 'GET') expect((await browser.post(path)).status).toBe(404);
  }
});
