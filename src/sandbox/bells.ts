/** The bot's alarms by the sandbox's clock, so that a day of watching takes no longer than it takes to say so. */
import type { Timer } from '../app/alarms.ts';
import type { Clock } from './clock.ts';

export interface Bells {
  /** Give this to the bot's inbox. */
  readonly timer: Timer;
  /** Milliseconds since 1970 of the next alarm; infinite when there is none. */
  next(): number;
  /** Rings everything that is due now; answers whether there was anything. */
  ring(): boolean;
}

export function bellsBy(clock: Clock): Bells {
  const set = new Set<{ readonly due: number; readonly ring: () => void }>();
  const now = (): number => Date.parse(clock.now());
  return {
    timer: (milliseconds, ring) => {
      const bell = { due: now() + milliseconds, ring };
      set.add(bell);
      return () => set.delete(bell);
    },
    next: () => Math.min(Number.POSITIVE_INFINITY, ...[...set].map(({ due }) => due)),
    ring() {
      const due = [...set].filter((bell) => bell.due <= now());
      for (const bell of due) {
        set.delete(bell);
        bell.ring();
      }
      return due.length > 0;
    },
  };
}
