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

/** All that have promotions, by name. */
export async function allRepositories(
  pool: Queryable,
): Promise<readonly { readonly id: number; readonly owner: string; readonly name: string }[]> {
  const { rows } = await pool.query(`select id, owner, name from ${INDEX}.repository order by lower(owner), lower(name), id`);
  return rows.map(({ id, owner, name }) => ({ id: Number(id), owner: String(owner), name: String(name) }));
}
