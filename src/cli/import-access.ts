/** As whom an import writes: the App of a server's `.env`, or the account of a workflow. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notary } from '../core/chain.ts';
import { apiAt, webAt } from '../core/hosts.ts';
import type { Ref } from '../core/promotion.ts';
import { readEnv, readLedgerKeys, withDotenv } from '../env.ts';
import { readAccess } from '../env-access.ts';
import type { Client } from '../github/graphql.ts';
import { createLog } from '../log.ts';
import type { Io } from './command.ts';
import type { Way } from './rebuild.ts';
import { advice } from './start.ts';

export interface Writer {
  readonly client: Client;
  readonly notary: Notary;
}

export interface Missing {
  readonly sentence: string;
}

const NO_KEY = `LEDGER_KEY is missing or no Ed25519 private key in PEM form, so nothing can be signed: what is not signed is no record.
Set LEDGER_KEY to the key that your bot signs with, that of its .env or the secret PROMOTION_LEDGER_KEY; "npx promotion-bot setup --key-only" makes a first one.`;

/** With the credentials of the App where there is an APP_ID, else with the token of a workflow. */
export async function writerFor(io: Io, place: Pick<Ref, 'owner' | 'repo'>, way: Way = {}): Promise<Writer | Missing> {
  const variables = withDotenv(io.env, io.cwd);
  if (readLedgerKeys(variables, io.cwd).length === 0) return { sentence: NO_KEY };
  return variables['APP_ID'] ? asApp(io, place, way) : asWorkflow(io, way);
}

/** The web of the GitHub that is written to: addresses of a repository are only taken of that. */
export function webFor(io: Io): string {
  const { APP_ID, GHE_HOST, GHE_PROTOCOL } = withDotenv(io.env, io.cwd);
  if (APP_ID) return webAt(apiAt(GHE_HOST || undefined, GHE_PROTOCOL || undefined));
  const reading = readAccess(io.env);
  return webAt(reading.ok ? reading.access.baseUrl : undefined);
}

async function asApp(io: Io, { owner, repo }: Pick<Ref, 'owner' | 'repo'>, way: Way): Promise<Writer | Missing> {
  const reading = readEnv(withDotenv(io.env, io.cwd), io.cwd);
  if (!reading.ok) return { sentence: advice('Nothing can be imported yet', reading.problems).trimEnd() };
  const { appId, privateKey, webhookSecret: secret, baseUrl, ledgerKey, previousLedgerKeys } = reading.env;
  const { notaryOf } = await import('../app/notary.ts');
  const { createProbot } = await import('../github/octokit.ts');
  const log = createLog({ level: 'silent', write: () => {} });
  const probot = createProbot({ appId, privateKey, secret, baseUrl, log, ...way });
  const app = await probot.auth();
  const installation = await installationOf(app, { owner, repo });
  if (installation === undefined)
    return { sentence: `The App ${appId} is not installed on ${owner}/${repo}. Check the name, or install it there, then import again.` };
  return { client: await probot.auth(installation), notary: notaryOf(ledgerKey, previousLedgerKeys) };
}

/** https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app */
async function installationOf(app: Client, place: Pick<Ref, 'owner' | 'repo'>): Promise<number | undefined> {
  try {
    const { data } = await app.request('GET /repos/{owner}/{repo}/installation', { ...place });
    return typeof data === 'object' && data !== null && 'id' in data ? Number(data.id) : undefined;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}

/** Where the bot runs without an App it writes as `github-actions[bot]`, and so does this. */
async function asWorkflow(io: Io, way: Way): Promise<Writer | Missing> {
  const reading = readAccess(io.env);
  if (!reading.ok)
    return {
      sentence: `${reading.problem.sentence} Run this beside the .env of your server (APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, LEDGER_KEY), or in a workflow with GITHUB_TOKEN and LEDGER_KEY.`,
    };
  const { notaryOf } = await import('../app/notary.ts');
  const { personClient } = await import('../github/person.ts');
  const { pacedFetch } = await import('../github/transport.ts');
  const [key = '', ...previous] = readLedgerKeys(withDotenv(io.env, io.cwd), io.cwd);
  const log = { debug: () => {}, warn: () => {} };
  const out = way.fetch ?? ((input: string | URL, init?: RequestInit) => globalThis.fetch(input, init));
  const fetch = pacedFetch({ now: Date.now, sleep, random: Math.random, ...way.pacing, fetch: out, log });
  return { client: personClient({ ...reading.access, fetch }), notary: notaryOf(key, previous) };
}
