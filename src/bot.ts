/** The App as Probot loads it: one listener for everything, which translates and hands over to the inbox; and the look that the inbox asks for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationFunction, Probot } from 'probot';
import { Gatherer, type Pause } from './app/gather.ts';
import { type Handled, handle, type Trigger } from './app/handle.ts';
import { type Inbox, type Look, memoryInbox, type Why } from './app/inbox.ts';
import { nameOf } from './app/lanes.ts';
import { notaryOf } from './app/notary.ts';
import type { Hub } from './app/ports.ts';
import { type Enforced, enforceWith } from './github/enforce.ts';
import { translate } from './github/events.ts';
import { type GrantBook, grantBook, mustSpeak } from './github/grants.ts';
import type { Client } from './github/graphql.ts';
import { githubHub } from './github/hub.ts';
import { whyNotShown } from './github/see/not-shown.ts';
import type { Translated } from './github/translated.ts';
import type { Log } from './log.ts';
import type { Metrics } from './web/metrics.ts';

export interface BotOptions {
  /** Ed25519 private key of the ledger, PKCS#8 PEM. */
  readonly ledgerKey: string;
  /** Keys it was rotated from, the same form: ledgers they began are gone on with. */
  readonly previousLedgerKeys?: readonly string[] | undefined;
  /** Whether only rules that extend those of the organisation are taken; no when undefined. */
  readonly mustExtend?: boolean | undefined;
  readonly log: Log;
  /** Makes the inbox, which calls the look whenever an issue's turn comes; one that forgets when the process ends, when undefined. */
  readonly inbox?: ((look: Look, clients: Clients) => Inbox) | undefined;
  /** Our own account on GitHub, as far as somebody else knows it: what it does makes no look. */
  readonly self?: (() => number | undefined) | undefined;
  readonly metrics?: Pick<Metrics, 'delivered' | 'handled'> | undefined;
  /** How to wait for what GitHub does not show yet; real time when undefined. */
  readonly pause?: Pause | undefined;
}

type Arrived = Why & { readonly delivery: string };
type PassedOver = Extract<Translated, { kind: 'ignored' | 'unreadable' }>;

/** Ways to GitHub. */
export interface Clients {
  /** With the token of one installation. */
  installation(id: number): Promise<Client>;
  /** With the app's own token. */
  app(): Promise<Client>;
}

/** Probot runs the handlers of one event at the same time, so there is only one. @throws when a key is not Ed25519. */
export function createBot(options: BotOptions): ApplicationFunction {
  const { ledgerKey, previousLedgerKeys, mustExtend = false, log, inbox: inboxFor, metrics, pause = sleep } = options;
  const knownSelf = options.self ?? (() => undefined);
  const notary = notaryOf(ledgerKey, previousLedgerKeys);
  const open: NonNullable<BotOptions['inbox']> = inboxFor ?? ((look) => memoryInbox({ look, failed: failedLook(log) }));
  const gatherer = new Gatherer(notary, pause, mustExtend);
  const book = grantBook();
  let self: number | undefined;

  return (app: Probot) => {
    const clients = { installation: (id: number) => app.auth(id), app: () => app.auth() };
    const look: Look = async ({ installation }, { lease, trigger, memory, budget, why }) => {
      const began = performance.now();
      try {
        const hub = await hubFor(await clients.installation(installation), installation, trigger, book);
        const handled = await handle(lease, trigger, { hub, gatherer, notary, memory, budget });
        self = handled.bot.id;
        metrics?.handled(performance.now() - began);
        log.info({ ...why, ...told(trigger, handled), milliseconds: Math.round(performance.now() - began) }, 'handled');
        return handled;
      } catch (error) {
        const reason = whyNotShown(error, trigger.hint?.at);
        if (reason === undefined) throw error;
        log.debug({ ...why, why: reason }, 'ignored');
        return undefined;
      }
    };
    const inbox = open(look, clients);
    /** Done before GitHub is told that it arrived: what fails is listed as failed, and asked for again with whatever else was lost. */
    const enforce = async (asked: Enforced, why: Why): Promise<void> => {
      try {
        const said = await enforceWith(await clients.installation(asked.installation), asked, { notary, mustExtend });
        log.info({ ...why, environment: asked.ask.environment, sha: asked.ask.sha, ...said }, 'handled');
      } catch (error) {
        const reason = whyNotShown(error, undefined);
        if (reason === undefined) throw error;
        log.debug({ ...why, why: reason }, 'ignored');
      }
      metrics?.delivered(why.webhook.split('.')[0] ?? '', 'accepted');
    };
    const passOver = ({ kind, why: reason }: PassedOver, name: string, why: Arrived): Promise<void> | void => {
      metrics?.delivered(name, kind === 'ignored' ? 'ignored' : 'dead');
      if (kind === 'ignored') return log.debug({ ...why, why: reason }, 'ignored');
      log.warn({ ...why, why: reason }, 'unreadable');
      return inbox.bury({ ...why, why: reason });
    };
    app.onAny(async ({ id, name, payload }) => {
      const webhook = 'action' in payload ? `${name}.${payload.action}` : name;
      const why: Arrived = { delivery: id, webhook };
      book.hear(name, payload);
      const translated = translate(name, payload, self ?? knownSelf());
      if (translated.kind === 'protection' || translated.kind === 'drift') await enforce(translated, why);
      const trigger = translated.kind === 'drift' ? translated.look : translated;
      if (trigger?.kind === 'trigger') return inbox.accept({ ...why, trigger: trigger.trigger, ...trigger.place });
      if (translated.kind === 'ignored' || translated.kind === 'unreadable') return passOver(translated, name, why);
      return undefined;
    });
  };
}

/** @throws Mute where nothing could be said. */
async function hubFor(client: Client, installation: number, { ref }: Trigger, book: GrantBook): Promise<Hub> {
  const grants = await book.read(client, installation);
  mustSpeak(grants, ref);
  return githubHub(client, grants);
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
