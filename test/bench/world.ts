/** What the benchmarks measure on: a sandbox with the bot beside it, in this process, nothing mocked but GitHub. */
import { generateKeyPairSync } from 'node:crypto';
import { createBot } from '../../src/bot.ts';
import { createProbot } from '../../src/github/octokit.ts';
import type { Fetch } from '../../src/github/transport.ts';
import { createLog } from '../../src/log.ts';
import { createWorld, type Delivery, type Sandbox } from '../../src/sandbox/index.ts';

export const REPO = 'acme/shop';
export const SECRET = 'a webhook secret for benchmarks';

const CONFIG = `version: 1
roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
environments:
  development:
  staging: { approval: { all: [tech-lead, qa] } }
subjects:
  agent_orchestration: { kind: component }
`;

const ANSWERS = {
  Subject: 'agent_orchestration',
  Version: 'v1.4.0',
  To: 'staging',
  'Rollback plan': 'Redeploy v1.3.2 with `make rollback`',
  Notes: 'Fixes JIRA-1234, retries on timeout',
};
export const BODY = Object.entries(ANSWERS)
  .map(([label, answer]) => `### ${label}\n\n${answer}`)
  .join('\n\n');

/** PEM. */
export interface Keys {
  readonly app: string;
  readonly ledger: string;
}

export interface Bench {
  readonly keys: Keys;
  readonly world: Sandbox;
  readonly probot: ReturnType<typeof createProbot>;
  /** Hands over what waits, one after another, and waits until all is done. */
  settle(): Promise<void>;
}

/** @param way goes between the bot and GitHub. */
export async function bench(way: (github: Fetch) => Fetch = (github) => github): Promise<Bench> {
  const world = createWorld({ at: '2026-11-20T10:00:00Z', secret: SECRET });
  world.organisation('acme', { teams: { 'tech-leads': ['bob'], qa: ['carol'] } });
  world.repository(REPO, { files: { '.github/promotion.yml': CONFIG }, collaborators: { alice: 'write', bob: 'write', carol: 'write' } });
  world.as('alice').tags(REPO, 'v1.4.0');
  const app = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const ledger = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const failures: string[] = [];
  const log = createLog({ level: 'error', write: (line) => failures.push(line) });
  const probot = createProbot({ appId: world.app.id, privateKey: app, secret: SECRET, log, fetch: way(world.fetch) });
  await probot.load(createBot({ ledgerKey: ledger, log }));
  return {
    keys: { app, ledger },
    world,
    probot,
    async settle() {
      await world.deliver((delivery) => receive(probot, delivery));
      if (failures.length > 0) throw new Error(failures.join(''));
    },
  };
}

/** Hands one delivery to the bot. */
export const receive = (probot: Bench['probot'], { guid, event, payload }: Pick<Delivery, 'guid' | 'event' | 'payload'>): Promise<void> =>
  probot.receive({ id: guid, name: event, payload } as unknown as Parameters<typeof probot.receive>[0]);

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
