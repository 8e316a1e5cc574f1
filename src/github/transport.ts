/**
 * The pace at which this app speaks to GitHub: one `pacedFetch` for each installation, because GitHub counts per installation and the
 * token, which is all a request shows of it, changes every hour. It takes the place of Probot's throttling and retry plugins.
 *
 * Sources: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api,
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api and
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api.
 */

import { earliest, HOUR, MINUTE, roomAt, type Spending } from '../app/budget.ts';
import { Postponed } from '../app/ports.ts';
import { type Errand, understand } from './errand.ts';
import { isRefusal, waitAsked } from './refusal.ts';

/** The part of the global `fetch` that Octokit uses. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

export interface Limits {
  /** Requests under way at once. GitHub allows 100, shared by REST and GraphQL. */
  readonly concurrent: number;
  /** Content-creating operations in any 60 seconds; GitHub's general limit. */
  readonly perMinute: number;
  /** Content-creating operations in any 60 minutes; GitHub's general limit. */
  readonly perHour: number;
  /** GraphQL points in any 60 seconds: a query costs 1, a mutation 5. GitHub allows 2,000, which other replicas share. */
  readonly points: number;
  /** How often one request is sent at most. */
  readonly tries: number;
  /** Milliseconds one call waits at most in all, for whatever reason. */
  readonly patience: number;
  /** Milliseconds around which the first wait after a failure lies; doubled for each further one. */
  readonly backoff: number;
  /** Milliseconds after which an answer is given up. GitHub itself ends a request after 10 seconds. */
  readonly answer: number;
}

/** What is written down about the traffic: never headers, bodies or tokens. */
export interface TrafficLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Is told of each request that left, and of what GitHub says is left of the hour. */
export interface Watch {
  sent(errand: Errand): void;
  left(left: Left): void;
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit */
export interface Left {
  /** `core` for REST, `graphql`. */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the hour begins anew, by GitHub's clock. */
  readonly resetIn: number;
}

export interface Pacing {
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** At least 0, below 1: spreads repeated requests of several processes. */
  readonly random: () => number;
  readonly log: TrafficLog;
  readonly limits?: Partial<Limits> | undefined;
  readonly watch?: Watch | undefined;
}

export const DEFAULT_LIMITS: Limits = {
  concurrent: 50,
  perMinute: 80,
  perHour: 500,
  points: 1_500,
  tries: 3,
  patience: 120_000,
  backoff: 1_000,
  answer: 30_000,
};

/** Why a call waits. */
interface Reason {
  readonly why: string;
  readonly byGithub?: boolean;
}

/** How long one call has waited so far, in milliseconds. */
interface Call {
  waited: number;
}

const BY_GITHUB: Reason = { why: 'GitHub asked this app to wait because of a rate limit.', byGithub: true };
const FULL: Reason = { why: 'This app has written as much as GitHub lets an app write in a minute or an hour.' };

/** Who may be sent now: the open gate, the writes of the last hour, the free places. */
class Lane {
  private shutUntil = 0;
  private active = 0;
  private readonly written: Spending[] = [];
  private readonly pointed: Spending[] = [];
  private readonly queue: (() => void)[] = [];
  private readonly pacing: Pacing;
  private readonly limits: Limits;

  constructor(pacing: Pacing, limits: Limits) {
    this.pacing = pacing;
    this.limits = limits;
  }

  /** Returns when the errand may leave now, and has taken its place by then. */
  async enter(errand: Errand, call: Call): Promise<void> {
    for (;;) {
      const now = this.pacing.now();
      const room = this.roomFor(errand, now);
      if (this.shutUntil > now) await this.pause(call, this.shutUntil - now, BY_GITHUB);
      else if (room > now) await this.pause(call, room - now, FULL);
      else if (this.active >= this.limits.concurrent) await new Promise<void>((resolve) => this.queue.push(resolve));
      else return this.take(errand, now);
    }
  }

  /** Gives the place back. Nothing leaves before `shutUntil`, in milliseconds since 1970; known before the place is free. */
  leave(shutUntil: number): void {
    this.shutUntil = Math.max(this.shutUntil, shutUntil);
    this.active -= 1;
    // All are woken, in their order: the first may find the gate shut and must not keep the place from the others.
    for (const wake of this.queue.splice(0)) wake();
  }

  async pause(call: Call, milliseconds: number, { why, byGithub = false }: Reason): Promise<void> {
    if (call.waited + milliseconds > this.limits.patience) throw new Postponed(why, { now: this.pacing.now(), milliseconds, byGithub });
    call.waited += milliseconds;
    await this.pacing.sleep(milliseconds);
  }

  private take(errand: Errand, now: number): void {
    this.active += 1;
    if (errand.content > 0) this.written.push({ at: now, content: errand.content });
    if (errand.graphql) this.pointed.push({ at: now, content: pointsOf(errand) });
  }

