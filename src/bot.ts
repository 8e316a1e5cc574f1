/** The App as Probot loads it: one listener for everything, which translates, waits its turn and handles. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationFunction, Probot } from 'probot';
import { memoryAlarms, realTimer, type Timer } from './app/alarms.ts';
import { Gatherer, type Pause } from './app/gather.ts';
import { type Handled, handle, type Trigger } from './app/handle.ts';
import { type Inbox, memoryInbox } from './app/inbox.ts';
import { memoryLanes, nameOf } from './app/lanes.ts';
import { notaryOf } from './app/notary.ts';
import type { Lease } from './app/ports.ts';
import { translate } from './github/events.ts';
import { githubHub } from './github/hub.ts';
import { whyNotShown } from './github/see/not-shown.ts';
import type { Log } from './log.ts';

export interface BotOptions {
  /** Ed25519 private key of the ledger, PKCS#8 PEM. */
  readonly ledgerKey: string;
  /** Keys it was rotated from, the same form: ledgers they began are gone on with. */
  readonly previousLedgerKeys?: readonly string[] | undefined;
  readonly log: Log;
  /** How to wait for what GitHub does not show yet; real time when undefined. */
  readonly pause?: Pause | undefined;
  /** How to be called back later; real time when undefined. */
  readonly timer?: Timer | undefined;
}

/** Probot runs the handlers of one event at the same time, so there is only one. @throws when a key is not Ed25519. */
export function createBot({ ledgerKey, previousLedgerKeys, log, pause = sleep, timer = realTimer }: BotOptions): ApplicationFunction {
  const notary = notaryOf(ledgerKey, previousLedgerKeys);
  const gatherer = new Gatherer(notary, pause);
  const lanes = memoryLanes();
  const alarms = memoryAlarms(timer);
  const inboxes = new Map<number, Inbox>();
  let self: number | undefined;

  return (app: Probot) => {
    const look = async (installation: number, lease: Lease, trigger: Trigger): Promise<Handled> => {
      const hub = githubHub(await app.auth(installation));
      const handled = await handle(lease, trigger, { hub, gatherer, notary });
      self = handled.bot.id;
      return handled;
    };
    const inboxOf = (installation: number): Inbox => {
      const inbox = inboxes.get(installation) ?? memoryInbox(lanes, (lease, trigger) => look(installation, lease, trigger));
      inboxes.set(installation, inbox);
      return inbox;
    };
    /** One look, told in one line, and one more when time has passed. */
    const takeOne = async (installation: number, trigger: Trigger, why: Why): Promise<Handled> => {
      const began = performance.now();
      const handled = await inboxOf(installation).accept(trigger);
      log.info({ ...why, ...told(trigger, handled), milliseconds: Math.round(performance.now() - began) }, 'handled');
      const { ref } = trigger;
      alarms.set(ref, handled.wakeIn, () => {
        take(installation, { ref }, { webhook: 'alarm' }).catch((error: unknown) =>
          log.error({ err: error, promotion: nameOf(ref) }, 'failed'),
        );
      });
      return handled;
    };
    /** A look, and one at each issue that may stand differently because of it. */
    const take = async (installation: number, trigger: Trigger, why: Why): Promise<void> => {
      const { next } = await takeOne(installation, trigger, why);
      for (const ref of next) await takeOne(installation, { ref }, { webhook: 'neighbour' });
    };
    app.onAny(async ({ id, name, payload }) => {
      const why = { delivery: id, webhook: 'action' in payload ? `${name}.${payload.action}` : name };
      const ignore = (reason: string): void => log.debug({ ...why, why: reason }, 'ignored');
      const translated = translate(name, payload, self);
      if (translated.kind === 'ignored') return ignore(translated.why);
      await take(translated.installation, translated.trigger, why).catch((error: unknown) => {
        const reason = whyNotShown(error, 'issue' in payload && payload.issue && 'updated_at' in payload.issue && payload.issue.updated_at);
        if (reason === undefined) throw error;
        ignore(reason);
      });
    });
  };
}

/** What made the bot look. */
interface Why {
  readonly delivery?: string;
  /** The name of the event; `alarm` when time has passed, `neighbour` when something happened to another issue. */
  readonly webhook: string;
}

const told = ({ ref }: Trigger, { promotion, entries, effects }: Handled) => ({
  promotion: nameOf(ref),
  status: promotion?.status ?? null,
  entries: entries.map(({ kind }) => kind),
  effects: effects.map(({ kind }) => kind),
});
