/** Attacks 73 to 79 and 84 as far as they need a browser, or the pages of the sandbox. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inBrowser, signIn } from './browser.ts';

const EVIL = `<img src=x onerror="window.stolen=1"><script>window.stolen=1</script><svg onload="window.stolen=1">
[link](javascript:window.stolen=1) <a href="javascript:window.stolen=1">raw</a> ![picture](javascript:window.stolen=1)
</code></div></article></main><h1>Owned</h1><style>body{display:none}</style><base href="http://evil.invalid/"> <!-- never closed
`;

/** Another site, which knows where the sandbox is. */
let evil = '';
let body = '';
const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(body));

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  evil = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

inBrowser('attacks on pages', (visit) => {
  test('73: what comes back from GitHub is of no use in another browser, nor a second time', async () => {
    const { dashboard: bot, github } = visit().stage;
    const [mine, theirs] = [await visit().context(), await visit().context()];
    const page = await mine.newPage();
    await page.goto(`${bot}/auth/login`);
    const sent = new URL(page.url());
    expect(sent.origin).toBe(github);
    expect(sent.searchParams.get('code_challenge_method')).toBe('S256');
    const chosen = await mine.request.get(`${sent.href}&login=mallory`, { maxRedirects: 0 });
    const back = chosen.headers()['location'] ?? '';
    const victim = await theirs.newPage();
    await victim.goto(back);
    expect(await victim.getByRole('heading', { level: 1 }).textContent()).toBe('You are not signed in');
    await page.goto(back);
    expect(await page.locator('.account').textContent()).toContain('mallory');
    await page.goto(back);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are not signed in');
    await Promise.all([mine.close(), theirs.close()]);
  });

  test('74: no script sees the session, and signing in again begins another one', async () => {
    const context = await visit().context();
    const page = await context.newPage();
    await signIn(page, visit(), 'bob');
    expect(await page.evaluate('document.cookie')).not.toContain('session');
    const sessionOf = async () => (await context.cookies()).find(({ name }) => name === '__Host-session');
    const first = await sessionOf();
    expect(first).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    await page.goto(`${visit().stage.dashboard}/auth/login`);
    await page.getByRole('link', { name: 'Sign in as carol' }).click();
    await page.locator('.account', { hasText: 'carol' }).waitFor();
    expect((await sessionOf())?.value).not.toBe(first?.value);
    await context.close();
  });

  test.each(['//evil.invalid', '/\\evil.invalid', 'https:evil.invalid', 'http://evil.invalid/', '/%0d%0aLocation:x', '/nowhere'])(
    '75: nobody is sent to %s after signing in, nor after an act',
    async (wanted) => {
      const { dashboard: bot, github } = visit().stage;
      const context = await visit().context();
      const page = await context.newPage();
      await page.goto(`${bot}/auth/login?next=${encodeURIComponent(wanted)}`);
      await page.getByRole('link', { name: 'Sign in as bob' }).click();
      await page.waitForURL(`${bot}/**`);
      expect(new URL(page.url()).pathname).toBe('/environments');
      const headers = { ...FORM, origin: github };
      const moved = await context.request.post(`${github}/sandbox/person`, {
        headers,
        data: `login=bob&here=${encodeURIComponent(wanted)}`,
        maxRedirects: 0,
      });
      expect(new URL(moved.headers()['location'] ?? '', github).origin).toBe(github);
      await context.close();
    },
  );

  test('76: what somebody may not read any more is gone from their page with the next minute', async () => {
    const { dashboard: bot, world } = visit().stage;
    const context = await visit().context();
    const page = await context.newPage();
    await signIn(page, visit(), 'mallory', '/promotions');
    expect(await page.content()).toContain('agent_orchestration');
    const repo = world.repository('acme/shop');
    Object.assign(repo, { private: true });
    repo.collaborators.delete('mallory');
    world.clock.advance(61);
    await page.goto(`${bot}/promotions/acme/shop/5`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('There is nothing here');
    await page.goto(`${bot}/promotions`);
    expect(await page.content()).not.toContain('agent_orchestration');
    repo.collaborators.set('mallory', 'read');
    Object.assign(repo, { private: false });
    await context.close();
  });

  test('77: words of strangers are text everywhere: title, form, comment, note, dashboard', async () => {
    const { dashboard: bot, github, world, settle } = visit().stage;
    const context = await visit().context();
    const page = await context.newPage();
    const headers = { ...FORM, origin: github };
    const fields = new URLSearchParams({
      title: EVIL.split('\n')[0] ?? '',
      subject: 'agent_orchestration',
      version: EVIL,
      to: 'staging',
      notes: EVIL,
    });
    await context.request.post(`${github}/acme/shop/issues/new`, { headers, data: fields.toString() });
    const number = world.repository('acme/shop').issues.at(-1)?.number ?? 0;
    for (const text of [EVIL, `/reject ${EVIL}`, `\`\`\`\n${EVIL}\n\`\`\``]) {
      await context.request.post(`${github}/acme/shop/issues/${number}/comments`, {
        headers,
        data: new URLSearchParams({ body: text }).toString(),
      });
    }
    world.as('carol').comments(world.repository('acme/shop').issues.find((one) => one.number === 10) ?? never(), `/reject ${EVIL}`);
    await settle();
    await signIn(page, visit(), 'bob');
    const places = [`/acme/shop/issues`, `/acme/shop/issues/${number}`, `/acme/shop/issues/${number}?edit=issue`, '/acme/shop/issues/10'];
    const shown = ['/promotions', '/promotions/acme/shop/10', '/audit', `/promotions?subject=${encodeURIComponent(EVIL.slice(0, 90))}`];
    for (const place of [...places.map((path) => github + path), ...shown.map((path) => bot + path)]) {
      await page.goto(place);
      const seen = await page.evaluate(`({
        stolen: window.stolen, headings: document.querySelectorAll('h1').length, bodies: getComputedStyle(document.body).display,
        links: [...document.querySelectorAll('a')].filter(({ protocol }) => !/^(https?|mailto):$/.test(protocol) && protocol !== ':').length,
        foreign: document.querySelectorAll('main img, main script, main style, base, main [onerror], main [onload]').length,
        footer: document.body.lastElementChild.tagName })`);
      expect([place, seen]).toEqual([place, { headings: 1, bodies: 'block', links: 0, foreign: 0, footer: 'FOOTER' }]);
    }
    await context.close();
  });

  test('78: there is no way around: other methods, doubled slashes, dots and suffixes show nothing and change nothing', async () => {
    const { dashboard: bot, github, world } = visit().stage;
    const before = world.hooks.log.length;
    for (const path of [
      '//promotions',
      '/promotions/../promotions',
      '/promotions.json',
      '/promotions/acme/shop/10/',
      '/API/v1/promotions',
      '/promotions;x',
    ]) {
      const answer = await fetch(bot + path);
      expect([path, (await answer.text()).includes('agent_orchestration')]).toEqual([path, false]);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'GET']) {
      const answer = await fetch(`${github}/acme/shop/issues/10/comments`, { method, headers: { origin: github } });
      expect(answer.status).toBe(404);
    }
    expect(world.hooks.log.length).toBe(before);
  });

  test('79: another site changes nothing and frames nothing', async () => {
    const { dashboard: bot, github, world } = visit().stage;
    const context = await visit().context();
    const page = await context.newPage();
    await signIn(page, visit(), 'bob');
    const before = world.hooks.log.length;
    body = `<form id="f" method="post" action="${github}/acme/shop/issues/9/comments"><input name="command" value="/rollback"><input name="body" value="x"></form><script>f.submit()</script>`;
    await page.goto(evil);
    await page.getByText('Nothing was changed').waitFor();
    body = `<form id="f" method="post" action="${bot}/auth/logout"></form><script>f.submit()</script>`;
    await page.goto(evil);
    await page.getByText('Nothing was changed').waitFor();
    body = `<iframe src="${github}/acme/shop/issues"></iframe><iframe src="${bot}/environments"></iframe>`;
    await page.goto(evil);
    await page.waitForLoadState('load');
    const frames = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.content().catch(() => '')),
    );
    expect(frames.map((text) => /Issues of acme|Environments/.test(text))).toEqual([false, false]);
    await page.goto(`${bot}/environments`);
    expect(await page.locator('.account').textContent()).toContain('bob');
    expect(world.hooks.log.length).toBe(before);
    await context.close();
  });

  test('79: under another name of this machine there are no pages to act on', async () => {
    const { github, world } = visit().stage;
    const other = github.replace('127.0.0.1', 'localhost');
    const before = world.hooks.log.length;
    const shown = await fetch(`${other}/acme/shop/issues`, { redirect: 'manual' });
    expect([shown.status, shown.headers.get('location')]).toEqual([307, `${github}/acme/shop/issues`]);
    const sent = await fetch(`${other}/acme/shop/issues/10/comments`, {
      method: 'POST',
      headers: { ...FORM, origin: other },
      body: 'body=x',
    });
    expect([sent.status, world.hooks.log.length]).toEqual([403, before]);
  });

  test('84: what fails says nothing of how this is made', async () => {
    const { dashboard: bot, github, world } = visit().stage;
    const issues = world.repository('acme/shop').issues;
    const broken = Object.assign(Object.create(issues[0] ?? null), { number: 77 });
    Object.defineProperty(broken, 'title', { get: () => never() });
    issues.push(broken);
    const answers = await Promise.all(
      [`${github}/acme/shop/issues/77`, `${github}/acme/shop/commit/%E0%A4%A`, `${bot}/promotions/%E0%A4%A/x/1`].map((url) => fetch(url)),
    );
    issues.pop();
    for (const answer of answers) {
      expect(await answer.text()).not.toMatch(/\.ts\b|node_modules|\bat \w+ \(|Error:/);
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
    expect(answers[0]?.status).toBe(500);
  });
});

function never(): never {
  throw new Error('this is nobody’s business');
}
