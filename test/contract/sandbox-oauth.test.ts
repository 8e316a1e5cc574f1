/** The sandbox lets people sign in as GitHub documents it: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { clientId } from '../../src/sandbox/json.ts';
import { CLIENT_SECRET } from '../../src/sandbox/oauth.ts';
import { call, city } from './sandbox-city.ts';

const WEB = 'https://github.com/login/oauth';
const CALLBACK = 'https://promotions.example.com/auth/callback';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

type World = ReturnType<typeof city>;

async function agree(world: World, more: Readonly<Record<string, string>> = {}): Promise<URL> {
  const asked = {
    client_id: clientId(world),
    redirect_uri: CALLBACK,
    state: 's',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  };
  const answer = await world.fetch(`${WEB}/authorize?${new URLSearchParams({ ...asked, login: 'carol' })}`, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

async function exchange(world: World, back: URL, more: Readonly<Record<string, string>> = {}) {
  const form = {
    client_id: clientId(world),
    client_secret: CLIENT_SECRET,
    code: back.searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
  };
  const body = new URLSearchParams({ ...form, code_verifier: VERIFIER, ...more });
  const answer = await world.fetch(`${WEB}/access_token`, { method: 'POST', body, headers: { accept: 'application/json' } });
  return (await answer.json()) as { access_token?: string; error?: string };
}

test('a code comes back with the state, and is worth a token of the person, once', async () => {
  const world = city();
  const back = await agree(world);
  expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
  expect(back.searchParams.get('state')).toBe('s');
  const { access_token: token = '' } = await exchange(world, back);
  expect((await call(world, 'GET /user', { token })).json.login).toBe('carol');
  expect(await exchange(world, back)).toMatchObject({ error: 'bad_verification_code' });
});

test.each([
  ['another verifier', { code_verifier: 'w'.repeat(43) }, 'bad_verification_code'],
  ['another address', { redirect_uri: 'https://evil.example/' }, 'redirect_uri_mismatch'],
  ['another secret', { client_secret: 'x' }, 'incorrect_client_credentials'],
])('no token for %s', async (_, more, error) => {
  const world = city();
  expect(await exchange(world, await agree(world), more)).toMatchObject({ error });
});

test('a code lasts ten minutes', async () => {
  const world = city();
  const back = await agree(world);
  world.clock.advance(601);
  expect(await exchange(world, back)).toMatchObject({ error: 'bad_verification_code' });
});

test('a person is told of what they may read explicitly: a public repository of others is not among it', async () => {
  const world = city();
  world.organisation('other', { teams: { all: ['zoe'] } });
  world.repository('other/open', { private: false });
  const { json } = await call(world, 'GET /user/installations', { token: 'ghp_carol' });
  expect(json.installations.map((one: { account: { login: string } }) => one.account.login)).toEqual(['acme']);
  const other = world.installations[1]?.id;
  expect((await call(world, `GET /user/installations/${other}/repositories`, { token: 'ghp_carol' })).status).toBe(404);
  expect((await call(world, 'GET /user', { token: '' })).status).toBe(401);
});

test('somebody who has not said who they are is asked', async () => {
  const world = city();
  const query = new URLSearchParams({ client_id: clientId(world), redirect_uri: CALLBACK });
  expect(await (await world.fetch(`${WEB}/authorize?${query}`)).text()).toContain('Who are you?');
  expect((await world.fetch(`${WEB}/authorize?client_id=another`)).status).toBe(404);
});
