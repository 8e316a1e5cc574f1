/** What a webhook means to the bot. */
import type { Trigger } from '../app/handle.ts';
import type { Place } from '../app/inbox.ts';
import type { DriftAsk, ProtectionAsk } from './enforce-asks.ts';

/** A promotion to look at. */
export interface Look {
  readonly kind: 'trigger';
  readonly trigger: Trigger;
  readonly place: Place;
}

export type Translated =
  | Look
  /** A job that asks whether it may go on. */
  | { readonly kind: 'protection'; readonly installation: number; readonly ask: ProtectionAsk }
  /** A deployment that the bot did not make; with a look where it may have, while its own account is not known yet. */
  | { readonly kind: 'drift'; readonly installation: number; readonly ask: DriftAsk; readonly look?: Look }
  /** Of what the bot listens to, and not in the form that GitHub documents. */
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'ignored'; readonly why: string };

export const ignored = (why: string): Translated => ({ kind: 'ignored', why });

/** What cannot be read counts as lost only where it is something the bot listens to. */
export function unread(event: string, place: readonly PropertyKey[], listens: boolean): Translated {
  const why = `no ${event} payload that can be about a promotion: ${place.map(String).join('.')}`;
  return listens ? { kind: 'unreadable', why } : ignored(why);
}

/** The action that a payload names, whatever else is in it. */
export function actionOf(received: unknown): string {
  return typeof received === 'object' && received !== null && 'action' in received && typeof received.action === 'string'
    ? received.action
    : '';
}
