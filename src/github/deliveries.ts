/** What GitHub remembers of the deliveries of this app: https://docs.github.com/en/rest/apps/webhooks . Asked for with the app's own token. */
import * as z from 'zod';
import type { DeliveryAttempt } from '../app/lost.ts';
import type { Instant } from '../core/promotion.ts';
import { type Client, promised } from './graphql.ts';
import { pagesOf } from './pages.ts';

const listed = z.array(
  z.object({
    id: z.string().regex(/^\d+$/),
    guid: z.string().min(1),
    delivered_at: z.iso.datetime({ offset: true }),
    status_code: z.int(),
    event: z.string(),
  }),
);
type Listed = z.infer<typeof listed>[number];

const ROUTE = 'GET /app/hook/deliveries';

/**
 * Every attempt since a moment, newest first; one request for each 100 of them. GitHub lists the newest first, so the first older one ends it.
 *
 * @throws when GitHub cannot be asked, or answers something else than it promises.
 */
export async function listDeliveries(client: Client, since: Instant): Promise<readonly DeliveryAttempt[]> {
  const found: DeliveryAttempt[] = [];
  // Read as text: GitHub publishes the id as an integer of 64 bits, of which JSON.parse keeps 53.
  for await (const page of pagesOf(client, ROUTE, { request: { parseSuccessResponseBody: false } })) {
    const attempts = promised(listed, await withWholeIds(page), 'the deliveries of this app');
    const recent = attempts.filter(({ delivered_at: at }) => Date.parse(at) >= Date.parse(since));
    found.push(...recent.map(attemptOf));
    if (recent.length < attempts.length) break;
  }
  return found;
}

/** What GitHub answers for a delivery that it does not know or send any more. */
const gone = z.object({ status: z.literal([400, 404, 410, 422]) });

/** Has a delivery sent once more, under its GUID. One request. @returns whether GitHub does: not when it is too old. @throws when GitHub fails. */
export async function redeliver(client: Client, id: DeliveryAttempt['id']): Promise<boolean> {
  try {
    await client.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
    return true;
  } catch (error) {
    if (gone.safeParse(error).success) return false;
    throw error;
  }
}

const attemptOf = ({ id, guid, event, delivered_at: at, status_code: code }: Listed): DeliveryAttempt => ({
  id,
  guid,
  event,
  at,
  ok: code >= 200 && code < 300,
});

async function withWholeIds(page: unknown): Promise<unknown> {
  if (!(page instanceof ReadableStream)) throw new Error('GitHub answered something unexpected about the deliveries of this app: no text');
  const text = await new Response(page).text();
  // Inside a text of JSON a quotation mark is written \", so this finds keys only.
  return JSON.parse(text.replaceAll(/"id"\s*:\s*(\d+)/g, '"id":"$1"'));
}
