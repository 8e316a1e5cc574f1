/** The index with a million promotions: what a page of a list, the matrix and metrics take, and how that grows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromotionFilter } from '../../src/core/index-rows.ts';
import type { Database } from '../../src/store/database.ts';
import { matrixPage } from '../../src/store/index/matrix.ts';
import { metricsByWeek } from '../../src/store/index/metrics.ts';
import { countPromotions, listPromotions } from '../../src/store/index/promotions.ts';
import { type Index, indexOn } from '../../src/store/index/tables.ts';
import { openDatabase } from '../../src/store/open.ts';
import { startPostgres } from '../harness/postgres.ts';
import { measurePages, type PageFigures } from './pages.ts';

const REPOSITORIES = 200;
const SUBJECTS = 20;
const PEOPLE = 2_000;
/** Seconds: three years of promotions end here. */
const END = Date.UTC(2026, 10, 20) / 1000;
const YEARS = 3 * 365 * 86_400;
const RUNS = 21;
/** What a page of the matrix holds: 333 subjects in three environments. */
const CELLS = 1_000;

/** Rows like those of a company that promotes all day: most arrive, some do not, the last thousandth is under way. */
const statements = (count: number): readonly string[] => [
  `insert into promotion_index.repository
   select r, 'acme', 'repository-' || r, 'https://github.com/acme/repository-' || r from generate_series(1, ${REPOSITORIES}) r`,
  `insert into promotion_index.person
   select p, 'person-' || p, to_timestamp(${END}) from generate_series(1, ${PEOPLE}) p`,
  `insert into promotion_index.promotion
   select repo, number, 'Promote ' || subject || ' to ' || to_env, subject, version, md5(n::text) || '00000000', from_env, to_env, status,
     case status when 'PROMOTED' then 'settled' end, person, 'person-' || person, created, 1,
     created + interval '5 minutes', case when status <> 'AWAITING_APPROVAL' then created + wait end,
     case when status in ('PROMOTED', 'ROLLED_BACK') then created + wait * 1.5 end,
     case when status <> 'AWAITING_APPROVAL' then created + wait * 2 end,
     case when status <> 'AWAITING_APPROVAL' then date_trunc('week', (created + wait * 2) at time zone 'UTC')::date end,
     case when status in ('PROMOTED', 'ROLLED_BACK') then extract(epoch from wait * 1.5)::int end,
     case when status <> 'AWAITING_APPROVAL' then extract(epoch from wait)::int - 300 end,
     json_build_array(json_build_object('id', person + 1, 'login', 'person-' || person + 1, 'at', created, 'verdict', 'approved', 'roles',
       json_build_array('qa'), 'note', '', 'comment', n)),
     md5(n::text) || md5(n::text), 5, false, lower(subject || chr(10) || version || chr(10) || 'Promote ' || subject || ' to ' || to_env)
   from (
     select n, 1 + n % ${REPOSITORIES} as repo, 1 + n / ${REPOSITORIES} as number,
       'service-' || (1 + n % ${REPOSITORIES}) || '-' || (n / ${REPOSITORIES}) % ${SUBJECTS} as subject, 'v' || n / 4000 || '.' || n % 10 as version,
       (array['development', 'staging', 'production'])[1 + (n / ${REPOSITORIES} / ${SUBJECTS}) % 3] as to_env,
       (array[null, 'development', 'staging'])[1 + (n / ${REPOSITORIES} / ${SUBJECTS}) % 3] as from_env,
       case when n > ${count} * 0.999 then 'AWAITING_APPROVAL'
         else (array['PROMOTED', 'PROMOTED', 'PROMOTED', 'PROMOTED', 'PROMOTED', 'PROMOTED', 'REJECTED', 'CANCELLED', 'FAILED', 'ROLLED_BACK'])[1 + any_number % 10] end as status,
       1 + any_number % ${PEOPLE} as person,
       to_timestamp(${END} - ${YEARS} + n::float8 * ${YEARS} / ${count}) as created,
       interval '1 minute' * (10 + any_number % 3000) as wait
     from generate_series(1, ${count}) n, lateral (select (hashint4(n) & 2147483647) as any_number) a) given`,
  // The latest promotions with what happened first; the rest would only take room.
  `insert into promotion_index.entry
   select repo, number, seq, kind, created_at, requester_id, requester, null, case seq when 2 then 1 end, subject, version, to_env,
     case seq when 2 then 'PENDING' end, case seq when 1 then 'PENDING' else 'AWAITING_APPROVAL' end, entry
   from (select * from promotion_index.promotion order by created_at desc limit ${count / 10}) p, lateral (values
     (1, 'requested', json_build_object('kind', 'requested', 'at', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       'by', json_build_object('id', requester_id, 'login', requester, 'kind', 'person'), 'sha', sha, 'request', json_build_object('subject', subject,
       'version', version, 'from', coalesce(from_env, ''), 'to', to_env, 'notes', '', 'blockers', '', 'rollbackPlan', ''))::text),
     (2, 'round_opened', json_build_object('kind', 'round_opened', 'at', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       'round', 1, 'terms', json_build_object('subject', subject, 'version', version, 'sha', sha, 'from', from_env, 'to', to_env, 'config', head,
       'gates', head), 'fingerprint', head, 'approval', true, 'changed', json_build_array(), 'voided', json_build_array())::text)) e (seq, kind, entry)`,
  'insert into promotion_index.party select requester_id, created_at, repo, number from promotion_index.promotion',
  `insert into promotion_index.current_version
   select distinct on (repo, subject, to_env) repo, subject, to_env, version, sha, promoted_at, phase, number, requester_id, requester
   from promotion_index.promotion where status = 'PROMOTED' order by repo, subject, to_env, promoted_at desc, number desc`,
];

