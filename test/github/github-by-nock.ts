/** The real Octokit, with GitHub's answers given by hand: what it is asked is kept, and time stands still. */
import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { pino } from 'pino';
import type { Client } from '../../src/github/graphql.ts';
import { createProbot } from '../../src/github/octokit.ts';
import { hastyClock } from './transport-clock.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const TOKEN = { token: `ghs_${'t'.repeat(36)}`, expires_at: '2026-11-20T11:00:00Z', permissions: {}, repository_selection: 'all' };
export const NOW = { date: 'Fri, 20 Nov 2026 10:00:00 GMT' };
export const ISSUE = { owner: 'acme', repo: 'shop', number: 7 } as const;
export const LEASE = { ref: ISSUE };

export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function probotOf(baseUrl: string | undefined) {
  const { now, sleep } = hastyClock();
  const log = pino({ level: 'silent' });
  return createProbot({ appId: 1, privateKey, secret: 'sixteen letters!', log, baseUrl, pacing: { now, sleep, random: () => 0.5 } });
}

/** A client of installation 1 that is signed in already. */
export async function signedIn(baseUrl?: string): Promise<Client> {
  const api = new URL(baseUrl ?? 'https://api.github.com');
  const path = api.pathname === '/' ? '' : api.pathname;
  nock(api.origin).post(`${path}/app/installations/1/access_tokens`).reply(201, TOKEN);
  const octokit = await probotOf(baseUrl).auth(1);
  await octokit.auth({ type: 'installation' });
  return octokit;
}

/** A client of the app itself, which signs a token of its own for each request. */
export const asApp = (): Promise<Client> => probotOf(undefined).auth();

/** GitHub gives these answers to GraphQL requests, one after another. @returns what it was asked, as it comes. */
export function github(...answers: readonly unknown[]): readonly Asked[] {
  const asked: Asked[] = [];
  for (const answer of answers) {
    nock('https://api.github.com')
      .post('/graphql', (body: Asked) => asked.push(body) > 0)
      .reply(200, answer as nock.Body, NOW);
  }
  return asked;
}

/** Nothing may be left that GitHub was to be asked and was not. */
export function noAnswerIsLeft(): readonly string[] {
  const left = nock.pendingMocks();
  nock.cleanAll();
  return left;
}

export const refused = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('nothing was refused'),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
