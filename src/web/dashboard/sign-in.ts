/** To GitHub and back: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
import type { Context } from 'hono';
import { NotSignedIn } from '../../app/dashboard.ts';
import type { House } from './house.ts';
import { giveSession, giveSignIn, sessionIn, takeSession, takeSignIn } from './session.ts';

export const CALLBACK = '/auth/callback';
/** Seconds. */
const LASTS = 8 * 3_600;
const HOME = '/environments';

/** Where somebody wanted to go, if that is a page of ours; the first page otherwise. */
export function localPath(wanted: string | undefined, isPage: (path: string) => boolean): string {
  const inside = 'http://dashboard.invalid';
  if (wanted === undefined || !/^\/[\x21-\x7e]*$/.test(wanted) || !URL.canParse(wanted, inside)) return HOME;
  const { origin, pathname, search } = new URL(wanted, inside);
  return origin === inside && isPage(pathname) ? `${pathname}${search}` : HOME;
}

const callbackOf = (house: House): string => `${house.origin()}${CALLBACK}`;

export async function signIn(c: Context, house: House, isPage: (path: string) => boolean): Promise<Response> {
  const { url, state, verifier } = await house.viewers.begin(callbackOf(house));
  giveSignIn(c, house, { state, verifier, next: localPath(c.req.query('next'), isPage) });
  return c.redirect(url, 303);
}

/** Begins a new session, whatever there was before. @throws NotSignedIn. */
export async function comeBack(c: Context, house: House): Promise<Response> {
  const begun = takeSignIn(c, house);
  if (!begun) throw new NotSignedIn('This sign-in did not begin in this browser, or it took longer than ten minutes.');
  const answer = new URL(`${callbackOf(house)}${new URL(c.req.url).search}`);
  const { viewer, token } = await house.viewers.finish(answer, callbackOf(house), begun);
  await endSession(c, house);
  giveSession(c, await house.sessions.begin(viewer, token), LASTS);
  return c.redirect(begun.next, 303);
}

export async function signOut(c: Context, house: House): Promise<Response> {
  await endSession(c, house);
  takeSession(c);
  return c.redirect('/', 303);
}

/** Here and on GitHub. A token that GitHub does not take back now ends by itself when the session would have. */
async function endSession(c: Context, house: House): Promise<void> {
  const cookie = sessionIn(c);
  const session = cookie === undefined ? undefined : await house.sessions.find(cookie);
  if (!session) return;
  await house.sessions.end(session.id);
  house.access.forget(session);
  await house.viewers.revoke(session.token).catch((error: unknown) => house.log.error({ err: error }, 'A token could not be taken back'));
}
