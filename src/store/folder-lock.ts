/** One process for each folder: a socket in it that the system closes however its process ends. */
import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unusable } from './database.ts';

/** Bytes that the address of a socket may have on every system. */
const LONGEST = 100;

function socketOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\promotion-bot-${name}`;
  const near = join(folder, 'lock');
  return Buffer.byteLength(near) <= LONGEST ? near : join(tmpdir(), `promotion-bot-${name}.lock`);
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
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(said || 'unknown'));
  });
}

/** @returns how to give it back. @throws Unusable while another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketOf(folder);
  for (let tries = 0; tries < 3; tries += 1) {
    const server = await listenAt(path);
    if (server) return () => new Promise((resolve) => void server.close(() => resolve()));
    const holder = await holderAt(path);
    if (holder !== undefined) {
      throw new Unusable(
        `The folder ${folder} is in use by process ${holder}.`,
        'Stop that process, or set DATA_DIR to another folder. Several processes share one PostgreSQL: set DATABASE_URL.',
      );
    }
    // Its process was killed: the socket is there, and nobody behind it.
    unlinkSync(path);
  }
  throw new Unusable(`The folder ${folder} could not be locked.`, `Remove ${path} when no other process uses the folder.`);
}
