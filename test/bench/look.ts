/** The bot alone: takes one delivery from standard input, handles it, and writes how many kilobytes it held at most. */
import { text } from 'node:stream/consumers';
import { createBot } from '../../src/bot.ts';
import { createProbot } from '../../src/github/octokit.ts';
import { createLog } from '../../src/log.ts';
import { type Bench, type Keys, receive, SECRET } from './world.ts';

export interface Look {
  readonly baseUrl: string;
  readonly appId: number;
  readonly keys: Keys;
  readonly delivery: Parameters<typeof receive>[1];
}

export async function look({ baseUrl, appId, keys, delivery }: Look): Promise<number> {
  const log = createLog({ level: 'error', write: (line) => process.stderr.write(line) });
  const probot: Bench['probot'] = createProbot({ appId, privateKey: keys.app, secret: SECRET, log, baseUrl });
  await probot.load(createBot({ ledgerKey: keys.ledger, log }));
  await receive(probot, delivery);
  return process.resourceUsage().maxRSS;
}

process.stdout.write(`${await look(JSON.parse(await text(process.stdin)))}\n`);
process.exit(0);
