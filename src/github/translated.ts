/** What a webhook means to the bot. */
import type { Trigger } from '../app/handle.ts';
import type { Place } from '../app/inbox.ts';

export type Translated =
  | { readonly kind: 'trigger'; readonly trigger: Trigger; readonly place: Place }
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