async function median(work: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const began = performance.now();
    await work(run);
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

/** The filters of a list, each with other values every time. */
const FILTERS: Readonly<Record<string, (run: number) => PromotionFilter>> = {
  none: () => ({}),
  status: () => ({ status: ['ROLLED_BACK'] }),
  'subject and environment': (run) => ({ subject: `service-${1 + run}-3`, to: 'production' }),
  subject: (run) => ({ subject: `service-${1 + run}-4` }),
  person: (run) => ({ person: 1 + run * 31 }),
  repository: (run) => ({ repository: { owner: 'acme', name: `repository-${1 + run * 5}` } }),
};
const MIDDLE = new Date((END - YEARS / 2) * 1000).toISOString().replace('.000Z', 'Z');

/** Milliseconds, medians. */
export interface Figures {
  /** Of the slowest filter. */
  readonly page: number;
  readonly count: number;
  readonly matrix: number;
  readonly metrics: number;
  readonly search: number;
  readonly pages: Readonly<Record<string, number>>;
  /** The dashboard over it. */
  readonly dashboard: PageFigures;
}

async function measure(index: Index, { pool }: Database): Promise<Figures> {
  const pages: Record<string, number> = {};
  for (const [name, filter] of Object.entries(FILTERS)) {
    pages[name] = await median((run) => listPromotions(index, filter(run), { limit: 50 }));
    const before = { createdAt: MIDDLE, repo: 1, number: 1 };
    pages[`${name}, in the middle`] = await median((run) => listPromotions(index, filter(run), { limit: 50, before }));
  }
  const visible = Array.from({ length: 20 }, (_, i) => 1 + i * 9);
  pages['twenty repositories that may be seen'] = await median(() => listPromotions(index, {}, { limit: 50 }, visible));
  const until = new Date(END * 1000).toISOString().replace('.000Z', 'Z');
  const since = new Date((END - 90 * 86_400) * 1000).toISOString().replace('.000Z', 'Z');
  return {
    pages,
    page: Math.max(...Object.values(pages)),
    count: await median(() => countPromotions(index, {}, 1_000)),
    matrix: await median((run) => matrixPage(index, {}, { limit: CELLS, after: { repo: run * 9, subject: '' } })),
    metrics: await median(() => metricsByWeek(index, { since, until })),
    search: await median(() => listPromotions(index, { search: 'nothing is called so' }, { limit: 50 })),
    dashboard: await measurePages({ pool, repos: Array.from({ length: REPOSITORIES }, (_, i) => 1 + i), now: END * 1000, runs: RUNS }),
  };
}

/** Indexes that are made when the rows are there are made in a fraction of the time. */
async function fill({ pool }: Database, count: number): Promise<void> {
  const { rows } = await pool.query(
    `select indexname, indexdef from pg_indexes where schemaname = 'promotion_index' and indexname not like '%\\_pkey'`,
  );
  for (const { indexname } of rows) await pool.query(`drop index promotion_index.${indexname}`);
  for (const statement of statements(count)) await pool.query(statement);
  for (const { indexdef } of rows) await pool.query(indexdef);
  await pool.query('vacuum analyze');
  // What was just written is on disk, as at a server that does not fill up while it answers.
  await pool.query('checkpoint');
}

async function measureIn(database: Database, count: number): Promise<Figures> {
  try {
    await fill(database, count);
    return await measure(indexOn(database.pool), database);
  } finally {
    await database.close();
  }
}

export interface Million {
  readonly engine: Database['engine'];
  readonly few: Figures;
  readonly many: Figures;
}

/** Fills and asks both engines, with a tenth and with all. It takes minutes and some gigabytes of disk, which it gives back. */
export async function measureMillion(count = 1_000_000): Promise<readonly Million[]> {
  const home = mkdtempSync(join(tmpdir(), 'promotion-bot-bench-'));
  const cluster = await startPostgres();
  try {
    const wheres = {
      PGlite: async (name: string) => ({ folder: join(home, name) }),
      PostgreSQL: async () => ({ folder: home, url: await cluster.fresh() }),
    };
    const found: Million[] = [];
    for (const [engine, where] of Object.entries(wheres) as [Database['engine'], typeof wheres.PGlite][]) {
      const few = await measureIn(await openDatabase(await where('few')), count / 10);
      found.push({ engine, few, many: await measureIn(await openDatabase(await where('many')), count) });
    }
    return found;
  } finally {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * Twice what was measured when the stores were chosen (a page of a list 1.7 ms, the matrix 23 ms, 90 days of metrics 42 ms, medians with a
 * million promotions), and less than ten times what a tenth of the promotions takes.
 */
const BOUNDS = { page: 3.4, matrix: 46, metrics: 84 } as const;
/** A page of the dashboard in times of its questions alone, and what the first one may weigh. */
const DASHBOARD = { ratio: 3, kilobytes: 100 } as const;
const GROWTH = 10;

export const millionRows = (found: readonly Million[]) =>
  found.flatMap(({ engine, few, many }) => [
    { what: `slowest page of a list, 1,000,000 promotions, ${engine}`, measured: many.page, bound: BOUNDS.page, unit: 'ms' },
    { what: `page of the matrix, 1,000,000 promotions, ${engine}`, measured: many.matrix, bound: BOUNDS.matrix, unit: 'ms' },
    { what: `90 days of metrics, 1,000,000 promotions, ${engine}`, measured: many.metrics, bound: BOUNDS.metrics, unit: 'ms' },
    {
      what: `most growth of these from 100,000 to 1,000,000, ${engine}`,
      measured: Math.max(...(['page', 'matrix', 'metrics'] as const).map((key) => many[key] / few[key])),
      bound: GROWTH,
      unit: 'x',
    },
    {
      what: `page of the dashboard that takes longest for its questions alone, 1,000,000 promotions, ${engine}`,
      measured: many.dashboard.ratio,
      bound: DASHBOARD.ratio,
      unit: 'x',
    },
    {
      what: `first page of the dashboard with all it brings, ${engine}`,
      measured: many.dashboard.kilobytes,
      bound: DASHBOARD.kilobytes,
      unit: 'kB',
    },
  ]);

/** What is behind the rows, one line for each. */
export const millionLines = (found: readonly Million[]): readonly string[] =>
  found.flatMap(({ engine, few, many }) => [
    ...Object.entries({
      ...many.pages,
      'capped count': many.count,
      matrix: many.matrix,
      metrics: many.metrics,
      'search that finds nothing': many.search,
    }).map(
      ([name, time]) =>
        `${engine}, ${name}: ${time.toFixed(1)} ms${name in few.pages ? `, ${few.pages[name]?.toFixed(1)} ms with a tenth` : ''}`,
    ),
    ...Object.entries(many.dashboard.pages).map(
      ([path, { server, queries }]) =>
        `${engine}, ${path}: ${server.toFixed(1)} ms of the server, ${queries.toFixed(1)} ms of its questions`,
    ),
  ]);
