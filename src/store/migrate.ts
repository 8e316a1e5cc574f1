/** Brings the tables up to date: ours, and those of the queue. */
import { makeWorkerUtils } from 'graphile-worker';
import type { Pool, PoolClient } from 'pg';
import { Unusable } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { quietLogger } from './queue-log.ts';
import { INDEX, JOBS, LOCK_CLASS, SCHEMA } from './schema.ts';

/** Several replicas may start at once; whoever comes second waits, and finds everything done. @throws Unusable for tables of a newer version. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1, 0)', [LOCK_CLASS]);
    await migrateQueue(pool);
    await migrateOurs(client);
  } finally {
    await client.query('select pg_advisory_unlock($1, 0)', [LOCK_CLASS]).catch(() => {});
    client.release();
  }
}

async function migrateQueue(pool: Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool, schema: JOBS, logger: quietLogger });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
}

async function migrateOurs(client: PoolClient): Promise<void> {
  await client.query(`
    create schema if not exists ${SCHEMA};
    create schema if not exists ${INDEX};
    create table if not exists ${SCHEMA}.migration (number int primary key, name text not null, at timestamptz not null default now())`);
  const { rows } = await client.query(`select coalesce(max(number), 0) as number from ${SCHEMA}.migration`);
  const done = Number(rows[0]?.number);
  if (done > MIGRATIONS.length) {
    throw new Unusable(
      `The database was brought to step ${done} by a newer version; this one knows ${MIGRATIONS.length} steps.`,
      'Start the newer version again, or give this one a database of its own: it fills itself from GitHub with "promotion-bot rebuild".',
    );
  }
  for (const [at, { name, sql }] of MIGRATIONS.entries()) if (at >= done) await carryOut(client, at + 1, name, sql);
}

async function carryOut(client: PoolClient, number: number, name: string, sql: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query(`insert into ${SCHEMA}.migration (number, name) values ($1, $2)`, [number, name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}
