/** The end of a server: nothing new, what is under way is finished, and all of it within a limit. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';

export interface ShutdownParts {
  /** The door: closed first. */
  readonly server: { close(): Promise<void> };
  /** What works behind it: finishes, hands back what it has not begun, lets go of the store. Called when the door is closed. */
  readonly stop: () => Promise<void>;
  readonly log: Log;
  /** Milliseconds for both together. */
  readonly limit?: number | undefined;
}

/** Supervisors wait 10 seconds before they kill: https://docs.docker.com/reference/cli/docker/container/stop/; the process needs a part. */
const LIMIT = 9_000;

/** @returns whether all of it ended in time and in order; the log says what did not. Never throws. */
export async function shutDown({ server, stop, log, limit = LIMIT }: ShutdownParts): Promise<boolean> {
  log.info('Stopping: what is under way is finished first');
  const ended = new AbortController();
  const late = sleep(limit, 'late' as const, { signal: ended.signal }).catch(() => 'late' as const);
  const inOrder = server
    .close()
    .then(stop)
    .then(() => 'stopped' as const);
  const end = await Promise.race([inOrder, late]).catch((error: unknown) => error);
  ended.abort();
  if (end === 'stopped') log.info('Stopped');
  else if (end === 'late') log.warn({ milliseconds: limit }, 'Stopped before everything was finished; what was accepted is taken up again');
  else log.error({ err: end }, 'Stopped with an error; what was accepted is taken up again');
  return end === 'stopped';
}
