/** How GitHub says that a rate limit is used up, and how long it asks to wait: see the sources named in `transport.ts`. */
import type { Errand } from './errand.ts';

const MINUTE = 60_000;

// Anchored to a whole key and the start of its value: a label or a tag that is named like a limit must not stop the bot.
const LIMIT = /"type":\s*"RATE_LIMIT(?:ED)?"|"message":\s*"You have (?:exceeded a secondary rate limit|triggered an abuse detection)/i;

/** Whether an answer with status 200 is GraphQL's way to refuse: an error of the limit and no result at all. */
function isLimitAnswer(text: string): boolean {
  if (!LIMIT.test(text)) return false;
  try {
    const { data, errors }: { data?: unknown; errors?: unknown } = JSON.parse(text);
    const done = typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
    return !done && LIMIT.test(JSON.stringify(errors ?? []));
  } catch {
    return false;
  }
}

/**
 * Whether GitHub refused to carry the request out because of a rate limit, by status, headers and, where they do not say, the body (of
 * which a copy is read).
 */
export async function isRefusal(response: Response, errand: Errand): Promise<boolean> {
  if (response.status === 429) return true;
  if (response.status === 200) return errand.graphql && isLimitAnswer(await response.clone().text());
  if (response.status !== 403) return false;
  if (response.headers.has('retry-after') || response.headers.get('x-ratelimit-remaining') === '0') return true;
  // GitHub also answers 403 for "not allowed"; only the words tell the two apart.
  return LIMIT.test(await response.clone().text());
}

/** Milliseconds GitHub asks us to wait; a minute, doubled each time, when it names none. */
export function waitAsked(headers: Headers, refusals: number, now: number): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1000;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  if (headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset)) {
    // Measured by GitHub's clock, which need not be ours.
    const there = Date.parse(headers.get('date') ?? '');
    return Math.max(0, reset * 1000 - (Number.isNaN(there) ? now : there)) + 1000;
  }
  return MINUTE * 2 ** (refusals - 1);
}
