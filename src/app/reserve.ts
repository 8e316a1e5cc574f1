/** Sweeps leave a part of the hour's requests to people: what nobody waits for stops while little is left. */

export interface Left {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the hour begins anew. */
  readonly resetIn: number;
}

export interface Reserve {
  /** To be told what GitHub says is left. */
  left(installation: number, resource: string, left: Left): void;
  /** Milliseconds that a sweep has to wait; 0 for none. */
  wait(installation: number): number;
}

/** The part that sweeps leave. */
const FOR_PEOPLE = 0.2;

/** Of one process; another learns it with its own first answer. @param now milliseconds of any clock that only goes forward. */
export function reserveOf(now: () => number): Reserve {
  const known = new Map<string, { readonly isLow: boolean; readonly until: number }>();
  return {
    left: (installation, resource, { limit, remaining, resetIn }) =>
      void known.set(`${installation} ${resource}`, { isLow: remaining < limit * FOR_PEOPLE, until: now() + resetIn }),
    wait: (installation) => {
      const low = ['core', 'graphql'].flatMap((resource) => {
        const found = known.get(`${installation} ${resource}`);
        return found?.isLow ? found.until - now() : [];
      });
      return Math.max(0, ...low);
    },
  };
}
