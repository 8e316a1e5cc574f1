import { resolve } from 'node:path';
import * as z from 'zod';
import type { Database } from '../store/database.ts';
import { defineCommand, EXIT, type Io } from './command.ts';
import { withIndex } from './with-store.ts';

const name = z.string().regex(/^[^/\s]+\/[^/\s]+$/, '--repository takes owner/name.');
const MOST = 10_000;

const input = z.object({
  out: z.string('Name the folder: --out DIR').min(1, 'Name the folder: --out DIR'),
  repository: z.array(name).optional(),
  fromGithub: name.optional(),
  key: z.array(z.string()).optional(),
});
type Input = z.infer<typeof input>;

export const site = defineCommand({
  name: 'site',
  summary: 'Write the pages of the dashboard as files, for a Pages branch. Whoever may read the files reads the promotions in them.',
  arguments: [],
  options: [
    { flags: '--out <folder>', summary: 'an empty folder, or one that this command has filled before' },
    { flags: '--repository <name...>', summary: 'show these, owner/name; needed as soon as there are several' },
    { flags: '--from-github <name>', summary: 'read owner/name from GitHub with GH_TOKEN, where there is no database' },
    {
      flags: '--key <file...>',
      summary: 'with --from-github: public keys of the audit trail, PEM; .github/promotion-bot.pub.pem when not given',
    },
  ],
  input,
  run: async (given, io: Io) => {
    if (given.fromGithub === undefined) return withIndex(io, (database) => build(database, given, io));
    const { withGithubIndex } = await import('./site-github.ts');
    return withGithubIndex(io, { place: given.fromGithub, keys: given.key }, (database) => build(database, given, io));
  },
});

async function build({ pool }: Database, { out, repository }: Input, io: Io): Promise<number> {
  const { allRepositories } = await import('../store/index/repository.ts');
  const { readingOf } = await import('../store/index/reading.ts');
  const { indexOn } = await import('../store/index/tables.ts');
  const { siteOf } = await import('../web/site/site.ts');
  const { openFolder } = await import('./site-folder.ts');
  const shown = chosen(await allRepositories(pool), repository);
  if (typeof shown === 'string') return refuse(io, shown);
  const folder = openFolder(resolve(io.cwd, out));
  if (typeof folder === 'string') return refuse(io, folder);
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  for await (const { path, text } of siteOf({ reading: readingOf(indexOn(pool))(shown.map(({ id }) => id)), now, most: MOST }))
    folder.write(path, text);
  const names = shown.map((one) => `${one.owner}/${one.name}`).join(', ');
  io.stdout.write(`${folder.finish()} files in ${resolve(io.cwd, out)}, of ${names}. Open index.html.
Whoever may read these files reads the promotions in them: put them only where that is meant.\n`);
  return EXIT.yes;
}

function refuse(io: Io, sentence: string): number {
  io.stderr.write(`${sentence}\n`);
  return EXIT.unknown;
}

interface Named {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** Nothing is shown because it was forgotten: of several repositories each has to be named. */
function chosen(all: readonly Named[], wanted: readonly string[] | undefined): readonly Named[] | string {
  const nameOf = (one: Named): string => `${one.owner}/${one.name}`;
  const known = all.map(nameOf).join(', ');
  if (all.length === 0) return 'There are no promotions yet. When the first has been asked for, there is something to show.';
  if (wanted === undefined)
    return all.length === 1
      ? all
      : `There are promotions of several repositories: ${known}. Name those to show with --repository, so that no other is shown by mistake.`;
  const missing = wanted.filter((text) => !all.some((one) => nameOf(one).toLowerCase() === text.toLowerCase()));
  if (missing.length > 0) return `There are no promotions of ${missing.join(', ')}. Those that have some: ${known}.`;
  return all.filter((one) => wanted.some((text) => nameOf(one).toLowerCase() === text.toLowerCase()));
}
