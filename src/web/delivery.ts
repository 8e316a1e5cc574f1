/** What a request must look like to be a delivery of GitHub, before anybody believes it. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../core/result.ts';
import type { bodyReader } from './body.ts';
import { type Answer, refusal } from './reply.ts';

/** A delivery as it was sent; nothing of it is verified. */
export interface Delivery {
  /** What GitHub calls its GUID; the same when it is sent again. */
  readonly id: string;
  /** The event: `issue_comment`. */
  readonly name: string;
  /** The body, whose UTF-8 are the bytes that were sent. */
  readonly body: string;
  /** `sha256=` and 64 digits, if it is one. */
  readonly signature: string;
}

const HEADERS = { name: 'x-github-event', id: 'x-github-delivery', signature: 'x-hub-signature-256' } as const;
/** Two headers of one name come joined by a comma, so they are not these; nor is an event what every object has, `__proto__` for instance. */
const SHAPES = { name: /^[a-z][a-z\d_]{0,99}$/, id: /^[\w.:-]{1,100}$/ } as const;

type Head = Omit<Delivery, 'body'>;

function headOf({ headers, method }: IncomingMessage): Result<Head, Answer> {
  if (method !== 'POST') return err(refusal(405, 'GitHub delivers here with POST.', { allow: 'POST' }));
  if (!['identity', undefined].includes(headers['content-encoding']?.toLowerCase()))
    return err(refusal(415, 'Nothing is unpacked here. Please send the body as it is, without a content-encoding.'));
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    return err(refusal(415, 'Only application/json is read here. Choose it as the content type in the settings of the webhook.'));
  const value = (header: string): string => String(headers[header] ?? '');
  const head = { id: value(HEADERS.id), name: value(HEADERS.name), signature: value(HEADERS.signature) };
  if (head.signature === '')
    return err(refusal(400, `There is no ${HEADERS.signature}. Set the webhook secret in the settings of the GitHub App.`));
  const wrong = (['name', 'id'] as const).find((part) => !SHAPES[part].test(head[part]));
  if (wrong !== undefined)
    return err(refusal(400, `There has to be one ${HEADERS[wrong]} of at most 100 letters, digits, dashes and underscores.`));
  return ok(head);
}

/** Reads a delivery, or says why it is none. The head is judged first, so that nothing is read in vain. @throws when the connection breaks. */
export async function readDelivery(request: IncomingMessage, read: ReturnType<typeof bodyReader>): Promise<Result<Delivery, Answer>> {
  const head = headOf(request);
  if (!head.ok) return head;
  const body = await read(request);
  if (!body.ok) return body;
  // Decoding would replace bytes, and the signature is over what was sent.
  if (!isUtf8(body.value)) return err({ status: 400, text: 'This is not UTF-8, and GitHub sends nothing else.' });
  return ok({ ...head.value, body: body.value.toString('utf8') });
}
