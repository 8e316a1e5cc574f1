/** What is remembered of an issue between looks, in its row: whoever looks next finds it, whichever process that is. */
import * as z from 'zod';
import type { Memory } from '../app/memory.ts';
import type { Queryable } from './database.ts';
import type { JobPayload } from './jobs.ts';
import { SCHEMA } from './schema.ts';

const remembered = z.object({
  sent_comments: z.number().nullable(),
  sent_at: z.string().nullable(),
  sent_sure: z.boolean().nullable(),
  run_key: z.string().nullable(),
  // `pg` gives a bigint as text.
  run_id: z.string().transform(Number).nullable(),
});
type Remembered = z.infer<typeof remembered>;

/** Reads the row, and makes it where there is none. */
export async function memoryOf(pool: Queryable, { repository, number, installation, owner, repo }: JobPayload): Promise<Memory> {
  const { rows } = await pool.query(
    `insert into ${SCHEMA}.issue (repo, number, installation, owner, name) values ($1, $2, $3, $4, $5)
     on conflict (repo, number) do update set installation = excluded.installation, owner = excluded.owner, name = excluded.name
     returning sent_comments, sent_at, sent_sure, run_key, run_id`,
    [repository, number, installation, owner, repo],
  );
  let row: Remembered = remembered.parse(rows[0]);
  const write = async (change: Partial<Remembered>): Promise<void> => {
    row = { ...row, ...change };
    await pool.query(
      `update ${SCHEMA}.issue set sent_comments = $3, sent_at = $4, sent_sure = $5, run_key = $6, run_id = $7 where repo = $1 and number = $2`,
      [repository, number, row.sent_comments, row.sent_at, row.sent_sure, row.run_key, row.run_id],
    );
  };
  return {
    sent: async () => {
      const { sent_comments: comments, sent_at: at, sent_sure: sure } = row;
      return comments === null || at === null ? undefined : { comments, at, sure: sure ?? false };
    },
    sends: async (sent) => {
      if (sent === undefined && row.sent_comments === null) return;
      await write({ sent_comments: sent?.comments ?? null, sent_at: sent?.at ?? null, sent_sure: sent?.sure ?? null });
    },
    started: async () => (row.run_key === null || row.run_id === null ? undefined : { key: row.run_key, run: row.run_id }),
    starts: ({ key, run }) => write({ run_key: key, run_id: run }),
  };
}
