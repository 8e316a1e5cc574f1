/** `promotion-bot config simulate`: the last promotions of a repository, judged by rules that are not there yet. */
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Config, Defaults } from '../core/config.ts';
import type { SeenFile } from '../core/seen.ts';
import type { Tried } from '../core/views/simulate.ts';
import { readIfThere } from '../env.ts';
import type { Repository } from '../github/person.ts';
import { BOT_OPTION, KEY_OPTION } from './audit-input.ts';
import { botId } from './audit-verify.ts';
import { type Command, defineCommand, EXIT, type Io } from './command.ts';
import { type Keys, keysFrom, lookAt, NOT_PROVEN } from './onlook.ts';
import { DEFAULTS_OPTION, defaultsAt, defaultsFor } from './organization.ts';
import { paintFor } from './paint.ts';
import { asPerson, type Client, REPO_OPTION, repositoryFor, tellWhy } from './person.ts';

const LAST = '--last takes a whole number from 1 to 100.';

export const configSimulate: Command = defineCommand({
  name: 'config simulate',
  summary:
    'Say what these rules would have decided otherwise about the last promotions. 0 nothing, 1 something, 2 something cannot be said.',
  arguments: [{ syntax: '[file]', summary: 'the rules to try; .github/promotion.yml when not given' }],
  options: [
    REPO_OPTION,
    DEFAULTS_OPTION,
    { flags: '--last <number>', summary: 'how many promotions, the newest first, 100 at most; 20 when not given' },
    KEY_OPTION,
    BOT_OPTION,
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input: z.object({
    args: z.tuple([z.string().default('.github/promotion.yml')]),
    repo: z.string().optional(),
    defaults: z.string().optional(),
    last: z.coerce.number(LAST).int(LAST).min(1, LAST).max(100, LAST).default(20),
    key: z.array(z.string()).optional(),
    bot: botId,
    json: z.boolean().default(false),
  }),
  run: async ({ args: [file], repo, defaults, last, key, bot, json }, io) => {
    const text = readIfThere(resolve(io.cwd, file));
    if (text === undefined)
      return tellWhy(io, `${file} cannot be read. Name the rules to try: promotion-bot config simulate path/to/promotion.yml`, { json });
    const named = defaultsAt(io, defaults);
    if (named && 'why' in named) return tellWhy(io, named.why, { json });
    const { readConfig } = await import('../core/config.ts');
    const isBroken = (below?: Defaults): boolean => {
      const { config, problems } = readConfig(text, below);
      // What alone is missing here is the file of the organisation, which GitHub has.
      return !config && (below !== undefined || problems.some(({ code }) => code !== 'defaults_unasked'));
    };
    const check = `promotion-bot config check ${[file, ...(defaults === undefined ? [] : ['--defaults', defaults])].join(' ')}`;
    const broken = (): Promise<number> => tellWhy(io, `${file} has mistakes, so nothing can be decided by it: ${check}`, { json });
    if (isBroken(named)) return broken();
    return asPerson(io, { failure: 'The promotions cannot be read from GitHub', json }, async (client, web) => {
      const place = repositoryFor(io, repo, web);
      const below = named ?? (await defaultsFor(client, place, text));
      if (below && isBroken(below)) return broken();
      const keys = await keysFrom(io, { files: key, client, place });
      return 'sentence' in keys
        ? tellWhy(io, keys.sentence, { json })
        : tryOut(io, { client, keys, place, text, defaults: named?.text, last, bot, json });
    });
  },
});

interface Trial {
  readonly client: Client;
  readonly keys: Keys;
  readonly place: Repository;
  readonly text: string;
  /** The file of the organisation to try; as GitHub has it when undefined. */
  readonly defaults: string | undefined;
  readonly last: number;
  readonly bot: number | undefined;
  readonly json: boolean;
}

async function tryOut(io: Io, trial: Trial): Promise<number> {
  const tried = await triedIn(trial);
  const { pointText, simulationText } = await import('../core/views/simulate.ts');
  const outcomes = tried.map(({ outcome }) => outcome);
  const isProven = trial.keys.proven || tried.every(({ terms }) => terms === undefined);
  const code = outcomes.includes('differs') ? EXIT.no : outcomes.includes('unknown') || !isProven ? EXIT.unknown : EXIT.yes;
  const notes = isProven ? [] : [NOT_PROVEN];
  if (trial.json) {
    const promotions = tried.map(({ points, ...rest }) => ({
      ...rest,
      points: points.map((point) => ({ ...point, sentence: pointText(point) })),
    }));
    io.stdout.write(`${JSON.stringify({ ok: code === EXIT.unknown ? null : code === EXIT.yes, promotions, notes })}\n`);
  } else {
    io.stdout.write(simulationText(tried, paintFor(io.stdout, io.env)));
    for (const note of notes) io.stderr.write(`Note: ${note}\n`);
  }
  return code;
}

/** One look at each of the newest, one after the other: GitHub asks people not to hurry. */
async function triedIn({ client, keys, place, text, defaults, last, bot }: Trial): Promise<readonly Tried[]> {
  const { listPromotionIssues } = await import('../github/promotions.ts');
  const { onlookerHub } = await import('../github/onlooker.ts');
  const { simulate } = await import('../core/simulate.ts');
  const { digest } = await import('../app/notary.ts');
  const today = await rulesOf(client, place);
  const fileOf = (content: string): SeenFile => ({ blob: digest(content), bytes: Buffer.byteLength(content), text: content });
  const hub = onlookerHub(client, { bot, rules: fileOf(text), defaults: defaults === undefined ? undefined : fileOf(defaults) });
  const newest = (await listPromotionIssues(client, place, { open: false })).toSorted((a, b) => b - a).slice(0, last);
  const tried: Tried[] = [];
  for (const number of newest) {
    const facts = await lookAt(keys, hub, { ...place, number });
    const { promotion } = facts;
    tried.push({
      promotion: `${place.owner}/${place.repo}#${number}`,
      status: promotion?.status ?? null,
      terms: promotion?.round?.terms,
      ...simulate(facts, today),
    });
  }
  return tried;
}

async function rulesOf(client: Client, place: Repository): Promise<Config | undefined> {
  const { readFile } = await import('../github/person.ts');
  const { CONFIG_PATH, readConfig } = await import('../core/config.ts');
  const text = (await readFile(client, place, CONFIG_PATH)) ?? '';
  return readConfig(text, await defaultsFor(client, place, text)).config;
}
