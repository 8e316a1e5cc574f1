import { SCHEMA } from '../schema.ts';

/** What was accepted, which issues are looked at, and when. */
export const inbox = {
  name: 'inbox',
  sql: `
    create table ${SCHEMA}.delivery (
      id text primary key,
      event text not null,
      promotion text,
      trigger text,
      received_at timestamptz not null default now(),
      processed_at timestamptz,
      dead_because text
    );
    create index delivery_waiting on ${SCHEMA}.delivery (promotion) where processed_at is null;
    create index delivery_processed on ${SCHEMA}.delivery (processed_at);

    create table ${SCHEMA}.issue (
      repo bigint not null,
      number int not null,
      installation bigint not null,
      owner text not null,
      name text not null,
      next_check_at timestamptz,
      sent_comments int,
      sent_at text,
      sent_sure boolean,
      run_key text,
      run_id bigint,
      primary key (repo, number)
    );
    create index issue_due on ${SCHEMA}.issue (next_check_at) where next_check_at is not null;

    create table ${SCHEMA}.fact (name text primary key, value text not null);
  `,
};
