/** Archives of strangers, opened in memory. */
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/**
 * yauzl refuses absolute paths, `..`, backslashes, encryption, and entries that are longer or shorter than they declare.
 * @throws naming what is odd, now or while entries are read.
 */
export async function openArchive(zip: Buffer, mostEntries: number): Promise<ZipFile> {
  const archive = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true });
  if (archive.entryCount > mostEntries) throw new Error(`the archive has ${archive.entryCount} files, and at most ${mostEntries} are read`);
  return archive;
}

/** Upper half of the external attributes: the Unix mode, of which these bits say what kind of file it is; 0 where the maker says none. */
const KIND = 0o170000;
const PLAIN = 0o100000;

/** No link, device or the like. */
export function isPlainFile({ externalFileAttributes }: Pick<Entry, 'externalFileAttributes'>): boolean {
  const kind = (externalFileAttributes >>> 16) & KIND;
  return kind === 0 || kind === PLAIN;
}
