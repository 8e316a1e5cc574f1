/** Cookies: who is signed in, and who is about to be. Neither can be set by another host or read by a script. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import { keyFrom, seal, unseal } from '../../app/seal.ts';
import type { House } from './house.ts';

const SESSION = 'session';
const SIGN_IN = 'sign-in';
/** Seconds that somebody may take to sign in. */
const SIGN_IN_LASTS = 600;

/** `__Host-`: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes. Lax, since GitHub sends people back with a link. */
const COOKIE = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

export const sessionIn = (c: Context): string | undefined => getCookie(c, SESSION, 'host');
export const giveSession = (c: Context, value: string, lasts: number): void => setCookie(c, SESSION, value, { ...COOKIE, maxAge: lasts });
export const takeSession = (c: Context): unknown => deleteCookie(c, SESSION, COOKIE);

const begun = z.object({ state: z.string(), verifier: z.string(), next: z.string(), until: z.number() });
export type Begun = z.infer<typeof begun>;

const keyOf = ({ secret }: House): Buffer => keyFrom(secret, 'sign-in of the dashboard');

/** Remembers in the browser what is to come back; nobody else can read or make it. */
export function giveSignIn(c: Context, house: House, { state, verifier, next }: Omit<Begun, 'until'>): void {
  const text = JSON.stringify({ state, verifier, next, until: house.now() + SIGN_IN_LASTS * 1000 } satisfies Begun);
  setCookie(c, SIGN_IN, seal(keyOf(house), text), { ...COOKIE, maxAge: SIGN_IN_LASTS });
}

/** What was remembered, once. */
export function takeSignIn(c: Context, house: House): Begun | undefined {
  const sealed = getCookie(c, SIGN_IN, 'host');
  deleteCookie(c, SIGN_IN, COOKIE);
  const text = sealed === undefined ? undefined : unseal(keyOf(house), sealed);
  const read = text === undefined ? undefined : begun.parse(JSON.parse(text));
  return read && read.until > house.now() ? read : undefined;
}
