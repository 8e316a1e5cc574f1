/** Signed deliveries by HTTP, as GitHub sends them, and what became of them. */
import { Agent, request } from 'node:http';
import { sign } from '../../src/sandbox/index.ts';

export interface Sent {
  /** Milliseconds from the beginning of each request to its answer, of those that were accepted. */
  readonly times: readonly number[];
  readonly refused: number;
}

/** A body of about 14 kB, as large as that of a comment on github.com. */
export function deliveryBody(number: number, text: string): string {
  const person = (login: string, id: number) => ({ login, id, type: 'User', filler: 'x'.repeat(800) });
  const repository = { id: 800_000_001, name: 'shop', owner: person('acme', 1), filler: 'x'.repeat(6_000) };
  const issue = {
    number,
    title: 'Promote',
    body: text,
    user: person('alice', 2),
    labels: [{ name: 'promotion' }],
    updated_at: '2026-11-20T10:00:00Z',
  };
  const comment = { id: number, user: person('eve', 3), body: 'looks fine', created_at: '2026-11-20T10:00:00Z', filler: 'x'.repeat(3_000) };
  return JSON.stringify({ action: 'created', installation: { id: 60_000_001 }, repository, sender: person('eve', 3), issue, comment });
}

let counter = 0;

interface Target {
  readonly port: number;
  readonly secret: string;
  readonly agent: Agent;
}

/** @returns milliseconds; undefined when it was not accepted. */
function send({ port, secret, agent }: Target, body: string): Promise<number | undefined> {
  counter += 1;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': 'issue_comment',
    'x-github-delivery': `bench-${counter}`,
    'x-hub-signature-256': sign(secret, body),
  };
  const from = performance.now();
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', path: '/api/github/webhooks', method: 'POST', headers, agent }, (response) => {
      response
        .resume()
        .on('end', () => resolve(response.statusCode === 202 || response.statusCode === 200 ? performance.now() - from : undefined));
    });
    asked.on('error', () => resolve(undefined));
    asked.end(body);
  });
}

/** As many as go through on so many connections. @returns deliveries a second. */
export async function throughput(
  port: number,
  secret: string,
  { connections, time }: { readonly connections: number; readonly time: number },
): Promise<number> {
  const target = { port, secret, agent: new Agent({ keepAlive: true, maxSockets: connections }) };
  const until = performance.now() + time;
  let accepted = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async (_, n) => {
      for (let at = n; performance.now() < until; at += connections)
        if ((await send(target, deliveryBody(1 + (at % 1_000), 'please'))) !== undefined) accepted += 1;
    }),
  );
  target.agent.destroy();
  return (accepted / (performance.now() - from)) * 1_000;
}

/** So many a second, whether or not the ones before are answered. */
export async function atRate(
  port: number,
  secret: string,
  { rate, seconds, issues }: { readonly rate: number; readonly seconds: number; readonly issues: number },
): Promise<Sent> {
  const target = { port, secret, agent: new Agent({ keepAlive: true, maxSockets: 256 }) };
  const answers: Promise<number | undefined>[] = [];
  const from = performance.now();
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.floor(((performance.now() - from) / 1_000) * rate);
    for (; sent < due; sent += 1) answers.push(send(target, deliveryBody(1 + ((sent * 7) % issues), 'please')));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const times = await Promise.all(answers);
  target.agent.destroy();
  return { times: times.filter((time) => time !== undefined), refused: times.filter((time) => time === undefined).length };
}
