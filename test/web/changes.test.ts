/** Who looks hears what changes, whichever server wrote it, and only of what they may read. */
import { expect, test } from '@jest/globals';
import { type Bell, bellOf, type Change } from '../../src/web/dashboard/changes.ts';
import { databases } from '../harness/databases.ts';
import { ARRIVED } from '../store/records.ts';
import { dashboardOn, tellAll } from './house.ts';

const { open } = databases();

/** A bell that rings when it is told to. */
function bell() {
  let entries: Change[] = [{ repo: 1, number: 1, seq: 1 }];
  let work: (() => void) | undefined;
  const asked: string[] = [];
  const heard: string[] = [];
  const made: Bell = bellOf({
    newest: async () => {
      asked.push('asked');
      if (entries.length === 0) throw new Error('the database is away');
      return entries;
    },
    failed: (error) => heard.push(String(error)),
    every: (look) => {
      work = look;
      return () => {
        work = undefined;
      };
    },
  });
  const ticks = async (now: Change[]): Promise<void> => {
    entries = now;
    work?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const listen = (): (() => void) => made.listen((changes) => heard.push(...changes.map(({ number, seq }) => `#${number}.${seq}`)));
  return { made, listen, ticks, heard, asked, isLooking: () => work !== undefined };
}

const at = (number: number, seq: number): Change => ({ repo: 1, number, seq });

test('what is new is told, once, also when it sorts behind what was there', async () => {
  const { listen, ticks, heard } = bell();
  listen();
  await ticks([at(1, 1)]);
  await ticks([at(2, 5), at(1, 1), at(1, 2)]);
  await ticks([at(2, 5), at(1, 1), at(1, 2)]);
  expect(heard).toEqual(['#2.5', '#1.2']);
});

test('the index is asked once for everybody, and not at all while nobody listens', async () => {
  const { listen, ticks, asked, isLooking, heard } = bell();
  await ticks([at(1, 1)]);
  expect([asked.length, isLooking()]).toEqual([0, false]);
  const [one, two] = [listen(), listen()];
  await ticks([at(1, 1)]);
  await ticks([at(1, 2)]);
  expect([asked.length, heard]).toEqual([2, ['#1.2', '#1.2']]);
  one();
  expect(isLooking()).toBe(true);
  two();
  expect(isLooking()).toBe(false);
});

test('a database that is away is told to the log, and what came meanwhile is told afterwards', async () => {
  const { listen, ticks, heard } = bell();
  listen();
  await ticks([at(1, 1)]);
  await ticks([]);
  await ticks([at(1, 2), at(1, 1)]);
  expect(heard).toEqual(['Error: the database is away', '#1.2']);
});

test('over the wire: those who may read it hear it, the others hear nothing', async () => {
  const database = await open('PGlite');
  const house = dashboardOn(database);
  await tellAll(house);
  const lines = async (role: 'reader' | 'other') => {
    const answer = await (await house.as(role)).get('/events');
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body?.getReader();
    return async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  };
  const [reader, other] = [await lines('reader'), await lines('other')];
  expect(await reader()).toContain('event: hello');
  expect(await other()).toContain('event: hello');
  const { id } = house.world.repository('acme/shop');
  const heard = reader();
  const silent = other();
  await house.tell('acme/shop', { number: 50, at: 500, deeds: ARRIVED });
  expect(await heard).toContain(`event: changed\ndata: [{"repo":${id},"number":50}]`);
  house.close();
  expect(await silent).toBe('');
});

test('a server holds a thousand lines open, and says so to whoever asks for one more', async () => {
  const database = await open('PGlite');
  const house = dashboardOn(database);
  const browser = await house.as('reader');
  await Promise.all(Array.from({ length: 1_000 }, async () => (await browser.get('/events')).body));
  const refused = await browser.get('/events');
  expect([refused.status, await refused.text()]).toEqual([503, expect.stringContaining('Too many pages listen')]);
  house.close();
  expect((await browser.get('/events')).status).toBe(200);
  house.close();
});
