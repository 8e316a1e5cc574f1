/** Which commit is checked out. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Undefined where there is none to speak of. */
export function headOf(dir: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    // A checkout of a commit, and not of a branch, says it itself: that is what workflows have, and asking git takes a process.
    const said = readFileSync(join(dir, '.git', 'HEAD'), 'utf8').trim();
    if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(said)) return said;
  } catch {
    // In a linked worktree `.git` is a file; git knows where it leads.
  }
  return askGit(dir, env);
}

function askGit(dir: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    const said = execFileSync('git', ['-C', dir, 'rev-parse', 'HEAD'], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
    return said.trim();
  } catch {
    return undefined;
  }
}
