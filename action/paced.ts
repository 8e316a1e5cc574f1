/** GitHub for mode bot: the toolkit's way out, at the pace of the App. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { getOctokit } from '@actions/github';
import type { Client } from '../src/github/graphql.ts';
import { type Fetch, pacedFetch } from '../src/github/transport.ts';
import { plain } from './plain.ts';
import { transport } from './transport.ts';

/** Octokit gives its headers as a plain object, and a body as text. */
interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The toolkit's transport, in the shape of the global `fetch`. */
function asFetch(): Fetch {
  const ask = transport();
  return async (input, init = {}) => {
    const { method = 'GET', headers = {}, body } = init as Asked;
    const answer = await ask(String(input), { method, headers, ...(body === undefined ? {} : { body }) });
    const bytes = await answer.arrayBuffer();
    // An answer without a body may not even have an empty one.
    return new Response(bytes.byteLength === 0 ? null : bytes, { status: answer.status, headers: [...answer.headers] });
  };
}

/** On GitHub Enterprise Server its address stands in GITHUB_API_URL, which the toolkit reads. */
export function clientOf(token: string): Client {
  const tell = (fields: object, message: string): void => core.debug(plain(`${message} ${JSON.stringify(fields)}`));
  const log = { debug: tell, warn: tell };
  const fetch = pacedFetch({ fetch: asFetch(), now: Date.now, sleep, random: Math.random, log });
  return getOctokit(token, { request: { fetch } });
}
