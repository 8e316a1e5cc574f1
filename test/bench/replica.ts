/** One server of the bot as `start` runs it, but without GitHub's limits. Argument: its settings as JSON; prints its port when it listens. */
import { createBot } from '../../src/bot.ts';
import type { Env } from '../../src/env.ts';
import { createLog } from '../../src/log.ts';
import { startServer } from '../../src/server.ts';
import { openDatabase, type Where } from '../../src/store/open.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { worksOf } from '../../src/works.ts';

export interface ReplicaSettings {
  readonly where: Where;
  readonly appId: number;
  readonly privateKey: string;
  readonly ledgerKey: string;
  readonly secret: string;
  /** `http://127.0.0.1:4000/api/v3` */
  readonly github: string;
  /** Jobs at a time; none are worked on when 0. */
  readonly concurrency: number;
}

const settings: ReplicaSettings = JSON.parse(process.argv[2] ?? '');
const ENDLESS = { perMinute: 1e9, perHour: 1e9, points: 1e9 };
const log = createLog({ level: 'error', write: (line) => process.stderr.write(line), secrets: [settings.secret] });
const database = await openDatabase(settings.where);
const metrics = createMetrics();
const lost = (error: unknown): void => {
  throw error;
};
const works = worksOf({ database, log, metrics, concurrency: settings.concurrency, limits: ENDLESS, now: Date.now, lost });
const env: Env = {
  appId: settings.appId,
  privateKey: settings.privateKey,
  webhookSecret: settings.secret,
  ledgerKey: settings.ledgerKey,
  port: 0,
  host: '127.0.0.1',
  baseUrl: settings.github,
  logLevel: 'error',
};
const bot = createBot({ ledgerKey: settings.ledgerKey, log, metrics, inbox: works.inbox, self: works.self });
const server = await startServer(env, { bot, log, metrics, watch: works.watch, pacing: { limits: ENDLESS } });
if (settings.concurrency > 0) await works.begin();
process.stdout.write(`${new URL(server.url).port}\n`);
