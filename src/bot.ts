/** The App as Probot loads it: one listener for everything, which translates and hands over to the inbox; and the look that the inbox asks for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationFunction, Probot } from 'probot';
import { Gatherer, type Pause } from './app/gather.ts';
import { type Handled, handle, type Trigger } from './app/handle.ts';
import { type Inbox, type Look, memoryInbox, type Why } from './app/inbox.ts';
import { nameOf } from './app/lanes.ts';
import { notaryOf } from './app/notary.ts';
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
  /** Makes the inbox, which calls the look whenever an issue's turn comes; one that forgets when the process ends, when undefined. */
  readonly inbox?: ((look: Look) => Inbox) | undefined;
  /** How to wait for what GitHub does not show yet; real time when undefined. */
  readonly pause?: Pause | undefined;
}

/** Probot runs the handlers of one event at the same time, so there is only one. @throws when a key is not Ed25519. */
export function createBot({ ledgerKey, previousLedgerKeys, log, inbox: inboxFor, pause = sleep }: BotOptions): ApplicationFunction {
  const notary = notaryOf(ledgerKey, previousLedgerKeys);
  const open = inboxFor ?? ((look) => memoryInbox({ look, failed: failedLook(log) }));
  const gatherer = new Gatherer(notary, pause);
  let self: number | undefined;

  return (app: Probot) => {
    const inbox = open(async ({ installation }, { lease, trigger, memory, budget, why }) => {
      const began = performance.now();
      try {
        const hub = githubHub(await app.auth(installation));
        const handled = await handle(lease, trigger, { hub, gatherer, notary, memory, budget });
        self = handled.bot.id;
        log.info({ ...why, ...told(trigger, handled), milliseconds: Math.round(performance.now() - began) }, 'handled');
        return handled;
      } catch (error) {
        const reason = whyNotShown(error, trigger.hint?.at);
        if (reason === undefined) throw error;
        log.debug({ ...why, why: reason }, 'ignored');
        return undefined;
      }
    });
    app.onAny(async ({ id, name, payload }) => {
      const webhook = 'action' in payload ? `${name}.${payload.action}` : name;
      const why: Why = { delivery: id, webhook };
      const translated = translate(name, payload, self);
      if (translated.kind === 'trigger') return inbox.accept({ delivery: id, webhook, trigger: translated.trigger, ...translated.place });
      if (translated.kind === 'ignored') return log.debug({ ...why, why: translated.why }, 'ignored');
      log.warn({ ...why, why: translated.why }, 'unreadable');
      return inbox.bury({ delivery: id, webhook, why: translated.why });
    });
  };
}

/** Writes down a look that nobody waits for. */
export const failedLook =
  (log: Log) =>
  (error: unknown, promotion: string): void =>
    log.error({ err: error, promotion }, 'failed');

const told = ({ ref }: Trigger, { promotion, entries, effects }: Handled) => ({
  promotion: nameOf(ref),
  status: promotion?.status ?? null,
  entries: entries.map(({ kind }) => kind),
  effects: effects.map(({ kind }) => kind),
});
