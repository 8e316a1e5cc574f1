/** Finds what never arrived: deliveries that GitHub has and this app has not, and after too long a silence every open promotion. */
import type { Instant } from '../core/promotion.ts';
import { type DeliveryAttempt, lostDeliveries } from './lost.ts';

export interface Recovery {
  /** Attempts since a moment, newest first. */
  readonly attempts: (since: Instant) => Promise<readonly DeliveryAttempt[]>;
  /** Answers whether it is sent again. */
  readonly redeliver: (id: DeliveryAttempt['id']) => Promise<boolean>;
  /** Which of these GUIDs are stored. */
  readonly stored: (guids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Events the app listens to. */
  readonly events: readonly string[];
  /** When everything before was recovered; undefined for never. */
  readonly recoveredUntil: () => Promise<Instant | undefined>;
  readonly recovered: (until: Instant) => Promise<void>;
  /** Has every open promotion looked at, when there is time. Answers how many. */
  readonly lookAtAll: () => Promise<number>;
  readonly now: () => Instant;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** GitHub sends again what is at most so old: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
const REDELIVERABLE = 3 * 86_400_000;
/** Deliveries asked for in one round. */
const MOST = 200;
/** Looked at twice, so that what was under way the last time is not passed over. */
const OVERLAP = 600_000;

/**
 * One round of it. One request where nothing was lost, one more for each delivery that was. Whoever was away longer than GitHub remembers,
 * or begins with an empty store, looks at every open promotion: what was said meanwhile stands in the issues.
 *
 * @throws when GitHub or the store cannot be asked; the next round begins where this one did.
 */
export async function recover(recovery: Recovery): Promise<void> {
  const { attempts, redeliver, stored, events, log } = recovery;
  const now = recovery.now();
  const until = await recovery.recoveredUntil();
  const oldest = Date.parse(now) - REDELIVERABLE;
  const since = Math.max(oldest, until === undefined ? oldest : Date.parse(until) - OVERLAP);
  const made = await attempts(instant(since));
  const lost = lostDeliveries(made, { stored: await stored(made.map(({ guid }) => guid)), events, now });
  let refused = 0;
  for (const id of lost.slice(0, MOST)) if (!(await redeliver(id))) refused += 1;
  if (lost.length > 0) log.warn({ deliveries: lost.length, refused }, 'Deliveries that had not arrived were asked for again');
  // The rest in the next round: what arrives meanwhile has to be worked on as well.
  if (lost.length > MOST && refused === 0) return;
  // What one delivery said that never comes stands in its issue, and the others must not wait for it.
  if (refused > 0 || until === undefined || Date.parse(until) < oldest) {
    const promotions = await recovery.lookAtAll();
    log.info({ promotions, since: until ?? null }, 'Every open promotion is looked at');
  }
  await recovery.recovered(now);
}

const instant = (milliseconds: number): Instant => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
