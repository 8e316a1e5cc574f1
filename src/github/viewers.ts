/**
 * GitHub in the name of whoever looks at the dashboard.
 * Signing in: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 * What may be read: https://docs.github.com/en/rest/apps/installations
 */
import { request } from '@octokit/request';
import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import { type Drift, NotSignedIn, SignedOut, type SignIn, type Viewers } from '../app/dashboard.ts';
import { readConfig } from '../core/config.ts';
import { webAt } from '../core/hosts.ts';
import { readDefaults } from './defaults.ts';
import { hasStatus, isDenied, isMissing, unless } from './denied.ts';
import type { Fetch } from './transport.ts';
import { VERSION } from './version.ts';

export interface ViewersSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `https://HOST/api/v3` for GitHub Enterprise Server; api.github.com when undefined. */
  readonly baseUrl: string | undefined;
  /** The way to GitHub; the global `fetch` when undefined. */
  readonly fetch?: Fetch | undefined;
}

/** Milliseconds that GitHub may take for an answer. */
const PATIENCE = 10_000;
const PER_PAGE = 100;

const viewer = z.object({ id: z.int().positive(), login: z.string().min(1) });
const installations = z.object({ total_count: z.int(), installations: z.array(z.object({ id: z.int() })) });
const repositories = z.object({ total_count: z.int(), repositories: z.array(z.object({ id: z.int() })) });
const teams = z.array(z.object({ slug: z.string(), organization: z.object({ login: z.string() }) }));
const file = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

const issues = z.array(
  z.object({
    number: z.int(),
    html_url: z.url(),
    body: z.string().nullish(),
    performed_via_github_app: z.object({ client_id: z.string().nullish() }).nullish(),
  }),
);

const RULES = '.github/promotion.yml';

export function viewersOf(settings: ViewersSettings): Viewers {
  const ask = askerOf(settings);
  const door = doorOf(settings);
  return {
    begin: (callback) => begin(settings, door, callback),
    finish: async (answer, callback, begun) => {
      const token = await exchange(settings, { door, answer, callback, begun });
      return { token, viewer: viewer.parse((await ask(token, 'GET /user')).data) };
    },
    repositories: (token) => readable(ask, token),
    teams: async (token) => {
      const names: string[] = [];
      for (let page = 1; ; page += 1) {
        const read = teams.parse((await ask(token, 'GET /user/teams', { per_page: PER_PAGE, page })).data);
        names.push(...read.map(({ slug, organization }) => `${organization.login}/${slug}`.toLowerCase()));
        if (read.length < PER_PAGE) return names;
      }
    },
    rules: async (token, { owner, name: repo }) => {
      const found = await unless(isMissing, ask(token, 'GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path: RULES }));
      const text = found && Buffer.from(file.parse(found.data).content, 'base64').toString('utf8');
      const asks = { request: (route: string, parameters: Record<string, unknown>) => ask(token, route, parameters) };
      const isExtending = text !== undefined && readConfig(text).isExtending === true;
      return { text, defaults: isExtending ? await readDefaults(asks, owner) : undefined };
    },
    drifts: (token, place) => drifts(settings, ask, token, place),
    revoke: (token) => revoke(settings, token),
  };
}

/** The mark that `src/github/enforce.ts` writes; anybody may write one, so only issues of this App count. */
const DRIFT = /<!-- promotion-bot:drift:([a-z0-9][a-z0-9._-]{0,63}):([0-9a-f]{40}|[0-9a-f]{64}) -->/;

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues; assumed: `performed_via_github_app` names the App that opened it. */
async function drifts(
  { clientId }: ViewersSettings,
  ask: Ask,
  token: string,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
): Promise<readonly Drift[]> {
  const asked = { owner, repo, labels: 'drift', state: 'open', per_page: PER_PAGE };
  const read = issues.parse((await ask(token, 'GET /repos/{owner}/{repo}/issues', asked)).data);
  return read.flatMap(({ number, html_url: url, body, performed_via_github_app: app }) => {
    const [, environment, sha] = DRIFT.exec(body ?? '') ?? [];
    return app?.client_id === clientId && environment !== undefined && sha !== undefined ? [{ environment, sha, number, url }] : [];
  });
}

async function readable(ask: Ask, token: string): Promise<readonly number[]> {
  const installed = await allPages(async (page) => {
    const read = installations.parse((await ask(token, 'GET /user/installations', { per_page: PER_PAGE, page })).data);
    return { total: read.total_count, items: read.installations };
  });
  const repositoriesOf = (id: number) =>
    allPages(async (page) => {
      const given = { installation_id: id, per_page: PER_PAGE, page };
      const read = repositories.parse((await ask(token, 'GET /user/installations/{installation_id}/repositories', given)).data);
      return { total: read.total_count, items: read.repositories };
    });
  // Suspended, or behind a single sign-on that this token has not passed: what is there may not be read, the rest may.
  const lists = await Promise.all(installed.map(async ({ id }) => (await unless(isDenied, repositoriesOf(id))) ?? []));
  return lists.flat().map(({ id }) => id);
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api; the pages behind the first are asked for at once. */
async function allPages<T>(
  read: (page: number) => Promise<{ readonly total: number; readonly items: readonly T[] }>,
): Promise<readonly T[]> {
  const first = await read(1);
  const pages = Math.ceil(first.total / PER_PAGE);
  const further = await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, i) => read(i + 2)));
  return [first, ...further].flatMap(({ items }) => items);
}

