/** Programs that the benchmarks start, and what they share. */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';

export const SECRET = randomBytes(24).toString('hex');
const pem = (pair: ReturnType<typeof generateKeyPairSync>, type: 'pkcs1' | 'pkcs8'): string =>
  pair.privateKey.export({ type, format: 'pem' }).toString();
export const KEYS = {
  privateKey: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'pkcs1'),
  ledgerKey: pem(generateKeyPairSync('ed25519'), 'pkcs8'),
};

/** Starts a program of this folder and waits until it has printed its port. */
export async function startProgram(name: string, argument: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name), argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (line) => resolve(Number(line)));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  return { child, port };
}

export async function stopProgram(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Waits until everything was looked at. @returns how many deliveries were. */
export async function settled({ pool }: Database): Promise<number> {
  for (;;) {
    const { rows } = await pool.query(
      'select count(*)::int as all, count(*) filter (where processed_at is null)::int as waiting from promotion_bot.delivery',
    );
    if (rows[0]?.waiting === 0) return rows[0].all;
    await later(20);
  }
}
