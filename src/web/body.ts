/** The body of a request from a stranger: counted while it comes, and never more of it in memory than there is room for. */
import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../core/result.ts';
import { type Answer, refusal } from './reply.ts';

export interface BodyLimits {
  /** Bytes of one body. */
  readonly largest: number;
  /** Bytes of all bodies that are being read at the same moment. */
  readonly together: number;
}

/** GitHub's cap for a payload: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap. */
export const LARGEST_PAYLOAD = 25 * 1024 * 1024;
const LIMITS: BodyLimits = { largest: LARGEST_PAYLOAD, together: 4 * LARGEST_PAYLOAD };

const TOO_LARGE = refusal(413, 'This is larger than the 25 MB that GitHub sends at most.');
const TOO_MUCH = refusal(503, 'Too much is being sent at the same moment. Please send it again in a minute.', { 'retry-after': '60' });

/** Bytes one after another in one block: a body in a million pieces takes no more room than one in one piece. */
class Block {
  size = 0;
  private bytes = Buffer.allocUnsafe(16 * 1024);
  private readonly largest: number;

  constructor(largest: number) {
    this.largest = largest;
  }

  add(piece: Buffer): void {
    const needed = this.size + piece.length;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(2 * needed, this.largest)));
      this.bytes.copy(larger, 0, 0, this.size);
      this.bytes = larger;
    }
    piece.copy(this.bytes, this.size);
    this.size = needed;
  }

  whole(): Buffer {
    return this.bytes.subarray(0, this.size);
  }
}

type Read = (request: Pick<IncomingMessage, 'headers' | 'iterator'>) => Promise<Result<Buffer, Answer>>;

/**
 * A reader of bodies, which shares its room among all it reads.
 *
 * @returns the bytes as sent, or the answer to a body that is too large, which is not read to its end.
 * @throws when the connection breaks before the end.
 */
export function bodyReader({ largest, together }: BodyLimits = LIMITS): Read {
  let held = 0;
  return async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > largest) return err(TOO_LARGE);
    const block = new Block(largest);
    try {
      for await (const piece of request.iterator({ destroyOnReturn: false })) {
        if (block.size + piece.length > largest) return err(TOO_LARGE);
        if (held + piece.length > together) return err(TOO_MUCH);
        held += piece.length;
        block.add(piece);
      }
      return ok(block.whole());
    } finally {
      held -= block.size;
    }
  };
}
