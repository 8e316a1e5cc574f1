import { SCHEMA } from '../schema.ts';

/** Who is signed in to the dashboard. `id` is the digest of what the cookie holds, and the token can be read with that only. */
export const sessions = {
  name: 'sessions',
  sql: `
    create table ${SCHEMA}.session (
      id text primary key,
      viewer bigint not null,
      login text not null,
      token text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null
    );
    create index session_expires on ${SCHEMA}.session (expires_at);
  `,
};
