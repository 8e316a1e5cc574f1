import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Env, readEnv, withDotenv } from '../env.ts';
import type { ProbotSettings } from '../github/octokit.ts';
import { createLog, redactor } from '../log.ts';
import { type Database, Unusable } from '../store/database.ts';
import { defineCommand, EXIT, type Io } from './command.ts';
import { advice } from './start.ts';
import { withStore } from './with-store.ts';

/** The way to GitHub, for tests; the global `fetch` in real time when left out. */
export type Way = Pick<ProbotSettings, 'fetch' | 'pacing'>;

const CODES = { whole: EXIT.yes, partial: EXIT.unknown, stopped: EXIT.unknown } as const;

/** Reads everything into the database. Answers 0 when it is all there, 2 otherwise. */
export async function rebuildIn({ pool }: Database, env: Env, io: Io, way: Way = {}): Promise<number> {
  const { rebuild: fill } = await import('../app/rebuild.ts');
  const { notaryOf } = await import('../app/notary.ts');
  const { createProbot } = await import('../github/octokit.ts');
  const { everything } = await import('../github/everything.ts');
  const { alone, shelfIn } = await import('../store/rebuild-shelf.ts');
  const { showRebuild } = await import('./rebuild-progress.ts');
  const { brokenText, endText } = await import('../core/views/rebuild.ts');
  const log = createLog({ level: 'silent', write: () => {} });
  const { appId, privateKey, webhookSecret: secret, baseUrl } = env;
  const probot = createProbot({ appId, privateKey, secret, baseUrl, log, ...way });
  const source = everything(notaryOf(env.ledgerKey, env.previousLedgerKeys), (installation) => probot.auth(installation));
  const shown = showRebuild(io.stdout);
  const pauseUntil = (moment: Date): Promise<void> => sleep(Math.max(0, moment.getTime() - Date.now()), undefined, { signal: io.stop });
  try {
    const parts = { source, shelf: shelfIn(pool), listener: shown.listener, pauseUntil, isStopped: () => io.stop.aborted };
    const ended = await alone(pool, () => fill(parts)).catch((error: unknown) => {
      if (io.stop.aborted) return 'stopped' as const;
      throw error;
    });
    shown.ends();
    io.stdout.write(endText[ended](shown.total()));
    return CODES[ended];
  } catch (error) {
    shown.ends();
    if (error instanceof Unusable) throw error;
    io.stderr.write(brokenText(redactor([secret])(error instanceof Error ? error.message : String(error))));
    return EXIT.unknown;
  }
}

export const rebuild = defineCommand({
  name: 'rebuild',
  summary: 'Read every promotion from GitHub into the index again. It may be stopped: the next one goes on where it was.',
  arguments: [],
  options: [],
  input: z.object({}),
  run: async (_, io: Io) => {
    const reading = readEnv(withDotenv(io.env, io.cwd), io.cwd);
    if (reading.ok) return withStore(io, (database) => rebuildIn(database, reading.env, io));
    io.stderr.write(advice('The index cannot be rebuilt yet', reading.problems));
    return EXIT.no;
  },
});
