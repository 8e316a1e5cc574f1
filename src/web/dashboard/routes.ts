/** Every route of the dashboard. The server, the description of the API and the test of who may what are made from this table. */
import type { Context } from 'hono';
import { answerJson, answerPage } from './answer.ts';
import { ASSETS, type Asset } from './assets.ts';
import { answerExport } from './audit-export.ts';
import { answerBadge } from './badge.ts';
import { answerEvents } from './events.ts';
import type { Asked, House } from './house.ts';
import { describeApi } from './openapi.ts';
import { CALLBACK, comeBack, signIn, signOut } from './sign-in.ts';
import type { View } from './view.ts';
import { VIEWS } from './views/index.ts';

/**
 * - `anyone`: the same for everybody, and nothing of any promotion.
 * - `signed in`: told of the repositories they may read.
 * - `public`: of repositories that everybody may read on GitHub; any other does not exist.
 * - `reader`: of one repository; to whoever may not read it, it does not exist.
 */
export type May = 'anyone' | 'public' | 'signed in' | 'reader';

interface Common {
  readonly method: 'GET' | 'POST';
  /** As Hono writes it. */
  readonly path: string;
  readonly summary: string;
  /** What it answers with. */
  readonly gives: 'page' | 'json' | 'text' | 'events' | 'image' | 'redirect';
  /** The question it answers, if it can be asked with a query. */
  readonly view?: View;
}

export type Route = Common &
  (
    | { readonly may: 'anyone'; readonly run: (c: Context, house: House) => Promise<Response> }
    | { readonly may: 'public'; readonly run: (c: Context, house: House) => Promise<Response> }
    | { readonly may: 'signed in' | 'reader'; readonly run: (c: Context, asked: Asked) => Promise<Response> }
  );

export const API = '/api/v1';

const pageRoute = (view: View): Route => ({
  method: 'GET',
  path: view.path,
  summary: view.summary,
  gives: 'page',
  view,
  may: view.isOfOne ? 'reader' : 'signed in',
  run: (c: Context, asked: Asked) => answerPage(c, asked, view),
});

const jsonRoute = (view: View): Route => ({
  method: 'GET',
  path: `${API}${view.path}`,
  summary: view.summary,
  gives: 'json',
  view,
  may: view.isOfOne ? 'reader' : 'signed in',
  run: (c: Context, asked: Asked) => answerJson(c, asked, view),
});

const assetRoute = ({ path, type, body }: Asset): Route => ({
  method: 'GET',
  path,
  summary: 'A file that pages bring along.',
  gives: 'text',
  may: 'anyone',
  run: async (c) => c.body(body, 200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }),
});

const isPage = (path: string): boolean =>
  path === '/' || VIEWS.some((view) => new RegExp(`^${view.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path));

const auth: readonly Route[] = [
  {
    method: 'GET',
    path: '/auth/login',
    summary: 'To GitHub, to sign in.',
    gives: 'redirect',
    may: 'anyone',
    run: (c, house) => signIn(c, house, isPage),
  },
  { method: 'GET', path: CALLBACK, summary: 'Back from GitHub.', gives: 'redirect', may: 'anyone', run: comeBack },
  { method: 'POST', path: '/auth/logout', summary: 'Ends the session.', gives: 'redirect', may: 'anyone', run: signOut },
];

const home: Route = {
  method: 'GET',
  path: '/',
  summary: 'The way in.',
  gives: 'redirect',
  may: 'signed in',
  run: async (c) => c.redirect('/environments', 303),
};

const events: Route = {
  method: 'GET',
  path: '/events',
  summary: 'Which promotions have changed, as server-sent events.',
  gives: 'events',
  may: 'signed in',
  run: answerEvents,
};

const badge: Route = {
  method: 'GET',
  path: '/badge/:owner/:name/:subject/:environment{.+\\.svg}',
  summary: 'What runs in an environment, as a picture for a README.',
  gives: 'image',
  may: 'public',
  run: answerBadge,
};

const description: Route = {
  method: 'GET',
  path: `${API}/openapi.json`,
  summary: 'The description of the API.',
  gives: 'json',
  may: 'anyone',
  run: async (c, house) => c.json(describeApi(VIEWS.map(jsonRoute), house.origin())),
};

const EXPORTS = (['ndjson', 'csv'] as const).map(
  (format): Route => ({
    method: 'GET',
    path: `/audit.${format}`,
    summary: `The entries that the same query shows under /audit, as ${format.toUpperCase()}.`,
    gives: 'text',
    may: 'signed in',
    run: (c: Context, asked: Asked) => answerExport(c, asked, format),
  }),
);

export const ROUTES: readonly Route[] = [
  home,
  ...auth,
  events,
  ...EXPORTS,
  badge,
  description,
  ...ASSETS.map(assetRoute),
  ...VIEWS.map(pageRoute),
  ...VIEWS.map(jsonRoute),
];
