/** What an App has to bear from GitHub now and then. Faults of single calls are in `world.faults`, rate limits in `world.limits`. */
import { install } from './found.ts';
import { lags } from './lag.ts';
import { accountOf, type Outage, type RequestRecord, type World } from './world.ts';

export interface Troubles {
  /** GitHub goes down: calls fail, webhooks wait or are lost, runners stand still. */
  breaks(outage: Outage): void;
  /** GitHub is back; what waited is delivered from now on. */
  recovers(): void;
  /** From now on reads show what was so many seconds ago (`lag.ts`); 0 ends it. Only of the reads that `reaches` says, all when left out. */
  lags(seconds: number, reaches?: (read: RequestRecord) => boolean): void;
  /** Suspends the installation of an account, or ends that: no access and no webhooks meanwhile. */
  suspends(login: string, suspended?: boolean): void;
}

export const troublesOf = (world: World): Troubles => ({
  breaks(outage) {
    world.outage = outage;
  },
  recovers() {
    world.outage = undefined;
    world.hooks.queued?.();
    world.actions.queued?.();
  },
  lags: (seconds, reaches) => lags(world, seconds, reaches),
  suspends(login, suspended = true) {
    install(world, accountOf(world, login)).suspendedAt = suspended ? world.clock.now() : null;
  },
});
