import { INDEX } from '../schema.ts';

/**
 * The index: what GitHub says, in the shape of questions. Names compare byte for byte, so that every server sorts and matches them alike.
 * `words` is what a search looks through, in lower case.
 */
export const indexTables = {
  name: 'index',
  sql: `
    create table ${INDEX}.repository (
      id bigint primary key,
      owner text not null,
      name text not null,
      url text not null
    );
    create index repository_name on ${INDEX}.repository (lower(owner), lower(name));

    create table ${INDEX}.promotion (
      repo bigint not null,
      number int not null,
      title text not null,
      subject text collate "C" not null,
      version text not null,
      sha text not null,
      from_env text collate "C",
      to_env text collate "C" not null,
      status text collate "C" not null,
      phase text,
      requester_id bigint not null,
      requester text not null,
      created_at timestamptz not null,
      round int,
      waiting_since timestamptz,
      decided_at timestamptz,
      promoted_at timestamptz,
      finished_at timestamptz,
      ended_week date,
      lead_seconds int,
      wait_seconds int,
      decisions json not null,
      head text not null,
      entries int not null,
      held boolean not null,
      words text not null,
      primary key (repo, number)
    );
    create index promotion_created on ${INDEX}.promotion (created_at, repo, number);
    create index promotion_status on ${INDEX}.promotion (status, created_at, repo, number);
    create index promotion_repo on ${INDEX}.promotion (repo, created_at, number);
    create index promotion_subject on ${INDEX}.promotion (subject, created_at, repo, number);
    create index promotion_subject_to on ${INDEX}.promotion (subject, to_env, created_at, repo, number);
    create index promotion_ended on ${INDEX}.promotion (ended_week)
      include (finished_at, status, subject, to_env, repo, lead_seconds, wait_seconds);
    create index promotion_arrived on ${INDEX}.promotion (repo, subject, to_env, promoted_at, number) where status = 'PROMOTED';

    create table ${INDEX}.party (
      person bigint not null,
      created_at timestamptz not null,
      repo bigint not null,
      number int not null,
      primary key (person, created_at, repo, number)
    );
    create index party_promotion on ${INDEX}.party (repo, number);

    create table ${INDEX}.entry (
      repo bigint not null,
      number int not null,
      seq int not null,
      kind text collate "C" not null,
      at timestamptz not null,
      person bigint,
      login text,
      comment bigint,
      round int,
      subject text collate "C" not null,
      version text not null,
      to_env text collate "C" not null,
      status_before text,
      status_after text,
      entry text not null,
      primary key (repo, number, seq)
    );
    create index entry_at on ${INDEX}.entry (at, repo, number, seq);
    create index entry_person on ${INDEX}.entry (person, at, repo, number, seq) where person is not null;
    create index entry_subject on ${INDEX}.entry (subject, at, repo, number, seq);
    create index entry_kind on ${INDEX}.entry (kind, at, repo, number, seq);

    create table ${INDEX}.person (
      id bigint primary key,
      login text not null,
      at timestamptz not null
    );
    create index person_login on ${INDEX}.person (lower(login));

    create table ${INDEX}.current_version (
      repo bigint not null,
      subject text collate "C" not null,
      environment text collate "C" not null,
      version text not null,
      sha text not null,
      since timestamptz not null,
      phase text,
      number int not null,
      requester_id bigint not null,
      requester text not null,
      primary key (repo, subject, environment)
    );
    create index current_version_subject on ${INDEX}.current_version (subject);
  `,
};
