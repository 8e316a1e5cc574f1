/** The database behind a command, and what to say when there is none. */
import { existsSync } from 'node:fs';
import { type EnvProblem, readStore, withDotenv } from '../env.ts';
import { type Database, Unusable } from '../store/database.ts';
import { EXIT, type Io } from './command.ts';

const advise = (io: Io, { sentence, remedy }: Pick<EnvProblem, 'sentence' | 'remedy'>): number => {
  io.stderr.write(`${sentence}\n${remedy}\n`);
  return EXIT.unknown;
};

/** Opens what DATABASE_URL or DATA_DIR name, and closes it after the work. Answers 2 and says why when it cannot be opened. */
export async function withStore(io: Io, work: (database: Database) => Promise<number>): Promise<number> {
  const read = readStore(withDotenv(io.env, io.cwd), io.cwd);
  if (!read.ok) return advise(io, read.problem);
  const { openDatabase } = await import('../store/open.ts');
  try {
    const database = await openDatabase(read.store);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return advise(io, { sentence: error.message, remedy: error.remedy });
  }
}

/** The same to read only: where nothing was ever kept, nothing is made. */
export async function withIndex(io: Io, work: (database: Database) => Promise<number>): Promise<number> {
  const read = readStore(withDotenv(io.env, io.cwd), io.cwd);
  if (!read.ok || read.store.url !== undefined || existsSync(read.store.folder))
    return withStore(io, (database) => told(io, database, work));
  return advise(io, {
    sentence: `There is no database in ${read.store.folder}.`,
    remedy: 'Start the bot, or run "promotion-bot rebuild", in this folder; or set DATA_DIR or DATABASE_URL as they do.',
  });
}

async function told(io: Io, database: Database, work: (database: Database) => Promise<number>): Promise<number> {
  const { halfBuilt } = await import('../store/rebuild-shelf.ts');
  const { halfBuiltText } = await import('../core/views/promotion-list.ts');
  const half = await halfBuilt(database.pool);
  if (half) io.stderr.write(halfBuiltText(half));
  return work(database);
}
