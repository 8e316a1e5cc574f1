/** `npm run sandbox`: GitHub in memory and the real bot, each a server of its own on loopback, with an organisation to try things in. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Inbox, type Look, memoryInbox } from '../app/inbox.ts';
import { createBot, failedLook } from '../bot.ts';
import { createLog } from '../log.ts';
import { startServer } from '../server.ts';
import { type Bells, bellsBy } from './bells.ts';
import { CAST, prepare, REPOSITORY } from './cast.ts';
import { createWorld, listen, type Sandbox } from './index.ts';
import { PLAYS } from './play.ts';
import { type Desk, HELP, obey } from './terminal.ts';
import type { Paper } from './thread.ts';

export interface SandboxOptions {
  /** Name of a play; empty for the usual one; undefined to act oneself. */
  readonly play: string | undefined;
  readonly port: number | undefined;
}

export interface SandboxIo {
  readonly stdout: { write(text: string): unknown; readonly columns?: number; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly stdin: Readable;
  readonly stop: AbortSignal;
}

/** @returns 0 when all went as it should, 1 when a play ended otherwise, 64 for a play nobody knows. */
export async function runSandbox({ play, port }: SandboxOptions, io: SandboxIo): Promise<number> {
  const known = play === undefined ? undefined : PLAYS[play];
  if (play !== undefined && !known) {
    const names = Object.keys(PLAYS).filter((name) => name !== '');
    io.stderr.write(`There is no play "${play}". Take one of: ${names.join(', ')}.\n`);
    return 64;
  }
  const stage = await raise(port);
  try {
    if (!known) return await converse(stage, io);
    const issue = await known.run({ ...stage, paper: paperOf(io), write: (text) => io.stdout.write(text) });
    const ended =
      issue.labels.some(({ name }) => name === known.ends) && issue.state === 'CLOSED' && stage.world.contract.problems.length === 0;
    io.stdout.write(
      ended
        ? `Ended as it should: ${known.ends}.\n`
        : `This should have ended with ${known.ends}. ${stage.world.contract.problems.join('\n')}\n`,
    );
    return ended ? 0 : 1;
  } finally {
    await stage.close();
  }
}

interface Stage {
  readonly world: Sandbox;
  readonly github: string;
  readonly bot: string;
  readonly settle: () => Promise<void>;
  /** Lets time go by, and what is due on the way happen. */
  readonly passes: (seconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Two servers that talk HTTP to each other: signed webhooks one way, API calls the other. */
async function raise(port: number | undefined): Promise<Stage> {
  const app = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const ledger = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const secret = randomBytes(24).toString('hex');
  const world = createWorld({ secret, app: { publicKey: app.publicKey } });
  prepare(world);
  let hookUrl: string | undefined;
  const github = await listen(world, { port: port ?? 0, hookUrl: () => hookUrl });
  const log = createLog({ level: 'warn', write: (line) => process.stderr.write(line), secrets: [secret] });
  const env = {
    appId: world.app.id,
    privateKey: app.privateKey,
    webhookSecret: secret,
    ledgerKey: ledger.privateKey,
    port: 0,
    host: '127.0.0.1',
    baseUrl: `${github.url}/api/v3`,
    logLevel: 'warn',
  } as const;
  const bells = bellsBy(world.clock);
  const looks = new Set<Promise<unknown>>();
  const inbox = (look: Look): Inbox => memoryInbox({ look: kept(look, looks), timer: bells.timer, failed: failedLook(log) });
  const bot = await startServer(env, { bot: createBot({ ledgerKey: ledger.privateKey, log, inbox }), log });
  hookUrl = `${bot.url}/api/github/webhooks`;
  const settle = async (): Promise<void> => {
    do {
      await github.settled();
      await Promise.all(looks);
      // What a look that is done sets off begins after it.
      await new Promise((resolve) => setImmediate(resolve));
    } while (bells.ring() || looks.size > 0);
  };
  return {
    world,
    github: github.url,
    bot: bot.url,
    settle,
    passes: (seconds) => passTime(world, bells, settle, seconds),
    close: async () => {
      await bot.close();
      await github.close();
    },
  };
}

/** Looks under way are remembered, so that they can be waited for: an alarm is nobody's delivery. */
const kept =
  (look: Look, looks: Set<Promise<unknown>>): Look =>
  (place, task) => {
    const looking = look(place, task).finally(() => looks.delete(looking));
    looks.add(looking);
    return looking;
  };

async function passTime(world: Sandbox, bells: Bells, settle: () => Promise<void>, seconds: number): Promise<void> {
  const until = Date.parse(world.clock.now()) + seconds * 1000;
  const left = (to: number): number => Math.max(0, Math.ceil((to - Date.parse(world.clock.now())) / 1000));
  for (;;) {
    const next = Math.min(bells.next(), Date.parse(world.actions.next() ?? '') || Number.POSITIVE_INFINITY);
    if (next > until) break;
    world.clock.advance(left(next));
    await world.actions.work();
    await settle();
  }
  world.clock.advance(left(until));
}

const paperOf = ({ stdout }: SandboxIo): Paper => ({ columns: Math.min(stdout.columns ?? 100, 110), colour: stdout.isTTY === true });

async function converse(stage: Stage, io: SandboxIo): Promise<number> {
  const desk: Desk = { world: stage.world, settle: stage.settle, paper: paperOf(io), current: undefined, printed: new Map() };
  io.stdout.write(welcome(stage));
  const lines = createInterface({ input: io.stdin, signal: io.stop });
  const prompt = (): unknown => io.stdout.write('> ');
  prompt();
  for await (const line of lines) {
    const answer = await obey(line, desk);
    if (answer === undefined) break;
    io.stdout.write(answer);
    prompt();
  }
  lines.close();
  return 0;
}

function welcome({ github, bot }: Stage): string {
  return `The sandbox is up: a GitHub in memory on ${github}, the bot on ${bot}. Nothing leaves this machine.
The repository ${REPOSITORY} has a promotion.yml and the releases v1.3.2 and v1.4.0. ${CAST.length} people are there.

Try this, one line after another:
  alice opens agent_orchestration v1.4.0 staging
  alice: /approve
  bob: /approve
  carol: /approve looks good

${HELP}
The same over HTTP, as any of them (tokens are ghp_<login>):
  curl -H 'authorization: Bearer ghp_bob' ${github}/api/v3/repos/${REPOSITORY}/issues/1/comments -d '{"body":"/approve"}'

`;
}
