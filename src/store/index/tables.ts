/** The tables of the index as they are read, for kysely. `pg` gives bigint as text, which holds every id. */
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely';
import type { Pool } from 'pg';
import type { Instant, Status } from '../../core/promotion.ts';
import type { DecisionRecord } from '../../core/record.ts';
import { INDEX } from '../schema.ts';
import { namedOn } from './named.ts';

interface RepositoryTable {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly url: string;
}

interface PromotionTable {
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly subject: string;
  readonly version: string;
  readonly sha: string;
  readonly from_env: string | null;
  readonly to_env: string;
  readonly status: Status;
  readonly phase: string | null;
  readonly requester_id: string;
  readonly requester: string;
  readonly created_at: Date;
  readonly round: number | null;
  readonly waiting_since: Date | null;
  readonly decided_at: Date | null;
  readonly promoted_at: Date | null;
  readonly finished_at: Date | null;
  readonly ended_week: Date | null;
  readonly lead_seconds: number | null;
  readonly wait_seconds: number | null;
  readonly decisions: readonly DecisionRecord[];
  readonly head: string;
  readonly entries: number;
  readonly held: boolean;
  readonly words: string;
}

interface EntryTable {
  readonly repo: string;
  readonly number: number;
  readonly seq: number;
  readonly kind: string;
  readonly at: Date;
  readonly person: string | null;
  readonly login: string | null;
  readonly comment: string | null;
  readonly round: number | null;
  readonly subject: string;
  readonly version: string;
  readonly to_env: string;
  readonly status_before: Status | null;
  readonly status_after: Status | null;
  readonly entry: string;
}

interface PartyTable {
  readonly person: string;
  readonly created_at: Date;
  readonly repo: string;
  readonly number: number;
}

interface PersonTable {
  readonly id: string;
  readonly login: string;
  readonly at: Date;
}

interface CurrentVersionTable {
  readonly repo: string;
  readonly subject: string;
  readonly environment: string;
  readonly version: string;
  readonly sha: string;
  readonly since: Date;
  readonly phase: string | null;
  readonly number: number;
  readonly requester_id: string;
  readonly requester: string;
}

export interface Tables {
  readonly repository: RepositoryTable;
  readonly promotion: PromotionTable;
  readonly entry: EntryTable;
  readonly party: PartyTable;
  readonly person: PersonTable;
  readonly current_version: CurrentVersionTable;
}

export type Index = Kysely<Tables>;

/** Questions to the index, through connections of the pool. It has nothing to close: the pool has. */
export const indexOn = (pool: Pool): Index =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool: namedOn(pool) }) }).withSchema(INDEX);

/** Numeric ids of the repositories whoever asks may see; undefined for all. */
export type Visible = readonly number[] | undefined;

/** As one value, however many there are. */
export const ids = (list: readonly number[]): RawBuilder<string[]> => sql`string_to_array(${list.join(',')}::text, ',')::bigint[]`;

/** A row as JSON has it: moments as text. Ids are numbers there; `Number` takes both. */
export type Told<T> = { readonly [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] };

/** A whole row as one value: PGlite takes twice as long to hand over its columns one by one. @param name of the table or subquery. */
export const whole = <T>(name: string): RawBuilder<Told<T>> => sql<Told<T>>`row_to_json(${sql.ref(name)}.*)`;

/** What connections to a server in UTC say, PGlite among them. */
const SECOND_IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

export function instantOf(moment: string): Instant;
export function instantOf(moment: string | null): Instant | null;
export function instantOf(moment: string | null): Instant | null {
  if (moment === null) return null;
  const inUtc = SECOND_IN_UTC.test(moment) ? moment : new Date(moment).toISOString();
  return `${inUtc.slice(0, 19)}Z`;
}
