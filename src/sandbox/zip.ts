/**
 * Zip files made in memory, honest and hostile: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3 and 4.4).
 *
 *     zip([{ path: 'evidence.json', data: '{}' }])
 *     zip([{ path: '../../etc/passwd', data: 'x' }, { path: 'link', data: '/etc/passwd', symlink: true }])
 *     zip([{ path: 'bomb', data: Buffer.alloc(100_000_000) }])                // a thousand times smaller than what comes out
 *     zip([{ path: 'a', data: 'x'.repeat(1000), says: { size: 10 } }])        // a header that lies
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly path: string;
  readonly data: string | Uint8Array;
  readonly method?: 'stored' | 'deflated';
  /** The data is where it points. */
  readonly symlink?: boolean;
  /** Sets the flag of encryption; the data stays as it is. */
  readonly encrypted?: boolean;
  /** Sizes, checksum and name that headers tell instead of the true ones; `name` only the local one, which the central one contradicts. */
  readonly says?: { readonly size?: number; readonly packed?: number; readonly crc?: number; readonly name?: string };
  /** Sizes after the data instead of before it, as the runner streams them; true when left out. */
  readonly streamed?: boolean;
}

const FLAGS = { encrypted: 1, streamed: 8, utf8: 0x800 };
// Midnight of 20 November 2026: every zip of the same content has the same bytes.
const DATE = ((2026 - 1980) << 9) | (11 << 5) | 20;
const FILE = 0o100644;
const SYMLINK = 0o120777;

const u16 = (...values: readonly number[]): Buffer => {
  const out = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) out.writeUInt16LE(value & 0xffff, i * 2);
  return out;
};
const u32 = (...values: readonly number[]): Buffer => {
  const out = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) out.writeUInt32LE(value >>> 0, i * 4);
  return out;
};

/** What both headers of an entry share, and its packed data. */
function packed(entry: ZipEntry): { local: Buffer; central: (offset: number) => Buffer } {
  const data = Buffer.from(entry.data);
  const method = entry.method === 'stored' ? 0 : 8;
  const body = method === 0 ? data : deflateRawSync(data);
  const streamed = entry.streamed ?? true;
  const flags = FLAGS.utf8 | (streamed ? FLAGS.streamed : 0) | (entry.encrypted ? FLAGS.encrypted : 0);
  const facts = [entry.says?.crc ?? crc32(data), entry.says?.packed ?? body.length, entry.says?.size ?? data.length];
  const name = Buffer.from(entry.path);
  const localName = Buffer.from(entry.says?.name ?? entry.path);
  const head = u16(flags, method, 0, DATE);
  const local = Buffer.concat([
    ...[u32(0x04034b50), u16(20), head, u32(...(streamed ? [0, 0, 0] : facts)), u16(localName.length, 0), localName, body],
    ...(streamed ? [u32(0x08074b50, ...facts)] : []),
  ]);
  const mode = entry.symlink ? SYMLINK : FILE;
  const central = (offset: number): Buffer =>
    // Made by Unix (3), version 2.0: only then do the upper bits of the attributes hold the mode.
    Buffer.concat([
      ...[u32(0x02014b50), u16((3 << 8) | 20, 20), head, u32(...facts)],
      ...[u16(name.length, 0, 0, 0, 0), u32(mode * 0x10000, offset), name],
    ]);
  return { local, central };
}

/** @param says Number of entries that the end of the file tells instead of the true one. */
export function zip(entries: readonly ZipEntry[], says: { readonly entries?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = packed(entry);
    parts.push(local);
    directory.push(central(offset));
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = says.entries ?? entries.length;
  return Buffer.concat([...parts, ...directory, u32(0x06054b50), u16(0, 0, count, count), u32(size, offset), u16(0)]);
}

/** A zip of files, deflated: path to content. */
export const zipOf = (files: Readonly<Record<string, string | Uint8Array>>): Buffer =>
  zip(Object.entries(files).map(([path, data]) => ({ path, data })));
