/** Time that passes only when told: what a test says happened at ten o'clock happened at ten o'clock. */
import type { Instant } from './model.ts';

export interface Clock {
  /** Now, as GitHub writes it. */
  now(): Instant;
  /** Lets time pass, in whole seconds. */
  advance(seconds: number): void;
  /** Now, as an HTTP `Date` header. */
  httpDate(): string;
  /** Called before time passes. */
  leaving: (() => void) | undefined;
}

export function startClock(at: Instant): Clock {
  let milliseconds = Date.parse(at);
  if (Number.isNaN(milliseconds)) throw new Error(`"${at}" is no moment. Write it like 2026-11-20T10:00:00Z.`);
  const clock: Clock = {
    leaving: undefined,
    now: () => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z'),
    advance(seconds) {
      if (!Number.isInteger(seconds) || seconds < 0) throw new Error(`Time passes forward in whole seconds; ${seconds} is not that.`);
      if (seconds > 0) clock.leaving?.();
      milliseconds += seconds * 1000;
    },
    httpDate: () => new Date(milliseconds).toUTCString(),
  };
  return clock;
}
