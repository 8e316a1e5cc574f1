/**
 * How much one installation of the App may write: GitHub lets an app create content 80 times a minute and 500 times an hour
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits). Whoever would write more is
 * given a later moment of its own, and waits for it in the queue.
 */
import type { Effect } from '../core/effect.ts';

/** Content that was created, or is to be. */
export interface Spending {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Content-creating operations. */
  readonly content: number;
}

export interface ContentLimits {
  readonly perMinute: number;
  readonly perHour: number;
}

export const CONTENT_LIMITS: ContentLimits = { perMinute: 80, perHour: 500 };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Milliseconds that people wait before the panel says so: for that an issue is looked at although nothing can be recorded yet. */
export const LONG = MINUTE;

/** What one turn of an issue may spend. */
export interface Budget {
  /** Takes leave to create so much content now. @throws Postponed, with a moment that is kept for this issue; nothing may be sent then. */
  spend(content: number): Promise<void>;
  /** To be told when people can read how long it takes. */
  told(): Promise<void>;
}

/** For one process alone: the transport counts, and waits. */
export const unlimited: Budget = { spend: async () => {}, told: async () => {} };

// Whether the aliased fields of one mutation count one by one is not documented; we take it that they do.
const CREATING: readonly Effect['kind'][] = [
  'post_panel',
  'append_ledger',
  'create_label',
  'set_status',
  'set_deployment',
  'start_run',
  'start_deploy',
  'cancel_run',
  'answer_jobs',
  'open_issue',
  'write_records',
];

/** Content-creating operations that carrying these out takes. */
export const contentOf = (effects: readonly Effect[]): number =>
  effects.reduce((sum, effect) => sum + (CREATING.includes(effect.kind) ? 1 : 0) + alongWith(effect), 0);

/** A deployment is recorded besides being started, and its tag may have to be made. */
const alongWith = (effect: Effect): number =>
  effect.kind === 'start_deploy' ? (effect.workflow === null ? 0 : 1) + (effect.tag === undefined ? 0 : 1) : 0;

/**
 * The first moment, not before `from`, at which so much more may be created; milliseconds since 1970.
 *
 * @param spent all that counts, oldest first, none of it after `from`.
 */
export function earliest(spent: readonly Spending[], content: number, from: number, limits: ContentLimits = CONTENT_LIMITS): number {
  const minute = roomAt(spent, content, { from, span: MINUTE, limit: limits.perMinute });
  const hour = roomAt(spent, content, { from, span: HOUR, limit: limits.perHour });
  return Math.max(minute, hour);
}

export interface Window {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds. */
  readonly span: number;
  readonly limit: number;
}

/** When the newest spending that leaves no room has left the window. More than a whole window holds may go when it is empty. */
export function roomAt(spent: readonly Spending[], content: number, { from, span, limit }: Window): number {
  const room = Math.max(0, limit - content);
  let sum = 0;
  for (const { at, content: before } of spent.toReversed()) {
    sum += before;
    if (sum > room) return Math.max(from, at + span);
  }
  return from;
}
