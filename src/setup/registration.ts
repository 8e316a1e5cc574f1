/**
 * GitHub's manifest flow: a page on this machine posts the manifest to GitHub, GitHub sends the person back with a code, the code is
 * exchanged for the credentials of the new App. https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from '@octokit/request';
import * as z from 'zod';
import type { Fetch } from '../github/transport.ts';
import { type Manifest, manifestFor } from './manifest.ts';
import { registerPage, sayPage } from './page.ts';

/** What GitHub answers for a code, as far as it is used. */
const conversion = z.object({
  id: z.int().positive(),
  pem: z.string().includes('PRIVATE KEY'),
  webhook_secret: z.string().min(16),
  client_id: z.string().min(1),
  client_secret: z.string().min(16),
  html_url: z.url(),
});
export type Credentials = z.infer<typeof conversion>;

export interface RegistrationPlan {
  readonly manifest: Manifest;
  readonly webhookUrl: string;
  /** The organisation that will own the App; the person's own account when undefined. */
  readonly org: string | undefined;
  /** `https://github.com`, or the address of a GitHub Enterprise Server. */
  readonly web: string;
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly api: string;
  readonly fetch?: Fetch | undefined;
  /** Is told the address of the page to open. */
  readonly announce: (url: string) => void;
  readonly stop: AbortSignal;
}

/** Exchanges the code. @throws when GitHub does not know it (any more) or answers something else than credentials. */
async function exchange({ api, fetch }: RegistrationPlan, code: string): Promise<Credentials> {
  const way = fetch ?? ((input: string | URL, init?: RequestInit) => globalThis.fetch(input, init));
  const { data } = await request('POST /app-manifests/{code}/conversions', { baseUrl: api, code, request: { fetch: way } });
  return conversion.parse(data);
}

function send(response: ServerResponse, status: number, html: string, web: string): void {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action ${web}; frame-ancestors 'none'; base-uri 'none'`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'cache-control': 'no-store' };
  response.writeHead(status, { ...headers, 'referrer-policy': 'no-referrer', connection: 'close' }).end(html);
}

/** One run of the flow: what its page shows, and what it makes of the person coming back. */
function flow(plan: RegistrationPlan, origin: string, done: (credentials: Credentials) => void) {
  const state = randomBytes(32).toString('hex');
  const owner = plan.org === undefined ? '' : `/organizations/${encodeURIComponent(plan.org)}`;
  const action = `${plan.web}${owner}/settings/apps/new?state=${state}`;
  const manifest = JSON.stringify(manifestFor(plan.manifest, plan.webhookUrl, `${origin}/registered`));
  const say = async (response: ServerResponse, status: number, title: string, sentence: string) =>
    send(response, status, await sayPage(title, sentence), plan.web);

  const comeBack = async (query: URLSearchParams, response: ServerResponse) => {
    const code = query.get('code') ?? '';
    if (query.get('state') !== state || code === '') {
      return say(response, 400, 'This did not come from here', `Open ${origin}/ and begin there; nothing was changed.`);
    }
    try {
      const credentials = await exchange(plan, code);
      await say(response, 200, 'Promotion Bot is registered', 'You can close this page: the next steps are in the terminal.');
      done(credentials);
    } catch (error) {
      const advice =
        error instanceof z.ZodError
          ? `Its answer lacks ${error.issues.map((issue) => issue.path.join('.')).join(', ')}. Delete the new App on GitHub, then begin again at ${origin}/.`
          : `A code works once and for an hour. Begin again at ${origin}/.`;
      await say(response, 502, 'GitHub did not hand out the credentials', advice);
    }
  };

  return async (incoming: IncomingMessage, response: ServerResponse) => {
    const url = new URL(incoming.url ?? '/', origin);
    // A name that an attacker points at 127.0.0.1 would otherwise make this page readable to his.
    if (incoming.headers.host !== new URL(origin).host) return say(response, 403, 'Not here', `Open ${origin}/ instead.`);
    if (incoming.method !== 'GET') return say(response, 405, 'Not like this', `Open ${origin}/ instead.`);
    if (url.pathname === '/registered') return comeBack(url.searchParams, response);
    if (url.pathname === '/') return send(response, 200, await registerPage(action, manifest, plan.webhookUrl), plan.web);
    return say(response, 404, 'There is nothing here', `Open ${origin}/ instead.`);
  };
}

/** Runs the flow until the App is registered; undefined when it was stopped before. */
export async function register(plan: RegistrationPlan): Promise<Credentials | undefined> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  try {
    return await new Promise((resolve, reject) => {
      const handle = flow(plan, origin, resolve);
      server.on('request', (incoming, response) => void handle(incoming, response).catch(reject));
      plan.stop.addEventListener('abort', () => resolve(undefined), { once: true });
      if (plan.stop.aborted) resolve(undefined);
      plan.announce(`${origin}/`);
    });
  } finally {
    server.close();
    server.closeIdleConnections();
  }
}