  /** Milliseconds since 1970. */
  private roomFor(errand: Errand, now: number): number {
    forget(this.written, now - HOUR);
    forget(this.pointed, now - MINUTE);
    const points = errand.graphql ? roomAt(this.pointed, pointsOf(errand), { from: now, span: MINUTE, limit: this.limits.points }) : now;
    return errand.content === 0 ? points : Math.max(points, earliest(this.written, errand.content, now, this.limits));
  }
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#calculating-points-for-the-secondary-rate-limit */
const pointsOf = ({ repeatable }: Errand): number => (repeatable ? 1 : 5);

function forget(spent: Spending[], until: number): void {
  while ((spent[0]?.at ?? Number.POSITIVE_INFINITY) <= until) spent.shift();
}

/** How one try went; `settle` is what the caller gets when it is the last. */
type Outcome =
  | { readonly kind: 'answered' | 'failed'; readonly settle: () => Response }
  | { readonly kind: 'refused'; readonly settle: () => Response; readonly until: number };

/**
 * A `fetch` for one installation that keeps GitHub's limits.
 *
 * - A refused request was not carried out, so it waits as long as GitHub asks and is sent again; nothing else leaves meanwhile.
 * - A request that only reads is sent again after 500, 502, 503, 504 and network errors. A write is not: it may have been carried out,
 *   so whoever wants it looks first.
 * - A write leaves at once unless 80 in a minute or 500 in an hour have left before it.
 *
 * @returns what GitHub answered, its last failure included; rejects with `Postponed` when the wait would be longer than `patience` or
 * GitHub refused `tries` times, and with the error of `fetch` when the network failed.
 */
export function pacedFetch(pacing: Pacing): Fetch {
  const limits = { ...DEFAULT_LIMITS, ...pacing.limits };
  const lane = new Lane(pacing, limits);
  return async (input, init = {}) => {
    const url = new URL(input);
    const errand = understand(url, init);
    const call: Call = { waited: 0 };
    for (let tries = 1; ; tries += 1) {
      await lane.enter(errand, call);
      const outcome = await attempt(pacing, errand, tries, () => send(pacing, limits, url, init));
      const refused = outcome.kind === 'refused';
      lane.leave(refused ? outcome.until : 0);
      if (outcome.kind === 'answered' || (!refused && !errand.repeatable)) return outcome.settle();
      if (tries >= limits.tries) return outcome.settle();
      // After a refusal `enter` waits, as it does for everybody else.
      if (!refused) await lane.pause(call, limits.backoff * 2 ** (tries - 1) * (0.5 + pacing.random()), { why: 'GitHub did not answer.' });
    }
  };
}

function send(pacing: Pacing, limits: Limits, url: URL, init: RequestInit): Promise<Response> {
  return pacing.fetch(url.href, { ...init, signal: init.signal ?? AbortSignal.timeout(limits.answer) });
}

async function attempt(pacing: Pacing, errand: Errand, tries: number, sent: () => Promise<Response>): Promise<Outcome> {
  const started = pacing.now();
  const { method, path } = errand;
  const measure = () => ({ method, path, try: tries, ms: pacing.now() - started });
  let response: Response;
  let refused: boolean;
  pacing.watch?.sent(errand);
  try {
    response = await sent();
    refused = await isRefusal(response, errand);
  } catch (error) {
    pacing.log.debug({ ...measure(), failure: error instanceof Error ? error.name : typeof error }, 'GitHub could not be reached');
    return { kind: 'failed', settle: () => raise(error) };
  }
  const { status } = response;
  const left = leftOf(response.headers);
  if (left) pacing.watch?.left(left);
  pacing.log.debug({ ...measure(), status, request: response.headers.get('x-github-request-id') ?? '' }, 'GitHub answered');
  if (refused) {
    const wait = waitAsked(response.headers, tries, pacing.now());
    pacing.log.warn({ ...measure(), status, wait }, 'GitHub asks for a pause');
    const now = pacing.now();
    const why = `GitHub refused ${tries} times because of a rate limit.`;
    return { kind: 'refused', until: now + wait, settle: () => raise(new Postponed(why, { now, milliseconds: wait, byGithub: true })) };
  }
  return { kind: [500, 502, 503, 504].includes(status) ? 'failed' : 'answered', settle: () => response };
}

function leftOf(headers: Headers): Left | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN));
  const resetIn = (reset ?? Number.NaN) * 1000 - Date.parse(headers.get('date') ?? '');
  if (limit === undefined || remaining === undefined || ![limit, remaining, resetIn].every(Number.isFinite)) return undefined;
  return { resource: headers.get('x-ratelimit-resource') ?? 'core', limit, remaining, resetIn };
}

function raise(error: unknown): never {
  throw error;
}
