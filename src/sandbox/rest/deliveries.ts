/** Deliveries of the App's webhook: https://docs.github.com/en/rest/apps/webhooks */
import { redeliver } from '../hooks.ts';
import type { Json } from '../json.ts';
import type { Attempt, World } from '../world.ts';
import { type Call, HttpError, missing, type RestAnswer, type Routes } from './call.ts';

/** Milliseconds: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries shows the past 3 days. */
const REMEMBERED = 3 * 86_400_000;

/** Newest first: https://docs.github.com/en/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook stops at the first old one. */
function remembered({ clock, hooks }: World): readonly Attempt[] {
  const now = Date.parse(clock.now());
  // assumed: each attempt is forgotten in its own time, whenever the first one of its GUID was.
  return hooks.attempts.filter(({ at }) => now - Date.parse(at) < REMEMBERED).sort((a, b) => b.id - a.id);
}

const idIn = (part: unknown): number | null =>
  typeof part === 'object' && part !== null && 'id' in part && typeof part.id === 'number' ? part.id : null;

/** assumed: the words, and that a receiver that cannot be reached counts as 502; the contract's example says "failed to connect" and 502. */
function outcome(status: number): Json {
  if (status === 0) return { status: 'failed to connect', status_code: 502 };
  return { status: status >= 200 && status < 300 ? 'OK' : `Invalid HTTP Response: ${status}`, status_code: status };
}

const attemptJson = ({ id, delivery, at, redelivery, status, duration }: Attempt): Json => ({
  id,
  guid: delivery.guid,
  delivered_at: at,
  redelivery,
  duration,
  ...outcome(status),
  event: delivery.event,
  action: delivery.action ?? null,
  installation_id: idIn(delivery.payload['installation']),
  repository_id: idIn(delivery.payload['repository']),
  throttled_at: null,
});

const RANGES: Readonly<Record<string, readonly [number, number]>> = { success: [200, 399], failure: [400, 599] };

/** `status` asks for a range of status codes, as the page of this call says. */
function isAskedFor(call: Call, attempt: Attempt): boolean {
  const range = RANGES[call.query.get('status') ?? ''];
  const code = Number(outcome(attempt.status)['status_code']);
  return range === undefined || (code >= range[0] && code <= range[1]);
}

/** "the starting delivery from which the page of deliveries is fetched". assumed: how it is written. */
const cursorOf = ({ id }: Attempt): string => `v1_${id}`;

function startOf(attempts: readonly Attempt[], cursor: string | null): number {
  if (cursor === null) return 0;
  const id = /^v1_(\d+)$/.exec(cursor)?.[1];
  // assumed: the words; the contract lists the 422.
  if (id === undefined) throw new HttpError(422, 'Invalid cursor');
  const at = attempts.findIndex((one) => one.id <= Number(id));
  return at < 0 ? attempts.length : at;
}

/** One page. Attempts that come meanwhile move nothing, since a page begins at an attempt and not at a number of them. */
function list(call: Call): RestAnswer {
  const attempts = remembered(call.world).filter((attempt) => isAskedFor(call, attempt));
  const size = Math.min(100, Number(call.query.get('per_page') ?? 30));
  const start = startOf(attempts, call.query.get('cursor'));
  const link = (to: Attempt | undefined, relation: string): readonly string[] => {
    if (to === undefined) return [];
    const query = new URLSearchParams([...call.query].filter(([name]) => name !== 'cursor'));
    query.set('cursor', cursorOf(to));
    return [`<${call.world.site.api}${call.path}?${query}>; rel="${relation}"`];
  };
  const before = start > 0 ? attempts[Math.max(0, start - size)] : undefined;
  const links = [...link(before, 'prev'), ...link(attempts[start + size], 'next')];
  return {
    status: 200,
    body: attempts.slice(start, start + size).map(attemptJson),
    ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  };
}

/** assumed: what is older than three days is not found any more. */
function attemptOf(call: Call): Attempt {
  const found = remembered(call.world).find(({ id }) => id === Number(call.param('delivery_id')));
  if (found === undefined) throw missing();
  return found;
}

function get(call: Call): RestAnswer {
  const attempt = attemptOf(call);
  const { headers, payload } = attempt.delivery;
  // assumed: what the receiver said is not kept here.
  const response = { headers: {}, payload: null };
  return { status: 200, body: { ...attemptJson(attempt), url: `${call.world.site.html}/hook`, request: { headers, payload }, response } };
}

function attemptAgain(call: Call): RestAnswer {
  redeliver(call.world, attemptOf(call).delivery.guid);
  return { status: 202, body: {} };
}

export const deliveryRoutes: Routes = {
  'apps/list-webhook-deliveries': { needs: 'app', run: list },
  'apps/get-webhook-delivery': { needs: 'app', run: get },
  'apps/redeliver-webhook-delivery': { needs: 'app', run: attemptAgain },
};
