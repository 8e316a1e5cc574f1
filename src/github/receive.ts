/** Deliveries of GitHub: verified against every secret that holds, then received by Probot. */
import { verifyWithFallback } from '@octokit/webhooks-methods';
import type { Probot } from 'probot';
import * as z from 'zod';

export interface SignedDelivery {
  readonly id: string;
  /** The event: `issue_comment`. */
  readonly name: string;
  /** The body as text; the signature is over its UTF-8. */
  readonly body: string;
  /** What `x-hub-signature-256` says. */
  readonly signature: string;
}

/**
 * What became of a delivery: `taken` when every listener is done with it, `forged` when no secret fits, `malformed` when it is signed but
 * no JSON object, `failed` when a listener threw; Probot's log has told why by then.
 */
export type Received = 'taken' | 'forged' | 'malformed' | 'failed';

const object = z.record(z.string(), z.unknown());

function payloadOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return object.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/**
 * The way in for deliveries. Probot's own knows one secret; the comparison is Octokit's, which takes the same time for every signature.
 *
 * @param previous secrets that deliveries may be signed with as well, while the first is being changed.
 * @returns never throws.
 */
export function receiverOf(probot: Probot, secret: string, previous: readonly string[]): (delivery: SignedDelivery) => Promise<Received> {
  return async ({ id, name, body, signature }) => {
    // It throws for an empty body or signature, which nobody can have signed.
    const isSigned = await verifyWithFallback(secret, body, signature, [...previous]).catch(() => false);
    if (!isSigned) return 'forged';
    const payload = payloadOf(body);
    if (payload === undefined) return 'malformed';
    // Nobody knows the shape of what GitHub may send next; listeners look for themselves.
    const event = { id, name, payload } as unknown as Parameters<Probot['receive']>[0];
    return probot.receive(event).then(
      () => 'taken',
      () => 'failed',
    );
  };
}
