/**
 * How people let an App know who they are, over the web:
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 * PKCE: https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication/
 * Errors: https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
import { createHash } from 'node:crypto';
import { clientId } from './json.ts';
import { accountOf, type World } from './world.ts';

interface OauthAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface OauthRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const LASTS = 600_000;

export const CLIENT_SECRET = 'a-client-secret-of-the-sandbox';

export const isOauth = ({ url }: Pick<OauthRequest, 'url'>): boolean => url.pathname.startsWith('/login/oauth/');

export function runOauth(world: World, request: OauthRequest): OauthAnswer {
  const { method, url } = request;
  if (method === 'GET' && url.pathname === '/login/oauth/authorize') return authorize(world, url.searchParams);
  if (method === 'POST' && url.pathname === '/login/oauth/access_token') return exchange(world, new URLSearchParams(request.body));
  return { status: 404, headers: HTML, body: page('There is nothing here.') };
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const page = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to the sandbox</title><main>${body}</main></html>`;

/** GitHub knows who sits there; here everybody is offered, unless `login` names one: nothing checks a password. */
function authorize(world: World, query: URLSearchParams): OauthAnswer {
  const redirect = query.get('redirect_uri') ?? '';
  if (query.get('client_id') !== clientId(world) || !URL.canParse(redirect))
    return { status: 404, headers: HTML, body: page('There is no such App.') };
  const login = query.get('login');
  if (login === null) return { status: 200, headers: HTML, body: page(`<h1>Who are you?</h1><ul>${offers(world, query)}</ul>`) };
  const code = createHash('sha256')
    .update(`code ${world.nextId('token')}`)
    .digest('hex')
    .slice(0, 20);
  const challenge = query.get('code_challenge_method') === 'S256' ? (query.get('code_challenge') ?? undefined) : undefined;
  world.grants.set(code, { account: accountOf(world, login), redirect, challenge, at: Date.parse(world.clock.now()) });
  const back = new URL(redirect);
  back.searchParams.set('code', code);
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  return { status: 302, headers: { location: back.href } };
}

function offers(world: World, query: URLSearchParams): string {
  const people = [...world.accounts.values()].filter(({ kind }) => kind === 'User');
  return people
    .map(({ login }) => {
      const chosen = new URLSearchParams([...query, ['login', login]]);
      return `<li><a href="/login/oauth/authorize?${escaped(String(chosen))}">${escaped(login)}</a></li>`;
    })
    .join('');
}

const refusal = (error: string, description: string): OauthAnswer => ({
  status: 200,
  body: { error, error_description: description, error_uri: 'https://docs.github.com/apps' },
});

function exchange(world: World, form: URLSearchParams): OauthAnswer {
  if (form.get('client_id') !== clientId(world) || form.get('client_secret') !== CLIENT_SECRET)
    return refusal('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.');
  const code = form.get('code') ?? '';
  const grant = world.grants.get(code);
  world.grants.delete(code);
  const spoken = form.get('code_verifier') ?? '';
  const isRight = grant?.challenge === undefined || createHash('sha256').update(spoken).digest('base64url') === grant.challenge;
  if (grant === undefined || Date.parse(world.clock.now()) - grant.at > LASTS || !isRight)
    return refusal('bad_verification_code', 'The code passed is incorrect or expired.');
  if (form.get('redirect_uri') !== grant.redirect)
    return refusal('redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL for this application.');
  const token = `ghu_${createHash('sha256')
    .update(`person ${world.nextId('token')}`)
    .digest('hex')
    .slice(0, 36)}`;
  world.tokens.set(token, { kind: 'user', account: grant.account });
  return { status: 200, body: { access_token: token, expires_in: 28_800, scope: '', token_type: 'bearer' } };
}

/** A client that shows who it is with its ID and secret: https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#using-basic-authentication */
export const isClient = (world: World, authorization: string): boolean =>
  authorization === `Basic ${Buffer.from(`${clientId(world)}:${CLIENT_SECRET}`).toString('base64')}`;
