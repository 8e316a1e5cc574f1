import type { Actor } from '../../core/promotion.ts';
import type { ActorAnswer } from './answer-delivery.ts';

/** No actor is a deleted account; an actor without a number cannot be told from another, so it is nobody either. */
export function toActor(actor: ActorAnswer | undefined): Actor | undefined {
  if (!actor || actor.databaseId === null || actor.databaseId === undefined) return undefined;
  const kind = actor.__typename === 'User' ? 'person' : actor.__typename === 'Bot' ? 'bot' : 'other';
  return { id: actor.databaseId, login: actor.login, kind };
}
