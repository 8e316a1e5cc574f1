/** `npm run sandbox`: plays a story, or raises everything and leaves it to people, in the browser and at the keyboard. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { openDatabase } from '../store/open.ts';
import { CAST, REPOSITORY } from './cast.ts';
import { BEGIN, playHistory } from './history.ts';
import { PLAYS } from './play.ts';
import { raise, type Stage } from './stage.ts';
import { type Desk, HELP, obey } from './terminal.ts';
import type { Paper } from './thread.ts';

export interface SandboxOptions {
  /** Name of a play; empty for the usual one; undefined to act oneself. */
  readonly play: string | undefined;
  readonly port: number | undefined;
  /** Begins with people and rules, and nothing that has happened. */
  readonly empty?: boolean;
  /** Where the index is kept: a folder that may hold one. One that is thrown away at the end when undefined. */
  readonly folder?: string;
}

export interface SandboxIo {
  readonly stdout: { write(text: string): unknown; readonly columns?: number; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly stdin: Readable;
  readonly stop: AbortSignal;
}

/** @returns 0 when all went as it should, 1 when a play ended otherwise, 64 for a play nobody knows. */
export async function runSandbox({ play, port = 0, ...rest }: SandboxOptions, io: SandboxIo): Promise<number> {
  if (play === undefined) return opened({ port, ...rest }, io);
  const known = PLAYS[play];
  if (!known) {
    const names = Object.keys(PLAYS).filter((name) => name !== '');
    io.stderr.write(`There is no play "${play}". Take one of: ${names.join(', ')}.\n`);
    return 64;
  }
  const stage = await raise({ port, index: undefined });
  try {
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

const paperOf = ({ stdout }: SandboxIo): Paper => ({ columns: Math.min(stdout.columns ?? 100, 110), colour: stdout.isTTY === true });

async function opened({ port, empty = false, folder }: Omit<SandboxOptions, 'play'>, io: SandboxIo): Promise<number> {
  const kept = folder ?? mkdtempSync(join(tmpdir(), 'promotion-bot-sandbox-'));
  const keyFile = `${kept}.pub.pem`;
  if (!empty)
    io.stdout.write('A moment, please: some weeks of promotions are being played through the bot, so that there is something to see.\n');
  try {
    const index = await openDatabase({ folder: kept });
    const stage = await raise({ port: port ?? 0, index, ...(empty ? {} : { at: BEGIN }) });
    try {
      if (!empty) await playHistory(stage);
      writeFileSync(keyFile, stage.publicKey);
      return await converse(stage, { isEmpty: empty, keyFile }, io);
    } finally {
      await stage.close();
      await index.close();
    }
  } finally {
    rmSync(keyFile, { force: true });
    if (folder === undefined) rmSync(kept, { recursive: true, force: true });
  }
}

/** What the welcome says besides the addresses. */
interface Kept {
  readonly isEmpty: boolean;
  /** Of the key that proves the audit trails. */
  readonly keyFile: string;
}

async function converse(stage: Stage, kept: Kept, io: SandboxIo): Promise<number> {
  const { world, settle, passes } = stage;
  const desk: Desk = { world, settle, passes, paper: paperOf(io), current: undefined, printed: new Map() };
  io.stdout.write(welcome(stage, kept));
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

const FIRST = ['alice opens agent_orchestration v1.4.0 staging', 'alice: /approve', 'bob: /approve', 'carol: /approve looks good'];

function welcome({ github, bot, dashboard, world }: Stage, { isEmpty, keyFile }: Kept): string {
  const last = world.repository(REPOSITORY).issues.at(-1)?.number ?? 1;
  const lines = isEmpty ? FIRST : ['list', `show #${last}`, 'carol: /approve looks good', 'wait 300'];
  return `The sandbox is up: a GitHub in memory on ${github}, the bot on ${bot}. Nothing leaves this machine.

In your browser:
  ${github}/${REPOSITORY}/issues   the issues: ask for a promotion and decide, as any of ${CAST.length} people
  ${dashboard}/   the dashboard: what runs where, what waits for whom (sign in as any of them)

The repository ${REPOSITORY} has a promotion.yml and releases${isEmpty ? ' v1.3.2 and v1.4.0' : ', and some weeks of promotions'}. Here at the keyboard, one line after another:
${lines.map((line) => `  ${line}\n`).join('')}
${HELP}
The command line acts there too, in another terminal, as any of them (bob here):
  export GHE_HOST=${new URL(github).host} GHE_PROTOCOL=http GH_TOKEN=ghp_bob
  npx promotion-bot why ${REPOSITORY}#${last} --key ${keyFile}
  npx promotion-bot audit verify ${REPOSITORY}#${last} --key ${keyFile}

The same over HTTP, as any of them (tokens are ghp_<login>):
  curl -H 'authorization: Bearer ghp_bob' ${github}/api/v3/repos/${REPOSITORY}/issues/${last}/comments -d '{"body":"/approve"}'

`;
}
