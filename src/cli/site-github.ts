/** An index for one command only: read from GitHub with a person's token, and thrown away afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onlooking } from '../app/notary.ts';
import { lookAt } from '../app/rebuild.ts';
import type { PromotionRecord } from '../core/record.ts';
import { onlookerHub } from '../github/onlooker.ts';
import { listPromotionIssues } from '../github/promotions.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { fillRecords } from '../store/index/write.ts';
import { openDatabase } from '../store/open.ts';
import { verifierFrom } from './audit-input.ts';
import type { Io } from './command.ts';
import { asPerson, tellWhy } from './person.ts';

interface Wanted {
  /** `acme/shop`. */
  readonly place: string;
  readonly keys: readonly string[] | undefined;
}

/** Issues that are read at the same time. */
const BATCH = 10;

export async function withGithubIndex(io: Io, { place, keys }: Wanted, work: (database: Database) => Promise<number>): Promise<number> {
  const verifier = await verifierFrom(io, keys);
  // The pages say of every audit trail whether it holds; without a key nobody can.
  if ('sentence' in verifier) return tellWhy(io, verifier.sentence, { json: false });
  const [owner = '', repo = ''] = place.split('/');
  return asPerson(io, { failure: `${place} cannot be read from GitHub`, json: false }, async (client) => {
    const notary = onlooking(verifier);
    const numbers = await listPromotionIssues(client, { owner, repo }, { open: false });
    const records: PromotionRecord[] = [];
    for (let from = 0; from < numbers.length; from += BATCH) {
      const batch = numbers.slice(from, from + BATCH);
      const looks = await Promise.all(batch.map((number) => lookAt(onlookerHub(client), notary, { owner, repo, number }, 0)));
      records.push(...looks.flatMap(({ record }) => record ?? []));
    }
    return inPassing(async (database) => {
      await inTransaction(database.pool, (connection) => fillRecords(connection, records));
      return work(database);
    });
  });
}

async function inPassing(work: (database: Database) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'promotion-bot-site-'));
  try {
    const database = await openDatabase({ folder });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
