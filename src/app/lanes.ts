/** One promotion at a time: work on the same issue waits its turn, other issues go on. */
import type { Ref } from '../core/promotion.ts';
import type { Lease } from './ports.ts';

export interface Lanes {
  /** Runs the work when everything asked for before on the same issue is done; passes its result or error on. */
  exclusively<T>(ref: Ref, work: (lease: Lease) => Promise<T>): Promise<T>;
}

export const nameOf = ({ owner, repo, number }: Ref): string => `${owner}/${repo}#${number}`;

/** Lanes of one process. Several processes on one installation need the inbox of the store instead. */
export function memoryLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    exclusively(ref, work) {
      const lane = nameOf(ref);
      const run = () => work({ ref });
      const next = (tails.get(lane) ?? Promise.resolve()).then(run, run);
      const tail = next.catch(() => {});
      tails.set(lane, tail);
      void tail.then(() => tails.get(lane) === tail && tails.delete(lane));
      return next;
    },
  };
}
