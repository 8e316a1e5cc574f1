/**
 * PGlite's files, written so that a commit is on the disk when it is acknowledged. PGlite starts PostgreSQL with -F (no fsync), and its file
 * system has no fsync to call; this gives it one. It reaches into PGlite, so the version is pinned and every opening proves that it works.
 */
import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import * as z from 'zod';

const EIO = 29;

const emscripten = z.object({
  FS: z.looseObject({
    filesystems: z.looseObject({ NODEFS: z.unknown() }).optional(),
    ErrnoError: z.custom<new (errno: number) => Error>(),
  }),
  NODEFS: z.unknown(),
});
interface FileOperations {
  stream_ops: { fsync?: (stream: { readonly nfd?: number | null }) => number };
}

class DurableFiles extends NodeFS {
  syncs = 0;

  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const made = await super.init(...given);
    const { preRun = [] } = made.emscriptenOpts;
    const before = Array.isArray(preRun) ? preRun : [preRun];
    made.emscriptenOpts.preRun = [...before, (module: unknown) => this.#teach(module)];
    return made;
  }

  #teach(module: unknown): void {
    const { FS, NODEFS = FS.filesystems?.NODEFS } = emscripten.parse(module);
    const files = NODEFS as FileOperations | undefined;
    if (!files?.stream_ops) throw new Error('this PGlite keeps its files in another way');
    files.stream_ops.fsync = ({ nfd }) => {
      if (nfd === undefined || nfd === null) return 0;
      try {
        fsyncSync(nfd);
        this.syncs += 1;
        return 0;
      } catch (error) {
        if (isNoFile(error)) return 0;
        // PostgreSQL makes a panic of it, as it must: what cannot be synced must not be acknowledged.
        throw new FS.ErrnoError(EIO);
      }
    };
  }
}

/** Folders and pipes cannot be synced on every system. */
const isNoFile = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ['EISDIR', 'EINVAL', 'EBADF'].includes(String(error.code));

/** Opens a folder that holds a database. @throws when a commit does not reach the disk with this version of PGlite. */
export async function openDurable(folder: string): Promise<PGlite> {
  const files = new DurableFiles(folder);
  const startParams = [
    ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
    '-c',
    'wal_sync_method=fsync',
    '-c',
    'shared_buffers=16MB',
  ];
  const db = await PGlite.create({ fs: files, startParams });
  const before = files.syncs;
  await db.exec(
    'create table if not exists public.sync_check (n int); insert into public.sync_check values (1); delete from public.sync_check',
  );
  if (files.syncs > before) return db;
  await db.close();
  throw new Error('commits do not reach the disk with this version of PGlite');
}
