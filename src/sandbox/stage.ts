/** GitHub in memory and the real bot, each a server of its own on loopback, with an organisation to try things in; the dashboard and the pages of the issues when there is an index. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Inbox, type Look, memoryInbox } from '../app/inbox.ts';
import { type Clients, createBot, failedLook } from '../bot.ts';
import { createDashboard } from '../dashboard.ts';
import { createLog } from '../log.ts';
import { startServer } from '../server.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { putIntoIndex } from '../works.ts';
import { type Bells, bellsBy } from './bells.ts';
import { prepare } from './cast.ts';
import { createWorld, listen, type Sandbox } from './index.ts';
import { clientId } from './json.ts';
import { CLIENT_SECRET } from './oauth.ts';
import { type Pages, pagesOf } from './pages/index.ts';

export interface Stage {
  readonly world: Sandbox;
  readonly github: string;
  readonly bot: string;
  /** Where people open the dashboard, if there is one. */
  readonly dashboard: string;
  /** PEM: proves the audit trails of this world. */
  readonly publicKey: string;
  readonly settle: () => Promise<void>;
  /** Lets time go by, and what is due on the way happen. */
  readonly passes: (seconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface StageSettings {
  /** Where GitHub listens; 0 takes any free port. */
  readonly port: number;
  /** Where the world begins; its own moment when undefined. */
  readonly at?: string;
  /** For the dashboard; neither it nor pages when undefined. */
  readonly index: Database | undefined;
}

/** This GitHub counts nothing, and what takes weeks there is over in seconds. */
const UNLIMITED = { perMinute: 1e6, perHour: 1e6, points: 1e6 };

/** Two servers that talk HTTP to each other: signed webhooks one way, API calls the other. */
export async function raise({ port, at, index }: StageSettings): Promise<Stage> {
  const keys = makeKeys();
  const secret = randomBytes(24).toString('hex');
  const world = createWorld({ secret, app: { publicKey: keys.app.publicKey }, ...(at === undefined ? {} : { at }) });
  prepare(world);
  let hookUrl: string | undefined;
  let pages: Pages | undefined;
  const github = await listen(world, { port, hookUrl: () => hookUrl, pages: () => pages });
  const log = createLog({ level: 'warn', write: (line) => process.stderr.write(line), secrets: [secret] });
  const baseUrl = `${github.url}/api/v3`;
  const env = {
    ...{ appId: world.app.id, privateKey: keys.app.privateKey, webhookSecret: secret, ledgerKey: keys.ledger.privateKey },
    ...({ port: 0, host: '127.0.0.1', baseUrl, logLevel: 'warn' } as const),
  };
  const bells = bellsBy(world.clock);
  const looks = new Set<Promise<unknown>>();
  let ways: Clients | undefined;
  const inbox = (look: Look, clients: Clients): Inbox => {
    ways = clients;
    return memoryInbox({ look: kept(indexed(look, index), looks), timer: bells.timer, failed: failedLook(log) });
  };
  const now = (): number => Date.parse(world.clock.now());
  const settings = { clientId: clientId(world), clientSecret: CLIENT_SECRET, origin: undefined };
  const shown = { settings, secret, baseUrl, clients: () => ways, now, sessionClock: Date.now, log };
  const bot = await startServer(env, {
    bot: createBot({ ledgerKey: keys.ledger.privateKey, log, inbox }),
    log,
    pacing: { limits: UNLIMITED },
    ...(index && { pages: (url) => createDashboard({ ...shown, pool: index.pool, url }) }),
  });
  hookUrl = `${bot.url}/api/github/webhooks`;
  const settle = async (): Promise<void> => {
    do {
      await github.settled();
      await Promise.all(looks);
      // What a look that is done sets off begins after it.
      await new Promise((resolve) => setImmediate(resolve));
    } while (bells.ring() || looks.size > 0);
  };
  const passes = inTurn((seconds: number) => passTime(world, bells, settle, seconds));
  const dashboard = `http://localhost:${new URL(bot.url).port}`;
  if (index) pages = pagesOf({ world, settle, passes, dashboard });
  return {
    ...{ world, settle, passes, dashboard },
    github: github.url,
    bot: bot.url,
    publicKey: keys.ledger.publicKey,
    close: async () => {
      pages?.close();
      await bot.close();
      await github.close();
    },
  };
}

const makeKeys = () => ({
  app: generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }),
  ledger: generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }),
});

/** What a look has found is what the dashboard shows. */
const indexed =
  (look: Look, index: Database | undefined): Look =>
  async (place, task) => {
    const handled = await look(place, task);
    const { number } = task.trigger.ref;
    if (index) await inTransaction(index.pool, (client) => putIntoIndex(client, handled, { repository: place.repository, number }));
    return handled;
  };

/** Looks under way are remembered, so that they can be waited for: an alarm is nobody's delivery. */
const kept =
  (look: Look, looks: Set<Promise<unknown>>): Look =>
  (place, task) => {
    const looking = look(place, task).finally(() => looks.delete(looking));
    looks.add(looking);
    return looking;
  };

/** One after another: there is only one clock. */
function inTurn<T>(work: (given: T) => Promise<void>): (given: T) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (given) => {
    const mine = last.then(() => work(given));
    last = mine.catch(() => {});
    return mine;
  };
}

async function passTime(world: Sandbox, bells: Bells, settle: () => Promise<void>, seconds: number): Promise<void> {
  const until = Date.parse(world.clock.now()) + seconds * 1000;
  const left = (to: number): number => Math.max(0, Math.ceil((to - Date.parse(world.clock.now())) / 1000));
  for (;;) {
    const next = Math.min(bells.next(), Date.parse(world.actions.next() ?? '') || Number.POSITIVE_INFINITY);
    if (next > until) break;
    world.clock.advance(left(next));
    await world.actions.work();
    await settle();
  }
  world.clock.advance(left(until));
}
