/** One process for each folder: sockets in it, which the system closes however their process ends. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unusable } from './database.ts';

/** Bytes that the address of a socket may have on every system. */
const LONGEST = 100;

/** Where the sockets of a folder lie, and how their names begin. */
function placeOf(folder: string): { readonly home: string; readonly prefix: string } {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  const isNear = Buffer.byteLength(join(folder, 'lock-0123456789ab')) <= LONGEST;
  return isNear ? { home: folder, prefix: 'lock-' } : { home: tmpdir(), prefix: `promotion-bot-${name}-` };
}

/** Listens there and tells whoever asks which process this is; undefined when somebody listens already. */
function listenAt(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)));
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(path, () => resolve(server.unref()));
  });
}

/** The number of the process that listens there, `unknown` when it does not say; undefined when its socket is a left-over. */
function holderAt(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(path).setTimeout(3_000, () => socket.destroy());
    socket.on('data', (part) => {
      said += String(part);
    });
    // Whoever is too busy to answer is there.
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(isNobody(error) ? undefined : 'unknown'));
    socket.on('close', () => resolve(said || 'unknown'));
  });
}

const isNobody = ({ code = '' }: NodeJS.ErrnoException): boolean => ['ECONNREFUSED', 'ENOENT'].includes(code);

const release = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

/** A process has it, or wants it at the same moment. */
interface Taken {
  readonly holder: string;
}

/**
 * Each process first listens at a socket of its own and looks for the others only then, so that of two at least one sees the other. What
 * killed processes have left is removed by whoever has won: to take over a left-over of a fixed name, two could remove each other's.
 */
async function tryToLock(folder: string): Promise<Server | Taken> {
  const { home, prefix } = placeOf(folder);
  const own = `${prefix}${randomBytes(6).toString('hex')}`;
  const server = await listenAt(join(home, own));
  if (server === undefined) return { holder: 'unknown' };
  const others = readdirSync(home).filter((name) => name.startsWith(prefix) && name !== own);
  for (const name of others) {
    const holder = await holderAt(join(home, name));
    if (holder === undefined) continue;
    await release(server);
    return { holder };
  }
  for (const name of others) rmSync(join(home, name), { force: true });
  // Whoever looked in the moment before it listened took it for a left-over.
  if (existsSync(join(home, own))) return server;
  await release(server);
  return { holder: 'unknown' };
}

/** A pipe of Windows has no left-overs. */
async function lockPipe(folder: string): Promise<Server | Taken> {
  const pipe = `\\\\.\\pipe\\promotion-bot-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  return (await listenAt(pipe)) ?? { holder: (await holderAt(pipe)) ?? 'unknown' };
}

/** How often it is tried: two that begin at the same moment both step back. */
const TRIES = 4;

/** @returns how to give it back. @throws Unusable while another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  let holder = 'unknown';
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) await sleep(50 + Math.random() * 200);
    const locked = await (process.platform === 'win32' ? lockPipe(folder) : tryToLock(folder));
    if (!('holder' in locked)) return () => release(locked);
    holder = locked.holder;
  }
  throw new Unusable(
    `The folder ${folder} is in use by process ${holder}.`,
    'Stop that process, or set DATA_DIR to another folder. Several processes share one PostgreSQL: set DATABASE_URL.',
  );
}
