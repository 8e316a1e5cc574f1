/** The pages as a server: what each path shows or does, and that only these pages can do it. */
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CAST, REPOSITORY } from '../cast.ts';
import type { Comment, Issue, Repository } from '../index.ts';
import { accountOf, findRepository } from '../world.ts';
import { type Act, change, type Done, open, say, turn } from './acts.ts';
import { ASSETS } from './assets.ts';
import { tellChanges } from './events.ts';
import { formPage } from './form.ts';
import { frame, type Page, plainFrame, sorry } from './frame.ts';
import { issuePage } from './issue.ts';
import { listPage } from './list.ts';
import { personPage, teamPage } from './people.ts';
import type { Scene } from './scene.ts';
import { AUTHORIZE, signInPage } from './sign-in.ts';
import { thingPage } from './things.ts';

/** As the dashboard's: nothing but what this server brings along, in nobody's frame. */
const POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

const PERSON = 'sandbox-person';
const HOME = `/${REPOSITORY}/issues`;
/** Seconds that time goes by at once, at most: two weeks. */
const LONGEST = 1_209_600;
/** Seconds that go by with every act, so that a thread reads like a real one. */
const MINUTE = 60;

export interface App {
  readonly app: Hono;
  /** Lets go of those who listen. */
  readonly close: () => void;
}

export function appOf(scene: Scene): App {
  const { world } = scene;
  const endings = new Set<() => void>();
  const app = new Hono();
  app.use(
    secureHeaders({ contentSecurityPolicy: POLICY, referrerPolicy: 'same-origin', xFrameOptions: 'DENY', strictTransportSecurity: false }),
  );
  app.use((c, next) => atHome(c, next, world.site.html));
  for (const { path, type, body } of ASSETS) app.get(path, (c) => c.body(body, 200, { 'content-type': type }));
  app.get('/', (c) => c.redirect(HOME, 303));
  app.get('/sandbox/events', (c) => tellChanges(c, world, endings));
  app.get(AUTHORIZE, (c) => {
    const page = signInPage(world, new URL(c.req.url).searchParams, loginIn(c));
    return c.html(
      plainFrame(page ?? sorry('There is no such App', 'The address that led here names another App.', HOME)),
      page ? 200 : 404,
    );
  });
  showPeople(app, scene);
  showPages(app, scene);
  takeForms(app, scene);
  app.notFound((c) =>
    shown(c, scene, sorry('There is nothing here', 'The sandbox shows as much of GitHub as a promotion needs.', HOME), 404),
  );
  app.onError((_, c) =>
    shown(
      c,
      scene,
      sorry('This page could not be made', 'The sandbox failed. Nothing that you tried is lost: go back and try again.', HOME),
      500,
    ),
  );
  return {
    app,
    close: () => {
      for (const end of endings) end();
    },
  };
}

/** Under another name of this machine there are no pages, and a form is taken from these pages only: nothing here asks who anybody is. */
async function atHome(c: Context, next: () => Promise<void>, home: string): Promise<Response | undefined> {
  c.header('cache-control', 'no-store');
  const { host, pathname, search } = new URL(c.req.url);
  const isAtHome = host === new URL(home).host;
  if (c.req.method === 'POST' && !(isAtHome && c.req.header('origin') === home))
    return c.text('This did not come from a page of this sandbox. Nothing was changed.\n', 403);
  if (!isAtHome) return c.redirect(`${home}${pathname}${search}`, 307);
  await next();
  return undefined;
}

const loginIn = (c: Context): string => CAST.find(({ login }) => login === getCookie(c, PERSON))?.login ?? CAST[0]?.login ?? '';

function shown(c: Context, scene: Scene, page: Page, status: ContentfulStatusCode = 200): Response {
  const { pathname, search } = new URL(c.req.url);
  const here = c.req.method === 'GET' ? `${pathname}${search}` : HOME;
  return c.html(frame(page, { login: loginIn(c), here }, scene), status) as Response;
}

function repositoryIn(c: Context, { world }: Scene): Repository | undefined {
  const { owner = '', name = '' } = c.req.param() as Record<string, string>;
  return findRepository(world, owner, name);
}

