/** The App as Probot loads it: one listener for everything, which translates, waits its turn and handles. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationFunction, Probot } from 'probot';
import { Gatherer, type Pause } from './app/gather.ts';
import { type Handled, handle, type Trigger } from './app/handle.ts';
import { type Inbox, memoryInbox } from './app/inbox.ts';
import { memoryLanes, nameOf } from './app/lanes.ts';
import { notaryOf } from './app/notary.ts';
import type { Lease } from './app/ports.ts';
import { EVENTS, translate } from './github/events.ts';
import { githubHub } from './github/hub.ts';
import type { Log } from './log.ts';

export interface BotOptions {
  /** Ed25519 private key of the ledger, PKCS#8 PEM. */
  readonly ledgerKey: string;
  readonly log: Log;
  /** How to wait for what GitHub does not show yet; real time when undefined. */
  readonly pause?: Pause | undefined;
}

/** Probot runs the handlers of one event at the same time, so there is only one. @throws when the key is not Ed25519. */
export function createBot({ ledgerKey, log, pause = sleep }: BotOptions): ApplicationFunction {
  const notary = notaryOf(ledgerKey);
  const gatherer = new Gatherer(notary, pause);
  const lanes = memoryLanes();
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
    app.on([...EVENTS], async ({ id, name, payload }) => {
      const translated = translate(name, payload, self);
      const delivery = { delivery: id, webhook: `${name}.${payload.action}` };
      if (translated.kind === 'ignored') {
        log.debug({ ...delivery, why: translated.why }, 'ignored');
        return;
      }
      const { trigger, installation } = translated;
      const began = performance.now();
      const { promotion, entries, effects } = await inboxOf(installation).accept(trigger);
      log.info(
        {
          ...delivery,
          promotion: nameOf(trigger.ref),
          status: promotion?.status ?? null,
          entries: entries.map(({ kind }) => kind),
          effects: effects.map(({ kind }) => kind),
          milliseconds: Math.round(performance.now() - began),
        },
        'handled',
      );
    });
  };
}
