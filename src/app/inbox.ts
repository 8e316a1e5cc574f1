/** Where deliveries arrive, and wait for their turn. Several about the same issue become one look: a trigger says only "look again". */
import { memoryAlarms, realTimer, type Timer } from './alarms.ts';
import { type Budget, MINUTE, unlimited } from './budget.ts';
import type { Hint } from './gather.ts';
import type { Handled, Trigger } from './handle.ts';
import { type Lanes, memoryLanes, nameOf } from './lanes.ts';
import { type Memory, memories } from './memory.ts';
import type { Lease } from './ports.ts';

/** The part of GitHub that a trigger is about. */
export interface Place {
  /** Numeric id of the App's installation. */
  readonly installation: number;
  /** Numeric id of the repository, which stays when it is renamed. */
  readonly repository: number;
}

/** What made the bot look. */
export interface Why {
  /** GUID of the delivery; of the newest where several became one look. */
  readonly delivery?: string;
  /** GUIDs of the older ones that became the same look. */
  readonly joined?: readonly string[];
  /** The name of the event; `alarm` when time has passed, `neighbour` when something happened to another issue, `sweep` when all are looked at. */
  readonly webhook: string;
}

/** A delivery that a promotion may stand differently for. */
export interface Arrival extends Place {
  /** The GUID that GitHub gave it. */
  readonly delivery: string;
  /** `issue_comment.created` */
  readonly webhook: string;
  readonly trigger: Trigger;
}

/** Looks at one issue. @returns undefined when GitHub shows no such issue. @throws when the look failed. */
export type Look = (place: Place, task: Task) => Promise<Handled | undefined>;

/** One turn of one issue. */
export interface Task {
  /** Shows that nobody else handles this issue now. */
  readonly lease: Lease;
  readonly trigger: Trigger;
  readonly memory: Memory;
  readonly budget: Budget;
  readonly why: Why;
}

export interface Inbox {
  /** Resolves when GitHub may be told that the delivery arrived: whatever happens then, the look will be done. */
  accept(arrival: Arrival): Promise<void>;
  /** Keeps what cannot be read where people find it. */
  bury(letter: DeadLetter): Promise<void>;
}

/** What waits in an inbox, in figures. */
export interface InboxState {
  /** Jobs that wait, those for a later moment included. */
  readonly waiting: number;
  /** Seconds since the oldest of them was due; 0 when none is. */
  readonly oldestSeconds: number;
  /** Jobs that were given up, and deliveries that nobody could read. */
  readonly dead: number;
}

/** A delivery that says nothing the bot understands, of an event it listens to. */
export interface DeadLetter {
  readonly delivery: string;
  readonly webhook: string;
  readonly why: string;
}

export interface MemoryInboxParts {
  readonly look: Look;
  /** How to be called back later; real time when undefined. */
  readonly timer?: Timer | undefined;
  /** Told of a look that nobody waits for. */
  readonly failed: (error: unknown, promotion: string) => void;
}

interface Waiting {
  task: Omit<Task, 'lease'>;
  readonly done: Promise<Handled | undefined>;
}

const mergedHint = (earlier: Hint | undefined, later: Hint | undefined): Hint | undefined =>
  later ? { ...earlier, ...later, apps: { ...earlier?.apps, ...later.apps } } : earlier;

/** The later trigger, with what only the earlier one knows. */
export const merged = (earlier: Trigger, later: Trigger): Trigger => ({
  ...later,
  run: later.run ?? earlier.run,
  hint: mergedHint(earlier.hint, later.hint),
});

/** Of one look for both, so that every delivery can be found in the log. */
export const mergedWhy = (earlier: Why, later: Why): Why => {
  if (earlier.delivery === undefined) return later;
  if (later.delivery === undefined) return earlier;
  return { ...later, joined: [...(earlier.joined ?? []), earlier.delivery] };
};

/** Milliseconds until an alarm rings once more whose look failed. */
const AGAIN = MINUTE;

/**
 * An inbox of one process, which forgets what waits when it dies: a delivery is accepted only after the look, so GitHub lists it as failed
 * when that does not come to an end, and it can be sent again.
 */
export function memoryInbox({ look, failed, timer = realTimer }: MemoryInboxParts): Inbox {
  const lanes = memoryLanes();
  const alarms = memoryAlarms(timer);
  const memoryOf = memories();
  const queue = queueOf(lanes, look);
  /** One look, and when it says so another one when time has passed. */
  const takeOne = async (place: Place, trigger: Trigger, why: Why): Promise<Handled | undefined> => {
    const { ref } = trigger;
    const handled = await queue(place, { trigger, why, memory: memoryOf(ref), budget: unlimited });
    if (handled === undefined) return undefined;
    alarms.set(ref, handled.wakeIn, () => ring(place, ref));
    return handled;
  };
  /** Nobody sends an alarm again: where its look fails, it rings once more. */
  const ring = (place: Place, ref: Trigger['ref']): void => {
    take(place, { ref }, { webhook: 'alarm' }).catch((error: unknown) => {
      failed(error, nameOf(ref));
      alarms.set(ref, AGAIN, () => ring(place, ref));
    });
  };
  /** A look, and one at each issue that may stand differently because of it. */
  const take = async (place: Place, trigger: Trigger, why: Why): Promise<void> => {
    const { next = [] } = (await takeOne(place, trigger, why)) ?? {};
    for (const ref of next) await takeOne(place, { ref }, { webhook: 'neighbour' });
  };
  return {
    accept: ({ delivery, webhook, trigger, ...place }) => take(place, trigger, { delivery, webhook }),
    // The log has told of it, and GitHub keeps it for three days.
    bury: async () => {},
  };
}

/** Resolves when a look that began after the trigger came is done; rejects when that look failed. */
function queueOf(lanes: Lanes, look: Look): (place: Place, task: Waiting['task']) => Promise<Handled | undefined> {
  const waiting = new Map<string, Waiting>();
  return (place, task) => {
    const { ref } = task.trigger;
    const name = nameOf(ref);
    const joined = waiting.get(name);
    if (joined) {
      joined.task = { ...task, trigger: merged(joined.task.trigger, task.trigger), why: mergedWhy(joined.task.why, task.why) };
      return joined.done;
    }
    const done = lanes.exclusively(ref, (lease) => {
      const latest = waiting.get(name)?.task ?? task;
      waiting.delete(name);
      return look(place, { ...latest, lease });
    });
    waiting.set(name, { task, done });
    return done;
  };
}