const issueIn = (c: Context, scene: Scene): Issue | undefined =>
  repositoryIn(c, scene)?.issues.find(({ number, pull }) => String(number) === c.req.param('number') && pull === null);

function showPeople(app: Hono, scene: Scene): void {
  app.get('/orgs/:owner/teams/:slug', (c) => {
    const page = teamPage(scene.world, c.req.param('owner'), c.req.param('slug'));
    return page ? shown(c, scene, page) : c.notFound();
  });
  app.get('/:login', (c) => {
    const page = personPage(c.req.param('login'));
    return page ? shown(c, scene, page) : c.notFound();
  });
}

function showPages(app: Hono, scene: Scene): void {
  const { world } = scene;
  const of = (c: Context, make: (repo: Repository) => Page | undefined): Response | Promise<Response> => {
    const repo = repositoryIn(c, scene);
    const page = repo && make(repo);
    return page ? shown(c, scene, page) : c.notFound();
  };
  app.get('/:owner/:name', (c) => of(c, (repo) => listPage(repo, 'open')));
  app.get('/:owner/:name/issues', (c) => of(c, (repo) => listPage(repo, c.req.query('state') === 'closed' ? 'closed' : 'open')));
  app.get('/:owner/:name/issues/new', (c) => of(c, (repo) => formPage(repo, new URL(c.req.url).searchParams)));
  app.get('/:owner/:name/issues/:number', (c) =>
    of(c, () => {
      const issue = issueIn(c, scene);
      return issue && issuePage(world, { issue, me: accountOf(world, loginIn(c)), editing: c.req.query('edit') });
    }),
  );
  app.get('/:owner/:name/*', (c) =>
    of(c, (repo) => {
      const [, , , ...rest] = c.req.path.split('/');
      return thingPage(world, repo, rest.map(decodeURIComponent).join('/'));
    }),
  );
}

function takeForms(app: Hono, scene: Scene): void {
  const { world } = scene;
  const take = async (c: Context, act: (act: Act) => Done | undefined): Promise<Response> => {
    const done = act({ world, login: loginIn(c), form: new URLSearchParams(await c.req.text()) });
    if (done === undefined) return c.notFound();
    if ('sentence' in done) return shown(c, scene, sorry('This was not done', done.sentence, backFrom(c)), 422);
    await scene.settle();
    await scene.passes(MINUTE);
    return c.redirect(done.to, 303);
  };
  const on = (c: Context, act: (act: Act, issue: Issue) => Done | undefined): Promise<Response> => {
    const issue = issueIn(c, scene);
    return take(c, (given) => issue && act(given, issue));
  };
  app.post('/:owner/:name/issues/new', (c) => {
    const repo = repositoryIn(c, scene);
    return take(c, (act) => repo && open(act, repo));
  });
  app.post('/:owner/:name/issues/:number/edit', (c) => on(c, change));
  app.post('/:owner/:name/issues/:number/state', (c) => on(c, turn));
  app.post('/:owner/:name/issues/:number/comments', (c) => on(c, say));
  app.post('/:owner/:name/issues/:number/comments/:id', (c) =>
    on(c, (act, { comments }) => {
      const comment: Comment | undefined = comments.find(({ id }) => String(id) === c.req.param('id'));
      return comment && change(act, comment);
    }),
  );
  app.post('/sandbox/person', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const known = CAST.find(({ login }) => login === form.get('login'));
    if (known) setCookie(c, PERSON, known.login, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return c.redirect(localPath(form.get('here')), 303);
  });
  app.post('/sandbox/time', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const seconds = Number(form.get('seconds'));
    if (Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST) await scene.passes(seconds);
    return c.redirect(localPath(form.get('here')), 303);
  });
}

/** Where somebody was, if that is a page of ours. */
function localPath(wanted: string | null): string {
  const inside = 'http://sandbox.invalid';
  if (wanted === null || !/^\/[\x21-\x7e]*$/.test(wanted) || !URL.canParse(wanted, inside)) return HOME;
  const { origin, pathname, search } = new URL(wanted, inside);
  return origin === inside ? `${pathname}${search}` : HOME;
}

const backFrom = (c: Context): string => c.req.path.replace(/\/(edit|state|comments(\/\d+)?)$/, '');
