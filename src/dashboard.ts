/** The dashboard with everything it needs: the index, GitHub in the name of whoever looks, sessions in the store. */
import type { Clients } from './bot.ts';
import type { DashboardSettings } from './env-dashboard.ts';
import type { ProbotSettings } from './github/octokit.ts';
import { isPublic } from './github/public.ts';
import { viewersOf } from './github/viewers.ts';
import type { Log } from './log.ts';
import type { Database } from './store/database.ts';
import { newestEntries } from './store/index/newest.ts';
import { readingOf } from './store/index/reading.ts';
import { repositoryNamed } from './store/index/repository.ts';
import { indexOn } from './store/index/tables.ts';
import { sessionsOn } from './store/sessions.ts';
import { dashboardOf } from './web/dashboard/index.ts';
import type { Pages } from './web/dashboard/pages.ts';

export interface DashboardParts {
  readonly settings: DashboardSettings;
  readonly secret: string;
  readonly baseUrl: string | undefined;
  readonly pool: Database['pool'];
  readonly clients: () => Clients | undefined;
  /** Where this server listens: what people open when no other address is set. */
  readonly url: () => string;
  readonly now: () => number;
  /** By which sessions end; `now` when undefined. The sandbox lets days go by, and nobody has to sign in again. */
  readonly sessionClock?: () => number;
  readonly log: Log;
  /** The way to GitHub, for tests and the sandbox; the global `fetch` when undefined. */
  readonly fetch?: ProbotSettings['fetch'];
}

export function createDashboard(parts: DashboardParts): Pages {
  const { settings, secret, baseUrl, pool, clients, url, now, sessionClock = now, log, fetch } = parts;
  const { clientId, clientSecret, origin } = settings;
  return dashboardOf({
    readAs: readingOf(indexOn(pool)),
    sessions: sessionsOn(pool, sessionClock),
    viewers: viewersOf({ clientId, clientSecret, baseUrl, fetch }),
    repositoryNamed: (place) => repositoryNamed(pool, place),
    isPublic: async (place) => {
      const ways = clients();
      if (ways === undefined) throw new Error('the bot is not loaded yet');
      return isPublic(ways, place);
    },
    newest: () => newestEntries(pool),
    now,
    log,
    // As the set-up registers it; whatever address it listens on, the port is the same.
    origin: () => origin ?? `http://localhost:${new URL(url()).port}`,
    secret,
  });
}
