/** Which repository is called so, of those that have promotions. */
import type { Queryable } from '../database.ts';
import { INDEX } from '../schema.ts';

/** Of two that were called so, the newer one: it could only be made after the other had gone. */
export async function repositoryNamed(
  pool: Queryable,
  { owner, name }: { readonly owner: string; readonly name: string },
): Promise<number | undefined> {
  const { rows } = await pool.query(`select max(id) as id from ${INDEX}.repository where lower(owner) = $1 and lower(name) = $2`, [
    owner.toLowerCase(),
    name.toLowerCase(),
  ]);
  return rows[0]?.id === null || rows[0]?.id === undefined ? undefined : Number(rows[0].id);
}
