/** Which version runs where. */
import type { Queryable } from '../database.ts';
import { INDEX } from '../schema.ts';
import { json, type RecordKey } from './keys.ts';

/** Where versions may run: what `current_version` has one row for. */
export interface Place {
  readonly repo: number;
  readonly subject: string;
  readonly environment: string;
}

export async function placesOf(client: Queryable, keys: readonly RecordKey[]): Promise<readonly Place[]> {
  const { rows } = await client.query(
    `select p.repo, p.subject, p.to_env from json_to_recordset($1::text::json) as k (repo bigint, number int)
       join ${INDEX}.promotion p on p.repo = k.repo and p.number = k.number`,
    [json(keys)],
  );
  return rows.map(({ repo, subject, to_env: environment }) => ({ repo: Number(repo), subject, environment }));
}

/** What runs there follows from all promotions of the subject to the environment: the latest that arrived and was not rolled back. */
export async function arrive(client: Queryable, places: readonly Place[]): Promise<void> {
  const listed = json([
    ...new Map(places.map((place) => [JSON.stringify([place.repo, place.subject, place.environment]), place])).values(),
  ]);
  const asked = 'json_to_recordset($1::text::json) as k (repo bigint, subject text, environment text)';
  await client.query(
    `delete from ${INDEX}.current_version c using ${asked}
     where c.repo = k.repo and c.subject = k.subject and c.environment = k.environment`,
    [listed],
  );
  await client.query(
    `insert into ${INDEX}.current_version (repo, subject, environment, version, sha, since, phase, number, requester_id, requester)
     select k.repo, k.subject, k.environment, p.version, p.sha, p.promoted_at, p.phase, p.number, p.requester_id, p.requester
     from ${asked} cross join lateral (
       select * from ${INDEX}.promotion p
       where p.repo = k.repo and p.subject = k.subject and p.to_env = k.environment and p.status = 'PROMOTED' and p.promoted_at is not null
       order by p.promoted_at desc, p.number desc limit 1) p`,
    [listed],
  );
}
