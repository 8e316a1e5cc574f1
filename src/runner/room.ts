/** Room for a file in the checkout: links that the commit holds lead nowhere. */
import { mkdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/**
 * Makes the folders of a path that `whyNoPath` has nothing against, and takes away what lies there, a link included.
 *
 * @returns the full path. @throws when it would lie outside of the folder.
 */
export async function makeRoom(dir: string, path: string): Promise<string> {
  const root = await realpath(dir);
  let folder = root;
  for (const name of path.split('/').slice(0, -1)) {
    // One by one: making all at once would make them wherever a link leads.
    // A link to where nothing is leads elsewhere, too.
    folder = await realpath(await made(join(folder, name))).catch(() => '');
    if (!folder.startsWith(root + sep)) throw new Error(`${path} would lie outside the checkout, because ${dirname(path)} is a link`);
  }
  const full = join(folder, basename(path));
  await rm(full, { force: true });
  return full;
}

async function made(folder: string): Promise<string> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return folder;
}
