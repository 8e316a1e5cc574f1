/** Each page as a story: what people read there, what they can ask, and that nothing they wrote becomes HTML. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/core/entry.ts';
import type { Database } from '../../src/store/database.ts';
import { inTransaction } from '../../src/store/database.ts';
import { dropIndex, fillRecords } from '../../src/store/index/write.ts';
import { answers } from '../../src/web/dashboard/schemas.ts';
import { databases, ENGINES } from '../harness/databases.ts';
import { ARRIVED, entriesOf, minute, person, record } from '../store/records.ts';
import { type Browser, type Dashboard, dashboardOn, tellAll } from './house.ts';

const { open } = databases();

/** As somebody reads it: no tags, entities as the signs they stand for. */
const read = (html: string): string =>
  html
    .replace(/^[\s\S]*<main/, '<main')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

describe.each(ENGINES)('%s', (engine) => {
  let database: Database;
  let dashboard: Dashboard;
  let reader: Browser;

  beforeAll(async () => {
    database = await open(engine);
    dashboard = dashboardOn(database);
    await tellAll(dashboard);
    reader = await dashboard.as('reader');
  });

  const page = async (path: string, browser = reader): Promise<string> => {
    const answer = await browser.get(path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.text();
  };

  test('environments: the version, since when and by whom, and the way to ask for the next', async () => {
    const html = await page('/environments');
    expect(read(html)).toContain('acme/shop');
    expect(read(html)).toMatch(/shop v1\.0\.0 1 hour ago by person-1/);
    expect(read(await page('/environments?repository=acme/site'))).not.toContain('acme/shop');
    expect(read(await page('/environments?subject=nothing'))).toContain('Nothing runs anywhere yet');
  });

  test('MISSION A12: what runs in the next environment already is not offered for it again; another commit is', async () => {
    const way = { from: 'staging', to: 'production' };
    await dashboard.tell(
      'acme/site',
      { number: 20, at: 20, subject: 'same', deeds: ARRIVED },
      { number: 21, at: 30, subject: 'same', deeds: ARRIVED, ...way },
      { number: 22, at: 20, subject: 'newer', deeds: ARRIVED },
      { number: 23, at: 30, subject: 'newer', deeds: ARRIVED, sha: 'c'.repeat(40), ...way },
    );
    expect(read(await page('/environments?subject=same'))).not.toContain('Promote to');
    expect(read(await page('/environments?subject=newer'))).toContain('Promote to production version v1 of newer');
  });

  test('promotions: every column, filters that stand in the address, and the next page', async () => {
    const text = read(await page('/promotions?repository=acme/shop'));
    expect(text).toContain('2 promotions, the newest first.');
    expect(text).toMatch(/acme\/shop#2 shop v1\.0\.0 staging → to production awaits approval 1 hour ago by asker nobody yet/);
    expect(text).toMatch(/acme\/shop#1 shop v1\.0\.0 staging promoted 2 hours ago by person-1 person-2/);
    expect(read(await page('/promotions?status=promoted&person=@person-2&repository=acme/site'))).toContain('acme/site#1');
    expect(read(await page('/promotions?search=nothing+is+called+so'))).toContain('There is no such promotion');
    const many = Array.from({ length: 60 }, (_, i) => ({ number: 100 + i, at: 100 + i, subject: 'many' }));
    await dashboard.tell('acme/site', ...many);
    const first = await page('/promotions?subject=many');
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(read(first)).toContain('acme/site#159');
    const second = read(await page(next));
    expect(second).toContain('acme/site#100');
    expect(second).not.toContain('acme/site#159');
    expect(second).toContain('Back to the newest');
  });

  test('one promotion: its path, what happened in the words of the issue, who decided, what it changes, that the trail holds', async () => {
    const text = read(await page('/promotions/acme/shop/2'));
    expect(text).toContain('shop v1.0.0 to production');
    expect(text).toContain('audit trail holds');
    expect(text).toMatch(/staging v1\.0\.0 runs .*production nothing yet v1\.0\.0 awaits approval/);
    expect(text).toMatch(/10:10 asker asked to promote shop to production\./);
    expect(text).toContain('Nothing is known to run in production yet.');
    expect(text).toContain('Nobody has decided yet.');
    expect(read(await page('/promotions/ACME/Shop/1'))).toContain('person-2 approved as qa');
  });

  test('what was rejected brings nothing: the page says what it was about', async () => {
    await dashboard.tell('acme/site', { number: 8, subject: 'refused', to: 'production', version: 'v1.0.0', deeds: ['reject'] });
    expect(read(await page('/promotions/acme/site/8'))).toContain('Nothing is known to run in production yet. This was about v1.0.0');
  });

  test('a trail that does not hold says so', async () => {
    await dashboard.tell('acme/site', { number: 7, subject: 'held', held: true });
    expect(read(await page('/promotions/acme/site/7'))).toContain('audit trail does not hold');
    expect(read(await page('/promotions?subject=held'))).toContain('audit trail held');
  });

  test('metrics: numbers and charts of the weeks that are asked for', async () => {
    const html = await page('/metrics?repository=acme/shop');
    expect(read(html)).toMatch(/Success rate 100 %/);
    expect(read(html)).toMatch(/2026-11-16 1 1 0 0 0 0 100 % 0 %/);
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(read(await page('/metrics?subject=nothing'))).toContain('Nothing ended in these weeks');
  });

  test('audit: who did what, by person, action and day, and all of it as files', async () => {
    const text = read(await page('/audit?action=approved&repository=acme/shop'));
    expect(text).toMatch(/20 Nov 2026 10:01 UTC person-2 approved shop v1\.0\.0 staging acme\/shop#1 as qa/);
    const csv = await (await reader.get('/audit.csv?repository=acme/shop&person=asker')).text();
    expect(csv.split('\r\n')).toEqual([
      'at,repository,issue,seq,action,person,person_id,subject,version,sha,from,to,round,status_before,status_after,comment,text',
      expect.stringMatching(/^2026-11-20T10:10:00Z,acme\/shop,2,1,requested,asker,77,shop,v1\.0\.0,a{40},staging,production,,,PENDING,,$/),
      '',
    ]);
    const lines = (await (await reader.get('/audit.ndjson?repository=acme/shop')).text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).entry.kind)).toEqual([
      'round_opened',
      'requested',
      'promoted',
      'accepted',
      'approved',
      'round_opened',
      'requested',
    ]);
    const arrived = await (await reader.get('/audit.csv?repository=acme/shop&action=promoted')).text();
    expect(arrived).toContain(',PENDING,PROMOTED,');
    expect(read(await page('/audit?action=promoted&repository=acme/shop'))).toMatch(/ promoted promoted shop v1\.0\.0 staging /);
    expect((await reader.get('/audit?until=2026-11-19')).status).toBe(200);
  });

  test('a question that cannot be read is answered with what can', async () => {
    const answer = await reader.get('/promotions?status=maybe&since=yesterday');
    expect(answer.status).toBe(400);
    expect(read(await answer.text())).toMatch(/"status": takes one of PENDING, AWAITING_APPROVAL.*"since": takes a day like 2026-11-20/);
    expect((await reader.get('/environments?after=%ff')).status).toBe(400);
  });

  test('the API says the same, in the shape that its description promises', async () => {
    const asked = {
      environments: '/environments',
      promotions: '/promotions',
      promotion: '/promotions/acme/shop/1',
      waiting: '/waiting',
      metrics: '/metrics',
      audit: '/audit',
    } as const;
    for (const [name, path] of Object.entries(asked)) {
      const answer = await reader.get(`/api/v1${path}`);
      const shape = answers[name as keyof typeof answers].safeParse(await answer.json());
      expect([name, shape.error?.issues]).toEqual([name, undefined]);
    }
    const described = (await (await reader.get('/api/v1/openapi.json')).json()) as { paths: Record<string, { get: object }> };
    expect(Object.keys(described.paths)).toEqual(expect.arrayContaining(['/api/v1/promotions/{owner}/{name}/{number}', '/api/v1/waiting']));
  });
});

describe('what people write', () => {
  const HOSTILE = [
    `<img src=x onerror=alert(1)>`,
    `"><script>alert(1)</script>`,
    `' onmouseover='alert(1)`,
    `javascript:alert(1)`,
    `[click](javascript:alert(1))`,
    `![x](https://evil.example/x.png)`,
    `<code onclick="alert(1)">`,
    `&lt;script&gt;`,
    `</title><svg/onload=alert(1)>`,
    'a\u202eb',
  ];
  /** Every place in which a word of somebody may stand. */
  const told = (evil: string, i: number): readonly Entry[] => {
    const [asked, opened, ...rest] = entriesOf({
      subject: evil,
      version: evil,
      to: evil,
      from: evil,
      by: person(900 + i, evil),
      at: i,
      deeds: ['approve'],
    });
    if (asked?.kind !== 'requested' || opened === undefined) throw new Error('a promotion begins with a request');
    const gate = { name: evil, outcome: 'fail', summary: evil, value: null, limit: null, unit: evil, evidence: [] } as const;
    return [
      asked,
      {
        kind: 'gates_dispatched',
        at: minute(i),
        key: 'c'.repeat(32),
        subject: evil,
        sha: 'a'.repeat(40),
        to: evil,
        config: 'b'.repeat(64),
        policy: 'b'.repeat(64),
        workflow: evil,
        ref: evil,
      },
      { kind: 'gates_judged', at: minute(i), outcomes: { [evil]: 'fail' }, key: 'c'.repeat(32), run: 1, attempt: 1, gates: [gate] },
      opened,
      ...rest.map((entry) => (entry.kind === 'approved' ? { ...entry, note: evil, roles: [evil] } : entry)),
      {
        kind: 'signed',
        at: minute(i + 2),
        by: person(3, evil),
        comment: 5,
        gate: evil,
        sha: 'a'.repeat(40),
        roles: [evil],
        evidence: evil,
      },
      { kind: 'rejected', at: minute(i + 3), by: person(3, evil), comment: 6, round: 1, reason: evil },
    ];
  };

  test('stays what it is on every page: no tag, no attribute, no address of it takes effect', async () => {
    const database = await open('PGlite');
    const dashboard = dashboardOn(database);
    const shop = dashboard.world.repository('acme/shop');
    await inTransaction(database.pool, async (client) => {
      await dropIndex(client);
      const records = HOSTILE.map((evil, i) => record({ repo: shop.id, name: 'shop', number: i + 1, title: evil }, told(evil, i)));
      await fillRecords(client, records);
      await fillRecords(client, [
        record({
          repo: shop.id,
          name: 'shop',
          number: 99,
          subject: HOSTILE[0] ?? '',
          version: HOSTILE[1] ?? '',
          to: HOSTILE[2] ?? '',
          deeds: ARRIVED,
        }),
      ]);
    });
    const reader = await dashboard.as('reader');
    const paths = [
      '/environments',
      '/promotions',
      '/waiting',
      '/metrics',
      '/audit',
      ...HOSTILE.map((_, i) => `/promotions/acme/shop/${i + 1}`),
    ];
    const asked = HOSTILE.flatMap((evil) =>
      ['/promotions?search=', '/audit?subject=', '/environments?subject='].map((path) => path + encodeURIComponent(evil)),
    );
    for (const path of [...paths, ...asked]) {
      const html = await (await reader.get(path)).text();
      expect([path, dangersIn(html)]).toEqual([path, []]);
    }
  });
});

/** Elements and attributes that no page of ours has, and addresses that lead elsewhere than to a page. */
function dangersIn(html: string): readonly string[] {
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  const bare = tags.map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
  const strange = bare.filter((tag) => /\s(on\w+|style|srcdoc|formaction)\s*=|^<(iframe|object|embed|base|style)\b/i.test(tag));
  const addresses = tags.flatMap((tag) => [...tag.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(([, url = '']) => url));
  const scripts = tags.filter((tag) => /^<(script|img)\b/i.test(tag) && !/ src="\/assets\/[\w.]+"/.test(tag));
  return [...strange, ...scripts, ...addresses.filter((url) => !/^(\/(?![/\\])|#|https:\/\/github\.com\/)/.test(url))];
}
