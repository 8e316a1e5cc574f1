/** Triggers wait here for their turn. Several about the same issue become one look: a trigger says only "look again". */
import type { Hint } from './gather.ts';
import type { Handled, Trigger } from './handle.ts';
import { type Lanes, nameOf } from './lanes.ts';
import type { Lease } from './ports.ts';

export interface Inbox {
  /** Resolves when a look that began after this trigger came is done; rejects when that look failed. */
  accept(trigger: Trigger): Promise<Handled>;
}

interface Waiting {
  trigger: Trigger;
  readonly done: Promise<Handled>;
}

const merged = (earlier: Hint | undefined, later: Hint | undefined): Hint | undefined =>
  later ? { ...earlier, ...later, apps: { ...earlier?.apps, ...later.apps } } : earlier;

/**
 * An inbox of one process, which forgets what waits when it dies: the sender is answered only after the look, so GitHub lists the
 * delivery as failed and it can be sent again.
 */
export function memoryInbox(lanes: Lanes, look: (lease: Lease, trigger: Trigger) => Promise<Handled>): Inbox {
  const waiting = new Map<string, Waiting>();
  return {
    accept(trigger) {
      const name = nameOf(trigger.ref);
      const joined = waiting.get(name);
      if (joined) {
        // What an earlier one knows and a later one does not still holds.
        joined.trigger = { ...trigger, run: trigger.run ?? joined.trigger.run, hint: merged(joined.trigger.hint, trigger.hint) };
        return joined.done;
      }
      const done = lanes.exclusively(trigger.ref, (lease) => {
        const latest = waiting.get(name)?.trigger ?? trigger;
        waiting.delete(name);
        return look(lease, latest);
      });
      waiting.set(name, { trigger, done });
      return done;
    },
  };
}
