import * as z from 'zod';
import { type Env, type EnvProblem, readEnv, readStore, type StoreSettings, withDotenv } from '../env.ts';
import { createLog, type Log } from '../log.ts';
import type { ServerParts } from '../server.ts';
import { type Database, isLoss, Unusable } from '../store/database.ts';
import type { Place } from '../web/listener.ts';
import type { Works } from '../works.ts';
import { codeOf, defineCommand, EXIT, type Io } from './command.ts';

/** Everything that is missing, after what cannot be done without it. */
export const advice = (what: string, problems: readonly EnvProblem[]): string => `${what}:

${problems.map(({ sentence, remedy }) => `  - ${sentence}\n    ${remedy}`).join('\n')}

"npx promotion-bot setup" registers the GitHub App and writes all of this to .env for you.
`;

/** A way to fail that is not a bug, as the person who starts the server should read it. */
function listenAdvice(error: unknown, { port, host, metrics }: Env): string | undefined {
  const isMetrics = metrics !== undefined && isAbout(error, metrics) && !isAbout(error, { port, host });
  const [place, own] = isMetrics ? [metrics, 'METRICS_'] : [{ port, host }, ''];
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return `Port ${place.port} of ${place.host} is in use. Stop what listens there, or set ${own}PORT to another one (0 takes any that is free).`;
  if (code === 'EACCES') return `This user may not listen on port ${place.port}. Set ${own}PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return isMetrics
      ? `This machine has no address "${place.host}". Set METRICS_HOST to 127.0.0.1, or leave it out.`
      : `This machine has no address "${place.host}". Set HOST to 127.0.0.1, or to 0.0.0.0 for all of them.`;
  return undefined;
}

/** Whether an error of `listen` is about this place: it names the port, or the host that nobody knows. */
function isAbout(error: unknown, { port, host }: Place): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('port' in error && error.port === port) || ('hostname' in error && error.hostname === host);
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Jobs at a time: most of a job is waiting for GitHub, which allows a hundred requests at once. */
const CONCURRENCY = 8;
/** Milliseconds that a request to GitHub waits in memory; what has to wait longer waits in the queue. */
const PATIENCE = 5_000;
/** Milliseconds that jobs under way are given at the end; the rest of the ten seconds is for letting go of the store. */
const GRACE = 6_000;

/** The database went away, or the queue in it gave up: no bug of ours, and nothing to report. */
class Lost extends Error {
  override readonly name = 'Lost';
}

function tellEnd(log: Log, error: unknown): void {
  if (error instanceof Lost || isLoss(error))
    log.fatal(
      { err: error instanceof Lost ? error.cause : error },
      'Ending at once: this process has lost its store or its queue. Nothing accepted is lost; start it again.',
    );
  else log.fatal({ err: error }, 'Ending: something failed that nobody had foreseen. Please report it.');
}

interface Settings {
  readonly env: Env;
  readonly store: StoreSettings;
}

/** Loaded only where it is switched on: most of what it needs, nothing else does. */
async function pagesFor(env: Env, { pool }: Database, clients: Works['clients'], log: Log): Promise<ServerParts['pages']> {
  const { dashboard: settings, webhookSecret: secret, baseUrl } = env;
  if (settings === undefined) {
    const { offDashboard } = await import('../web/dashboard/off.ts');
    const { NOTHING_HERE } = await import('../server.ts');
    return () => offDashboard(NOTHING_HERE);
  }
  const { createDashboard } = await import('../dashboard.ts');
  return (url) => createDashboard({ settings, secret, baseUrl, pool, clients, url, now: Date.now, log });
}

/** Runs the server until it is asked to stop. @returns the exit code. */
async function serve({ env, store }: Settings, log: Log, io: Io): Promise<number> {
  const { createBot } = await import('../bot.ts');
  const { startServer } = await import('../server.ts');
  const { createMetrics } = await import('../web/metrics.ts');
  const { shutDown } = await import('../shutdown.ts');
  const { openDatabase } = await import('../store/open.ts');
  const { worksOf } = await import('../works.ts');
  const { inboxState } = await import('../store/inbox-state.ts');
  const database = await openDatabase(store);
  log.info({ engine: database.engine, version: database.version, place: database.place }, 'The store is open');
  const metrics = createMetrics({ inbox: () => inboxState(database.pool) });
  const lost = (error: unknown): void => {
    // Nothing may go on, not even what is under way: another process may have taken it up.
    process.nextTick(() => {
      throw new Lost('the store was lost', { cause: error });
    });
  };
  const works = worksOf({ database, log, metrics, concurrency: CONCURRENCY, now: Date.now, lost });
  try {
    const { ledgerKey, previousLedgerKeys, mustExtend } = env;
    const bot = createBot({ ledgerKey, previousLedgerKeys, mustExtend, log, metrics, inbox: works.inbox, self: works.self });
    const server = await startServer(env, {
      pages: await pagesFor(env, database, works.clients, log),
      bot,
      log,
      metrics,
      readiness: works.readiness,
      watch: works.watch,
      pacing: { limits: { patience: PATIENCE } },
    });
    await works.begin();
    await stopped(io.stop);
    return (await shutDown({ server, stop: () => works.stop(GRACE), log })) ? EXIT.yes : EXIT.no;
  } catch (error) {
    await works.stop(0);
    throw error;
  }
}

export const start = defineCommand({
  name: 'start',
  summary: 'Run the bot: listen for GitHub and answer.',
  arguments: [],
  options: [],
  input: z.object({}),
  run: async (_, io: Io) => {
    const variables = withDotenv(io.env, io.cwd);
    const reading = readEnv(variables, io.cwd);
    const kept = readStore(variables, io.cwd);
    if (!reading.ok || !kept.ok) {
      io.stderr.write(advice('Promotion Bot cannot start yet', reading.ok ? [] : reading.problems));
      return EXIT.no;
    }
    const { env } = reading;
    const secrets = [env.webhookSecret, env.previousWebhookSecret, env.databaseUrl, env.dashboard?.clientSecret].flatMap(
      (secret) => secret ?? [],
    );
    const log = createLog({ level: env.logLevel, write: (line) => io.stdout.write(line), secrets });
    io.endOnUncaught?.((error) => tellEnd(log, error));
    try {
      return await serve({ env, store: kept.store }, log, io);
    } catch (error) {
      if (isLoss(error)) {
        tellEnd(log, error);
        return EXIT.no;
      }
      const text = error instanceof Unusable ? `${error.message}\n${error.remedy}` : listenAdvice(error, env);
      if (text === undefined) throw error;
      io.stderr.write(`${text}\n`);
      return EXIT.no;
    }
  },
});
