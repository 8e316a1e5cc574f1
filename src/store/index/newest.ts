/** The newest entries of all ledgers, for whoever watches for changes. */
import type { Queryable } from '../database.ts';
import { INDEX } from '../schema.ts';

/** More than are ever written in a second, by all servers together. */
const MANY = 200;

/** One look into an index, whatever there is behind it. */
export async function newestEntries(
  pool: Queryable,
): Promise<readonly { readonly repo: number; readonly number: number; readonly seq: number }[]> {
  const { rows } = await pool.query(
    `select repo, number, seq from ${INDEX}.entry order by at desc, repo desc, number desc, seq desc limit ${MANY}`,
  );
  return rows.map(({ repo, number, seq }) => ({ repo: Number(repo), number: Number(number), seq: Number(seq) }));
}
