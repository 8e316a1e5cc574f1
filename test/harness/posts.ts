/** How webhooks reach the bot when the way is bad. Ours to declare: GitHub promises neither order, nor once, nor at all. */
import { createHash } from 'node:crypto';
import type { Delivery, Sandbox } from '../../src/sandbox/index.ts';

type Bot = (delivery: Delivery) => Promise<void>;

/** What becomes of one delivery. */
export interface Post {
  /** Puts what waits in another order, each time one is handed over. */
  readonly order?: (queue: Delivery[]) => void;
  /** `again`: handed over twice. `late`: lost, and sent again at the next sweep. `never`: lost for good. */
  readonly fate?: (delivery: Delivery) => 'again' | 'late' | 'never' | undefined;
}

const rank = ({ guid }: Delivery): string => createHash('sha256').update(guid).digest('hex');

function toFront(queue: Delivery[], at: number): void {
  queue.unshift(...queue.splice(at, 1));
}

const isFirst = ({ attempts }: Delivery): boolean => attempts === 1;
const isAboutRuns = ({ event }: Delivery): boolean => event === 'workflow_run';

export const POSTS: Readonly<Record<string, Post>> = {
  'comes twice': { fate: (one) => (isFirst(one) ? 'again' : undefined) },
  'comes newest first': { order: (queue) => toFront(queue, queue.length - 1) },
  'comes in any order': { order: (queue) => void queue.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) },
  'is lost at first': { fate: (one) => (isFirst(one) ? 'late' : undefined) },
  'is lost for good, if it is about a run': { fate: (one) => (isAboutRuns(one) ? 'never' : undefined) },
};

/** Hands over as the post does while it is `bad`; notes the GUIDs of what is `late`. */
export const by =
  ({ order = () => {}, fate = () => undefined }: Post, isBad: () => boolean, late: string[]) =>
  (bot: Bot, world: Sandbox): Bot =>
  async (delivery) => {
    if (!isBad()) return bot(delivery);
    order(world.hooks.queue);
    const becomes = fate(delivery);
    if (becomes === 'late') late.push(delivery.guid);
    if (becomes === 'again') world.redeliver(delivery.guid);
    return becomes === 'late' || becomes === 'never' ? undefined : bot(delivery);
  };
