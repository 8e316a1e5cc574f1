/**
 * Webhooks: every change tells the App what GitHub would tell it.
 * Headers, GUID and signature: https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers and
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
import { createHash, createHmac } from 'node:crypto';
import { checkWebhook } from './contract/webhooks.ts';
import { accountJson, type Json, organisationJson, repositoryJson } from './json.ts';
import type { Account, Repository } from './model.ts';
import { type Delivery, installationOf, type World } from './world.ts';

/** The value of `x-hub-signature-256`. */
export const sign = (secret: string, body: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Looks random, and is the same in every run: a GUID made from the number of the delivery. */
function guidOf(number: number): string {
  const hex = createHash('sha256').update(`delivery ${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function queue(world: World, event: string, action: string | undefined, payload: Json): void {
  const number = world.nextId('delivery');
  const guid = guidOf(number);
  const body = JSON.stringify(payload);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5a1d0b0',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': '1',
    'x-github-hook-installation-target-id': String(world.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': sign(world.secret, body),
  };
  for (const problem of checkWebhook(event, action, JSON.parse(body)))
    world.contract.problems.push(`webhook ${event} ${action ?? ''}: ${problem}`);
  const delivery: Delivery = {
    guid,
    event,
    action,
    at: world.clock.now(),
    payload: JSON.parse(body),
    body,
    headers,
    status: undefined,
    attempts: 0,
  };
  world.hooks.log.push(delivery);
  world.hooks.queue.push(delivery);
  world.hooks.queued?.();
}

export interface Change {
  readonly event: string;
  /** Undefined for events without one: `status`. */
  readonly action?: string;
  readonly by: Account;
  readonly repo: Repository;
  /** What the event is about: `issue`, `comment`, `changes`. */
  readonly about: Json;
}

/** Queues the webhook of a change, when the App subscribes to it and is installed where it happened. */
export function tell(world: World, change: Change): void {
  const { repo } = change;
  if (world.outage?.webhooks === 'lost') return;
  const installation = installationOf(world, repo.owner);
  if (
    world.hooks.silence > 0 ||
    installation === undefined ||
    installation.suspendedAt !== null ||
    !world.app.events.includes(change.event)
  )
    return;
  queue(world, change.event, change.action, {
    ...(change.action === undefined ? {} : { action: change.action }),
    ...change.about,
    repository: repositoryJson(world, repo),
    ...(repo.owner.kind === 'Organization' ? { organization: organisationJson(world, repo.owner) } : {}),
    sender: accountJson(world, change.by),
    installation: { id: installation.id, node_id: Buffer.from(`Installation:${installation.id}`).toString('base64') },
  });
}

/** Queues the `ping` that GitHub sends when a hook is made: https://docs.github.com/en/webhooks/webhook-events-and-payloads#ping */
export function ping(world: World): void {
  const at = world.clock.now();
  queue(world, 'ping', undefined, {
    zen: 'Keep it logically awesome.',
    hook_id: 1,
    hook: {
      type: 'App',
      id: 1,
      name: 'web',
      active: true,
      events: world.app.events,
      config: { content_type: 'json', insecure_ssl: '0', url: `${world.site.html}/hook` },
      updated_at: at,
      created_at: at,
      app_id: world.app.id,
      deliveries_url: `${world.site.api}/app/hook/deliveries`,
    },
  });
}

/** Puts a delivery in the queue once more, with the GUID it had: https://docs.github.com/en/rest/apps/webhooks#redeliver-a-delivery-for-an-app-webhook */
export function redeliver(world: World, guid: string): void {
  const delivery = world.hooks.log.find((one) => one.guid === guid);
  if (delivery === undefined) throw new Error(`There is no delivery ${guid}. world.hooks.log has them all.`);
  world.hooks.queue.push(delivery);
  world.hooks.queued?.();
}

/** Hands over a delivery and answers with the HTTP status of the receiver. */
export type Receiver = (delivery: Delivery) => Promise<number>;

async function send(world: World, delivery: Delivery, receive: Receiver): Promise<void> {
  delivery.attempts += 1;
  const sent = { id: world.nextId('attempt'), delivery, at: world.clock.now(), redelivery: delivery.attempts > 1 };
  // GitHub notes a receiver that cannot be reached, and does not try again by itself:
  // https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
  const status = await receive(delivery).catch(() => 0);
  delivery.status = status;
  // assumed: listed once its outcome is known.
  world.hooks.attempts.push({ ...sent, status, duration: (Date.parse(world.clock.now()) - Date.parse(sent.at)) / 1000 });
}

/** Sends one after another what waits, and what that causes, until nothing waits or GitHub is down. Answers how many were sent. */
export async function flush(world: World, receive: Receiver): Promise<number> {
  let sent = 0;
  while (world.outage === undefined) {
    const next = world.hooks.queue.shift();
    if (next === undefined) break;
    await send(world, next, receive);
    sent += 1;
  }
  return sent;
}

/** Sends everything that waits at the same time, and then what that causes. Answers how many were sent. */
export async function flushAtOnce(world: World, receive: Receiver): Promise<number> {
  let sent = 0;
  while (world.outage === undefined && world.hooks.queue.length > 0) {
    const waiting = world.hooks.queue.splice(0);
    await Promise.all(waiting.map((delivery) => send(world, delivery, receive)));
    sent += waiting.length;
  }
  return sent;
}

/** Posts to a hook URL as GitHub does; 10 seconds is what it waits. */
export const postTo =
  (url: string): Receiver =>
  async (delivery) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: delivery.headers,
      body: delivery.body,
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
