/** Waits for what GitHub has not ended yet; whoever waits shares one limit with everybody else. */
import type { Unknown } from '../core/gates/gate.ts';
import type { Result } from '../core/result.ts';

type Look<T> = () => Promise<Result<T, Unknown>>;
/** Looks again while the answer is still to come, as long as there is patience; the last answer. */
export type Patient = <T>(look: Look<T>) => Promise<Result<T, Unknown>>;

export interface Waiting {
  /** Milliseconds between looks. */
  readonly every: number;
  /** Milliseconds in all, from now on. */
  readonly most: number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds since some moment. */
  readonly now: () => number;
}

export function patient({ every, most, pause, now }: Waiting): Patient {
  const from = now();
  return async (look) => {
    for (;;) {
      const found = await look();
      if (found.ok || found.error.pending !== true || now() - from + every > most) return found;
      await pause(every);
    }
  };
}

/** One look, and no second. */
export const impatient: Patient = (look) => look();
