/** The pages of the dashboard over a full index: what the server takes for each, against its questions to the database alone; and what the first one weighs. */
import type { Reading, Session } from '../../src/app/dashboard.ts';
import type { Database } from '../../src/store/database.ts';
import { newestEntries } from '../../src/store/index/newest.ts';
import { readingOf } from '../../src/store/index/reading.ts';
import { indexOn } from '../../src/store/index/tables.ts';
import { sessionsOn } from '../../src/store/sessions.ts';
import { appOf } from '../../src/web/dashboard/app.ts';

export interface PageFigures {
  /** Milliseconds, medians. */
  readonly pages: Readonly<Record<string, { readonly server: number; readonly queries: number }>>;
  /** Of the slowest for its queries. */
  readonly ratio: number;
  /** Of the first page with all it brings along. */
  readonly kilobytes: number;
}

interface Measured {
  readonly pool: Database['pool'];
  /** Ids of the repositories that whoever looks may read. */
  readonly repos: readonly number[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly runs: number;
}

const RULES = `version: 1
roles: { qa: { teams: [qa] } }
environments: { development: { approval: none }, staging: { approval: { all: [qa] } }, production: { approval: { all: [qa] } } }
`;

/** How long at least one question was on its way. */
function stopwatch() {
  let open = 0;
  let began = 0;
  let total = 0;
  const time = async <T>(asked: Promise<T>): Promise<T> => {
    if (open === 0) began = performance.now();
    open += 1;
    try {
      return await asked;
    } finally {
      open -= 1;
      if (open === 0) total += performance.now() - began;
    }
  };
  const take = (): number => {
    const taken = total;
    total = 0;
    return taken;
  };
  return { time, take };
}

type Watch = ReturnType<typeof stopwatch>;

/** GitHub answers at once: what it takes is not what is measured here. */
function houseFor({ pool, repos, now }: Measured, watch: Watch) {
  const index = readingOf(indexOn(pool));
  const sessions = sessionsOn(pool, () => now);
  const nothing = (): never => {
    throw new Error('nobody signs in or out here');
  };
  return {
    readAs: (ids: readonly number[]): Reading =>
      new Proxy(index(ids), {
        get: (reading, name: keyof Reading) => {
          // Every question of a reading takes its own parameters; they are passed on as they are.
          const ask = reading[name] as (...given: unknown[]) => Promise<unknown>;
          return (...given: unknown[]) => watch.time(ask(...given));
        },
      }),
    sessions: { ...sessions, find: (cookie: string): Promise<Session | undefined> => watch.time(sessions.find(cookie)) },
    viewers: {
      begin: nothing,
      finish: nothing,
      revoke: nothing,
      repositories: async () => repos,
      teams: async () => ['acme/qa'],
      drifts: async () => [],
      rules: async () => ({ text: RULES }),
    },
    repositoryNamed: nothing,
    isPublic: nothing,
    newest: () => newestEntries(pool),
    now: () => now,
    log: { error: (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`) },
    origin: () => 'https://promotions.example.com',
    secret: 'a secret that nobody uses here',
  };
}

const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

type Ask = (path: string) => Promise<string>;

async function figureOf(
  ask: Ask,
  pathOf: (run: number) => string,
  watch: Watch,
  runs: number,
): Promise<{ readonly server: number; readonly queries: number }> {
  const taken: { server: number; queries: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    watch.take();
    const began = performance.now();
    await ask(pathOf(run));
    taken.push({ server: performance.now() - began, queries: watch.take() });
  }
  return { server: middle(taken.map(({ server }) => server)), queries: middle(taken.map(({ queries }) => queries)) };
}

/** @param measured an index that is full. */
export async function measurePages(measured: Measured): Promise<PageFigures> {
  const watch = stopwatch();
  const house = houseFor(measured, watch);
  const { app, close } = appOf(house);
  const cookie = `__Host-session=${await house.sessions.begin({ id: 1, login: 'person-1' }, 'a token')}`;
  const ask: Ask = async (path) => {
    const answer = await app.request(`${house.origin()}${path}`, { headers: { cookie } });
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return answer.text();
  };
  const first = await ask('/environments');
  const files = [...first.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  const sizes = await Promise.all([...new Set(files)].map(async (path) => (await ask(path)).length));
  const [promotion = ''] = /\/promotions\/acme\/[^/"]+\/\d+/.exec(await ask('/promotions')) ?? [];
  const pages: Record<string, PageFigures['pages'][string]> = {};
  for (const path of ['/environments', '/promotions', '/promotions?search=v1', promotion, '/waiting', '/audit'])
    pages[path.replace(/\/acme\/.*/, '/...')] = await figureOf(ask, () => path, watch, measured.runs);
  // Other weeks each time, so that nothing is drawn already.
  const day = (run: number): string => new Date(measured.now - run * 7 * 86_400_000).toISOString().slice(0, 10);
  pages['/metrics'] = await figureOf(ask, (run) => `/metrics?until=${day(run)}`, watch, measured.runs);
  close();
  return {
    pages,
    ratio: Math.max(...Object.values(pages).map(({ server, queries }) => server / queries)),
    kilobytes: (first.length + sizes.reduce((sum, size) => sum + size, 0)) / 1000,
  };
}
