/** One server and two, with four jobs at a time each, on one PostgreSQL and a GitHub that takes 100 ms to answer. */
import { setTimeout as later } from 'node:timers/promises';
import { postTo } from '../../src/sandbox/hooks.ts';
import { createWorld, type Issue, listen, type Sandbox } from '../../src/sandbox/index.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { crowdRules } from '../harness/crowd.ts';
import type { Cluster } from '../harness/postgres.ts';
import { form } from '../harness/story.ts';
import { KEYS, SECRET, settled, startProgram, stopProgram } from './programs.ts';
import type { ReplicaSettings } from './replica.ts';
import { median } from './world.ts';

export interface ReplicasResult {
  /** Promotions a second. */
  readonly one: number;
  readonly two: number;
  /** The median of how many times as many two do, round by round. */
  readonly ratio: number;
}

const ROUNDS = 3;
const EACH = 80;
const REPO = 'acme/shop';
export async function measureReplicas(cluster: Cluster): Promise<ReplicasResult> {
  const world = createWorld({ at: '2026-11-20T10:00:00Z', secret: SECRET });
  world.organisation('acme', { teams: { 'tech-leads': ['bob'], qa: ['carol'] } });
  world.repository(REPO, {
    files: { '.github/promotion.yml': crowdRules(ROUNDS * 2 * EACH) },
    collaborators: { alice: 'write', bob: 'write', carol: 'write' },
  });
  world.as('alice').tags(REPO, 'v1.4.0');
  const github = await listen(world);
  const url = await cluster.fresh();
  const database = await openDatabase({ url, folder: '' });
  const settings: ReplicaSettings = {
    where: { url, folder: '' },
    appId: world.app.id,
    ...KEYS,
    secret: SECRET,
    github: `${github.url}/api/v3`,
    concurrency: 4,
  };
  const start = () => startProgram('replica.js', JSON.stringify(settings));
  try {
    const first = await start();
    const waiting = await crowd(world, database, first.port);
    world.turn = async (_, moment) => void (moment === 'answer' && (await later(100)));
    const measured = { one: [] as number[], two: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      measured.one.push(await approvals({ world, database, ports: [first.port] }, waiting.splice(0, EACH)));
      const second = await start();
      measured.two.push(await approvals({ world, database, ports: [first.port, second.port] }, waiting.splice(0, EACH)));
      await stopProgram(second.child);
    }
    await stopProgram(first.child);
    return {
      one: median(measured.one),
      two: median(measured.two),
      ratio: median(measured.two.map((two, n) => two / (measured.one[n] ?? Number.NaN))),
    };
  } finally {
    world.turn = undefined;
    await database.close();
    await github.close();
  }
}

/** Opens them all, while GitHub still answers at once. */
async function crowd(world: Sandbox, database: Database, port: number): Promise<Issue[]> {
  const issues = Array.from({ length: ROUNDS * 2 * EACH }, (_, n) =>
    world.as('alice').opens(REPO, { title: `Promote service-${n}`, body: form({ subject: `service-${n}` }), labels: ['promotion'] }),
  );
  await send(world, [port]);
  await settled(database);
  return issues;
}

/** To one server after the other, as a load balancer does. What the bot itself writes makes deliveries, too. */
async function send(world: Sandbox, ports: readonly number[]): Promise<void> {
  const receivers = ports.map((port) => postTo(`http://127.0.0.1:${port}/api/github/webhooks`));
  let n = 0;
  await world.deliverAtOnce(async (delivery) => {
    n += 1;
    const status = await receivers[n % receivers.length]?.(delivery);
    if (status !== 202) throw new Error(`answered with ${status}`);
  });
}

interface Stage {
  readonly world: Sandbox;
  readonly database: Database;
  readonly ports: readonly number[];
}

/** @returns approvals that were recorded a second. */
async function approvals({ world, database, ports }: Stage, issues: readonly Issue[]): Promise<number> {
  // What the bot did before is no part of it.
  world.hooks.queue.splice(0);
  for (const issue of issues) world.as('bob').comments(issue, '/approve');
  const from = performance.now();
  await send(world, ports);
  await settled(database);
  return (issues.length / (performance.now() - from)) * 1_000;
}
