/** The one place that builds a Probot, and the Octokit it hands out: no plugins, our own pace, the right server for tokens too. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/core';
import { request } from '@octokit/request';
import { createProbotAuth } from 'octokit-auth-probot';
import { type Logger, Probot, type ProbotOctokit } from 'probot';
import * as z from 'zod';
import { type Fetch, type Pacing, pacedFetch, type Watch } from './transport.ts';
import { VERSION } from './version.ts';

export interface AppOctokitOptions {
  /** `https://github.example.com/api/v3` for GitHub Enterprise Server; api.github.com when undefined. */
  readonly baseUrl?: string | undefined;
  /** The way to GitHub for one installation; undefined stands for the app itself. The same installation gets the same one. */
  readonly fetchFor: (installation: number | undefined) => Fetch;
}

interface GivenOptions {
  readonly auth?: { readonly installationId?: number };
  readonly authStrategy?: unknown;
  readonly request?: object;
}

const userAgent = `promotion-bot/${VERSION}`;

type Asked = Parameters<ReturnType<typeof createProbotAuth>>[0];

/**
 * Probot's own strategy, which makes a client for each delivery before anybody hears it, and throws where the id of the installation is no
 * number. Such a delivery gets a client without rights: what hears it says why it is ignored.
 */
function probotAuth(options: Parameters<typeof createProbotAuth>[0]): ReturnType<typeof createProbotAuth> {
  const auth = createProbotAuth(options);
  return Object.assign((asked: Asked) => auth(isOfNobody(asked) ? withoutInstallation(asked) : asked), { hook: auth.hook });
}

type Delivered = Extract<Asked, { type: 'event-octokit' }>;

const installed = z.object({ installation: z.object({ id: z.int().positive() }) });

const isOfNobody = (asked: Asked): asked is Delivered =>
  asked.type === 'event-octokit' && !installed.safeParse(asked.event.payload).success;

const withoutInstallation = ({ event, ...asked }: Delivered): Asked => ({
  ...asked,
  event: { ...event, payload: { ...event.payload, installation: { id: 0 } } },
});

/**
 * The Octokit class for `new Probot({ Octokit })`: `octokit.graphql` and `octokit.request` only.
 *
 * Probot's own class brings Bottleneck, which costs timers on every call, pauses a second between writes, and cannot be switched off for
 * the clients of installations.
 */
export function appOctokit({ baseUrl, fetchFor }: AppOctokitOptions): typeof ProbotOctokit {
  const server = baseUrl === undefined ? {} : { baseUrl };
  // `octokit.auth({ type: 'installation' })` asks for its token with this request, which would know nothing of `baseUrl`.
  const authRequest = request.defaults({ ...server, headers: { 'user-agent': userAgent }, request: { fetch: fetchFor(undefined) } });
  const own = Octokit.defaults((given: GivenOptions) => ({
    ...server,
    ...given,
    userAgent,
    authStrategy: given.authStrategy ?? probotAuth,
    auth: { ...given.auth, request: authRequest },
    request: { ...given.request, fetch: fetchFor(given.auth?.installationId) },
  }));
  // Probot's type promises its plugins, the REST methods among them; Probot itself uses only `auth` and `hook`, which are there.
  return own as unknown as typeof ProbotOctokit;
}

export interface ProbotSettings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly secret: string;
  readonly log: Logger;
  readonly baseUrl?: string | undefined;
  /** The way out; the global `fetch` when undefined. */
  readonly fetch?: Fetch | undefined;
  /** Time, chance and limits, for tests; the real ones when undefined. */
  readonly pacing?: Partial<Pick<Pacing, 'now' | 'sleep' | 'random' | 'limits'>> | undefined;
  /** Who is told of the requests of an installation; undefined stands for the app itself. */
  readonly watch?: ((installation: number | undefined) => Watch) | undefined;
}

/**
 * A Probot whose every request to GitHub is paced, each installation for itself.
 *
 * @throws Error for a secret that is empty or Probot's public default: whoever knows the secret can forge events.
 */
export function createProbot({ appId, privateKey, secret, log, baseUrl, fetch, pacing, watch }: ProbotSettings): Probot {
  if (secret === '' || secret === 'development') throw new Error('The webhook secret must be set, and not to the word "development".');
  const lanes = new Map<number | undefined, Fetch>();
  const fetchFor = (installation: number | undefined): Fetch => {
    const known = lanes.get(installation);
    if (known) return known;
    // Looked up at each call, so that a replaced global `fetch` is used.
    const way: Fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
    const made = pacedFetch({ now: Date.now, sleep, random: Math.random, ...pacing, fetch: way, log, watch: watch?.(installation) });
    lanes.set(installation, made);
    return made;
  };
  return new Probot({ Octokit: appOctokit({ baseUrl, fetchFor }), appId, privateKey, secret, baseUrl, log });
}
