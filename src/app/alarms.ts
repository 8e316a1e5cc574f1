/** Rings when a promotion should be looked at again. One alarm an issue; setting it again replaces it. */
import type { Ref } from '../core/promotion.ts';
import { nameOf } from './lanes.ts';

/** Calls back after a while; answers with how to call it off. */
export type Timer = (milliseconds: number, ring: () => void) => () => void;

export interface Alarms {
  /** @param inMilliseconds undefined calls off what was set. */
  set(ref: Ref, inMilliseconds: number | undefined, ring: () => void): void;
}

/** A timer of Node.js holds 2^31 milliseconds at most; a longer wait is waited in days. */
const DAY = 86_400_000;

/** Alarms of one process, which forgets them when it ends: the next event of the issue, or `/why`, has the same effect. */
export function memoryAlarms(timer: Timer): Alarms {
  const set = new Map<string, () => void>();
  const arm = (name: string, left: number, ring: () => void): void => {
    const callOff = timer(Math.min(left, DAY), () => {
      set.delete(name);
      if (left > DAY) arm(name, left - DAY, ring);
      else ring();
    });
    set.set(name, callOff);
  };
  return {
    set(ref, inMilliseconds, ring) {
      const name = nameOf(ref);
      set.get(name)?.();
      set.delete(name);
      if (inMilliseconds !== undefined) arm(name, Math.max(0, inMilliseconds), ring);
    },
  };
}

/** Real time; an alarm alone keeps no process alive. */
export const realTimer: Timer = (milliseconds, ring) => {
  const timeout = setTimeout(ring, milliseconds).unref();
  return () => clearTimeout(timeout);
};
