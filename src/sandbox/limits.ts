/**
 * GitHub's rate limits for installations, off until `world.limits.on = GITHUB_LIMITS`, or other numbers: `{ ...GITHUB_LIMITS, hourly: 20 }`.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api and
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */

export interface LimitSettings {
  /** Requests of REST in an hour, and as many points of GraphQL: the primary limit, one for each. */
  readonly hourly: number;
  /** Comments, issues and commit statuses in 60 seconds. */
  readonly contentPerMinute: number;
  /** The same in 60 minutes. */
  readonly contentPerHour: number;
  /** Points in 60 seconds: reading costs 1, writing 5. */
  readonly pointsPerMinute: Readonly<Record<Resource, number>>;
  /** Requests under way at once, REST and GraphQL together. */
  readonly concurrent: number;
  /** Whether a secondary limit tells by `retry-after` how long to wait; otherwise it is a minute, doubled each time. */
  readonly saysWhen: boolean;
  /** How a secondary limit refuses GraphQL: the page has both. */
  readonly graphqlStatus: 200 | 403;
}

export const GITHUB_LIMITS: LimitSettings = {
  hourly: 5_000,
  contentPerMinute: 80,
  contentPerHour: 500,
  pointsPerMinute: { core: 900, graphql: 2_000 },
  concurrent: 100,
  saysWhen: true,
  graphqlStatus: 403,
};

/** As `x-ratelimit-resource` names them. */
export type Resource = 'core' | 'graphql';

export interface Limits {
  /** Undefined: there are none. */
  on: LimitSettings | undefined;
  /** Requests that came while their installation had been asked to wait, in words; a test should end with none. */
  readonly violations: string[];
  /** How many requests were refused. */
  refusals: number;
  /** Id of an installation to what it has used. */
  readonly used: Map<number, Usage>;
}

export const noLimits = (): Limits => ({ on: undefined, violations: [], refusals: 0, used: new Map() });

