/** The checked-out commit, as git knows it: what was built or downloaded beside its files is none of it. */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout } from '../core/gates/gate.ts';

const MOST_BYTES = 268_435_456;

/** Undefined where there is no git or no repository. */
export function checkoutAt(dir: string, env: Readonly<Record<string, string>>): Checkout | undefined {
  try {
    const argv = ['-C', dir, '-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached'];
    const said = execFileSync('git', argv, { encoding: 'utf8', env, maxBuffer: MOST_BYTES, stdio: ['ignore', 'pipe', 'ignore'] });
    const files = said.split('\0').filter((path) => path !== '');
    return files.length === 0 ? undefined : { roots: [...new Set([dir, realpathSync(dir)])], files };
  } catch {
    return undefined;
  }
}

/** Takes away what the commit itself holds in these folders (each ending in `/`): evidence comes from runs, and a file that was committed proves nothing. */
export async function clearCommitted(dir: string, checkout: Checkout | undefined, folders: readonly string[]): Promise<void> {
  // A link that was committed in place of the folder, or above it, leads to other files of the commit.
  const isThere = (path: string): boolean => folders.some((folder) => path.startsWith(folder) || folder.startsWith(`${path}/`));
  const committed = checkout?.files.filter(isThere) ?? [];
  for (const path of committed) await rm(join(dir, path), { force: true });
}
