/** Single facts that every process has to know, by name. */
import type { Queryable } from './database.ts';
import { SCHEMA } from './schema.ts';

export async function readFact(client: Queryable, name: string): Promise<string | undefined> {
  const { rows } = await client.query(`select value from ${SCHEMA}.fact where name = $1`, [name]);
  const value: unknown = rows[0]?.value;
  return typeof value === 'string' ? value : undefined;
}

export async function writeFact(client: Queryable, name: string, value: string): Promise<void> {
  await client.query(`insert into ${SCHEMA}.fact (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`, [
    name,
    value,
  ]);
}
