/** The web server: GitHub's deliveries on one path, probes on others, metrics on a port of their own, a friendly word everywhere else. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationFunction, Probot } from 'probot';
import type { Env } from './env.ts';
import { createProbot, type ProbotSettings } from './github/octokit.ts';
import { type Received, receiverOf } from './github/receive.ts';
import type { Log } from './log.ts';
import { bodyReader } from './web/body.ts';
import type { Pages } from './web/dashboard/pages.ts';
import { type Delivery, readDelivery } from './web/delivery.ts';
import { type Listener, listen, type Patience } from './web/listener.ts';
import { type Metrics, OTHER } from './web/metrics.ts';
import { ALIVE, ready } from './web/probes.ts';
import { type Answer, refusal, reply } from './web/reply.ts';

export interface ServerParts {
  /** What listens to GitHub's events. */
  readonly bot: ApplicationFunction;
  readonly log: Log;
  /** Counts what was refused or failed here; what was taken is counted by who knows what became of it. */
  readonly metrics?: Pick<Metrics, 'delivered' | 'page'> | undefined;
  /** Why nothing can be taken now, in words that anybody may read and without a full stop; undefined when everything is there. */
  readonly readiness?: (() => Promise<string | undefined>) | undefined;
  /** Answers what no path here does; a friendly word when undefined. Is given where this server listens. */
  readonly pages?: ((url: () => string) => Pages) | undefined;
  /** The way to GitHub, for tests; the global `fetch` when undefined. */
  readonly fetch?: ProbotSettings['fetch'];
  readonly pacing?: ProbotSettings['pacing'];
  readonly watch?: ProbotSettings['watch'];
  readonly limits?: Partial<ServerLimits> | undefined;
  /** How long a client may take to send its request; patient enough for GitHub when undefined. */
  readonly patience?: Patience | undefined;
}

/** Milliseconds. */
export interface ServerLimits {
  /** That deliveries under way are given when the server stops. */
  readonly grace: number;
  /** That the bot may take to accept a delivery. GitHub hangs up after 10 seconds. */
  readonly acceptance: number;
  /** That `readiness` may take. */
  readonly readiness: number;
}

export interface RunningServer {
  /** Where it listens, with the port that was taken: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where the metrics are served; undefined when they are not. */
  readonly metricsUrl: string | undefined;
  /** Takes nothing new, waits for what is under way, at most `grace` milliseconds. May be called twice. */
  close(): Promise<void>;
}

export const WEBHOOKS_PATH = '/api/github/webhooks';
export const LIVE_PATH = '/livez';
export const READY_PATH = '/readyz';
export const METRICS_PATH = '/metrics';

const LIMITS: ServerLimits = { grace: 5_000, acceptance: 9_000, readiness: 2_000 };

/** What is said wherever nothing is. */
export const NOTHING_HERE = `There is nothing here. Promotion Bot hears GitHub on ${WEBHOOKS_PATH} and answers on ${LIVE_PATH} and ${READY_PATH}.`;

const NOTHING: Answer = { status: 404, text: NOTHING_HERE };

const ANSWERS: Readonly<Record<Received | 'late', Answer>> = {
  taken: { status: 202, text: 'accepted' },
  forged: {
    status: 400,
    text: 'The signature does not fit. The secret in the settings of the GitHub App and WEBHOOK_SECRET of this server have to be the same.',
  },
  malformed: { status: 400, text: 'The signature fits, but the body is no JSON object, and GitHub sends nothing else.' },
  failed: { status: 500, text: 'This could not be stored, and the log of this server says why. It can be sent again.' },
  late: { status: 503, text: 'This could not be stored in time. It can be sent again: nothing is done twice.' },
};

type Route = (request: IncomingMessage) => Promise<Answer>;

const isReading = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';
const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] ?? '/';