/** One request, as far as limits are concerned. */
export interface Asking {
  readonly installation: number;
  readonly resource: Resource;
  readonly writes: boolean;
  /** How many comments, issues and commit statuses it would create. */
  readonly content: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Moments, in milliseconds since 1970, and how much was used at each. */
type Window = { readonly at: number; readonly amount: number }[];

interface Usage {
  readonly hours: Record<Resource, { readonly since: number; used: number }>;
  readonly points: Readonly<Record<Resource, Window>>;
  readonly content: Window;
  active: number;
  /** Secondary refusals since the last request that was let in. */
  refusals: number;
  /** Until when nothing may come, after a refusal at `from`. */
  readonly waits: Record<Resource, { readonly from: number; readonly until: number }>;
}

export interface Refusal {
  readonly limit: 'primary' | 'secondary';
  /** When there is room again, in milliseconds since 1970. */
  readonly until: number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

function usageOf({ used }: Limits, { installation, at }: Asking): Usage {
  const none = { from: 0, until: 0 };
  const known = used.get(installation) ?? {
    hours: { core: { since: at, used: 0 }, graphql: { since: at, used: 0 } },
    points: { core: [], graphql: [] },
    content: [],
    active: 0,
    refusals: 0,
    waits: { core: none, graphql: none },
  };
  used.set(installation, known);
  // assumed: an hour begins with the first request after the last one.
  for (const resource of ['core', 'graphql'] as const)
    if (known.hours[resource].since + HOUR <= at) known.hours[resource] = { since: at, used: 0 };
  return known;
}

/** When a window has room for so much more; 0 when it has now. assumed: windows slide. */
function roomAt(
  window: Window,
  span: number,
  { at, wanted, most }: { readonly at: number; readonly wanted: number; readonly most: number },
): number {
  if (wanted === 0) return 0;
  const recent = window.filter((one) => one.at > at - span);
  let tooMuch = recent.reduce((sum, { amount }) => sum + amount, wanted) - most;
  if (tooMuch <= 0) return 0;
  for (const { at: then, amount } of recent) {
    tooMuch -= amount;
    if (tooMuch <= 0) return then + span;
  }
  return at + span;
}

export const pointsOf = ({ writes }: Asking): number => (writes ? 5 : 1);

/** assumed: of GraphQL one point, the least a call costs; and what is refused uses nothing up. */
const COST = 1;

function refusalOf(settings: LimitSettings, usage: Usage, asking: Asking): Refusal | undefined {
  const { at, resource, content: wanted } = asking;
  const hour = usage.hours[resource];
  if (hour.used + COST > settings.hourly) return { limit: 'primary', until: hour.since + HOUR };
  const points = { at, wanted: pointsOf(asking), most: settings.pointsPerMinute[resource] };
  const until = Math.max(
    roomAt(usage.points[resource], MINUTE, points),
    roomAt(usage.content, MINUTE, { at, wanted, most: settings.contentPerMinute }),
    roomAt(usage.content, HOUR, { at, wanted, most: settings.contentPerHour }),
    // assumed: a minute, since nobody knows when a place becomes free.
    usage.active >= settings.concurrent ? at + MINUTE : 0,
  );
  return until > 0 ? { limit: 'secondary', until } : undefined;
}

function wait(settings: LimitSettings, usage: Usage, asking: Asking, refusal: Refusal): void {
  const { at: from, resource } = asking;
  if (refusal.limit === 'primary') {
    usage.waits[resource] = { from, until: refusal.until };
    return;
  }
  // "Otherwise, wait for at least one minute", then "for an exponentially increasing amount of time".
  // Those of one moment are one: they had left before any of them was answered.
  if (usage.refusals === 0 || usage.waits[resource].from < from) usage.refusals += 1;
  const until = settings.saysWhen ? refusal.until : from + MINUTE * 2 ** (usage.refusals - 1);
  // Who is refused by a secondary limit waits with everything.
  usage.waits.core = { from, until };
  usage.waits.graphql = { from, until };
}

/** Lets a request in, or says why not and notes it when it should not have come. Whoever was let in is to `leave`. */
export function admit(limits: Limits, asking: Asking): Refusal | undefined {
  const { on } = limits;
  if (on === undefined) return undefined;
  const usage = usageOf(limits, asking);
  const { at, resource, installation } = asking;
  const { from, until } = usage.waits[resource];
  // What comes in the second of the refusal had left before the refusal was known.
  if (at > from && at < until)
    limits.violations.push(
      `${resource}: installation ${installation} came ${(at - from) / 1000} s into a wait of ${(until - from) / 1000} s`,
    );
  const refusal = refusalOf(on, usage, asking);
  if (refusal) {
    limits.refusals += 1;
    wait(on, usage, asking, refusal);
    return refusal;
  }
  usage.refusals = 0;
  usage.active += 1;
  usage.hours[resource].used += COST;
  spend(usage.points[resource], MINUTE, { at, amount: pointsOf(asking) });
  if (asking.content > 0) spend(usage.content, HOUR, { at, amount: asking.content });
  return undefined;
}

function spend(window: Window, span: number, one: Window[number]): void {
  while ((window[0]?.at ?? one.at) <= one.at - span) window.shift();
  window.push(one);
}

/** The answer to a request that was let in has left. */
export function leave(limits: Limits, { installation }: Asking): void {
  const usage = limits.used.get(installation);
  if (usage) usage.active = Math.max(0, usage.active - 1);
}

/** What every answer says of the primary limit: "Checking the status of your rate limit". */
export function rateHeaders(limits: Limits, asking: Asking): Readonly<Record<string, string>> {
  if (limits.on === undefined) return {};
  const { since, used } = usageOf(limits, asking).hours[asking.resource];
  return {
    'x-ratelimit-limit': String(limits.on.hourly),
    'x-ratelimit-remaining': String(Math.max(0, limits.on.hourly - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.ceil((since + HOUR) / 1000)),
    'x-ratelimit-resource': asking.resource,
  };
}
