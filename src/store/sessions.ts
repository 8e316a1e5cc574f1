/** Who is signed in, known to all servers. A database that is stolen gives nobody a session, and no token. */
import { createHash, randomBytes } from 'node:crypto';
import type { Sessions } from '../app/dashboard.ts';
import { keyFrom, seal, unseal } from '../app/seal.ts';
import type { Queryable } from './database.ts';
import { SCHEMA } from './schema.ts';

/** Seconds that a session lasts, whatever is done with it: as long as GitHub's token. */
export const LASTS = 8 * 3_600;

const idOf = (cookie: string): string => createHash('sha256').update(cookie).digest('hex');
const keyOf = (cookie: string): Buffer => keyFrom(cookie, 'token of a session');

/** @param now milliseconds since 1970. */
export function sessionsOn(pool: Queryable, now: () => number): Sessions {
  return {
    begin: async ({ id, login }, token) => {
      const cookie = randomBytes(32).toString('base64url');
      await pool.query(
        `insert into ${SCHEMA}.session (id, viewer, login, token, created_at, expires_at)
         values ($1, $2, $3, $4, to_timestamp($5), to_timestamp($5 + ${LASTS}))`,
        [idOf(cookie), id, login, seal(keyOf(cookie), token), now() / 1000],
      );
      return cookie;
    },
    find: async (cookie) => {
      const { rows } = await pool.query(
        `select viewer, login, token from ${SCHEMA}.session where id = $1 and expires_at > to_timestamp($2)`,
        [idOf(cookie), now() / 1000],
      );
      const [row] = rows;
      const token = row && unseal(keyOf(cookie), String(row.token));
      if (!row || token === undefined) return undefined;
      return { id: idOf(cookie), viewer: { id: Number(row.viewer), login: String(row.login) }, token };
    },
    end: async (id) => {
      await pool.query(`delete from ${SCHEMA}.session where id = $1`, [id]);
    },
  };
}
