/** Which commit is checked out. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Undefined where there is none to speak of. */
export function headOf(dir: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    // A checkout says it itself, of a commit at once and of a branch in the file of that: asking git takes a process.
    const said = inGit(dir, 'HEAD');
    const [, branch] = /^ref: (refs\/heads\/[\w/-]+)$/.exec(said) ?? [];
    const commit = branch === undefined ? said : inGit(dir, branch);
    if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  } catch {
    // In a linked worktree `.git` is a file, and branches may be packed; git knows where it leads.
  }
  return askGit(dir, env);
}

const inGit = (dir: string, path: string): string => readFileSync(join(dir, '.git', path), 'utf8').trim();

function askGit(dir: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    const said = execFileSync('git', ['-C', dir, 'rev-parse', 'HEAD'], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
    return said.trim();
  } catch {
    return undefined;
  }
}
