/** Which deliveries never arrived: GitHub does not send them again by itself, but does when asked, for three days. */
import type { Instant } from '../core/promotion.ts';

/** One sending of a delivery, as GitHub remembers it. */
export interface DeliveryAttempt {
  /** GitHub's number of this sending, as text: it may have more digits than a number of JavaScript holds. */
  readonly id: string;
  /** The same for every sending of one delivery. */
  readonly guid: string;
  /** `issue_comment`. */
  readonly event: string;
  /** When it was sent. */
  readonly at: Instant;
  /** Whether it was answered with 2xx. */
  readonly ok: boolean;
}

export interface Known {
  /** GUIDs of the deliveries that are stored. */
  readonly stored: ReadonlySet<string>;
  /** What this app listens to; the rest changes nothing here. */
  readonly events: readonly string[];
  /** GitHub's time. */
  readonly now: Instant;
}

/** Milliseconds in which GitHub may still be waiting for an answer, or the answer be on its way into the store. */
const UNDER_WAY = 60_000;
/** Milliseconds: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
const REDELIVERABLE = 3 * 86_400_000;

/**
 * Ids of the attempts to have made again, oldest first, one for each GUID at most: of those without any attempt that arrived, the newest.
 *
 * What the receiver has answered well and nobody has stored is not among them: whoever answers before storing has to look elsewhere.
 */
export function lostDeliveries(attempts: readonly DeliveryAttempt[], { stored, events, now }: Known): readonly string[] {
  const arrived = new Set([...stored, ...attempts.filter(({ ok }) => ok).map(({ guid }) => guid)]);
  const newest = new Map<string, DeliveryAttempt>();
  for (const attempt of attempts.toSorted(byTime)) if (events.includes(attempt.event)) newest.set(attempt.guid, attempt);
  return [...newest.values()]
    .filter(({ guid }) => !arrived.has(guid))
    .filter(({ at }) => isBetween(Date.parse(now) - Date.parse(at), UNDER_WAY, REDELIVERABLE))
    .toSorted(byTime)
    .map(({ id }) => id);
}

const isBetween = (age: number, least: number, most: number): boolean => age >= least && age < most;

/** GitHub's ids grow, so the longer one is the later one of a moment. */
const byTime = (a: DeliveryAttempt, b: DeliveryAttempt): number =>
  Date.parse(a.at) - Date.parse(b.at) || a.id.length - b.id.length || (a.id < b.id ? -1 : Number(a.id > b.id));