/** The path of GitHub: reads, verifies, hands over, and answers only then. */
function deliveries(receive: (delivery: Delivery) => Promise<Received>, { log, metrics }: ServerParts, acceptance: number): Route {
  const read = bodyReader();
  const refuse = (answer: Answer, fields: object = {}): Answer => {
    metrics?.delivered(OTHER, 'refused');
    log.warn({ ...fields, status: answer.status, why: answer.text }, 'refused');
    return answer;
  };
  return async (request) => {
    const delivery = await readDelivery(request, read);
    if (!delivery.ok) return refuse(delivery.error);
    const { id, name } = delivery.value;
    const settled = new AbortController();
    const late = sleep(acceptance, 'late' as const, { signal: settled.signal }).catch(() => 'late' as const);
    const received = await Promise.race([receive(delivery.value), late]);
    settled.abort();
    const answer = ANSWERS[received];
    if (received === 'forged' || received === 'malformed') return refuse(answer, { delivery: id });
    if (received !== 'taken') metrics?.delivered(name, 'failed');
    if (received === 'late') log.error({ delivery: id, webhook: name, milliseconds: acceptance }, 'A delivery was not accepted in time');
    return answer;
  };
}

/** Answers by path. */
function answering(
  routes: Readonly<Record<string, Route>>,
  log: Log,
  pages?: Pages,
): (request: IncomingMessage, response: ServerResponse) => void {
  const table = new Map(Object.entries(routes));
  return (request, response) => {
    const own = table.get(pathOf(request));
    if (own === undefined && pages !== undefined) return pages.answer(request, response);
    const route = own ?? (async () => NOTHING);
    route(request)
      .then((answer) => reply(response, answer))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'A request could not be answered');
        if (response.headersSent || response.socket?.destroyed !== false) response.destroy();
        else reply(response, refusal(400, 'This request could not be read to its end. Please send it again.'));
      });
  };
}

const onlyRead =
  (answer: () => Answer | Promise<Answer>): Route =>
  async (request) =>
    isReading(request) ? answer() : NOTHING;

function listenForMetrics({ metrics: place }: Env, { metrics, log }: ServerParts): Promise<Listener> | undefined {
  if (place === undefined || metrics === undefined) return undefined;
  const page: Route = onlyRead(async () => ({
    status: 200,
    text: (await metrics.page()).trimEnd(),
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  }));
  return listen(answering({ [METRICS_PATH]: page }, log), place);
}

async function loaded(env: Env, { bot, log, fetch, pacing, watch }: ServerParts): Promise<Probot> {
  const { appId, privateKey, webhookSecret: secret, baseUrl } = env;
  const probot = createProbot({ appId, privateKey, secret, baseUrl, log, fetch, pacing, watch });
  await probot.load(bot);
  return probot;
}

/**
 * Starts hearing GitHub.
 *
 * A delivery is answered when the bot has taken it: 202, or 400 for a wrong signature, or 500 and 503 for one that could not be stored,
 * which GitHub lists as failed, so that it is sent again.
 *
 * @throws the error of `listen`, `EADDRINUSE` for instance; its `port` tells which one.
 */
export async function startServer(env: Env, parts: ServerParts): Promise<RunningServer> {
  const { log, readiness = async () => undefined } = parts;
  const limits = { ...LIMITS, ...parts.limits };
  const previous = env.previousWebhookSecret === undefined ? [] : [env.previousWebhookSecret];
  const receive = receiverOf(await loaded(env, parts), env.webhookSecret, previous);
  let closing: Promise<unknown> | undefined;
  const readinessNow = {
    ask: readiness,
    isStopping: () => closing !== undefined,
    failed: (error: unknown) => log.error({ err: error }, 'Whether this server is ready could not be found out'),
    patience: limits.readiness,
  };
  const alive = onlyRead(() => ALIVE);
  const routes = {
    [WEBHOOKS_PATH]: deliveries(receive, parts, limits.acceptance),
    [LIVE_PATH]: alive,
    '/healthz': alive,
    [READY_PATH]: onlyRead(() => ready(readinessNow)),
  };
  const metrics = await listenForMetrics(env, parts);
  let listensAt = '';
  const pages = parts.pages?.(() => listensAt);
  const door = await listen(answering(routes, log, pages), env, parts.patience).catch(async (error: unknown) => {
    await metrics?.close(0);
    throw error;
  });
  listensAt = door.url;
  log.info({ url: door.url, webhooks: WEBHOOKS_PATH, ...(metrics && { metrics: `${metrics.url}${METRICS_PATH}` }) }, 'Listening');
  return {
    url: door.url,
    metricsUrl: metrics && `${metrics.url}${METRICS_PATH}`,
    close: async () => {
      pages?.close();
      closing ??= Promise.all([door.close(limits.grace), metrics?.close(limits.grace)]);
      await closing;
    },
  };
}
