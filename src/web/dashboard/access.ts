/** What somebody may read, asked of GitHub with their own token and believed for a minute at most. */
import { type Drift, type Session, SignedOut } from '../../app/dashboard.ts';
import { keep } from '../../app/memory.ts';
import { type Config, readConfig } from '../../core/config.ts';
import type { HouseParts } from './parts.ts';

export interface Access {
  /** Ids of the repositories. @throws SignedOut, or whatever kept GitHub from saying. */
  repositories(session: Session): Promise<readonly number[]>;
  /** Teams, `acme/qa`. @throws the same. */
  teams(session: Session): Promise<readonly string[]>;
  /** The rules of a repository; undefined when there are none that hold. @throws the same. */
  rules(session: Session, place: { readonly owner: string; readonly name: string }): Promise<Config | undefined>;
  /** Open issues about drift. @throws the same. */
  drifts(session: Session, place: { readonly owner: string; readonly name: string }): Promise<readonly Drift[]>;
  /** Whether everybody may read it. @throws what kept GitHub from saying. */
  isPublic(place: Parameters<HouseParts['isPublic']>[0]): ReturnType<HouseParts['isPublic']>;
  /** Forgets what was said to a session that is over. */
  forget(session: Session): void;
}

/** Milliseconds. */
export const BELIEVED = 60_000;

export function accessOf({ viewers, now, isPublic }: Pick<HouseParts, 'viewers' | 'now' | 'isPublic'>): Access {
  const remember = memory(now);
  return {
    repositories: (session) => remember(`${session.id} repositories`, () => viewers.repositories(session.token)),
    teams: (session) => remember(`${session.id} teams`, () => viewers.teams(session.token)),
    rules: (session, place) =>
      remember(`${session.id} rules ${place.owner}/${place.name}`, async () => {
        const { text, defaults } = await viewers.rules(session.token, place);
        return text === undefined ? undefined : readConfig(text, defaults).config;
      }),
    drifts: (session, place) => remember(`${session.id} drift ${place.owner}/${place.name}`, () => viewers.drifts(session.token, place)),
    isPublic: (place) => remember(`everybody ${place.owner}/${place.name}`.toLowerCase(), () => isPublic(place)),
    forget: (session) => remember.forget(session.id),
  };
}

/** What GitHub does not show is not known, and no yes; that a session is over is passed on. */
export async function orUnknown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SignedOut) throw error;
    return undefined;
  }
}

/** Who asks while an answer is on its way gets the same; a failure is forgotten at once. */
export function memory(now: () => number) {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>();
  const remember = async <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const found = known.get(key);
    // What is kept under a key is what was asked for under it.
    if (found && now() - found.at < BELIEVED) return found.answer as Promise<T>;
    const answer = ask();
    keep(known, key, { at: now(), answer });
    answer.catch(() => {
      if (known.get(key)?.answer === answer) known.delete(key);
    });
    return answer;
  };
  return Object.assign(remember, {
    forget: (id: string): void => {
      for (const key of known.keys()) if (key.startsWith(`${id} `)) known.delete(key);
    },
  });
}