function requestOf({ baseUrl, fetch }: ViewersSettings): typeof request {
  const way: Fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  return request.defaults({
    ...(baseUrl === undefined ? {} : { baseUrl }),
    headers: { 'user-agent': `promotion-bot/${VERSION}` },
    request: { fetch: (input: string, init: RequestInit) => way(input, { ...init, signal: AbortSignal.timeout(PATIENCE) }) },
  });
}

type Ask = (token: string, route: string, parameters?: object) => Promise<{ readonly data: unknown }>;

/** @throws SignedOut when GitHub does not take the token any more. */
function askerOf(settings: ViewersSettings): Ask {
  const send = requestOf(settings);
  return async (token, route, parameters = {}) => {
    try {
      return await send(route, { ...parameters, headers: { authorization: `Bearer ${token}` } });
    } catch (error) {
      throw hasStatus(error, 401) ? new SignedOut('GitHub does not take this token any more.', { cause: error }) : error;
    }
  };
}

/** https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-token; a token that is gone already is as good. */
async function revoke(settings: ViewersSettings, token: string): Promise<void> {
  const { clientId, clientSecret } = settings;
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const asked = { client_id: clientId, access_token: token, headers: { authorization } };
  await unless(isMissing, requestOf(settings)('DELETE /applications/{client_id}/token', asked));
}

/** Where people sign in: github.com, or the Enterprise Server. */
function doorOf({ baseUrl }: ViewersSettings): oauth.AuthorizationServer {
  const issuer = `${webAt(baseUrl)}/login/oauth`;
  return { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/access_token` };
}

/** With `state` and with PKCE, as https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication/ has it. */
async function begin({ clientId }: ViewersSettings, door: oauth.AuthorizationServer, callback: string): Promise<SignIn> {
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(door.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: callback,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  return { url: url.href, state, verifier };
}

interface Answered {
  readonly door: oauth.AuthorizationServer;
  readonly answer: URL;
  readonly callback: string;
  readonly begun: Pick<SignIn, 'state' | 'verifier'>;
}

async function exchange({ clientId, clientSecret, fetch }: ViewersSettings, { door, answer, callback, begun }: Answered): Promise<string> {
  const client: oauth.Client = { client_id: clientId };
  const way: Fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  const options: oauth.TokenEndpointRequestOptions = {
    [oauth.customFetch]: (url, init) => way(url, { ...init, body: String(init.body) }),
    // An Enterprise Server may be reached without TLS; whoever set it up has said so with GHE_PROTOCOL.
    [oauth.allowInsecureRequests]: door.issuer.startsWith('http:'),
    signal: AbortSignal.timeout(PATIENCE),
  };
  try {
    const parameters = oauth.validateAuthResponse(door, client, answer, begun.state);
    const secret = oauth.ClientSecretPost(clientSecret);
    const response = await oauth.authorizationCodeGrantRequest(door, client, secret, parameters, callback, begun.verifier, options);
    return (await oauth.processAuthorizationCodeResponse(door, client, response)).access_token;
  } catch (error) {
    if (!isAnswer(error)) throw error;
    const denied = error instanceof oauth.AuthorizationResponseError && error.error === 'access_denied';
    throw new NotSignedIn(
      denied
        ? 'GitHub was told not to let this dashboard know who you are.'
        : 'GitHub did not confirm who you are: a sign-in works once, for ten minutes, and in the browser that began it.',
      { cause: error },
    );
  }
}

/** GitHub has answered, and it was no; anything else is an outage. */
const isAnswer = (error: unknown): boolean =>
  [oauth.AuthorizationResponseError, oauth.OperationProcessingError, oauth.ResponseBodyError, oauth.UnsupportedOperationError].some(
    (kind) => error instanceof kind,
  );
