/** The routes as a server: who asks, whether they may, and what no route answers. */
import { type Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { NotSignedIn, type Session, SignedOut } from '../../app/dashboard.ts';
import { brokenPage, missingPage, refusedPage, unknownPage, welcomePage } from '../../core/views/pages/say.ts';
import { accessOf } from './access.ts';
import { apiError, htmlOf, MISSING } from './answer.ts';
import { bellOf } from './changes.ts';
import { headers } from './headers.ts';
import { type Asked, type House, instantOf } from './house.ts';
import type { HouseParts } from './parts.ts';
import { API, ROUTES, type Route } from './routes.ts';
import { sessionIn, takeSession } from './session.ts';

const isApi = (c: Context): boolean => c.req.path.startsWith(`${API}/`);

export interface App {
  readonly app: Hono;
  /** Lets go of those who listen for changes. */
  readonly close: () => void;
}

export function appOf(parts: HouseParts): App {
  const failedToLook = (error: unknown): void => parts.log.error({ err: error }, 'Changes could not be looked for');
  const bell = bellOf({ newest: parts.newest, failed: failedToLook });
  const house: House = { ...parts, access: accessOf(parts), bell, endings: new Set() };
  const app = new Hono();
  app.use(headers(() => house.origin().startsWith('https:')));
  app.use(csrf({ origin: (origin) => origin === house.origin() }));
  for (const route of ROUTES) app.on(route.method, route.path, (c) => guarded(c, house, route));
  app.notFound((c) => missing(c));
  app.onError((error, c) => failed(c, house, error));
  const close = (): void => {
    for (const end of house.endings) end();
    bell.close();
  };
  return { app, close };
}

async function guarded(c: Context, house: House, route: Route): Promise<Response> {
  if (route.may === 'anyone' || route.may === 'public') return route.run(c, house);
  const cookie = sessionIn(c);
  const session = cookie === undefined ? undefined : await house.sessions.find(cookie);
  if (!session) return notSignedIn(c, route);
  try {
    return await route.run(c, await askedBy(c, house, session));
  } catch (error) {
    if (error instanceof SignedOut) {
      await house.sessions.end(session.id);
      house.access.forget(session);
      takeSession(c);
      return notSignedIn(c, route);
    }
    throw error;
  }
}

async function askedBy(c: Context, house: House, session: Session): Promise<Asked> {
  const repos = await house.access.repositories(session).catch((error: unknown) => {
    throw error instanceof SignedOut ? error : new Unknown('GitHub did not say', { cause: error });
  });
  return { session, reading: house.readAs(repos), params: c.req.param() as Record<string, string>, now: instantOf(house.now()), house };
}

/** GitHub did not say what somebody may read. */
class Unknown extends Error {
  override readonly name = 'Unknown';
}

function notSignedIn(c: Context, { gives }: Route): Response {
  if (isApi(c) || gives === 'events') return apiError(c, 401, 'Sign in first: this is for people who may read a repository.');
  const { pathname, search } = new URL(c.req.url);
  return htmlOf(c, welcomePage(`${pathname}${search}`), { status: c.req.path === '/' ? 200 : 401 });
}

const missing = (c: Context): Response => (isApi(c) ? apiError(c, 404, MISSING) : htmlOf(c, missingPage, { status: 404 }));

function failed(c: Context, { log }: House, error: Error): Response {
  if (error instanceof NotSignedIn) return htmlOf(c, refusedPage(error.message), { status: 400 });
  log.error({ err: error, path: c.req.path }, 'A page could not be made');
  if (error instanceof Unknown) {
    c.header('retry-after', '30');
    return isApi(c)
      ? apiError(c, 503, 'GitHub did not say what you may read. Try again in a minute.')
      : htmlOf(c, unknownPage, { status: 503 });
  }
  if ('getResponse' in error)
    return htmlOf(c, refusedPage('This did not come from a page of this dashboard. Nothing was changed.'), { status: 403 });
  return isApi(c)
    ? apiError(c, 500, 'This could not be answered. The log of the server says why.')
    : htmlOf(c, brokenPage, { status: 500 });
}
