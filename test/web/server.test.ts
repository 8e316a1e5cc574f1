/** The dashboard on the real server, beside GitHub's deliveries and the probes, over HTTP. */
import { afterEach, expect, test } from '@jest/globals';
import { NOTHING_HERE } from '../../src/server.ts';
import { dashboardOf } from '../../src/web/dashboard/index.ts';
import { offDashboard } from '../../src/web/dashboard/off.ts';
import { databases } from '../harness/databases.ts';
import { type House, house } from '../harness/server.ts';
import { dashboardOn, tellAll } from './house.ts';

const { open } = databases();
const started: House[] = [];
afterEach(async () => {
  for (const { server } of started.splice(0)) await server.close();
});

async function starts(...given: Parameters<typeof house>): Promise<House> {
  const made = await house(...given);
  started.push(made);
  return made;
}

test('while it is switched off, the first page says how to switch it on, and the rest is as before', async () => {
  const { server, deliver } = await starts({}, { pages: () => offDashboard(NOTHING_HERE) });
  const page = await fetch(server.url);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('GITHUB_CLIENT_ID')]);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const path of ['/environments', '/auth/login', '/api/v1/promotions', '/metrics']) {
    const answer = await fetch(`${server.url}${path}`);
    expect([answer.status, await answer.text()]).toEqual([404, `${NOTHING_HERE}\n`]);
  }
  expect((await deliver('{}')).status).toBe(202);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
});

test('switched on it answers beside the deliveries, and a line that is held open does not keep the server from ending', async () => {
  const database = await open('PGlite');
  const dashboard = dashboardOn(database);
  await tellAll(dashboard);
  const browser = await dashboard.as('reader');
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { server, deliver } = await starts({}, { pages: () => dashboardOf(dashboard.parts), limits: { grace: 15_000 } });
  const page = await fetch(`${server.url}/promotions`, { headers: { cookie } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('acme/shop#1')]);
  expect((await deliver('{}')).status).toBe(202);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  const head = await fetch(`${server.url}/promotions`, { method: 'HEAD', headers: { cookie } });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const events = await fetch(`${server.url}/events`, { headers: { cookie } });
  const reader = events.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('hello');
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(10_000);
});
