/** What a load balancer asks: does the process answer, and should deliveries be sent to it? */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './reply.ts';

export const ALIVE: Answer = { status: 200, text: 'ok' };
const STOPPING: Answer = { status: 503, text: 'Not ready: this server is stopping.' };

export interface Readiness {
  /** Why nothing can be taken now, in words that anybody may read; undefined when everything is there. */
  readonly ask: () => Promise<string | undefined>;
  readonly isStopping: () => boolean;
  /** Is told what `ask` has thrown. */
  readonly failed: (error: unknown) => void;
  /** Milliseconds that `ask` may take. */
  readonly patience: number;
}

/** Whether deliveries should be sent here, with the reason when not. */
export async function ready({ ask, isStopping, failed, patience }: Readiness): Promise<Answer> {
  if (isStopping()) return STOPPING;
  const settled = new AbortController();
  const late = sleep(patience, 'no answer came in time', { ref: false, signal: settled.signal }).catch(() => undefined);
  try {
    const why = await Promise.race([ask(), late]);
    return why === undefined ? { status: 200, text: 'ready' } : { status: 503, text: `Not ready: ${why}.` };
  } catch (error) {
    failed(error);
    return { status: 503, text: 'Not ready: asking failed. The log says why.' };
  } finally {
    settled.abort();
  }
}
