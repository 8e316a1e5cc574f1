/** What must be remembered of an issue between looks, by whoever looks next: another replica may, so that it lies in the store. */
import type { Instant, Ref } from '../core/promotion.ts';
import { nameOf } from './lanes.ts';
import type { Performed } from './ports.ts';

/** What was last written to an issue. */
export interface Sent {
  /** How many comments of ours there are with it. */
  readonly comments: number;
  /** GitHub's time of the look before. */
  readonly at: Instant;
  /** Whether GitHub said that it has them all. */
  readonly sure: boolean;
}

type Started = NonNullable<Performed['started']>;

/** Of one issue. */
export interface Memory {
  sent(): Promise<Sent | undefined>;
  /** To be told before something is sent, and again when GitHub has said that it has it. */
  sends(sent: Sent | undefined): Promise<void>;
  /** The run that was started last: GitHub lists it only a while later. */
  started(): Promise<Started | undefined>;
  starts(started: Started): Promise<void>;
}

const MOST_REMEMBERED = 10_000;

/** Memories of one process, which forgets them when it ends. */
export function memories(): (ref: Ref) => Memory {
  const sent = new Map<string, Sent>();
  const runs = new Map<string, Started>();
  return (ref) => {
    const name = nameOf(ref);
    return {
      sent: async () => sent.get(name),
      sends: async (last) => keep(sent, name, last),
      started: async () => runs.get(name),
      starts: async (started) => keep(runs, name, started),
    };
  };
}

/** Newest last; the oldest is forgotten first. */
export function keep<T>(cache: Map<string, T>, key: string, value: T | undefined): void {
  cache.delete(key);
  if (value !== undefined) cache.set(key, value);
  const [oldest] = cache.keys();
  if (cache.size > MOST_REMEMBERED && oldest !== undefined) cache.delete(oldest);
}
