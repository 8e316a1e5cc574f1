/** Tells those who look what has changed, whichever server has written it: all of them read the same index. */

/** Something that happened to a promotion. */
export interface Change {
  readonly repo: number;
  readonly number: number;
  readonly seq: number;
}

export interface Bell {
  /** @returns how to stop listening. */
  listen(hear: (changes: readonly Change[]) => void): () => void;
  /** Nobody is told anything any more. */
  close(): void;
}

export interface BellParts {
  readonly newest: () => Promise<readonly Change[]>;
  readonly failed: (error: unknown) => void;
  /** Calls again and again until it is told to stop; every second when undefined. */
  readonly every?: (work: () => void) => () => void;
}

const PAUSE = 1_000;

function everySecond(work: () => void): () => void {
  const timer = setInterval(work, PAUSE).unref();
  return () => clearInterval(timer);
}

const nameOf = ({ repo, number, seq }: Change): string => `${repo}#${number}.${seq}`;

/** The index is asked only while somebody listens, once for all of them. */
export function bellOf({ newest, failed, every = everySecond }: BellParts): Bell {
  const listeners = new Set<(changes: readonly Change[]) => void>();
  let known: ReadonlySet<string> | undefined;
  let asking = false;
  let stop: (() => void) | undefined;
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const found = await newest();
      // Behind the oldest that was known nothing is new: it was there before, and only shows because something went.
      const fresh = known === undefined ? [] : found.filter((change) => !known?.has(nameOf(change)));
      known = new Set(found.map(nameOf));
      if (fresh.length > 0) for (const hear of listeners) hear(fresh);
    } catch (error) {
      failed(error);
    } finally {
      asking = false;
    }
  };
  const rest = (): void => {
    stop?.();
    stop = undefined;
    known = undefined;
  };
  return {
    listen: (hear) => {
      listeners.add(hear);
      if (stop === undefined) {
        void look();
        stop = every(() => void look());
      }
      return () => {
        listeners.delete(hear);
        if (listeners.size === 0) rest();
      };
    },
    close: () => {
      listeners.clear();
      rest();
    },
  };
}
