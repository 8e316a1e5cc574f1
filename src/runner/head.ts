/** Which commit is checked out. */
import { execFileSync } from 'node:child_process';

/** Undefined where there is none to speak of. */
export function headOf(dir: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    const said = execFileSync('git', ['-C', dir, 'rev-parse', 'HEAD'], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
    return said.trim();
  } catch {
    return undefined;
  }
}
