/** The command line as one of the people of a story would use it: against the GitHub of the story, over HTTP on loopback. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publicHalf } from '../../src/app/notary.ts';
import { main } from '../../src/cli.ts';
import { listen } from '../../src/sandbox/index.ts';
import { SECRETS, type Setting, Story } from '../harness/story.ts';
import { type CliWorld, cliWorld } from './cli-world.ts';

export interface Person {
  readonly s: Story;
  /** Where people look at this GitHub: `http://127.0.0.1:PORT`. */
  readonly web: string;
  /** Runs a command as somebody, with the bot's public key at hand unless told otherwise. */
  readonly as: (login: string, argv: readonly string[], how?: How) => Promise<Ran>;
}

interface How {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly typed?: readonly string[];
  readonly withoutKey?: boolean;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Tells a story whose people use the command line. */
export async function people(tell: (person: Person) => Promise<void>, setting: Setting = {}): Promise<void> {
  const s = new Story(setting);
  const server = await listen(s.world, { port: 0, hookUrl: () => undefined });
  const folders: string[] = [];
  const as: Person['as'] = async (login, argv, how = {}) => {
    const { host } = new URL(server.url);
    const world = cliWorld({ GH_TOKEN: `ghp_${login}`, GHE_HOST: host, GHE_PROTOCOL: 'http', ...how.env }, how.typed);
    folders.push(world.folder);
    const key = how.withoutKey ? {} : { '.github/promotion-bot.pub.pem': publicHalf(SECRETS.ledgerKey) };
    for (const [path, text] of Object.entries({ ...key, ...how.files })) {
      mkdirSync(dirname(join(world.folder, path)), { recursive: true });
      writeFileSync(join(world.folder, path), text);
    }
    const code = await main([...argv], how.typed ? onTerminal(world) : world.io);
    return { code, out: world.out(), err: world.err() };
  };
  try {
    await tell({ s, web: server.url, as });
  } finally {
    await server.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

function onTerminal({ io }: CliWorld): CliWorld['io'] {
  const stdin = Object.assign(io.stdin, { isTTY: true });
  return { ...io, stdin, stdout: { write: (text) => io.stdout.write(text), isTTY: true }, env: { ...io.env, NO_COLOR: '1' } };
}
