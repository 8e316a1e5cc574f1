import { SCHEMA } from '../schema.ts';

/** What each installation has written, or has leave to write later; and how long GitHub wants it to be silent. */
export const budget = {
  name: 'budget',
  sql: `
    create table ${SCHEMA}.spending (
      id bigint generated always as identity primary key,
      installation bigint not null,
      at bigint not null,
      content int not null,
      booked_for text,
      told boolean not null default false
    );
    create index spending_recent on ${SCHEMA}.spending (installation, at);
    create table ${SCHEMA}.silence (installation bigint primary key, until bigint not null);
  `,
};
